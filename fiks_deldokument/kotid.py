"""Time in the queue, where the hosts of beat and worker may have clocks that are wrong, each in its own way.

Celery plans by the host's clock, and a message that nobody took in time expires by it. A host that is set back would
plan nothing for as long as it was set back, and a worker ahead of beat would throw everything away unread. So plans
follow the monotonic clock, and what a message says of when it expires is the database's time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import Celery, Task, signals
from django.db import Error, connection

from adapters import klokke

_STARTET, _MONOTONIC = datetime.now(UTC), time.monotonic()


def gar_jevnt() -> datetime:
    """The host's time when the process started, and since then only forwards; for what is counted from itself."""
    return _STARTET + timedelta(seconds=time.monotonic() - _MONOTONIC)


class Oppgave(Task):  # type: ignore[misc]
    """What every task is."""

    Request = "fiks_deldokument.komelding:Komelding"


class Ko(Celery):  # type: ignore[misc]
    """The Celery app."""

    def now(self) -> datetime:
        """What beat plans by."""
        return gar_jevnt().astimezone(self.timezone)


@signals.before_task_publish.connect  # type: ignore[untyped-decorator]
def _si_databasens_tid(*, headers: dict[str, Any], **kwargs: Any) -> None:
    """Only beat's messages expire."""
    if not headers.get("expires"):
        return
    naa = databasens()
    if naa is not None:
        headers["expires"] = (datetime.fromisoformat(headers["expires"]) + (naa - gar_jevnt())).isoformat()


def databasens() -> datetime | None:
    """The database's time, None when it does not say. Beat and a worker's main process keep no connection."""
    try:
        return klokke.naa()
    except Error:
        return None
    finally:
        if connection.vendor != "sqlite" and not connection.in_atomic_block:
            connection.close()
