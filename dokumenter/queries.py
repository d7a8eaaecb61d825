"""What a person may see of delinger and dokumenter, already narrowed and ordered; and the work that waits to be done."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from dokumenter.models import Deling, Dokument


def gamle_utkast(naa: datetime) -> QuerySet[Deling]:
    """Abandoned drafts: old, and with no upload that still may go on."""
    levetid = timedelta(hours=settings.OPPLASTING_LEVETID_TIMER)
    i_live = Dokument.objects.filter(deling=OuterRef("pk"), opplasting_utloper__gt=naa)
    return Deling.objects.filter(~Exists(i_live), tilstand=Deling.Tilstand.UTKAST, opprettet__lt=naa - levetid)


def som_skal_kontrolleres() -> QuerySet[Dokument]:
    """Completely received, not yet checked."""
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.KONTROLLERES).order_by("opprettet")


def som_skal_fjernes() -> QuerySet[Dokument]:
    """The key is destroyed, the objects are not yet known to be gone."""
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.SLETTES).order_by("opprettet")
