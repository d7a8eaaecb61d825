"""A nudge: asks a worker to look now. Only a hint: beat finds the same work, so a lost nudge costs a minute."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)


def dytt(oppgave: str, *argumenter: str) -> None:
    """Send the task by name once the transaction is committed. A broker that is away is logged, never an error."""

    def send() -> None:
        try:
            current_app.send_task(oppgave, args=argumenter, retry=False)
        except (OperationalError, OSError) as feil:
            logger.warning("dytt_tapt", oppgave=oppgave, feil=type(feil).__name__)

    transaction.on_commit(send)
