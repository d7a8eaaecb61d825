"""How the database would answer a question, when tables are large enough for an index to be worth it."""

from django.db import connection


def plan(sql: str) -> str:
    """What EXPLAIN says, in words that differ by database; the names of the indexes it would use are in it."""
    with connection.cursor() as peker:
        if connection.vendor == "postgresql":
            # A table of a few rows is read through, whatever indexes it has.
            peker.execute("SET LOCAL enable_seqscan = off")
        peker.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {sql}")
        svar = "\n".join(" ".join(map(str, rad)) for rad in peker.fetchall())
        if connection.vendor == "postgresql":
            peker.execute("SET LOCAL enable_seqscan = on")
    return svar
