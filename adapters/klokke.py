"""What time it is: the database's time, whatever the host's own clock says.

The database is asked at most once a second in a process. In between the monotonic clock counts, which nobody sets, so a
host's clock that is wrong, or that jumps, moves nothing. On SQLite there is one host, and its clock is the truth.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import Error, connection

HOLDBAR_SEKUNDER = 1.0


@dataclass(frozen=True)
class Maling:
    """What the database answered: its moment, and what the clocks here showed halfway between question and answer."""

    databasen: datetime
    monotonic: float
    verten: datetime
    usikkerhet: float  # seconds: half of what the answer took

    def avvik(self) -> float:
        """Seconds that the host's clock is ahead of the database's; 0 when the time of the answer may explain it."""
        sekunder = (self.verten - self.databasen).total_seconds()
        return sekunder if abs(sekunder) > self.usikkerhet else 0.0


_siste: Maling | None = None
_las = threading.Lock()


def naa() -> datetime:
    """The moment it is now. Raises the database's error if it has not answered since the process started."""
    if connection.vendor == "sqlite":
        return _verten()
    maling = _fersk()
    return maling.databasen + timedelta(seconds=time.monotonic() - maling.monotonic)


def avvik() -> float:
    """How many seconds this host's clock is ahead of the database's; below 0 when it is behind.

    Asked anew if the last answer is more than a second old. Raises the database's error when it does not answer.
    """
    if connection.vendor == "sqlite":
        return 0.0
    return _fersk(krev=True).avvik()


def mal() -> Maling:
    """Ask the database; remember the answer unless it took so long that the last one is better. Raises its error."""
    global _siste  # noqa: PLW0603  # one truth for the process
    for_, verten = time.monotonic(), _verten()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (databasen,) = cursor.fetchone()
    halvt = (time.monotonic() - for_) / 2
    maling = Maling(databasen, for_ + halvt, verten + timedelta(seconds=halvt), halvt)
    if _siste is None or halvt < HOLDBAR_SEKUNDER:
        _siste = maling
    return maling


def _fersk(*, krev: bool = False) -> Maling:
    """The last answer, or a new one when it is old. One asks at a time; the others go on with the last meanwhile.

    A database that does not answer now is no reason to forget what it said: unless one must know (`krev`), the last
    answer is good, since the monotonic clock has counted all the while.
    """
    siste = _siste
    if siste is not None and time.monotonic() - siste.monotonic < HOLDBAR_SEKUNDER:
        return siste
    if siste is None or krev:
        return mal()
    if not _las.acquire(blocking=False):
        return siste
    try:
        return mal()
    except Error:
        return siste
    finally:
        _las.release()


def _verten() -> datetime:
    return datetime.now(UTC)
