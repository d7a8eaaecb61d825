"""The dokumenter of a konto, listed and searched, for those who have been found to have access to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.protokoll.filnavn import sokenavn
from dokumenter.queries.avsender import BORTE
from kontoer.models import Konto


@dataclass(frozen=True)
class Dokumentsok:
    """What to look for; None is everything. `fra` and `til` are when it was shared, both included."""

    fra: datetime | None = None
    til: datetime | None = None
    dokumentnavn: str | None = None
    slettet: bool | None = None
    korrelasjonsid: UUID | None = None


def dokumenter_i(konto: Konto) -> QuerySet[Dokument]:
    """What has been shared from the konto, ended or not, newest first. Drafts are their makers' alone."""
    return (
        Dokument.objects.filter(deling__konto=konto, deling__delt__isnull=False)
        .delte()
        .select_related("deling__konto")
        .order_by("-deling__delt", "-deling_id", "opprettet", "id")
    )


def sok_dokumenter(konto: Konto, sok: Dokumentsok) -> QuerySet[Dokument]:
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
        naa = timezone.now()
        dokumenter = dokumenter.filter(er_slettet(naa) if sok.slettet else er_ikke_slettet(naa))
    return dokumenter


def er_slettet(naa: datetime) -> Q:
    """Out of reach for good, or its deling is over: `slettet_na` as a query, for a konto that is not deleted.

    By columns of the two tables that are joined already: asked by a subquery it took ten times as long.
    """
    over = Q(deling__tilstand__in=[Deling.Tilstand.TRUKKET, Deling.Tilstand.SLETTET])
    return Q(tilstand__in=BORTE) | over | Q(deling__tilgjengelig_til__lte=naa)


def er_ikke_slettet(naa: datetime) -> Q:
    """The rest, said without a negation, for a null is neither before nor after."""
    apen = Q(deling__tilgjengelig_til__isnull=True) | Q(deling__tilgjengelig_til__gt=naa)
    return ~Q(tilstand__in=BORTE) & Q(deling__tilstand=Deling.Tilstand.DELT) & apen


def slettet_na(dokument: Dokument, naa: datetime) -> bool:
    """Is the dokument gone to everybody, also before the sweep has been here?"""
    return dokument.er_borte or dokument.deling.sluttet(naa) is not None


def storrelser_i(konto: Konto, ider: Collection[UUID]) -> dict[UUID, int]:
    """Those of the ids that are the konto's, and how many bytes each has."""
    rader = dokumenter_i(konto).filter(id__in=ider).order_by().values_list("id", "storrelse")
    return {id_: storrelse or 0 for id_, storrelse in rader}
