"""The forms of Mine delinger: searching the list, changing the time. Shape only; the rules are in `services.deling`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adapters import klokke
from dokumenter.models import Deling
from dokumenter.queries.mine_delinger import APEN, Delingssok
from dokumenter.queries.mine_sok import TITTEL, UTLOPER
from dokumenter.varighet import LENGSTE_TEKST, UgyldigVarighetError, tolk_varighet
from kontoer.datofelt import DatoField
from kontoer.models import Konto
from kontoer.nedtrekk import Nedtrekk
from users.errors import UgyldigNummer
from users.numre import Nummer, bare_nummeret, tolk_nummer
from users.tegn import uten_usynlige

_UKJENT_VALG = {"invalid_choice": gettext_lazy("Velg et av alternativene i listen.")}  # Django's own repeats it
_TILSTANDER = [
    ("", gettext_lazy("Alle")),
    (APEN, gettext_lazy("Åpne")),
    (Deling.Slutt.UTLOPT.value, gettext_lazy("Tiden er ute")),
    (Deling.Slutt.TRUKKET.value, gettext_lazy("Trukket tilbake")),
    (Deling.Slutt.SLETTET.value, gettext_lazy("Slettet")),
]


_SORTERINGER = [
    ("", gettext_lazy("Nyeste først")),
    (UTLOPER, gettext_lazy("Går ut først")),
    (TITTEL, gettext_lazy("Tittel")),
]
MAKS_SOKETEKST = 200
_ELLEVE_SIFRE = re.compile(r"[0-9]{11}")


class SokForm(forms.Form):
    """What to look for in the list. A wrong value is told, and left out of the search.

    Sent by POST: a title or somebody's number must be in no address. The rest is ids, days and codes, and may.
    """

    tekst = forms.CharField(
        label=gettext_lazy("Søk"),
        required=False,
        max_length=MAKS_SOKETEKST,
        help_text=gettext_lazy("Tittel, saksnummer eller filnavn, eller hele nummeret til en mottaker."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Det du skrev, er for langt å søke etter.")},
    )
    fra = DatoField(label=gettext_lazy("Delt fra og med"), required=False)
    til = DatoField(label=gettext_lazy("Delt til og med"), required=False)
    tilstand = forms.ChoiceField(
        label=gettext_lazy("Tilstand"), required=False, choices=_TILSTANDER, error_messages=_UKJENT_VALG
    )

    sorter = forms.ChoiceField(
        label=gettext_lazy("Rekkefølge"), required=False, choices=_SORTERINGER, error_messages=_UKJENT_VALG
    )

    def __init__(self, *args: Any, kontoer: Iterable[Konto], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["konto"] = forms.TypedChoiceField(
            label=_("Konto"),
            required=False,
            widget=Nedtrekk,
            coerce=UUID,
            empty_value=None,
            error_messages=_UKJENT_VALG,
            choices=[("", _("Alle"))] + [(str(konto.id), _kontonavn(konto)) for konto in kontoer],
        )

    def clean_tekst(self) -> str | Nummer:
        """The text on one line; or the number that it is."""
        tekst = " ".join(uten_usynlige(self.cleaned_data["tekst"]).split())
        bare = bare_nummeret(tekst)
        try:
            return tolk_nummer(bare)
        except UgyldigNummer as feil:
            if _ELLEVE_SIFRE.fullmatch(bare):  # nine digits may be a case number as well
                raise forms.ValidationError(str(feil.melding), code="nummer") from feil
        return tekst

    def sok(self) -> Delingssok:
        """The search that the valid fields describe, but for the text."""
        self.is_valid()
        data = self.cleaned_data
        return Delingssok(data.get("fra"), data.get("til"), data.get("tilstand", ""), data.get("konto"))

    @property
    def adresse(self) -> dict[str, str]:
        """What of it an address may hold, as it was understood."""
        self.is_valid()
        felter = [felt for felt in self.fields if felt != "tekst" and self.cleaned_data.get(felt)]
        return {felt: str(self.cleaned_data[felt]) for felt in felter}


class ForlengForm(forms.Form):
    """Until when."""

    tilgjengelig_i = forms.CharField(
        label=gettext_lazy("Tilgjengelig i"),
        help_text=gettext_lazy(
            "Antall dager eller uker fra i dag, for eksempel 14 eller 2 uker, "
            "eller siste dato, for eksempel 24.12.2026."
        ),
        max_length=LENGSTE_TEKST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "auto"}),
        error_messages={
            "required": gettext_lazy("Skriv et antall dager eller en dato."),
            "max_length": gettext_lazy("Det du skrev, er for langt. Skriv et antall dager eller en dato."),
        },
    )

    def clean_tilgjengelig_i(self) -> datetime:
        """The moment it means."""
        try:
            return tolk_varighet(self.cleaned_data["tilgjengelig_i"], naa=klokke.naa())
        except UgyldigVarighetError as feil:
            raise forms.ValidationError(str(feil)) from feil


def _kontonavn(konto: Konto) -> str:
    navn = f"{konto.navn} ({konto.organisasjon.navn})"
    return _("%(konto)s – slettet") % {"konto": navn} if konto.er_slettet else navn
