"""Is the service ready? Anyone may ask, as often as they like, and is answered in time whatever hangs.

So each question is put by a thread of its own. It may hang as long as it must: nobody waits longer than a moment, and
while it hangs no other is begun.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

import structlog
from django.conf import settings
from django.db import Error, connection, connections

from dokumenter.services.gravsteiner import er_foreldet
from dokumenter.storage.lager import Blokklager, LagerError, dokumentlager, krev_vaktpost
from hendelser import klokkevakt

logger = structlog.get_logger(__name__)

HOLDBAR_SEKUNDER = 5.0
VENT_SEKUNDER = 1.5
T = TypeVar("T")


class Sporsmal(Generic[T]):
    """A question that is put in a thread of its own, one at a time; those who ask meanwhile share the answer."""

    def __init__(self, svar: Callable[[], T], *, vent: float = VENT_SEKUNDER) -> None:
        self._svar, self._vent = svar, vent
        self._las = threading.Lock()
        self._pagar: Future[T] | None = None
        self._begynt = 0.0

    def begynn(self) -> None:
        """Put the question, unless it is being asked."""
        with self._las:
            if self._pagar is not None and not self._pagar.done():
                return
            self._pagar, self._begynt = Future(), time.monotonic()
            try:
                threading.Thread(target=self._kjor, args=(self._pagar,), name="beredskap", daemon=True).start()
            except RuntimeError as feil:  # no more threads to be had
                self._pagar.set_exception(TimeoutError(str(feil)))

    def spor(self) -> T:
        """The answer, or what it raises. TimeoutError when there is none a moment after the question was put."""
        self.begynn()
        return self.svar()

    def svar(self) -> T:
        """The answer to the question that was put last."""
        with self._las:
            pagar, igjen = self._pagar, self._begynt + self._vent - time.monotonic()
        if pagar is None:
            raise TimeoutError
        return pagar.result(timeout=max(0.0, igjen))

    def _kjor(self, fremtid: Future[T]) -> None:
        try:
            svar = self._svar()
        except Exception as feil:  # handed over to those who wait
            fremtid.set_exception(feil)
        else:
            fremtid.set_result(svar)
        finally:
            connections.close_all()


class Lagerprove:
    """The last verdict on the document storage. Asking it may be a call to another machine; it is done now and then."""

    def __init__(self) -> None:
        self._lager: Blokklager | None = None
        self._svarer = False
        self._spurt = float("-inf")
        self._sporsmal: Sporsmal[bool] = Sporsmal(self._prov)

    def begynn(self) -> None:
        """Ask, unless the verdict is fresh, so that others may be asked at the same time."""
        if not self._er_fersk():
            self._sporsmal.begynn()

    def svarer(self) -> bool:
        """Whether it answered when last asked, at most HOLDBAR_SEKUNDER ago."""
        if self._er_fersk():
            return self._svarer
        try:
            return self._sporsmal.spor()
        except TimeoutError:
            logger.warning("lager_svarer_ikke", feil="svarte ikke i tide")
            return False

    def _er_fersk(self) -> bool:
        return dokumentlager() is self._lager and time.monotonic() - self._spurt < HOLDBAR_SEKUNDER

    def _prov(self) -> bool:
        lager = dokumentlager()
        svarer = _svarer_naa(lager)
        self._lager, self._svarer, self._spurt = lager, svarer, time.monotonic()
        return svarer


def _svarer_naa(lager: Blokklager) -> bool:
    try:
        krev_vaktpost(lager)
    except LagerError as feil:
        logger.warning("lager_svarer_ikke", feil=str(feil))
        return False
    return True


def database_svarer() -> bool:
    """Whether the database answers, on the connection of this thread."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


class Gravsteinsprove:
    """Whether the database is an old copy, asked now and then. What cannot be asked is told by the other questions."""

    def __init__(self) -> None:
        self._lager: Blokklager | None = None
        self._foreldet = False
        self._spurt = float("-inf")
        self._sporsmal: Sporsmal[bool] = Sporsmal(_foreldet_naa)

    def er_foreldet(self) -> bool:
        """The verdict, at most HOLDBAR_SEKUNDER old if it could be had."""
        lager = dokumentlager()
        if lager is not self._lager or time.monotonic() - self._spurt >= HOLDBAR_SEKUNDER:
            try:
                self._foreldet = _foreldet_naa() if settings.PA_SQLITE else self._sporsmal.spor()
            except (TimeoutError, LagerError, Error) as feil:
                logger.warning("gravsteiner_ikke_lest", feil=type(feil).__name__)
                return False
            self._lager, self._spurt = lager, time.monotonic()
        return self._foreldet


def _foreldet_naa() -> bool:
    return er_foreldet()


_lagerprove = Lagerprove()
_gravsteinsprove = Gravsteinsprove()
_databaseprove = Sporsmal(database_svarer)


def lager_svarer() -> bool:
    """Whether the document storage answered lately, and is the one we filled."""
    return _lagerprove.svarer()


def hva_mangler() -> str:
    """ "database" or "lager" when that does not answer now, "gravsteiner" when the database is an old copy, "klokke"
    when this host's clock is wrong, else an empty text.
    """
    _lagerprove.begynn()
    try:
        # SQLite is a file: what hangs then is the disk, and with it all that could tell.
        svarer = database_svarer() if settings.PA_SQLITE else _databaseprove.spor()
    except TimeoutError:
        svarer = False
    if not svarer:
        return "database"
    if not lager_svarer():
        return "lager"
    if _gravsteinsprove.er_foreldet():
        return "gravsteiner"
    try:
        return "" if (klokken_gar_rett() if settings.PA_SQLITE else _klokkeprove.spor()) else "klokke"
    except TimeoutError:
        return ""


def klokken_gar_rett() -> bool:
    """Whether this host's clock is right. Where the database does not say, that is not the clock's fault."""
    try:
        return klokkevakt.klokken_gar_rett("readyz")
    except Error:
        return True


_klokkeprove = Sporsmal(klokken_gar_rett)
