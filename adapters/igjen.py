"""Asking the database once more, on a new connection, for what has begun and can wait a little: a running download."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from adapters.arsak import arsak_til

logger = structlog.get_logger(__name__)

_HOYST_SEKUNDER = 10.0
_MELLOMROM_SEKUNDER = 0.25
T = TypeVar("T")


def prov_igjen(spor: Callable[[], T], *, sekunder: float = _HOYST_SEKUNDER) -> T:
    """What `spor` gives. While the connection is broken it is tried again, for so long, and then its error is raised.

    It may be done twice over, and must bear it. Not inside a transaction: what was done in it before is lost.
    """
    senest = time.monotonic() + sekunder
    while True:
        try:
            return spor()
        except (DatabaseError, InterfaceError) as feil:
            if not _er_brutt(feil) or connection.in_atomic_block or time.monotonic() >= senest:
                raise
            logger.warning("database_proves_igjen", arsak=arsak_til(feil))
            connection.close()
            time.sleep(_MELLOMROM_SEKUNDER)


def _er_brutt(feil: DatabaseError | InterfaceError) -> bool:
    """psycopg2's plainest error is that of a connection that breaks in the middle of an answer."""
    return isinstance(feil, OperationalError | InterfaceError) or type(feil) is DatabaseError
