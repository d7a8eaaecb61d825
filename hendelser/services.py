"""Writing to the log, inside the transaction of the act itself, so that act and record stand or fall together."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db.models import QuerySet

from adapters.prepared import PreparedInsert
from hendelser.models import HarAktor, Hendelse, Hendelsestype
from hendelser.nummervern import ligner_fodselsnummer

_NY = PreparedInsert(Hendelse)


class Hendelsesfelter(TypedDict):
    """Who did it, and what it is about; `data` is small JSON with ids, counts and codes."""

    av: HarAktor
    organisasjon_id: NotRequired[UUID | None]
    konto_id: NotRequired[UUID | None]
    deling_id: NotRequired[UUID | None]
    dokument_id: NotRequired[UUID | None]
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
    return Hendelse(
        type=type_,
        aktor_type=aktor.type,
        aktor_id=aktor.id,
        organisasjon_id=felter.get("organisasjon_id"),
        konto_id=felter.get("konto_id"),
        deling_id=felter.get("deling_id"),
        dokument_id=felter.get("dokument_id"),
        data=data,
    )


def _har_nummer(verdi: object) -> bool:
    if isinstance(verdi, dict):
        return any(_har_nummer(en) for en in (*verdi, *verdi.values()))
    if isinstance(verdi, list | tuple):
        return any(map(_har_nummer, verdi))
    return not isinstance(verdi, bool | None) and ligner_fodselsnummer(str(verdi))


def skriv_hendelser(*hendelser: Hendelse) -> None:
    """Add some events, in this order."""
    _NY.run(*hendelser)


def fjern_hendelser(*, ider: Collection[int]) -> int:
    """Remove events for good; how many there were. The only way, and only for those whose time is out by the settings.

    A plain QuerySet, since the model's own refuses.
    """
    return QuerySet(Hendelse).filter(pk__in=ider).delete()[0]
