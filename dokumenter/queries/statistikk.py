"""How much a konto holds, for the pages and the API."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from dokumenter.models import Deling, Dokument

_BORTE = Q(tilstand__in=Dokument.BORTE)
_DELT = ~Q(eksponering=Dokument.Eksponering.ALDRI)  # what never left a draft was never on the konto for anybody


class Kontostatistikk(NamedTuple):
    """`dokumenter` can still be opened or are being uploaded, `slettet` were shared and are gone.

    Bytes of the first: `storrelse` of their content, `mottatt_storrelse` as they came (encrypted, if they were).
    """

    dokumenter: int = 0
    slettet: int = 0
    storrelse: int = 0
    mottatt_storrelse: int = 0


def statistikk_for(konto_ider: Collection[UUID]) -> dict[UUID, Kontostatistikk]:
    """Statistics of all these kontoer in one query; a konto without documents has zeros."""
    rader = (
        Dokument.objects.filter(deling__konto_id__in=konto_ider)
        .order_by()
        .values_list("deling__konto_id")
        .annotate(
            dokumenter=Count("id", filter=~_BORTE),
            slettet=Count("id", filter=_BORTE & _DELT),
            storrelse=Coalesce(Sum("mottatt", filter=~_BORTE), 0),
            mottatt_storrelse=Coalesce(Sum(Coalesce("kryptert_storrelse", "mottatt"), filter=~_BORTE), 0),
        )
    )
    return dict.fromkeys(konto_ider, Kontostatistikk()) | {rad[0]: Kontostatistikk(*rad[1:]) for rad in rader}


def antall_delinger(konto_id: UUID) -> int:
    """Delinger and drafts of the konto that have not ended."""
    return Deling.objects.levende().filter(konto_id=konto_id).count()
