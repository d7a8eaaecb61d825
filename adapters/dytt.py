"""A nudge: asks a worker to look now. Only a hint: beat finds the same work, so a lost nudge costs a minute."""

import time
from dataclasses import dataclass

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)

_PAUSE_SEKUNDER = 10.0


@dataclass
class _Sist:
    """When this process last found the broker away. Until a while after it is left alone: every try costs time."""

    tapt: float = float("-inf")

    def er_nylig(self) -> bool:
        return time.monotonic() - self.tapt < _PAUSE_SEKUNDER


_sist = _Sist()


def glem_tap() -> None:
    """Try the broker again at the next nudge, whatever was found before."""
    _sist.tapt = float("-inf")


def dytt(oppgave: str, *argumenter: str) -> None:
    """Send the task by name once the transaction is committed. A broker that is away is logged, never an error."""

    def send() -> None:
        if _sist.er_nylig():
            return
        try:
            current_app.send_task(oppgave, args=argumenter, retry=False)
        except (OperationalError, OSError) as feil:
            _sist.tapt = time.monotonic()
            logger.warning("dytt_tapt", oppgave=oppgave, feil=type(feil).__name__)

    transaction.on_commit(send)
