"""The sweep that ends what is out of time: many delinger in one transaction, whose rows are locked first.

Two workers share the work: each skips what the other has locked, and a worker that dies lets go of it. Nothing is read
but what is due. The oldest are taken in turn with the newest, so that a mountain of overdue ones never stands before
those that fall due this moment.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from dokumenter.models import Deling
from dokumenter.queries.arbeid import (
    Plass,
    etter,
    for_,
    gamle_utkast,
    igjen_i_slettet_konto,
    slettede_kontoer_med_delinger,
)
from dokumenter.services.sletting import avslutt_laste
from hendelser.models import SYSTEM
from kontoer.models import Konto

logger = structlog.get_logger(__name__)

_BOLK = 100
_PUST_SEKUNDER = 0.005  # between two transactions: where there is one writer only (SQLite), others get their turn


def avslutt_utlopte(*, naa: datetime, frist: float = math.inf) -> int:
    """End every deling whose time is out or whose konto is deleted, and every abandoned draft. Returns how many.

    Stops at `frist` (of the monotonic clock); the next run goes on. One that the database refuses is logged and tried
    again next time; it does not keep the others open.
    """
    utlopt = Deling.objects.med_utlopt_tid(naa).ute_ifolge_databasen()
    nyeste: _Kilde | None = _Kilde(utlopt, "tilgjengelig_til", naa, baklengs=True)
    kilder = deque([_Kilde(utlopt, "tilgjengelig_til", naa), *_andre(naa)])
    antall = 0
    while kilder and time.monotonic() < frist:
        kilde = kilder.popleft()
        avsluttet = kilde.avslutt_neste()
        if avsluttet is None:
            continue
        if nyeste is not None and kilde.rader is utlopt and kilde.har_flere:
            kilder.appendleft(nyeste)
            nyeste = None
        kilder.append(kilde)
        antall += avsluttet
        time.sleep(_PUST_SEKUNDER)
    return antall


def _andre(naa: datetime) -> Iterator[_Kilde]:
    """What must end for other reasons than that its own time is out."""
    yield _Kilde(gamle_utkast(naa).eldre_ifolge_databasen(_levetid()), "opprettet", naa)
    for konto in slettede_kontoer_med_delinger():
        delte, utkast = igjen_i_slettet_konto()
        yield _Kilde(delte.filter(konto=konto), "delt", naa)
        yield _Kilde(utkast.filter(konto=konto), "opprettet", naa)


def _levetid() -> timedelta:
    return timedelta(hours=settings.OPPLASTING_LEVETID_TIMER)


class _Kilde:
    """Delinger that are due, in an order of which it remembers how far it has come, past those that failed too."""

    def __init__(self, rader: QuerySet[Deling], felt: str, naa: datetime, *, baklengs: bool = False) -> None:
        self.rader = rader
        self._felt = felt
        self._naa = naa
        self._videre = for_ if baklengs else etter
        self._plass: Plass | None = None
        self.har_flere = False

    def avslutt_neste(self) -> int | None:
        """End the next ones; how many, or None when there are no more (or another worker is at them)."""
        bolk: list[Deling] = []
        try:
            with transaction.atomic():
                bolk = _laste(self._videre(self.rader, self._felt, self._plass)[:_BOLK])
                _avslutt(bolk, self._naa)
        except DatabaseError:
            if not bolk:
                raise
            antall = sum(self._prov(deling.pk) for deling in bolk)
        else:
            antall = len(bolk)
        if not bolk:
            return None
        self.har_flere = len(bolk) == _BOLK
        self._plass = (getattr(bolk[-1], self._felt), bolk[-1].pk)
        return antall

    def _prov(self, deling_id: UUID) -> int:
        """One alone, if it still is due. Together they failed, and it may have been another's fault."""
        try:
            with transaction.atomic():
                bolk = _laste(self.rader.filter(pk=deling_id))
                _avslutt(bolk, self._naa)
        except DatabaseError:
            logger.exception("deling_ikke_avsluttet", deling_id=str(deling_id))
            return 0
        return len(bolk)


def _laste(rader: QuerySet[Deling]) -> list[Deling]:
    """Those of the rows that nobody else is at, with their konto. What is asked of them is true while they are locked.

    The kontoer are fetched afterwards: joined, a database that believes that little is due would read and sort all.
    """
    delinger = list(rader.select_for_update(skip_locked=True, no_key=True))
    kontoer = Konto.objects.in_bulk({deling.konto_id for deling in delinger}) if delinger else {}
    for deling in delinger:
        deling.konto = kontoer[deling.konto_id]
    return delinger


def _avslutt(delinger: list[Deling], naa: datetime) -> None:
    grupper: defaultdict[tuple[Deling.Slutt, datetime | None], list[Deling]] = defaultdict(list)
    for deling in delinger:
        grupper[_slutt(deling, naa)].append(deling)
    for (slutt, tidspunkt), gruppe in grupper.items():
        avslutt_laste(delinger=gruppe, slutt=slutt, tidspunkt=tidspunkt, av=SYSTEM)


def _slutt(deling: Deling, naa: datetime) -> tuple[Deling.Slutt, datetime | None]:
    """Why and when; None is when its own time was out. A person's draft is abandoned, whatever became of the konto."""
    slutt = deling.sluttet(naa)
    if slutt is None or (deling.tilstand == Deling.Tilstand.UTKAST and deling.delt_av_integrasjon_id is None):
        return Deling.Slutt.FORKASTET, naa
    return (slutt[0], None) if slutt[0] == Deling.Slutt.UTLOPT else slutt
