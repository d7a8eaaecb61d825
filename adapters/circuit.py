"""A circuit breaker: after some failures in a row nobody waits any more, until one probe has succeeded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed: all may try. Open: nobody, for `pause` seconds. Then half-open: one at a time may try."""

    def __init__(
        self,
        *,
        threshold: int = 3,
        pause: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[bool], None] | None = None,
    ) -> None:
        """`on_change` is told True when it opens and False when it closes again."""
        self._threshold = threshold
        self._pause = pause
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._failures = 0
        self._wait_until = 0.0

    def may_try(self) -> bool:
        """Whether a call may be made now. True for a probe keeps all others out until it has ended, or a pause."""
        with self._lock:
            if self._failures < self._threshold:
                return True
            if self._clock() < self._wait_until:
                return False
            self._wait_until = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        """A call went well: closed again."""
        with self._lock:
            was_open = self._failures >= self._threshold
            self._failures = 0
            if was_open:
                self._tell(False)

    def failed(self) -> None:
        """A call failed; enough of them in a row open the circuit."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._threshold:
                self._wait_until = self._clock() + self._pause
            if self._failures == self._threshold:
                self._tell(True)

    def _tell(self, is_open: bool) -> None:
        if self._on_change is not None:
            self._on_change(is_open)
