"""Loaded first of all by a process under libfaketime: a sleep that it does not spoil.

Python sleeps until a moment of the monotonic clock, and libfaketime turns that moment with the other clock.
"""

import select
import time
from typing import SupportsIndex


def _sov(sekunder: SupportsIndex | float, /) -> None:
    select.select([], [], [], float(sekunder))


time.sleep = _sov
