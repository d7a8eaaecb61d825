"""How long anybody waits for PostgreSQL, in the processes that ask for it (web and workers; no command, no migration).

The server ends a question, a wait for a lock and a transaction that stands still by itself, by its own settings. One
that hangs does nothing of the kind, and psycopg2 would wait for it for ever; so the wait itself is ours, by its public
`set_wait_callback`. When some in a row have waited in vain nobody waits any more, but one at a time who tries.
See docs/beslutninger/0020-nar-noe-er-borte.md.
"""

from __future__ import annotations

import select
import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import DEFAULT_DB_ALIAS, connections

from adapters.circuit import CircuitBreaker

logger = structlog.get_logger(__name__)

_NADETID_SEKUNDER = 2  # the server is to end a question first, and tell why
_FLERE_PA_RAD, _PAUSE_SEKUNDER = 3, 2.0


@dataclass(frozen=True)
class Frister:
    """In seconds; 0 is none. `tilkobling` is to get a connection, `transaksjon` is how long one may stand still."""

    tilkobling: int
    sporring: int
    las: int
    transaksjon: int

    def ganger(self, antall: int) -> Frister:
        """For a process whose work takes longer; getting a connection does not."""
        return Frister(self.tilkobling, self.sporring * antall, self.las * antall, self.transaksjon * antall)

    def som_valg(self) -> str:
        """What the server is told when a connection is made: nothing of it can be left behind in a pool of them."""
        verdier = {
            "statement_timeout": self.sporring,
            "lock_timeout": self.las,
            "idle_in_transaction_session_timeout": self.transaksjon,
        }
        return " ".join(f"-c {navn}={sekunder}s" for navn, sekunder in verdier.items() if sekunder)


def sett_frister(frister: Frister) -> None:
    """For every connection that this process makes from now on, and those that are forked from it."""
    innstillinger = connections.settings[DEFAULT_DB_ALIAS]
    if "postgresql" not in innstillinger["ENGINE"]:
        return
    valg = innstillinger["OPTIONS"]
    valg["options"] = " ".join(filter(None, [frister.som_valg(), valg.get("options", "")]))
    from psycopg2.extensions import set_wait_callback

    set_wait_callback(_Venter(frister))


class _Venter:
    """psycopg2 calls this for whatever it would wait for: a connection, an answer, a commit."""

    def __init__(self, frister: Frister) -> None:
        from psycopg2 import OperationalError, extensions

        self._feil = OperationalError
        self._hendelser = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}
        self._tilkoblet = {extensions.STATUS_READY, extensions.STATUS_BEGIN, extensions.STATUS_PREPARED}
        self._frister = frister
        self._sikring = CircuitBreaker(threshold=_FLERE_PA_RAD, pause=_PAUSE_SEKUNDER, on_change=_meld)

    def __call__(self, forbindelse: Any) -> None:
        """Until there is nothing more to wait for. What it raises ends the connection."""
        if not self._sikring.may_try():
            raise self._feil("databasen har ikke svart, og prøves igjen om litt")
        sekunder = self._sekunder(forbindelse)
        senest = time.monotonic() + sekunder if sekunder else None
        while venter_pa := self._hendelser.get(forbindelse.poll()):
            sporring = select.poll()
            sporring.register(forbindelse.fileno(), venter_pa)
            if not sporring.poll(None if senest is None else max(0.0, senest - time.monotonic()) * 1000):
                self._sikring.failed()
                raise self._feil(f"databasen svarte ikke på {sekunder} sekunder")
        self._sikring.succeeded()

    def _sekunder(self, forbindelse: Any) -> int:
        if forbindelse.status not in self._tilkoblet:
            return self._frister.tilkobling
        return self._frister.sporring + _NADETID_SEKUNDER if self._frister.sporring else 0


def _meld(er_stengt: bool) -> None:
    if er_stengt:
        logger.error("database_henger", pause=_PAUSE_SEKUNDER)
    else:
        logger.warning("database_svarer_igjen")
