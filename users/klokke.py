"""The clock of login and sessions, in whole seconds: one function, so that a test can move time."""

from adapters import klokke


def naa() -> int:
    """Seconds since 1970, by the database's clock."""
    return int(klokke.naa().timestamp())
