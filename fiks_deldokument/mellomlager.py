"""Redis as the cache, and what to do without it: each process keeps for itself until Redis answers again.

Nothing in the cache is a truth. Without Redis something is asked once more, or counted by each process alone; no page,
login or call may fail for that.
"""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from adapters.circuit import CircuitBreaker

logger = structlog.get_logger(__name__)

PAUSE_SEKUNDER = 5.0  # a Redis that does not answer costs its time limit once, and not each time something is asked


def _ny_sikring() -> CircuitBreaker:
    """One failure is enough, and after the pause one thread asks while the others still do without."""
    return CircuitBreaker(threshold=1, pause=PAUSE_SEKUNDER)


class Mellomlager(RedisCache):
    """Django's cache in Redis. Each thread has one; that Redis is away, or full, is known to the whole process."""

    _sikring = _ny_sikring()

    @classmethod
    def glem_at_redis_var_borte(cls) -> None:
        """Ask Redis again at the next call, whatever was found before."""
        cls._sikring = _ny_sikring()

    def get(self, key: object, default: object = None, version: int | None = None) -> object:
        """The value, or the default."""
        return self._prov("get", key, default, version=version)

    def set(self, key: object, value: object, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        self._prov("set", key, value, timeout=timeout, version=version)

    def add(self, key: object, value: object, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value if there is none; whether that was done."""
        return bool(self._prov("add", key, value, timeout=timeout, version=version))

    def delete(self, key: object, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        return bool(self._prov("delete", key, version=version))

    def incr(self, key: object, delta: int = 1, version: int | None = None) -> int:
        """Count up. Raises ValueError when there is nothing to count from."""
        return int(self._prov("incr", key, delta, version=version))

    def _prov(self, gjor: str, *args: Any, **kwargs: Any) -> Any:
        sikring = Mellomlager._sikring
        if sikring.may_try():
            try:
                svar = getattr(super(), gjor)(*args, **kwargs)
            except RedisError as feil:
                sikring.failed()
                # The class only: the text may hold the address, and with it the password.
                logger.warning("mellomlager_svarer_ikke", feil=type(feil).__name__)
            except ValueError:
                sikring.succeeded()  # Redis answered: there was nothing to count from
                raise
            else:
                sikring.succeeded()
                return svar
        return getattr(caches["prosess"], gjor)(*args, **kwargs)
