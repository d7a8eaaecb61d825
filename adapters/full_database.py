"""Telling a database that is out of room from one that fails in other ways: the first has certainly not committed."""

import sqlite3

from django.db import DatabaseError

_DISK_FULL = "53100"  # SQLSTATE of PostgreSQL


def er_full(feil: DatabaseError) -> bool:
    """Whether the database refused because its disk is full."""
    aarsak = feil.__cause__
    if isinstance(aarsak, sqlite3.Error):
        return getattr(aarsak, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(aarsak, "pgcode", None) == _DISK_FULL
