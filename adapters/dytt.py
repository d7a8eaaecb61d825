"""A nudge: asks a worker to look now. Only a hint: beat finds the same work, so a lost nudge costs a minute.

Nudges of the same moment are sent together, since a message costs more than receiving a small document, and a worker
takes only so many messages in a second.
"""

import threading
import time
from dataclasses import dataclass, field

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)

_PAUSE_SEKUNDER = 10.0
_SAMLE_SEKUNDER = 0.05
_MAKS_ARGUMENTER = 100


@dataclass
class _Ventende:
    """What this process has not sent yet: arguments by task, each once. The first to come in sees to the sending."""

    oppgaver: dict[str, dict[str, None]] = field(default_factory=dict)
    las: threading.Lock = field(default_factory=threading.Lock)
    # When the broker was last found away. Until a while after it is left alone: every try costs time.
    tapt: float = float("-inf")

    def legg_til(self, oppgave: str, argumenter: tuple[str, ...]) -> bool:
        """Whether it is the first, so that a sending must be started."""
        with self.las:
            forst = not self.oppgaver
            self.oppgaver.setdefault(oppgave, {}).update(dict.fromkeys(argumenter))
            return forst

    def ta_alle(self) -> dict[str, dict[str, None]]:
        with self.las:
            alle, self.oppgaver = self.oppgaver, {}
            return alle


_ventende = _Ventende()


def glem_tap() -> None:
    """Try the broker again at the next nudge, whatever was found before."""
    _ventende.tapt = float("-inf")


def dytt(oppgave: str, *argumenter: str) -> None:
    """Send the task by name once the transaction is committed, with the arguments that others give it meanwhile.

    A broker that is away is logged, never an error, and nobody waits for it.
    """

    def send() -> None:
        if _ventende.legg_til(oppgave, argumenter):
            _start_sending()

    transaction.on_commit(send)


def _send_ventende() -> None:
    """Send what waits now, in the calling thread."""
    for oppgave, argumenter in _ventende.ta_alle().items():
        alle = list(argumenter)
        for start in range(0, len(alle) or 1, _MAKS_ARGUMENTER):
            _send(oppgave, alle[start : start + _MAKS_ARGUMENTER])


def _start_sending() -> None:
    """In a thread that lives as long as it takes: a process that forks or ends has none left over to care for."""
    try:
        threading.Timer(_SAMLE_SEKUNDER, _send_ventende).start()
    except RuntimeError:  # no more threads to be had
        _send_ventende()


def _send(oppgave: str, argumenter: list[str]) -> None:
    if time.monotonic() - _ventende.tapt < _PAUSE_SEKUNDER:
        return
    try:
        current_app.send_task(oppgave, args=argumenter, retry=False)
    except (OperationalError, OSError) as feil:
        _ventende.tapt = time.monotonic()
        logger.warning("dytt_tapt", oppgave=oppgave, feil=type(feil).__name__)
