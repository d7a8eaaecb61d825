"""What I have fetched of what is shared with me: read from the log, of the very bytes that were delivered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from dokumenter.models import Deling, Dokument
from dokumenter.queries.dekning import Leveranse
from hendelser.models import Hendelse, Hendelsestype
from users.models import User


class MinFil(NamedTuple):
    """One file as its recipient sees it, with how much of it has reached the person."""

    dokument: Dokument
    leveranse: Leveranse


def mine_filer(deling: Deling, bruker: User, dokumenter: Iterable[Dokument]) -> list[MinFil]:
    """The files, in the order they came, each with what the person has got of it: one question for all of them."""
    filer = [MinFil(dokument, Leveranse(dokument.storrelse or 0)) for dokument in dokumenter]
    levert: dict[UUID, Leveranse] = {fil.dokument.pk: fil.leveranse for fil in filer}
    # The organisation is said too: one's own events there are few, those of a deling to hundreds are many.
    mine = Hendelse.objects.filter(
        Q(type=Hendelsestype.DOKUMENT_HENTET) | Q(type=Hendelsestype.DOKUMENT_HENTES),
        aktor_id=bruker.pk,
        organisasjon_id=deling.konto.organisasjon_id,
        deling_id=deling.pk,
    )
    rader = mine.order_by("id").values_list("type", "dokument_id", "data", "tidspunkt")
    for type_, dokument_id, data, tidspunkt in rader.iterator():
        leveranse = levert.get(dokument_id) if dokument_id else None
        if leveranse is None:
            continue
        if type_ == Hendelsestype.DOKUMENT_HENTET:
            leveranse.legg_til(data["fra"], data["til"], tidspunkt)
        else:
            leveranse.merk(tidspunkt)
    return filer
