"""A nudge: asks a worker to look now. Only a hint: beat finds the same work, so a lost nudge costs a minute.

Nudges of the same moment are sent together, since a message costs more than receiving a small document, and a worker
takes only so many messages in a second.
"""

import os
import threading
import time
from dataclasses import dataclass, field

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from adapters.arsak import arsak_til

logger = structlog.get_logger(__name__)

_PAUSE_SEKUNDER = 10.0
_SAMLE_SEKUNDER = 0.05
_MAKS_ARGUMENTER = 100


@dataclass
class _Ventende:
    """What this process has not sent yet: arguments by task, each once. One thread at a time sends."""

    oppgaver: dict[str, dict[str, None]] = field(default_factory=dict)
    las: threading.Lock = field(default_factory=threading.Lock)
    sendes: bool = False
    # When the broker was last found away. Until a while after it is left alone: every try costs time.
    tapt: float = float("-inf")

    def legg_til(self, oppgave: str, argumenter: tuple[str, ...]) -> bool:
        """Whether nobody is at it, so that a sending must be started."""
        with self.las:
            self.oppgaver.setdefault(oppgave, {}).update(dict.fromkeys(argumenter))
            ledig, self.sendes = not self.sendes, True
            return ledig

    def ta_alle(self) -> dict[str, dict[str, None]]:
        """What there is to send; when there is nothing, whoever asked is done."""
        with self.las:
            alle, self.oppgaver = self.oppgaver, {}
            self.sendes = bool(alle)
            return alle

    def ingen_sender(self) -> None:
        """The thread that was to send is not there: the next nudge starts one, and takes what waits with it."""
        self.sendes = False

    def begynn_pa_nytt(self) -> None:
        """In a process that was forked: the thread that was sending is the parent's, and so is what it had to send."""
        self.oppgaver, self.las, self.sendes = {}, threading.Lock(), False


_ventende = _Ventende()
os.register_at_fork(after_in_child=_ventende.begynn_pa_nytt)


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
    """Send what waits now, and what comes while it is sent, in the calling thread.

    However long a broker that hangs holds it, there is no other: what comes in waits, and nobody waits for it.
    """
    try:
        while alle := _ventende.ta_alle():
            for oppgave, argumenter in alle.items():
                liste = list(argumenter)
                for start in range(0, len(liste) or 1, _MAKS_ARGUMENTER):
                    _send(oppgave, liste[start : start + _MAKS_ARGUMENTER])
            time.sleep(_SAMLE_SEKUNDER)
    except BaseException:
        _ventende.ingen_sender()
        raise


def _start_sending() -> None:
    """In a thread that lives as long as it takes: a process that forks or ends has none left over to care for."""
    try:
        threading.Timer(_SAMLE_SEKUNDER, _send_ventende).start()
    except RuntimeError:  # no more threads to be had, and whoever asked for the work does not wait for a broker
        _ventende.ingen_sender()


def _send(oppgave: str, argumenter: list[str]) -> None:
    if time.monotonic() - _ventende.tapt < _PAUSE_SEKUNDER:
        return
    try:
        current_app.send_task(oppgave, args=argumenter, retry=False)
    except (OperationalError, OSError, RedisError) as feil:  # the last when it is full, or breaks in the middle
        _ventende.tapt = time.monotonic()
        logger.warning("dytt_tapt", oppgave=oppgave, arsak=arsak_til(feil))
