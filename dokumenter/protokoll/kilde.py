"""Where bytes come from, whichever door they came through."""

from __future__ import annotations

from typing import Protocol


class Kilde(Protocol):
    """A request's body, or a part of one. Fast if every read is as long as was asked for."""

    def read(self, storrelse: int, /) -> bytes:
        """At most so many bytes, empty at the end. A source whose client went away just ends: what came is kept."""


class BrytbarKilde(Kilde, Protocol):
    """A source that tells whether it ended before its time."""

    @property
    def brutt(self) -> bool: ...
