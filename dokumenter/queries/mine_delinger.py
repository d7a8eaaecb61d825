"""Mine delinger: the lists of those who share, a constant number of questions whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery

from dokumenter.models import Deling, DelingQuerySet, Dokument, Mottaker
from dokumenter.queries.avsender import delinger_for
from dokumenter.queries.sider import Nokkel, eldre_enn
from hendelser.models import Hendelse, Hendelsestype
from hendelser.queries import midnatt
from kontoer.models import Konto
from users.models import User

APEN = "apen"


@dataclass(frozen=True)
class Delingssok:
    """What to look for; empty is everything. `fra` and `til` are Norwegian days, both included."""

    fra: date | None = None
    til: date | None = None
    tilstand: str = ""
    konto_id: UUID | None = None


class Rad(NamedTuple):
    """A line of the list. `forste` is a dokument's name; `slutt` is why and when it ended, None while it is open."""

    deling: Deling
    dokumenter: int
    forste: str
    mottakere: int
    hentet_av: int
    slutt: tuple[Deling.Slutt, datetime] | None


def sok_delinger(
    bruker: User,
    sok: Delingssok,
    *,
    naa: datetime,
    etter: Nokkel | None = None,
    fra: Collection[UUID] | None = None,
) -> QuerySet[Deling]:
    """What was shared from the person's kontoer and fits, newest first; after the key, if any.

    `fra`: the ids of `kontoer_med_innsyn`, if they are at hand.
    """
    delinger = delinger_for(bruker, fra=fra)
    if sok.fra is not None:
        delinger = delinger.filter(delt__gte=midnatt(sok.fra))
    if sok.til is not None:
        delinger = delinger.filter(delt__lt=midnatt(sok.til, dager=1))
    if sok.konto_id is not None:
        delinger = delinger.filter(konto_id=sok.konto_id)
    if sok.tilstand == APEN:
        delinger = cast(DelingQuerySet, delinger).apne(naa)
    elif sok.tilstand:
        delinger = cast(DelingQuerySet, delinger).sluttet_slik(Deling.Slutt(sok.tilstand), naa)
    return delinger.filter(eldre_enn(etter)) if etter else delinger


def rader_for(delinger: list[Deling], *, naa: datetime) -> list[Rad]:
    """The lines, with four questions for all of them together."""
    ider = [deling.id for deling in delinger]
    dokumenter = _tell(Dokument.objects.filter(deling_id__in=ider).delte(), "id")
    delte = Dokument.objects.filter(deling=OuterRef("pk")).delte()
    # One that was taken out gives its name only when nothing else is left ("delt" comes before "fjernet").
    navn = delte.order_by("eksponering", "opprettet", "id").values("dokumentnavn")[:1]
    forste = dict(Deling.objects.filter(id__in=ider).order_by().values_list("id", Subquery(navn)))
    mottakere = _tell(Mottaker.objects.filter(deling_id__in=ider), "id")
    hentet = _tell(Hendelse.objects.filter(deling_id__in=ider, type=Hendelsestype.DOKUMENT_HENTET), "aktor_id")
    return [
        Rad(
            deling,
            dokumenter.get(deling.id, 0),
            forste.get(deling.id) or "",
            mottakere.get(deling.id, 0),
            hentet.get(deling.id, 0),
            deling.sluttet(naa),
        )
        for deling in delinger
    ]


def egne_utkast(bruker: User) -> QuerySet[Deling]:
    """The person's own drafts that hold a file or something typed, newest first, each with `filer`, how many."""
    return (
        Deling.objects.utkast_i_skjemaet_til(bruker)
        .annotate(filer=Count("dokumenter", filter=~Q(dokumenter__tilstand__in=Dokument.BORTE)))
        .filter(Q(filer__gt=0) | Q(skrevet__isnull=False))
        .select_related("konto__organisasjon")
        .order_by("-opprettet", "-id")
    )


def kontoer_med_innsyn(bruker: User) -> QuerySet[Konto]:
    """Kontoer whose delinger the person may see, also deleted ones: their history remains."""
    return (
        Konto.objects.filter(tilganger__bruker=bruker, tilganger__kan_dele=True)
        .select_related("organisasjon")
        .only("navn", "slettet", "organisasjon__navn")
        .order_by("organisasjon__navn", "navn", "id")
    )


def _tell(rader: QuerySet[Model], felt: str) -> dict[UUID, int]:
    gruppert = rader.order_by().values("deling_id").annotate(antall=Count(felt, distinct=True))
    return {rad["deling_id"]: rad["antall"] for rad in gruppert}
