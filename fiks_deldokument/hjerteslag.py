"""The heartbeat: beat sends a task to each queue, the queue carries it, a worker notes the time. All live, or it ages.

Beat notes too when it put one in the queue, so that one can see who of the two is away. With the time goes how wrong
the clock of that host is: web is the one who is asked, and can read it nowhere else.
"""

import time

import structlog
from django.core.cache import cache
from django.db import Error
from redis.exceptions import RedisError

from adapters import klokke
from fiks_deldokument.koer import KOER
from hendelser import klokkevakt

logger = structlog.get_logger(__name__)

WORKER, BEAT, WEB = "worker", "beat", "web"
_AVVIK = {WORKER: "klokkeavvik-worker", BEAT: "klokkeavvik-beat"}
_HUSKES_SEKUNDER = 120


def sla(hvem: str) -> None:
    """Note the time for a queue, or for beat; and how wrong this host's clock is."""
    cache.set(_nokkel(hvem), _naa(), timeout=None)
    prosess = BEAT if hvem == BEAT else WORKER
    avvik = _eget_avvik(prosess)
    if avvik is not None:
        # How long it is good is for the reader to say: a cache in files would count by the clock that is wrong.
        cache.set(_AVVIK[prosess], (_naa(), avvik), timeout=None)


def alder(hvem: str = WORKER) -> float | None:
    """Seconds since the last heartbeat; None when there has never been one. `worker`: that of the slowest queue."""
    if hvem != WORKER:
        sist = cache.get(_nokkel(hvem))
        return None if sist is None else _naa() - float(sist)
    aldre = [en for en in map(alder, KOER) if en is not None]
    return max(aldre) if len(aldre) == len(KOER) else None


def _nokkel(hvem: str) -> str:
    return f"hjerteslag-{hvem}"


def klokkeavvik() -> dict[str, float]:
    """Seconds that each host's clock is ahead: here (web), and where a heartbeat was last sent and taken.

    One that is not known is left out.
    """
    avvik = {prosess: _husket_avvik(prosess) for prosess in _AVVIK} | {WEB: _eget_avvik(WEB)}
    return {prosess: sekunder for prosess, sekunder in avvik.items() if sekunder is not None}


def med_gal_klokke() -> list[str]:
    """Which of worker and beat last showed a clock that is wrong."""
    husket = {prosess: _husket_avvik(prosess) for prosess in _AVVIK}
    return [prosess for prosess, avvik in husket.items() if avvik is not None and klokkevakt.er_for_stort(avvik)]


def _husket_avvik(prosess: str) -> float | None:
    try:
        naar, avvik = cache.get(_AVVIK[prosess]) or (0.0, 0.0)
    except (RedisError, OSError):
        return None
    return float(avvik) if _naa() - naar < _HUSKES_SEKUNDER else None


def _eget_avvik(prosess: str) -> float | None:
    try:
        avvik = klokkevakt.klokkeavvik()
    except Error:
        return None
    if klokkevakt.er_for_stort(avvik):
        logger.error("klokken_gar_feil", arbeid=prosess, avvik_sekunder=round(avvik, 3))
    return avvik


def _naa() -> float:
    """By the database; by the host while it does not answer: a heartbeat must go on."""
    try:
        return klokke.naa().timestamp()
    except Error:
        return time.time()
