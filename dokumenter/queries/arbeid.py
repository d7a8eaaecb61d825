"""The work that waits, each kind found by a query: what a sweep goes through. A lost nudge loses nothing.

Each has an order that an index gives, so that a sweep reads only what it takes, and can go on after where it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from dokumenter.models import Blokk, Deling, DelingQuerySet, Dokument
from kontoer.models import Konto

M = TypeVar("M", bound=Model)
# A place in an order: the row's own time (or another value that many may have), and its id.
Plass = tuple[Any, Any]


def etter(rader: QuerySet[M], felt: str, plass: Plass | None) -> QuerySet[M]:
    """Those that come after a place, in the order (felt, id). Said so that an index on the two finds the place."""
    rader = rader.order_by(felt, "pk")
    if plass is None:
        return rader
    return rader.filter(**{f"{felt}__gte": plass[0]}).exclude(**{felt: plass[0]}, pk__lte=plass[1])


def for_(rader: QuerySet[M], felt: str, plass: Plass | None) -> QuerySet[M]:
    """Those that come before a place, the last first."""
    rader = rader.order_by(f"-{felt}", "-pk")
    if plass is None:
        return rader
    return rader.filter(**{f"{felt}__lte": plass[0]}).exclude(**{felt: plass[0]}, pk__gte=plass[1])


def gamle_utkast(naa: datetime) -> DelingQuerySet:
    """Abandoned drafts: old, with no upload that still may go on and none that ended lately."""
    levetid = timedelta(hours=settings.OPPLASTING_LEVETID_TIMER)
    i_live = Dokument.objects.filter(deling=OuterRef("pk")).filter(
        Q(opplasting_utloper__gt=naa) | Q(ferdig__gt=naa - levetid)
    )
    return Deling.objects.filter(~Exists(i_live), tilstand=Deling.Tilstand.UTKAST, opprettet__lt=naa - levetid)


def slettede_kontoer_med_delinger() -> QuerySet[Konto]:
    """Kontoer that are deleted, with something left to end. Kontoer are few, and what is left of theirs is soon none.

    Each state is a question of its own, since each is then one look into `deling_konto_tilstand`.
    """
    delte, utkast = (en.filter(konto=OuterRef("pk")) for en in igjen_i_slettet_konto())
    return Konto.objects.filter(Exists(delte) | Exists(utkast), slettet__isnull=False)


def igjen_i_slettet_konto() -> tuple[QuerySet[Deling], QuerySet[Deling]]:
    """What must end with its konto: what is shared, and what a system has begun.

    A person chooses another konto for a draft, or it ends as abandoned.
    """
    return (
        Deling.objects.filter(tilstand=Deling.Tilstand.DELT),
        Deling.objects.filter(tilstand=Deling.Tilstand.UTKAST, delt_av_integrasjon__isnull=False),
    )


def som_skal_kontrolleres() -> QuerySet[Dokument]:
    """Completely received, not yet checked."""
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.KONTROLLERES)


def som_skal_fjernes() -> QuerySet[Dokument]:
    """The key is destroyed, the objects are not yet known to be gone."""
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.SLETTES)


def uten_innhold_siden(grense: datetime) -> QuerySet[Deling]:
    """Ended before `grense`, and all its content known to be gone from the store: only metadata is left."""
    igjen = Dokument.objects.filter(deling=OuterRef("pk")).exclude(tilstand=Dokument.Tilstand.SLETTET)
    blokker = Blokk.objects.filter(dokument__deling=OuterRef("pk"))
    return Deling.objects.filter(~Exists(igjen), ~Exists(blokker), avsluttet__lt=grense)
