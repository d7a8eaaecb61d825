"""The form that narrows the log, and what it means."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hendelser.models import Hendelsestype
from hendelser.nummervern import ligner_fodselsnummer
from hendelser.queries import Loggfilter
from kontoer.datofelt import DatoField
from kontoer.models import Organisasjon
from kontoer.nedtrekk import Nedtrekk
from kontoer.queries import alle_kontoer_i, personer_i
from users.idsti import ID

_UKJENT_VALG = {"invalid_choice": _("Velg et av alternativene i listen.")}  # Django's own repeats what was sent


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
    """Sent by GET, so that a filtered log has an address of its own. A person or konto is an id, never a number."""

    type = forms.ChoiceField(label=_("Hendelse"), required=False, widget=Nedtrekk, error_messages=_UKJENT_VALG)
    konto = forms.ChoiceField(label=_("Konto"), required=False, widget=Nedtrekk, error_messages=_UKJENT_VALG)
    person = forms.UUIDField(label=_("Person"), required=False, widget=Nedtrekk)
    deling = DelingField(
        label=_("Deling"), required=False, help_text=_("Lenken til delingen, eller den siste delen av den.")
    )
    fra = DatoField(label=_("Fra dag"), required=False)
    til = DatoField(label=_("Til dag"), required=False)

    def __init__(self, *args: Any, organisasjon: Organisasjon, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kontoer = [(str(konto.id), _kontonavn(konto.navn, konto.er_slettet)) for konto in alle_kontoer_i(organisasjon)]
        self._gi_valg("type", [(type_.value, str(type_.label).capitalize()) for type_ in Hendelsestype])
        self._gi_valg("konto", kontoer)
        rader = personer_i(organisasjon).values_list("id", F("navn"))
        personer = [(str(id_), navn or _("Uten navn")) for id_, navn in rader]
        valgt = self.data.get("person", "")
        if re.fullmatch(ID, valgt) and valgt not in dict(personer):
            personer.append((valgt, _("Valgt i loggen")))  # has left, or was a mottaker
        self._gi_valg("person", personer)

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

    def _gi_valg(self, felt: str, valg: list[tuple[str, Any]]) -> None:
        valg = [("", _("Alle")), *valg]
        kontroll = self.fields[felt]
        if isinstance(kontroll, forms.ChoiceField):
            kontroll.choices = valg
        elif isinstance(kontroll.widget, Nedtrekk):
            kontroll.widget.choices = valg


def _kontonavn(navn: str, er_slettet: bool) -> str:
    return str(_("%(navn)s (slettet)") % {"navn": navn}) if er_slettet else navn
