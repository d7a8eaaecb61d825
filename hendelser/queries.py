"""Reading the log: an organisation's events, narrowed and paged by key, newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from hendelser.models import Hendelse, HendelseQuerySet

_FORSTE_DAG, _SISTE_DAG = date(1900, 1, 1), date(2999, 12, 31)
# The order of the log and its times agree but for this: clocks that differed, transactions that took their time.
_SLINGRING = timedelta(days=1)
_STORSTE_ID = 2**63 - 1


@dataclass(frozen=True)
class Loggfilter:
    """What of the log to see; None is everything. `fra` and `til` are Norwegian days, both included.

    `uten`: types to leave out.
    """

    type: str | None = None
    konto_id: UUID | None = None
    deling_id: UUID | None = None
    person_id: UUID | None = None
    fra: date | None = None
    til: date | None = None
    uten: frozenset[str] = frozenset()


class Loggside(NamedTuple):
    """One page of the log. `neste` is the key the next (older) page comes before, None on the last page."""

    hendelser: list[Hendelse]
    neste: int | None


def hendelser_i(organisasjon_id: UUID, filter_: Loggfilter) -> tuple[QuerySet[Hendelse], ...]:
    """The organisation's events that pass the filter, newest first, in parts that have nothing in common.

    A person is found as actor and as object. Each is a part, for each has its own index: asked for with one OR, all of
    the organisation's log was read.
    """
    hendelser = Hendelse.objects.filter(organisasjon_id=organisasjon_id).order_by("-id")
    like = {"type": filter_.type, "konto_id": filter_.konto_id, "deling_id": filter_.deling_id}
    hendelser = hendelser.filter(**{felt: verdi for felt, verdi in like.items() if verdi is not None})
    if filter_.uten:
        hendelser = hendelser.exclude(type__in=filter_.uten)
    if filter_.fra is not None:
        hendelser = _fra(hendelser, midnatt(filter_.fra))
    if filter_.til is not None:
        hendelser = _til(hendelser, midnatt(filter_.til, dager=1))
    if filter_.person_id is None:
        return (hendelser,)
    som_aktor = Q(aktor_id=filter_.person_id)
    gjelder = hendelser.filter(
        Q(aktor_id__isnull=True) | ~som_aktor, data__bruker_id=str(filter_.person_id), data__has_key="bruker_id"
    )
    return hendelser.filter(som_aktor), gjelder


def side_for(deler: Iterable[QuerySet[Hendelse]], for_id: int | None, antall: int) -> Loggside:
    """At most `antall` events older than `for_id`, in one query for each part however long the log is."""
    rader: list[Hendelse] = []
    for del_ in deler:
        rader += (del_ if for_id is None else del_.filter(id__lt=for_id))[: antall + 1]
    rader.sort(key=lambda hendelse: -hendelse.pk)
    har_flere = len(rader) > antall
    return Loggside(rader[:antall], rader[antall - 1].pk if har_flere else None)


def _fra(hendelser: HendelseQuerySet, tid: datetime) -> HendelseQuerySet:
    """From this moment. The log lies in the order it was written, so what was written long before need not be read."""
    for_ = Hendelse.objects.filter(tidspunkt__lt=tid - _SLINGRING).order_by("-tidspunkt").values("id")[:1]
    return hendelser.filter(tidspunkt__gte=tid, id__gt=Coalesce(Subquery(for_), Value(0, BigIntegerField())))


def _til(hendelser: HendelseQuerySet, tid: datetime) -> HendelseQuerySet:
    """Before this moment; what was written long after is not read."""
    etter = Hendelse.objects.filter(tidspunkt__gt=tid + _SLINGRING).order_by("tidspunkt").values("id")[:1]
    return hendelser.filter(tidspunkt__lt=tid, id__lt=Coalesce(Subquery(etter), Value(_STORSTE_ID, BigIntegerField())))


def sider_av(deler: Collection[QuerySet[Hendelse]], antall: int) -> Iterator[list[Hendelse]]:
    """All of it, `antall` at a time: for an export that must not hold the log in memory."""
    neste: int | None = None
    while True:
        side = side_for(deler, neste, antall)
        if side.hendelser:
            yield side.hendelser
        neste = side.neste
        if neste is None:
            return


def midnatt(dag: date, *, dager: int = 0) -> datetime:
    """When the day, or one so many days later, begins here; the ends of the calendar are moved to where one can count.

    No log reaches so far, so a search finds the same.
    """
    return timezone.make_aware(datetime.combine(min(max(dag, _FORSTE_DAG), _SISTE_DAG), time.min) + timedelta(dager))
