"""Reading the log: an organisation's events, narrowed and paged by key, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hendelser.models import Hendelse

_FORSTE_DAG, _SISTE_DAG = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Loggfilter:
    """What of the log to see; None is everything. `fra` and `til` are Norwegian days, both included."""

    type: str | None = None
    konto_id: UUID | None = None
    deling_id: UUID | None = None
    person_id: UUID | None = None
    fra: date | None = None
    til: date | None = None


class Loggside(NamedTuple):
    """One page of the log. `neste` is the key the next (older) page comes before, None on the last page."""

    hendelser: list[Hendelse]
    neste: int | None


def hendelser_i(organisasjon_id: UUID, filter_: Loggfilter) -> QuerySet[Hendelse]:
    """The organisation's events that pass the filter, newest first. A person is found as actor and as object."""
    hendelser = Hendelse.objects.filter(organisasjon_id=organisasjon_id).order_by("-id")
    like = {"type": filter_.type, "konto_id": filter_.konto_id, "deling_id": filter_.deling_id}
    hendelser = hendelser.filter(**{felt: verdi for felt, verdi in like.items() if verdi is not None})
    if filter_.person_id is not None:
        hendelser = hendelser.filter(Q(aktor_id=filter_.person_id) | Q(data__bruker_id=str(filter_.person_id)))
    if filter_.fra is not None:
        hendelser = hendelser.filter(tidspunkt__gte=midnatt(filter_.fra))
    if filter_.til is not None:
        hendelser = hendelser.filter(tidspunkt__lt=midnatt(filter_.til, dager=1))
    return hendelser


def side_for(hendelser: QuerySet[Hendelse], for_id: int | None, antall: int) -> Loggside:
    """At most `antall` events older than `for_id`, in one query however long the log is."""
    if for_id is not None:
        hendelser = hendelser.filter(id__lt=for_id)
    rader = list(hendelser[: antall + 1])
    har_flere = len(rader) > antall
    return Loggside(rader[:antall], rader[antall - 1].pk if har_flere else None)


def sider_av(hendelser: QuerySet[Hendelse], antall: int) -> Iterator[list[Hendelse]]:
    """All of it, `antall` at a time: for an export that must not hold the log in memory."""
    neste: int | None = None
    while True:
        side = side_for(hendelser, neste, antall)
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
