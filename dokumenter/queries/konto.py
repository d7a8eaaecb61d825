"""The dokumenter of a konto, listed and searched, for those who have been found to have access to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from adapters import klokke
from dokumenter.models import Dokument, DokumentQuerySet
from dokumenter.protokoll.filnavn import sokenavn
from dokumenter.queries.statistikk import statistikk_for
from kontoer.models import Konto


@dataclass(frozen=True)
class Dokumentsok:
    """What to look for; None is everything. `fra` and `til` are when it was shared, both included."""

    fra: datetime | None = None
    til: datetime | None = None
    dokumentnavn: str | None = None
    slettet: bool | None = None
    korrelasjonsid: UUID | None = None


def dokumenter_i(konto: Konto) -> DokumentQuerySet:
    """What has been shared from the konto, ended or not, newest first. Drafts are their makers' alone."""
    return (
        Dokument.objects.filter(deling__konto=konto, deling__delt__isnull=False)
        .delte()
        .select_related("deling__konto")
        .order_by("-deling__delt", "-deling_id", "opprettet", "id")
    )


def sok_dokumenter(konto: Konto, sok: Dokumentsok) -> DokumentQuerySet:
    """Those of the konto that pass. A name is found by any part of it, in large or small letters, on any database."""
    dokumenter = dokumenter_i(konto)
    if sok.fra is not None:
        dokumenter = dokumenter.filter(deling__delt__gte=sok.fra)
    if sok.til is not None:
        dokumenter = dokumenter.filter(deling__delt__lte=sok.til)
    if sok.dokumentnavn:
        # A row without is one that the version before this made while it was being replaced.
        uten = Q(sokenavn="", dokumentnavn__icontains=sok.dokumentnavn)
        navn = sokenavn(sok.dokumentnavn)
        # What has nothing in it that a name can have, is a part of none.
        dokumenter = dokumenter.filter(Q(sokenavn__contains=navn) | uten) if navn else dokumenter.none()
    if sok.korrelasjonsid is not None:
        dokumenter = dokumenter.filter(korrelasjonsid=sok.korrelasjonsid)
    if sok.slettet is not None:
        naa = klokke.naa()
        dokumenter = dokumenter.slettede(naa) if sok.slettet else dokumenter.ikke_slettede(naa)
    return dokumenter


def antall_treff(konto: Konto, sok: Dokumentsok, treff: DokumentQuerySet) -> int:
    """How many dokumenter pass. All of a konto's are counted already; what is looked for must be read."""
    return statistikk_for([konto.id])[konto.id].delte if sok == Dokumentsok() else treff.count()


def storrelser_i(konto: Konto, ider: Collection[UUID]) -> dict[UUID, int]:
    """Those of the ids that are the konto's, and how many bytes each has."""
    rader = dokumenter_i(konto).filter(id__in=ider).order_by().values_list("id", "storrelse")
    return {id_: storrelse or 0 for id_, storrelse in rader}
