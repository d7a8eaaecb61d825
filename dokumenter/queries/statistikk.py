"""How much a konto holds, for the pages and the API."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from dokumenter.models import Deling, Dokument, Kontotall

# The konto and its five numbers.
Tallrad = tuple[UUID, int, int, int, int, int]
_BORTE = Q(tilstand__in=Dokument.BORTE)
_DELT = ~Q(eksponering=Dokument.Eksponering.ALDRI)  # what never left a draft was never on the konto for anybody


class Kontostatistikk(NamedTuple):
    """`dokumenter` can still be opened or are being uploaded, `slettet` were shared and are gone, `delte` is what is or
    was part of what is shared: the length of the konto's list.

    Bytes of the first: `storrelse` of their content, `mottatt_storrelse` as they came (encrypted, if they were).
    """

    dokumenter: int = 0
    slettet: int = 0
    delte: int = 0
    storrelse: int = 0
    mottatt_storrelse: int = 0


def statistikk_for(konto_ider: Collection[UUID]) -> dict[UUID, Kontostatistikk]:
    """Statistics of all these kontoer in one query; a konto without documents has zeros."""
    return dict.fromkeys(konto_ider, Kontostatistikk()) | {
        rad[0]: Kontostatistikk(*map(int, rad[1:])) for rad in _husket(konto_ider)
    }


def avvik_i(konto_ider: Collection[UUID]) -> dict[UUID, Kontostatistikk]:
    """By how much what is there is more than what is remembered, for the kontoer where it is not the same.

    One question, so that both are told of one moment.
    """
    avvik: dict[UUID, list[int]] = {}
    opptalt = _opptalt(konto_ider).annotate(fortegn=Value(1))
    husket = _husket(konto_ider).annotate(fortegn=Value(-1))
    for konto_id, *tall, fortegn in opptalt.union(husket, all=True).order_by():
        sum_ = avvik.setdefault(konto_id, [0] * len(tall))
        avvik[konto_id] = [en + fortegn * int(ny) for en, ny in zip(sum_, tall, strict=True)]
    return {konto_id: Kontostatistikk(*tall) for konto_id, tall in avvik.items() if any(tall)}


def _husket(konto_ider: Collection[UUID]) -> QuerySet[Kontotall, Tallrad]:
    rader = Kontotall.objects.filter(konto_id__in=konto_ider).order_by().values_list("konto_id")
    return rader.annotate(*(Sum(felt) for felt in Kontostatistikk._fields))


def _opptalt(konto_ider: Collection[UUID]) -> QuerySet[Dokument, Tallrad]:
    """The same, counted: a walk through every dokument of theirs."""
    return (
        Dokument.objects.filter(deling__konto_id__in=konto_ider)
        .order_by()
        .values_list("deling__konto_id")
        .annotate(
            dokumenter=Count("id", filter=~_BORTE),
            slettede=Count("id", filter=_BORTE & _DELT),
            alle_delte=Count("id", filter=_DELT),
            bytes=Coalesce(Sum("mottatt", filter=~_BORTE), 0),
            mottatte_bytes=Coalesce(Sum(Coalesce("kryptert_storrelse", "mottatt"), filter=~_BORTE), 0),
        )
    )


def antall_delinger(konto_id: UUID) -> int:
    """Delinger and drafts of the konto that have not ended."""
    return Deling.objects.levende().filter(konto_id=konto_id).count()
