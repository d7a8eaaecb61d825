"""How much of a file somebody really got: the union of the byte ranges that were delivered.

A download in parts, by four connections or with a break in the middle is as good as one in one go, and the same part
twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


def dekning(omrader: Iterable[tuple[int, int]], storrelse: int) -> int:
    """How many of the bytes 0..storrelse the half-open ranges [fra, til) cover together."""
    dekket = slutt = 0
    for fra, til in sorted(omrader):
        start = max(fra, slutt, 0)
        til_ = min(til, storrelse)
        if til_ > start:
            dekket += til_ - start
            slutt = til_
    return dekket


@dataclass
class Leveranse:
    """What one recipient has got of one file."""

    storrelse: int
    omrader: list[tuple[int, int]] = field(default_factory=list)
    forst: datetime | None = None
    sist: datetime | None = None
    begynt: bool = False

    def legg_til(self, fra: int, til: int, tidspunkt: datetime) -> None:
        """One more delivery of [fra, til)."""
        self.omrader.append((fra, til))
        self.merk(tidspunkt)

    def merk(self, tidspunkt: datetime) -> None:
        """Something happened with the file at this moment."""
        self.begynt = True
        self.forst = min(self.forst or tidspunkt, tidspunkt)
        self.sist = max(self.sist or tidspunkt, tidspunkt)

    @property
    def antall_byte(self) -> int:
        """How many bytes of the file were delivered, each counted once."""
        return dekning(self.omrader, self.storrelse)

    @property
    def er_hentet(self) -> bool:
        """Every byte was delivered; of an empty file that is none, in a delivery all the same."""
        return bool(self.omrader) and self.antall_byte == self.storrelse

    @property
    def prosent(self) -> int:
        """Whole per cent, rounded so that 0 means nothing and 100 means everything."""
        dekket = self.antall_byte
        if self.er_hentet or not dekket:
            return 100 if self.er_hentet else 0
        return min(99, max(1, dekket * 100 // self.storrelse))
