"""Writing to the log, inside the transaction of the act itself, so that act and record stand or fall together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NotRequired, TypedDict, Unpack

from django.db.models import QuerySet

from adapters.prepared import PreparedInsert
from hendelser.models import HarAktor, HarSted, Hendelse, Hendelsestype, Sted
from hendelser.nummervern import ligner_fodselsnummer

_NY = PreparedInsert(Hendelse)
_BOLK = 500


class Hendelsesfelter(TypedDict):
    """Who did it, and what it is about if anything; `data` is small JSON with ids, counts and codes."""

    av: HarAktor
    gjelder: NotRequired[HarSted | None]
    data: NotRequired[dict[str, Any] | None]


def skriv_hendelse(type_: Hendelsestype, **felter: Unpack[Hendelsesfelter]) -> Hendelse:
    """Add one event. Raises ValueError as `ny_hendelse`."""
    hendelse = ny_hendelse(type_, **felter)
    hendelse.save()
    return hendelse


def ny_hendelse(type_: Hendelsestype, **felter: Unpack[Hendelsesfelter]) -> Hendelse:
    """One event, to be written with others.

    Raises ValueError when a text in `data` looks like a fødselsnummer: the log is kept and must never hold one.
    """
    data = felter.get("data") or {}
    if _har_nummer(data):
        raise ValueError("data kan ikke inneholde noe som ligner et fødselsnummer")
    aktor = felter["av"].aktor
    gjelder = felter.get("gjelder")
    sted = gjelder.sted if gjelder else Sted()
    return Hendelse(type=type_, aktor_type=aktor.type, aktor_id=aktor.id, **sted._asdict(), data=data)


def _har_nummer(verdi: object) -> bool:
    if isinstance(verdi, dict):
        return any(_har_nummer(en) for en in (*verdi, *verdi.values()))
    if isinstance(verdi, list | tuple):
        return any(map(_har_nummer, verdi))
    return ligner_fodselsnummer(str(verdi))


def skriv_hendelser(*hendelser: Hendelse) -> None:
    """Add some events, in this order."""
    _NY.run(*hendelser)


def skriv_mange_hendelser(hendelser: Iterable[Hendelse]) -> None:
    """Add any number of events, in this order, some hundred at a time."""
    Hendelse.objects.bulk_create(hendelser, batch_size=_BOLK)


def fjern_hendelser(*, ider: Collection[int]) -> int:
    """Remove events for good; how many there were. The only way, and only for those whose time is out by the settings.

    A plain QuerySet, since the model's own refuses.
    """
    return QuerySet(Hendelse).filter(pk__in=ider).delete()[0]
