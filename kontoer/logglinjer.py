"""The log in words: names in place of ids. Three look-ups for a page of events, however long it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hendelser.models import Aktortype, Hendelse
from kontoer.models import Integrasjon, Konto
from users.models import User

_LEDETEKST = {  # in the order they are read: PostgreSQL does not keep the order of JSON keys
    "bruker_id": pgettext_lazy("den hendelsen gjelder", "gjelder"),
    "integrasjon_id": gettext_lazy("integrasjon"),
    "navn": gettext_lazy("navn"),
    "gammelt_navn": gettext_lazy("tidligere navn"),
    "vilkar": gettext_lazy("vilkår"),
    "kan_dele": gettext_lazy("kan dele"),
    "kan_laste_opp": gettext_lazy("kan laste opp"),
    "er_administrator": gettext_lazy("er administrator"),
    "standard_varighet_dager": gettext_lazy("standard varighet i dager"),
    "lengste_varighet_dager": gettext_lazy("lengste varighet i dager"),
    "sikkerhetsniva": gettext_lazy("sikkerhetsnivå"),
    "taushetsbelagt": gettext_lazy("taushetsbelagt"),
    "autorisert_orgnr": gettext_lazy("autorisert organisasjonsnummer"),
    "nytt_passord": gettext_lazy("nytt passord"),
    "tilgang": gettext_lazy("tilgang til kontoen"),
    "virksomhet": gettext_lazy("virksomhet"),
    "pa_vegne_av": gettext_lazy("på vegne av virksomheten"),
    "tags": gettext_lazy("tags"),
    "sms_avsendernavn": gettext_lazy("avsendernavn på SMS"),
    "mottakere": gettext_lazy("mottakere"),
    "dokumenter": gettext_lazy("dokumenter"),
    "tilgjengelig_til": gettext_lazy("tilgjengelig til"),
    "storrelse": gettext_lazy("størrelse i byte"),
    "slutt": gettext_lazy("hvorfor avsluttet"),
    "virksomheter": gettext_lazy("virksomheter"),
    "grunn": gettext_lazy("grunn"),
    "varig": gettext_lazy("varig feil"),
    "fra": gettext_lazy("fra byte"),
    "til": gettext_lazy("til byte"),
    "fullfort": gettext_lazy("hele veien fram"),
}


@dataclass(frozen=True)
class Logglinje:
    """One event for people to read. `person_id` is set when the actor is a person one can filter on."""

    hendelse: Hendelse
    hva: str
    hvem: str
    konto: str
    detaljer: str
    person_id: UUID | None


def logglinjer(hendelser: Sequence[Hendelse]) -> list[Logglinje]:
    """The events with names."""
    oppslag = _Oppslag(hendelser)
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

    def __init__(self, hendelser: Sequence[Hendelse]) -> None:
        aktorer = {type_: {str(h.aktor_id) for h in hendelser if h.aktor_type == type_} for type_ in Aktortype}
        self.brukere = _navn(User, aktorer[Aktortype.BRUKER] | _nevnt(hendelser, "bruker_id"))
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
        for felt in sorted(hendelse.data, key=_plass):
            verdi = hendelse.data[felt]
            finn = {"bruker_id": self.bruker, "integrasjon_id": self.integrasjon}.get(felt, _verdi)
            yield f"{_LEDETEKST.get(felt, felt.replace('_', ' '))}: {finn(verdi)}"


def _navn(modell: type[Model], ider: set[str]) -> dict[str, str]:
    # Not `in_bulk`: the protected number of each person is left in the database.
    rader = modell._default_manager.filter(pk__in=ider).values_list("pk", "navn")
    return {str(id_): navn for id_, navn in rader}


def _plass(felt: str) -> tuple[int, str]:
    """Known fields in the order above, then the rest by name."""
    kjente = list(_LEDETEKST)
    return (kjente.index(felt) if felt in kjente else len(kjente), felt)


def _nevnt(hendelser: Sequence[Hendelse], felt: str) -> set[str]:
    return {hendelse.data[felt] for hendelse in hendelser if felt in hendelse.data}


def _verdi(verdi: object) -> str:
    if isinstance(verdi, bool):
        return _("ja") if verdi else _("nei")
    if isinstance(verdi, list):
        return ", ".join(map(str, verdi)) or _("ingen")
    return str(verdi)
