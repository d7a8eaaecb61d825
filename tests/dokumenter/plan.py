"""How the database would answer a question, when tables are large enough for an index to be worth it."""

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

# What was counted in one test is believed in the next: ANALYZE writes some of it where no rollback reaches, and the
# server counts by itself when it finds the time. Nothing counted is the one state that every test can have.
_GLEM_DET_SOM_ER_TALT = (
    "DELETE FROM pg_statistic WHERE starelid IN (SELECT relid FROM pg_stat_user_tables)",
    "UPDATE pg_class SET relpages = 0, reltuples = -1, relallvisible = 0"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')",
)


def plan(sporsmal: str | QuerySet[Any], *, i_rekkefolge: bool = False) -> str:
    """What EXPLAIN says of some SQL, or a question that is not asked yet; the indexes it would use are in it.

    The words differ by database. `i_rekkefolge`: whether an index can give the rows in the order that is asked for. The
    few rows of a test are sooner sorted.
    """
    with transaction.atomic():
        try:
            if connection.vendor == "postgresql":
                # A table of a few rows is read through, whatever indexes it has.
                av = ["enable_seqscan", *(["enable_sort"] if i_rekkefolge else [])]
                _gjor(*_GLEM_DET_SOM_ER_TALT, *(f"SET LOCAL {maten} = off" for maten in av))
            if isinstance(sporsmal, QuerySet):
                return sporsmal.explain()
            return _gjor(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {sporsmal}")
        finally:
            transaction.set_rollback(True)


def _gjor(*setninger: str) -> str:
    """What the last of them answers, a row on each line."""
    with connection.cursor() as peker:
        for sql in setninger:
            peker.execute(sql)
        return "\n".join(" ".join(map(str, rad)) for rad in peker.fetchall()) if peker.description else ""
