"""Is the service ready? Anyone may ask, as often as they like: what the document storage answered is kept a while."""

import threading
import time
from dataclasses import dataclass, field

import structlog
from django.db import Error, connection

from dokumenter.storage.lager import Blokklager, LagerError, dokumentlager, krev_vaktpost
from hendelser import klokkevakt

logger = structlog.get_logger(__name__)

HOLDBAR_SEKUNDER = 5.0


@dataclass
class Lagerprove:
    """The last verdict on the document storage. Asking it may be a call to another machine; it is done now and then."""

    _lager: Blokklager | None = None
    _svarer: bool = False
    _spurt: float = float("-inf")
    _las: threading.Lock = field(default_factory=threading.Lock)

    def svarer(self) -> bool:
        """Whether it answered when last asked, at most HOLDBAR_SEKUNDER ago. Those who ask at once share one call."""
        lager = dokumentlager()
        with self._las:
            if lager is not self._lager or time.monotonic() - self._spurt >= HOLDBAR_SEKUNDER:
                self._lager, self._svarer = lager, _svarer_naa(lager)
                self._spurt = time.monotonic()
            return self._svarer


def _svarer_naa(lager: Blokklager) -> bool:
    try:
        krev_vaktpost(lager)
    except LagerError as feil:
        logger.warning("lager_svarer_ikke", feil=str(feil))
        return False
    return True


_lagerprove = Lagerprove()


def database_svarer() -> bool:
    """Whether the database answers now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def lager_svarer() -> bool:
    """Whether the document storage answered lately, and is the one we filled."""
    return _lagerprove.svarer()


def hva_mangler() -> str:
    """ "database" or "lager" when that does not answer, "klokke" when this host's is wrong, else an empty text."""
    if not database_svarer():
        return "database"
    if not lager_svarer():
        return "lager"
    return "" if klokken_gar_rett() else "klokke"


def klokken_gar_rett() -> bool:
    """Whether this host's clock is right. Where the database does not say, that is not the clock's fault."""
    try:
        return klokkevakt.klokken_gar_rett("readyz")
    except Error:
        return True
