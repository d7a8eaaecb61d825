"""Where a dokument's bytes lie: which blocks hold a range.

The blocks of a dokument that is completely received never change, so their list is remembered: a reader that fetches
many small ranges would else ask the database the same for each. It holds no key; that is fetched, or found destroyed,
with the dokument itself at every request.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from dokumenter.models import Blokk, Dokument

HUSK_DOKUMENTER = 64
HUSK_BLOKKER = 256  # of one dokument; 5 GB in whole blocks are 75


class Blokkplass(NamedTuple):
    """One block: its number, its plaintext bytes [start, start + storrelse), its name in the store and its salt."""

    nr: int
    start: int
    storrelse: int
    navn: str
    salt: bytes


_husket: dict[UUID, list[Blokkplass]] = {}


def blokker_med(*, dokument: Dokument, start: int, slutt: int) -> list[Blokkplass]:
    """The blocks that hold bytes of [start, slutt), in order."""
    kart = _husket.get(dokument.pk)
    if kart is None and dokument.tilstand == Dokument.Tilstand.TILGJENGELIG:
        kart = _les(dokument.blokker.order_by("nr")[: HUSK_BLOKKER + 1])
        if len(kart) <= HUSK_BLOKKER:
            _husk(dokument.pk, kart)
        else:
            kart = None
    if kart is None:
        return _les(dokument.blokker.filter(start__lt=slutt, start__gt=start - F("storrelse")).order_by("nr"))
    # The one that holds `start` is the last that does not begin after it.
    forste = max(bisect_right(kart, start, key=lambda plass: plass.start) - 1, 0)
    return kart[forste : bisect_left(kart, slutt, key=lambda plass: plass.start)]


def deler_av(dokument: Dokument) -> list[tuple[int, int, bytes | None]]:
    """What is committed of the dokument, in order: from, to, and the digest that was checked when it came, if any."""
    rader = dokument.blokker.order_by("nr").values_list("start", "storrelse", "sha256")
    return [(start, start + antall, bytes(sha256) if sha256 else None) for start, antall, sha256 in rader]


def _les(blokker: QuerySet[Blokk]) -> list[Blokkplass]:
    rader = blokker.values_list("nr", "start", "storrelse", "navn", "salt")
    return [Blokkplass(nr, start, storrelse, navn, bytes(salt)) for nr, start, storrelse, navn, salt in rader]


def _husk(dokument_id: UUID, kart: list[Blokkplass]) -> None:
    while len(_husket) >= HUSK_DOKUMENTER:
        _husket.pop(next(iter(_husket), dokument_id), None)
    _husket[dokument_id] = kart
