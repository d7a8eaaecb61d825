"""How the database would answer a question, when tables are large enough for an index to be worth it."""

from django.db import connection


def plan(sql: str, *, i_rekkefolge: bool = False) -> str:
    """What EXPLAIN says, in words that differ by database; the names of the indexes it would use are in it.

    `i_rekkefolge`: whether an index can give the rows in the order that is asked for. The few rows of a test, when
    they have been counted, are sooner sorted.
    """
    av = ["enable_seqscan", *(["enable_sort"] if i_rekkefolge else [])]
    with connection.cursor() as peker:
        if connection.vendor == "postgresql":
            # A table of a few rows is read through, whatever indexes it has.
            peker.execute("; ".join(f"SET LOCAL {maten} = off" for maten in av))
        peker.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {sql}")
        svar = "\n".join(" ".join(map(str, rad)) for rad in peker.fetchall())
        if connection.vendor == "postgresql":
            peker.execute("; ".join(f"SET LOCAL {maten} = on" for maten in av))
    return svar
