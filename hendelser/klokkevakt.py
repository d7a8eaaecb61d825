"""Is this host's clock right? What destroys by the clock asks first, and leaves it alone when it is not.

On PostgreSQL the host's clock is compared with the database's. On SQLite the host's clock is the only one there is, and
all that can be seen is that it has gone backwards: what happened last is then in the future.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Max

from adapters import klokke
from hendelser.models import Hendelse

logger = structlog.get_logger(__name__)

_SER_TILBAKE = 1000


def klokkeavvik() -> float:
    """Seconds this host's clock is ahead of the truth, below 0 when behind. Raises the database's error."""
    if connection.vendor != "sqlite":
        return klokke.avvik()
    # Not the newest alone: the first event after the clock was set back would hide that it was.
    siste = Hendelse.objects.order_by("-id")[:_SER_TILBAKE].aggregate(sist=Max("tidspunkt"))["sist"]
    return 0.0 if siste is None else min(0.0, (klokke.naa() - siste).total_seconds())


def er_for_stort(avvik: float) -> bool:
    """More than the settings allow."""
    return abs(avvik) > settings.KLOKKE_AVVIK_SEKUNDER


def klokken_gar_rett(arbeid: str) -> bool:
    """Whether `arbeid`, which destroys by the clock, may go on here; if not, the log says so. As `klokkeavvik`."""
    avvik = klokkeavvik()
    if er_for_stort(avvik):
        logger.error("klokken_gar_feil", arbeid=arbeid, avvik_sekunder=round(avvik, 3))
        return False
    return True
