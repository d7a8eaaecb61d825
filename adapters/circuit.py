"""A circuit breaker: after some failures in a row nobody waits any more, until one probe has succeeded.

Whom a call is about may be told too, as a key that says nothing to others; it is held in memory only.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_SUBJECTS = 1000  # of those that failed last


class CircuitBreaker:
    """Closed: all may try. Open: nobody, for `pause` seconds. Then half-open: one at a time may try.

    A failure may be about one `subject` only: who is odd, huge or slow to answer about. However often that one fails,
    it counts once for the others; `threshold` of them in a row stop that one alone, for `pause` seconds.
    """

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
        self._failures: set[object] = set()  # since the last success, or since the last pause began
        self._is_open = False
        self._wait_until = 0.0
        self._probe: object = None
        self._alone: OrderedDict[object, tuple[int, float]] = OrderedDict()  # subject: failures in a row, the last

    def may_try(self, subject: object = None) -> bool:
        """Whether a call may be made now. True for a probe keeps all others out until it has ended, or a pause."""
        with self._lock:
            now = self._clock()
            times, last = self._alone.get(subject, (0, 0.0))
            if times >= self._threshold and now < last + self._pause:
                return False
            if not self._is_open:
                return True
            if now < self._wait_until or (subject is not None and subject in self._failures):
                return False
            self._wait_until, self._probe = now + self._pause, subject
            return True

    def succeeded(self, subject: object = None) -> None:
        """A call went well: closed again."""
        with self._lock:
            self._failures.clear()
            self._alone.pop(subject, None)
            if self._is_open:
                self._is_open = False
                self._tell(False)

    def failed(self, subject: object = None) -> None:
        """A call failed, for all, or perhaps for this subject only. Enough in a row open the circuit."""
        with self._lock:
            if subject is not None:
                self._count_alone(subject)
            self._failures.add(object() if subject is None else subject)
            if self._is_open:
                self._failed_while_open(subject)
            elif len(self._failures) >= self._threshold:
                self._is_open = True
                self._begin_pause()
                self._tell(True)

    def _failed_while_open(self, subject: object) -> None:
        """What fails for one may be well for the next, who may probe at once; after a few such all wait again."""
        if subject is None or len(self._failures) >= self._threshold:
            self._begin_pause()
        elif subject == self._probe:
            self._wait_until = self._clock()

    def _begin_pause(self) -> None:
        self._failures.clear()
        self._probe = None
        self._wait_until = self._clock() + self._pause

    def _count_alone(self, subject: object) -> None:
        times, _last = self._alone.pop(subject, (0, 0.0))
        self._alone[subject] = times + 1, self._clock()
        while len(self._alone) > _SUBJECTS:
            self._alone.popitem(last=False)

    def _tell(self, is_open: bool) -> None:
        if self._on_change is not None:
            self._on_change(is_open)
