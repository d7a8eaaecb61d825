"""What those who run the service want everybody to read: planned work, a known fault. From a setting or a command.

The command's is in the cache, so no page asks the database for it, and each process looks only now and then. The cache
may lose it; what must stand whatever happens is a setting.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache, caches

from adapters import klokke

LENGST = 500
HUSK_SEKUNDER = 10
_NOKKEL = "driftsmelding"


def gjeldende() -> str:
    """The text that stands now; the command's before the setting's. Empty: none."""
    husket = caches["prosess"].get(_NOKKEL + "-husket")
    if husket is None:
        husket = str(cache.get(_NOKKEL) or "")
        caches["prosess"].set(_NOKKEL + "-husket", husket, timeout=HUSK_SEKUNDER)
    return str(husket or settings.DRIFTSMELDING)


def sett(*, tekst: str, til: datetime | None) -> None:
    """Show it, until a moment or until it is taken away."""
    sekunder = None if til is None else max(0.0, (til - klokke.naa()).total_seconds())
    cache.set(_NOKKEL, tekst, timeout=sekunder)
    _glem()


def fjern() -> None:
    """Take the command's away."""
    cache.delete(_NOKKEL)
    _glem()


def _glem() -> None:
    caches["prosess"].delete(_NOKKEL + "-husket")
