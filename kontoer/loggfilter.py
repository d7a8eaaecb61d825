"""The form that narrows the log, and what it means."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hendelser.models import Hendelsestype
from hendelser.nummervern import ligner_fodselsnummer
from hendelser.queries import Loggfilter
from kontoer.datofelt import DatoField
from kontoer.models import Konto, Organisasjon
from kontoer.nedtrekk import Nedtrekk
from kontoer.queries_navn import navn_i
from users.idsti import ID

_UKJENT_VALG = {"invalid_choice": _("Velg et av alternativene i listen.")}  # Django's own repeats what was sent


_UKJENT_KONTO = {"invalid": _("Vi finner ikke kontoen. Finn den på nytt.")}
_UKJENT_PERSON = {"invalid": _("Vi finner ikke personen. Finn personen på nytt.")}


class Valgt(NamedTuple):
    """What the log is narrowed to: field, id, what they are called, and the filter without it."""

    felt: str
    id: str
    ledetekst: str
    navn: str
    uten: str


class DelingField(forms.UUIDField):
    """The id of a deling, alone or in its link. What may be somebody's number is told of, and never shown again."""

    def to_python(self, value: Any) -> Any:
        """The id."""
        if ligner_fodselsnummer(str(value or "")):
            raise forms.ValidationError(
                _("Skriv aldri et fødselsnummer her. Skriv lenken til delingen."), code="nummer"
            )
        i_lenken = re.search(ID, str(value or ""))
        return super().to_python(i_lenken[0] if i_lenken else value)

    def bound_data(self, data: object, initial: object) -> object:
        """What is shown in the field again."""
        return "" if ligner_fodselsnummer(str(data or "")) else data


class LoggfilterForm(forms.Form):
    """Sent by GET, so that a filtered log has an address of its own. A person or konto is an id, never a number.

    The two are found by their names apart (`queries_finn`): an organisation has too many to choose from in a list.
    """

    konto = forms.UUIDField(label=_("Konto"), required=False, error_messages=_UKJENT_KONTO)
    person = forms.UUIDField(label=_("Person"), required=False, error_messages=_UKJENT_PERSON)
    deling = DelingField(
        label=_("Deling"), required=False, help_text=_("Lenken til delingen, eller den siste delen av den.")
    )
    fra = DatoField(label=_("Fra dag"), required=False)
    til = DatoField(label=_("Til dag"), required=False)

    def __init__(self, *args: Any, organisasjon: Organisasjon, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisasjon = organisasjon
        valg = [(type_.value, str(type_.label).capitalize()) for type_ in Hendelsestype]
        self.fields["type"] = forms.ChoiceField(
            label=_("Hendelse"),
            required=False,
            widget=Nedtrekk,
            choices=[("", _("Alle")), *valg],
            error_messages=_UKJENT_VALG,
        )
        self.order_fields(["type", "deling", "fra", "til", "konto", "person"])

    def clean_konto(self) -> UUID | None:
        """A konto of this organisation, deleted or not."""
        konto_id: UUID | None = self.cleaned_data["konto"]
        if konto_id and not self._konto(konto_id):
            raise forms.ValidationError(_UKJENT_KONTO["invalid"], code="ukjent")
        return konto_id

    def clean(self) -> dict[str, object]:
        felter = super().clean() or self.cleaned_data
        fra, til = felter.get("fra"), felter.get("til")
        if fra and til and til < fra:
            self.add_error("til", _("Sluttdatoen kan ikke være før startdatoen."))
        return felter

    @property
    def adresse(self) -> str:
        """The filter as an address has it: nothing but what was understood."""
        riktige = [felt for felt in self.fields if self.data.get(felt) and felt not in self.errors]
        return urlencode({felt: self.data[felt] for felt in riktige})

    @property
    def filter(self) -> Loggfilter:
        """The filter of a valid form."""
        felter = self.cleaned_data
        return Loggfilter(
            type=felter["type"] or None,
            konto_id=felter["konto"] or None,
            person_id=felter["person"],
            deling_id=felter["deling"],
            fra=felter["fra"],
            til=felter["til"],
        )

    @property
    def valgte(self) -> list[Valgt]:
        """The konto and the person that the log is narrowed to, by what they are called."""
        self.is_valid()
        valgte = []
        if konto := self._konto(self.cleaned_data.get("konto")):
            valgte.append(self._valgt("konto", konto.id, _kontonavn(konto.navn, konto.er_slettet)))
        if person_id := self.cleaned_data.get("person"):
            navn = navn_i(self.organisasjon.id, [person_id]).get(person_id)
            valgte.append(self._valgt("person", person_id, navn or str(_("Valgt i loggen"))))  # perhaps a mottaker
        return valgte

    def adresse_uten(self, felt: str) -> str:
        """The filter but for one field, as an address has it."""
        return urlencode({navn: verdi for navn, verdi in parse_qsl(self.adresse) if navn != felt})

    def _valgt(self, felt: str, id_: UUID, navn: str) -> Valgt:
        return Valgt(felt, str(id_), str(self.fields[felt].label), str(navn), self.adresse_uten(felt))

    def _konto(self, konto_id: UUID | None) -> Konto | None:
        if konto_id is None:
            return None
        return Konto.objects.filter(organisasjon=self.organisasjon, id=konto_id).first()


def _kontonavn(navn: str, er_slettet: bool) -> str:
    return str(_("%(navn)s (slettet)") % {"navn": navn}) if er_slettet else navn
