"""Keyset paging of delinger, newest first: page 1000 costs what page 1 does, and a new row shifts nothing.

The key of a page is the last row of the one before, as `<1 if open else 0>~<moment>~<id>`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from dokumenter.models import Deling

ANTALL = 25
_AR = range(1900, 3000)


class Nokkel(NamedTuple):
    """Where a page begins: after this row."""

    apen: bool
    delt: datetime
    id: UUID


class Delingsside(NamedTuple):
    """One page. `neste` is the key of the next, None on the last."""

    delinger: list[Deling]
    neste: str | None


def tolk_nokkel(tekst: str) -> Nokkel | None:
    """The key that `side_av` gave; None for anything else, which then is the first page."""
    try:
        apen, delt, id_ = tekst.split("~")
        nokkel = Nokkel(apen == "1", datetime.fromisoformat(delt), UUID(id_))
    except ValueError:
        return None
    # At the ends of the calendar there are moments that no other time zone has.
    return nokkel if nokkel.delt.tzinfo is not None and nokkel.delt.year in _AR else None


def eldre_enn(nokkel: Nokkel) -> Q:
    """The rows after the key, in the order `-delt, -id`."""
    # The bound by itself is what an index can begin at.
    return Q(delt__lte=nokkel.delt) & (Q(delt__lt=nokkel.delt) | Q(id__lt=nokkel.id))


def side_av(
    delinger: QuerySet[Deling],
    er_apen: Callable[[Deling], bool] = lambda _deling: False,
    *,
    hele: QuerySet[Deling] | None = None,
) -> Delingsside:
    """The first page of a query that is ordered and already cut off by its key. `er_apen` if open rows come first.

    `hele`: where the rows are to be had whole, when the query must sort many to find these few.
    """
    if hele is None:
        rader = list(delinger[: ANTALL + 1])
    else:
        ider = list(delinger.values_list("id", flat=True)[: ANTALL + 1])
        funnet = hele.in_bulk(ider)
        rader = [funnet[id_] for id_ in ider if id_ in funnet]
    if len(rader) <= ANTALL:
        return Delingsside(rader, None)
    siste = rader[ANTALL - 1]
    delt = siste.delt.isoformat() if siste.delt else ""
    return Delingsside(rader[:ANTALL], f"{int(er_apen(siste))}~{delt}~{siste.id}")
