"""The heartbeat: beat sends a task to each queue, the queue carries it, a worker notes the time. All live, or it ages.

Beat notes too when it put one in the queue, so that one can see who of the two is away.
"""

import time

from django.core.cache import cache

from fiks_deldokument.koer import KOER

WORKER, BEAT = "worker", "beat"


def sla(hvem: str) -> None:
    """Note the time for a queue, or for beat."""
    cache.set(_nokkel(hvem), time.time(), timeout=None)


def alder(hvem: str = WORKER) -> float | None:
    """Seconds since the last heartbeat; None when there has never been one. `worker`: that of the slowest queue."""
    if hvem != WORKER:
        sist = cache.get(_nokkel(hvem))
        return None if sist is None else time.time() - float(sist)
    aldre = [en for en in map(alder, KOER) if en is not None]
    return max(aldre) if len(aldre) == len(KOER) else None


def _nokkel(hvem: str) -> str:
    return f"hjerteslag-{hvem}"
