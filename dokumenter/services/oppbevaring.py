"""What is left of a deling once its content is gone, and the log: kept for as long as the settings say, then forgotten.

Off unless an installation sets the times. Rows go in batches, each a transaction of its own, so it can be stopped
anywhere; what is gone is not found again, so it can be repeated, and run by two at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q

from dokumenter.models import (
    Deling,
    Dokument,
    Ettersending,
    FjernetMottaker,
    Kollegasvar,
    Mottaker,
    Overtakelse,
    Slettebestilling,
)
from dokumenter.queries.arbeid import uten_innhold_siden
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from hendelser.services import fjern_hendelser, skriv_hendelse

logger = structlog.get_logger(__name__)

_BOLK = 200
_HENDELSER_BOLK = 1000
# A run ends long before the worker's time limit, so that it always gets to tell what it did; the rest is for the next.
_MAKS_DELINGER = 20_000
_MAKS_HENDELSER = 200_000


def rydd_gammelt(*, naa: datetime) -> dict[str, int]:
    """Forget what has been kept long enough at `naa`; how many of each kind went. One event tells, if any did."""
    antall = {"delinger": 0, "dokumenter": 0, "hendelser": 0}
    if settings.METADATA_BEHOLD_DAGER:
        antall |= _rydd_metadata(naa - timedelta(days=settings.METADATA_BEHOLD_DAGER))
    if settings.HENDELSER_BEHOLD_DAGER:
        antall["hendelser"] = _rydd_hendelser(naa - timedelta(days=settings.HENDELSER_BEHOLD_DAGER))
    if any(antall.values()):
        skriv_hendelse(Hendelsestype.GAMMELT_FJERNET, av=SYSTEM, data=antall)
    return antall


def _rydd_metadata(grense: datetime) -> dict[str, int]:
    delinger = dokumenter = 0
    ider = uten_innhold_siden(grense).order_by("avsluttet").values_list("pk", flat=True)[:_MAKS_DELINGER]
    for bolk in _bolker(ider.iterator(chunk_size=_BOLK)):
        try:
            borte = _glem(bolk, grense)
        except DatabaseError:
            logger.exception("metadata_ikke_slettet", deling_id=str(bolk[0]))
            continue
        delinger, dokumenter = delinger + borte[0], dokumenter + borte[1]
    Slettebestilling.objects.filter(utfort__lt=grense).delete()
    return {"delinger": delinger, "dokumenter": dokumenter}


def _glem(ider: Sequence[UUID], grense: datetime) -> tuple[int, int]:
    """Remove the rows of these delinger, of those that may still be forgotten; how many delinger and dokumenter."""
    with transaction.atomic():
        laast = uten_innhold_siden(grense).filter(pk__in=ider).select_for_update(of=("self",)).order_by("pk")
        mine = list(laast.values_list("pk", flat=True))
        for rader in (Mottaker, FjernetMottaker, Kollegasvar, Overtakelse):
            rader._default_manager.filter(deling_id__in=mine).delete()
        Ettersending.objects.filter(Q(deling_id__in=mine) | Q(utkast_id__in=mine)).delete()
        dokumenter = Dokument.objects.filter(deling_id__in=mine).delete()[0]
        return Deling.objects.filter(pk__in=mine).delete()[0], dokumenter


def _rydd_hendelser(grense: datetime) -> int:
    """Events older than `grense`, but never those of a deling that is still known: its pages show them.

    The log is read in the order it was written, up to where it is younger. That needs no index on the time.
    """
    antall = siste = 0
    while antall < _MAKS_HENDELSER:
        rader = Hendelse.objects.filter(pk__gt=siste).order_by("pk").values_list("pk", "tidspunkt", "deling_id")
        bolk = list(rader[:_HENDELSER_BOLK])
        gamle = {pk: deling_id for pk, tidspunkt, deling_id in bolk if tidspunkt < grense}
        if not gamle:
            break
        siste = bolk[-1][0]
        kjente = set(Deling.objects.filter(pk__in=set(gamle.values())).values_list("pk", flat=True))
        antall += fjern_hendelser(ider=[pk for pk, deling_id in gamle.items() if deling_id not in kjente])
    return antall


def _bolker(ider: Iterator[UUID]) -> Iterator[list[UUID]]:
    while bolk := list(islice(ider, _BOLK)):
        yield bolk
