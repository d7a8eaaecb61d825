"""The scanner for malware as this installation has set it up, and what the processes tell each other about it.

What is remembered is kept in the cache, and is no truth: without it something is asked once more, or counted anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache

from adapters.clamav import Clamav, ClamavError

_KJENT, _TELLER = "skanner", "skannet:{dom}"
_GLEM_ETTER_SEKUNDER = 24 * 3600


class Skannerstatus(NamedTuple):
    """What was last seen of the scanner: whether it answered, and from when its signatures are, if it says."""

    svarer: bool
    signaturer: datetime | None


def skanner() -> Clamav:
    """The one client of this process: whether the scanner was away a moment ago is known to all its threads."""
    return _lag(settings.CLAMAV_ADRESSE, settings.SKANN_GRENSE_BYTES)


def glem_skanneren() -> None:
    """Begin anew, as if it had never been away."""
    _lag.cache_clear()


@lru_cache(maxsize=1)
def _lag(adresse: str, grense: int) -> Clamav:
    return Clamav(address=adresse, max_bytes=grense)


def spor_skanneren() -> Skannerstatus:
    """Ask it how it is, and let the others know. Raises ClamavError, also for one that calls clean what it skips."""
    try:
        skanner().prove()
        status = Skannerstatus(True, skanner().signatures())
    except ClamavError:
        kjent = kjent_skanner()
        _husk(Skannerstatus(False, kjent.signaturer if kjent else None))
        raise
    _husk(status)
    return status


def kjent_skanner() -> Skannerstatus | None:
    """What was last seen of it, by any process; None when nobody has asked. Asks nobody."""
    husket = cache.get(_KJENT)
    return Skannerstatus(*husket) if husket else None


def tell_dom(dom: str) -> None:
    """One more with this verdict."""
    nokkel = _TELLER.format(dom=dom)
    cache.add(nokkel, 0, timeout=None)
    try:
        cache.incr(nokkel)
    except ValueError:  # forgotten in between
        cache.set(nokkel, 1, timeout=None)


def talte_dommer(dommer: Iterable[str]) -> dict[str, int]:
    """How many there have been of each since the cache was last emptied."""
    return {dom: cache.get(_TELLER.format(dom=dom), 0) for dom in dommer}


def _husk(status: Skannerstatus) -> None:
    cache.set(_KJENT, tuple(status), timeout=_GLEM_ETTER_SEKUNDER)
