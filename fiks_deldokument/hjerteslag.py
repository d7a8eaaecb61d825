"""The heartbeat: beat sends a task, the queue carries it, the worker notes the time. All live, or it grows old.

Beat notes too when it put one in the queue, so that one can see who of the two is away.
"""

import time

from django.core.cache import cache

WORKER, BEAT = "worker", "beat"
_NOKLER = {WORKER: "hjerteslag", BEAT: "hjerteslag-beat"}


def sla(prosess: str = WORKER) -> None:
    """Note the time."""
    cache.set(_NOKLER[prosess], time.time(), timeout=None)


def alder(prosess: str = WORKER) -> float | None:
    """Seconds since the last heartbeat; None when there has never been one."""
    sist = cache.get(_NOKLER[prosess])
    return None if sist is None else time.time() - float(sist)
