"""What a recipient may see: what is, or was, shared with the person. A draft never; the log of it never."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.sider import Nokkel, eldre_enn
from users.models import User


def mottatte_for(bruker: User, *, naa: datetime, etter: Nokkel | None = None) -> QuerySet[Deling]:
    """Everything shared with the person, also what has ended: open first, then newest first; after the key, if any."""
    mine = Mottaker.objects.filter(type=Mottaker.Type.PERSON, oppslag=bruker.fnr_hash)
    apen = Exists(Deling.objects.apne(naa).filter(pk=OuterRef("pk")))
    delinger = (
        Deling.objects.filter(id__in=mine.values("deling_id"), delt__isnull=False)
        .select_related("konto__organisasjon")
        .annotate(apen=apen)
        .order_by("-apen", "-delt", "-id")
    )
    if etter is None:
        return delinger
    senere = Q(apen=etter.apen) & eldre_enn(etter)
    return delinger.filter(senere | Q(apen=False) if etter.apen else senere)


def delt_deling(deling_id: UUID) -> Deling | None:
    """A deling that is or was shared, whoever asks: who may see it is asked of `tilgang.kan_apne`."""
    return Deling.objects.select_related("konto__organisasjon").filter(id=deling_id, delt__isnull=False).first()


def dokumenter_i(deling: Deling) -> QuerySet[Dokument]:
    """All files of the deling in the order they came, also those that are deleted: their metadata remain."""
    return deling.dokumenter.order_by("opprettet", "id")


def antall_dokumenter(delinger: list[Deling]) -> dict[UUID, int]:
    """How many files each deling has or had, in one query."""
    rader = Dokument.objects.filter(deling__in=delinger).values("deling_id").annotate(antall=Count("id")).order_by()
    return {rad["deling_id"]: rad["antall"] for rad in rader}
