"""Ids set aside for dokumenter that are written to the store before they are entered in the database.

Where a row comes first, whatever lies in the store can be found from it. A dokument that a system sends in one request
is entered together with its first block, so until then its reservasjon is that row: the transaction that enters the
dokument takes it away, and whoever takes it first decides. Many are set aside at once, so that each costs little.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db.models import UUIDField

from adapters import klokke
from adapters.prepared import Parameter, PreparedDelete, PreparedInsert
from dokumenter.errors import LagerUtilgjengelig
from dokumenter.models import Reservasjon
from dokumenter.storage.blokker import fjern_blokk, prefiks_for
from dokumenter.storage.lager import dokumentlager, krev_vaktpost

logger = structlog.get_logger(__name__)

_ANTALL = 100
_BRUKES_INNEN_SEKUNDER = 600.0
_GAMMEL = timedelta(days=1)  # far longer than any client takes to send one block

_NYE = PreparedInsert(Reservasjon)
_INNFRI = PreparedDelete(lambda: Reservasjon.objects.filter(pk=Parameter("id", UUIDField()), oppgitt__isnull=True))


class ReservasjonGittOppError(Exception):
    """Why a store that is not away was called so: for the log."""


@dataclass
class _Forrad:
    """What this process has set aside and not used yet."""

    ider: list[UUID] = field(default_factory=list)
    hentet: float = 0.0
    las: threading.Lock = field(default_factory=threading.Lock)

    def ta(self) -> UUID:
        with self.las:
            if not self.ider or time.monotonic() - self.hentet > _BRUKES_INNEN_SEKUNDER:
                nye = [Reservasjon(id=uuid4()) for _ in range(_ANTALL)]
                _NYE.run(*nye)
                self.ider, self.hentet = [en.id for en in nye], time.monotonic()
            return self.ider.pop()

    def tom(self) -> None:
        # With a lock of its own: a process that was forked may have got one that is held for ever.
        self.ider, self.las = [], threading.Lock()


_forrad = _Forrad()


def glem_reservasjoner() -> None:
    """Set new ones aside next time. What was set aside and not used is swept like any other."""
    _forrad.tom()


os.register_at_fork(after_in_child=glem_reservasjoner)


def reserver_id() -> UUID:
    """An id that is set aside. Not inside a transaction, which could take the reservasjon back."""
    return _forrad.ta()


def innfri_reservasjon(*, id_: UUID) -> None:
    """The dokument is entered by this transaction. LagerUtilgjengelig when that took so long that it was given up."""
    if not _INNFRI.run(id=id_):
        glem_reservasjoner()
        raise LagerUtilgjengelig from ReservasjonGittOppError


def gi_opp_reservasjon(*, id_: UUID) -> None:
    """Nothing came of it: remove what was written. Nothing happens if the dokument was entered after all.

    LagerError when the store does not do it now; then the sweep does.
    """
    if Reservasjon.objects.filter(pk=id_, oppgitt__isnull=True).update(oppgitt=klokke.naa()):
        _fjern_objekter(id_)
        Reservasjon.objects.filter(pk=id_).delete()


def gi_opp_gamle_reservasjoner(*, naa: datetime) -> list[UUID]:
    """Give up those that nobody came back to: from then on they can never be entered. Returns all that are given up."""
    Reservasjon.objects.filter(opprettet__lt=naa - _GAMMEL, oppgitt__isnull=True).update(oppgitt=naa)
    return list(
        Reservasjon.objects.filter(oppgitt__isnull=False).order_by("oppgitt", "pk").values_list("pk", flat=True)
    )


def rydd_reservasjon(*, id_: UUID, naa: datetime) -> bool:
    """Remove what lies under an id that is given up, and forget it a day after. Whether there was anything.

    A day, should a writer that had stood still leave something after us. LagerError when the store does not do it.
    """
    krev_vaktpost(dokumentlager())
    fjernet = _fjern_objekter(id_)
    Reservasjon.objects.filter(pk=id_, oppgitt__lt=naa - _GAMMEL).delete()
    return fjernet


def _fjern_objekter(id_: UUID) -> bool:
    lager = dokumentlager()
    navnene = list(lager.list(prefiks_for(id_)))
    for navn in navnene:
        fjern_blokk(lager=lager, navn=navn)
        logger.info("objekt_uten_dokument_fjernet", dokument_id=str(id_))
    return bool(navnene)
