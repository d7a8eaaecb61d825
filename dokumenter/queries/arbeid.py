"""The work that waits, each kind found by a query: what a sweep goes through. A lost nudge loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from dokumenter.models import Blokk, Deling, Dokument


def gamle_utkast(naa: datetime) -> QuerySet[Deling]:
    """Abandoned drafts: old, with no upload that still may go on and none that ended lately."""
    levetid = timedelta(hours=settings.OPPLASTING_LEVETID_TIMER)
    i_live = Dokument.objects.filter(deling=OuterRef("pk")).filter(
        Q(opplasting_utloper__gt=naa) | Q(ferdig__gt=naa - levetid)
    )
    return Deling.objects.filter(~Exists(i_live), tilstand=Deling.Tilstand.UTKAST, opprettet__lt=naa - levetid)


def som_skal_kontrolleres() -> QuerySet[Dokument]:
    """Completely received, not yet checked."""
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.KONTROLLERES).order_by("opprettet")


def som_skal_fjernes() -> QuerySet[Dokument]:
    """The key is destroyed, the objects are not yet known to be gone."""
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.SLETTES).order_by("opprettet")


def uten_innhold_siden(grense: datetime) -> QuerySet[Deling]:
    """Ended before `grense`, and all its content known to be gone from the store: only metadata is left."""
    igjen = Dokument.objects.filter(deling=OuterRef("pk")).exclude(tilstand=Dokument.Tilstand.SLETTET)
    blokker = Blokk.objects.filter(dokument__deling=OuterRef("pk"))
    return Deling.objects.filter(~Exists(igjen), ~Exists(blokker), avsluttet__lt=grense)
