"""The heartbeat: beat sends a task, the queue carries it, the worker notes the time. All live, or it grows old."""

import time

from django.core.cache import cache

_NOKKEL = "hjerteslag"


def sla() -> None:
    """Note the time (called by the worker)."""
    cache.set(_NOKKEL, time.time(), timeout=None)


def alder() -> float | None:
    """Seconds since the last heartbeat; None when there has never been one."""
    sist = cache.get(_NOKKEL)
    return None if sist is None else time.time() - float(sist)
