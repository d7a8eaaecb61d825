"""How often somebody does something, in fixed windows of a minute.

With Redis all processes count together, else each counts what came to it. Counted late or lost is harmless.
"""

from __future__ import annotations

from django.core.cache import caches

from users import klokke

_VINDU_SEKUNDER = 60


def tell(navn: str) -> int:
    """Count one more of `navn` (no secret, no number); how many there have been in this window."""
    cache, navn = caches["api_kall"], _i_vinduet(navn)
    if cache.add(navn, 1, 2 * _VINDU_SEKUNDER):
        return 1
    try:
        return cache.incr(navn)
    except ValueError:  # it was thrown out between the two
        return 1


def talt(navn: str) -> int:
    """How many there have been in this window, without counting one more."""
    return int(caches["api_kall"].get(_i_vinduet(navn), 0))


def sekunder_igjen() -> int:
    """Until the next window, at least one."""
    return int(_VINDU_SEKUNDER - klokke.naa() % _VINDU_SEKUNDER) + 1


def _i_vinduet(navn: str) -> str:
    return f"{navn}-{int(klokke.naa() // _VINDU_SEKUNDER)}"
