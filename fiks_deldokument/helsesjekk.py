"""How the last whole synthetic share-fetch-delete went (`manage.py helsesjekk`), for whoever reads the metrics.

In the cache, as the heartbeat: the command is another process, and often another machine, than the one that is asked.
"""

from __future__ import annotations

from typing import NamedTuple

from django.core.cache import cache

from adapters import klokke

_NOKKEL = "helsesjekk"


class SistOk(NamedTuple):
    """The last that went well: when (seconds since 1970), and how long it took."""

    naar: float
    sekunder: float


def noter(*, sekunder: float) -> None:
    """It went well just now."""
    cache.set(_NOKKEL, tuple(SistOk(klokke.naa().timestamp(), sekunder)), timeout=None)


def siste() -> SistOk | None:
    """None when it has never gone well, or nobody has tried."""
    sist = cache.get(_NOKKEL)
    return None if sist is None else SistOk(*sist)
