"""How a sweep goes through what waits: in order, some at a time, within its time, and on where the last one stopped.

The place is noted in the cache before the rows are worked on. So two workers get different ones, and one that always
fails, or takes a worker with it, is passed by until the next round. The cache is no truth: without it rows are met
twice, which does no harm, for every kind of work may be repeated.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.core.cache import cache
from django.db.models import QuerySet

from adapters.arsak import arsak_til
from dokumenter.models import Dokument
from dokumenter.queries.arbeid import Plass, etter

logger = structlog.get_logger(__name__)

_HUSK_SEKUNDER = 6 * 3600
_LAS_SEKUNDER = 5
_FORSOK, _FORSOK_SEKUNDER = 20, 0.05


def bolker(
    *, navn: str, rader: QuerySet[Dokument], felt: str, frist: float, antall: int = 100, rundt: bool = True
) -> Iterator[list[UUID]]:
    """The ids of the next ones in the order (felt, id), `antall` at a time, until `frist` (of the monotonic clock).

    A run ends when it has been through all that waits, from where the last one stopped and round to there. With `rundt`
    false it ends where the order does, and the next one takes what has come since.
    """
    fra, rundet = cache.get(_nokkel(navn)), False
    while time.monotonic() < frist:
        plasser = _ta(navn, rader, felt, antall=antall, rundt=rundt)
        if rundet:
            plasser = [plass for plass in plasser if plass <= fra]
        elif not plasser and rundt and fra is not None:
            rundet = True
            continue
        if not plasser:
            return
        yield [id_ for _, id_ in plasser]


def logg_utsatt(*, dokument_id: UUID, feil: Exception) -> None:
    """It did not work now, and is tried again."""
    logger.warning("arbeid_utsatt", dokument_id=str(dokument_id), arsak=arsak_til(feil))


def _nokkel(navn: str) -> str:
    return f"sveip:{navn}"


def _ta(navn: str, rader: QuerySet[Dokument], felt: str, *, antall: int, rundt: bool) -> list[Plass]:
    nokkel = _nokkel(navn)
    with _en_om_gangen(f"{nokkel}:las"):
        plasser: list[Plass] = list(etter(rader, felt, cache.get(nokkel)).values_list(felt, "pk")[:antall])
        if plasser:
            cache.set(nokkel, plasser[-1], timeout=_HUSK_SEKUNDER)
        elif rundt:
            cache.delete(nokkel)
    return plasser


@contextmanager
def _en_om_gangen(las: str) -> Iterator[None]:
    """A courtesy that a worker which dies holds for a few seconds, and that nobody waits for longer than one."""
    for _ in range(_FORSOK):
        if cache.add(las, 1, timeout=_LAS_SEKUNDER):
            break
        time.sleep(_FORSOK_SEKUNDER)
    try:
        yield
    finally:
        cache.delete(las)
