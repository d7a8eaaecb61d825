"""The clock of login and sessions: one function, so that a test can move time."""

import time


def naa() -> int:
    """Seconds since 1970."""
    return int(time.time())
