"""The log in words: names in place of ids. Three look-ups for a page of events, however long it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from hendelser.models import Aktortype, Hendelse
from kontoer.loggord import ledetekst, plass, verdi
from kontoer.models import Integrasjon, Konto
from kontoer.queries_navn import navn_i


@dataclass(frozen=True)
class Logglinje:
    """One event for people to read. `person_id` is set when the actor is a person one can filter on."""

    hendelse: Hendelse
    hva: str
    hvem: str
    konto: str
    detaljer: str
    person_id: UUID | None


def logglinjer(organisasjon_id: UUID | None, hendelser: Sequence[Hendelse]) -> list[Logglinje]:
    """The organisation's events, with the names it has for people."""
    oppslag = _Oppslag(organisasjon_id, hendelser)
    return [
        Logglinje(
            hendelse=hendelse,
            hva=hendelse.hva.capitalize(),
            hvem=oppslag.aktor(hendelse),
            konto=oppslag.kontoer.get(str(hendelse.konto_id), ""),
            detaljer="; ".join(oppslag.detaljer(hendelse)),
            person_id=hendelse.aktor_id if hendelse.aktor_type == Aktortype.BRUKER else None,
        )
        for hendelse in hendelser
    ]


class _Oppslag:
    """Names by id, of all that a page of events mentions."""

    def __init__(self, organisasjon_id: UUID | None, hendelser: Sequence[Hendelse]) -> None:
        aktorer = {type_: {str(h.aktor_id) for h in hendelser if h.aktor_type == type_} for type_ in Aktortype}
        personer = navn_i(organisasjon_id, aktorer[Aktortype.BRUKER] | _nevnt(hendelser, "bruker_id"))
        self.brukere = {str(id_): navn for id_, navn in personer.items()}
        self.integrasjoner = _navn(Integrasjon, aktorer[Aktortype.INTEGRASJON] | _nevnt(hendelser, "integrasjon_id"))
        self.kontoer = _navn(Konto, {str(h.konto_id) for h in hendelser if h.konto_id})

    def aktor(self, hendelse: Hendelse) -> str:
        finn: dict[str, Callable[[str], str]] = {Aktortype.BRUKER: self.bruker, Aktortype.INTEGRASJON: self.integrasjon}
        if hendelse.aktor_type in finn:
            return finn[hendelse.aktor_type](str(hendelse.aktor_id))
        return _("Systemet") if hendelse.aktor_type == Aktortype.SYSTEM else _("Ukjent")

    def bruker(self, id_: str) -> str:
        return self.brukere.get(id_, "") or _("Person uten registrert navn")

    def integrasjon(self, id_: str) -> str:
        return self.integrasjoner.get(id_, "") or _("Ukjent integrasjon")

    def detaljer(self, hendelse: Hendelse) -> Iterator[str]:
        for felt in sorted(hendelse.data, key=plass):
            finn = {"bruker_id": self.bruker, "integrasjon_id": self.integrasjon}.get(felt, partial(verdi, felt))
            yield f"{ledetekst(felt)}: {finn(hendelse.data[felt])}"


def _navn(modell: type[Model], ider: set[str]) -> dict[str, str]:
    rader = modell._default_manager.filter(pk__in=ider).values_list("pk", "navn")
    return {str(id_): navn for id_, navn in rader}


def _nevnt(hendelser: Sequence[Hendelse], felt: str) -> set[str]:
    return {hendelse.data[felt] for hendelse in hendelser if felt in hendelse.data}
