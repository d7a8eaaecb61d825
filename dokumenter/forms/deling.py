"""The sharing form: the shape of its fields. What may be shared, with whom and how long, `services.deling` decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from adapters import klokke
from dokumenter.forms.mottakerliste import MAKS_TEGN, Mottakerliste, tolk_mottakere
from dokumenter.forms.mottakervalg import les_referanser
from dokumenter.protokoll.omtale import (
    MAKS_MELDING,
    MAKS_SAKSNUMMER,
    MAKS_TITTEL,
    Omtale,
    tolk_melding,
    tolk_saksnummer,
    tolk_tittel,
)
from dokumenter.queries.siste_mottakere import valgt_blant_tidligere
from dokumenter.varighet import LENGSTE_TEKST, UgyldigVarighetError, tolk_varighet
from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto
from kontoer.nedtrekk import Nedtrekk
from kontoer.queries import er_slettet_for, kontoer_for_deling
from users.models import User

KONTO_SLETTET = gettext_lazy(
    "Kontoen er slettet av en administrator. Filene og det du har skrevet, er her fortsatt. Velg en annen konto."
)
# What is kept with the draft when it is typed.
FELTER = ("konto", "mottakere", "tilgjengelig_i", "tittel", "saksnummer", "melding", "tidligere")


class FlereFilerInput(forms.FileInput):
    """A file input that takes several. What it sends never passes through this form: see `skjemastrom`."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: object, files: object, name: str) -> None:
        """Nothing: the files are received as a stream, by the view."""
        return


class KontoValg(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """Kontoer by name, with the municipality's name where the person shares for several."""

    def label_from_instance(self, obj: Konto) -> str:
        """What the select shows."""
        return f"{obj.navn} ({obj.organisasjon.navn})"


class Mottakerfelt(forms.CharField):
    """The text of Mottakere. A line end counts as one character, as in the browser, though it is sent as two.

    It must be filled in, unless somebody is chosen beside it: the form asks, which sees both.
    """

    def validate(self, value: object) -> None:
        """Nothing by itself."""
        return

    def to_python(self, value: object) -> str:
        """The text, with one kind of line end."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class Omtalefelt(forms.CharField):
    """Optional text, read by the rule for it. How long it may be is told by that, which counts as the row does."""

    def __init__(self, *, tolk: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)
        self._tolk = tolk

    def clean(self, value: object) -> str:
        """The text as it is kept."""
        try:
            return self._tolk(super().clean(value) or "")
        except UgyldigVerdi as feil:
            raise forms.ValidationError(str(feil.melding)) from feil


class DelForm(forms.Form):
    """The place where files are chosen, konto, mottakere, how long, and what the sender writes about it.

    In the order they stand on the page: the summary of errors follows it.
    """

    use_required_attribute = False  # "Kontroller mottakere" sends the form half filled in

    dokumenter = forms.Field(label=gettext_lazy("Dokumenter"), required=False, widget=FlereFilerInput())
    konto = KontoValg(
        queryset=Konto.objects.none(),
        label=gettext_lazy("Konto"),
        widget=Nedtrekk,
        empty_label=gettext_lazy("Velg konto"),
        error_messages={
            "required": gettext_lazy("Velg hvilken konto du deler fra."),
            "invalid_choice": gettext_lazy("Velg en av kontoene i listen."),
        },
    )
    mottakere = Mottakerfelt(
        label=gettext_lazy("Mottakere"),
        help_text=gettext_lazy(
            "Fødselsnummer eller organisasjonsnummer. Skriv flere med komma, mellomrom eller linjeskift mellom, "
            "eller lim inn en kolonne fra et regneark."
        ),
        max_length=MAKS_TEGN,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Skriv minst ett fødselsnummer eller organisasjonsnummer."),
            "max_length": gettext_lazy(
                "Listen er for lang. Skriv høyst 20 000 tegn, og lag flere delinger hvis det ikke er nok."
            ),
        },
    )
    tilgjengelig_i = forms.CharField(
        label=gettext_lazy("Tilgjengelig i"),
        help_text=gettext_lazy(
            "Antall dager eller uker, for eksempel 14 eller 2 uker, eller siste dato, for eksempel 24.12.2026."
        ),
        max_length=LENGSTE_TEKST,
        widget=forms.TextInput(attrs={"list": "forvalg", "autocomplete": "off", "data-width": "auto"}),
        error_messages={
            "required": gettext_lazy("Skriv et antall dager eller en dato."),
            "max_length": gettext_lazy("Det du skrev, er for langt. Skriv et antall dager eller en dato."),
        },
    )
    tittel = Omtalefelt(
        tolk=tolk_tittel,
        label=gettext_lazy("Tittel"),
        help_text=gettext_lazy(
            "Mottakeren ser tittel, saksnummer og melding etter innlogging. De kan ikke endres når du har delt."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MAKS_TITTEL}),
    )
    saksnummer = Omtalefelt(
        tolk=tolk_saksnummer,
        label=gettext_lazy("Saksnummer"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MAKS_SAKSNUMMER, "data-width": "auto"}),
    )
    melding = Omtalefelt(
        tolk=tolk_melding,
        label=gettext_lazy("Melding"),
        help_text=gettext_lazy("Ren tekst, høyst 2 000 tegn."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MAKS_MELDING}),
    )
    tidligere = forms.CharField(required=False, max_length=MAKS_TEGN, widget=forms.HiddenInput)
    utkast = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, bruker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bruker = bruker
        self.mottakerliste: Mottakerliste | None = None
        kontoer = kontoer_for_deling(bruker)
        felt = self.fields["konto"]
        assert isinstance(felt, KontoValg)  # noqa: S101  # for the type checker
        felt.queryset = kontoer
        if self.is_bound and er_slettet_for(bruker, self.data.get("konto")):
            felt.error_messages["invalid_choice"] = KONTO_SLETTET
        self.kontoer = list(kontoer[:2])
        if len(self.kontoer) == 1:
            felt.empty_label = None
            self.initial.setdefault("konto", self.kontoer[0].pk)
        if not self.is_bound and (self["mottakere"].value() or self["tidligere"].value()):
            self.mottakerliste = self._les(str(self["mottakere"].value() or ""))

    def clean_mottakere(self) -> Mottakerliste:
        """The list; an error names each number that is wrong by its place and beginning."""
        tekst = self.cleaned_data["mottakere"]
        if not tekst.strip() and not self._referanser():
            raise forms.ValidationError(self.fields["mottakere"].error_messages["required"])
        self.mottakerliste = self._les(tekst)
        if self._konto_for_valg() and len(self.mottakerliste.tidligere) < len(self._referanser()):
            tekst = _("En mottaker du hadde valgt fra listen, kan ikke brukes lenger eller hører til en annen konto.")
            self.add_error("mottakere", tekst)
        for feil in self.mottakerliste.feil:
            tekst = _("Mottaker nummer %(nr)d (%(maskert)s): %(grunn)s")
            self.add_error("mottakere", tekst % {"nr": feil.nr, "maskert": feil.maskert, "grunn": feil.grunn})
        if flere := self.mottakerliste.flere_feil:
            tekst = ngettext("%(antall)d til er feil.", "%(antall)d til er feil.", flere)
            self.add_error("mottakere", tekst % {"antall": flere})
        return self.mottakerliste

    def _les(self, tekst: str) -> Mottakerliste:
        skrevet, konto = tolk_mottakere(tekst), self._konto_for_valg()
        valgt = valgt_blant_tidligere(self.bruker, konto, self._referanser()) if konto else {}
        gyldige = tuple(dict.fromkeys([*skrevet.gyldige, *valgt.values()]))
        return replace(skrevet, gyldige=gyldige, tidligere=valgt)

    def _referanser(self) -> list[int]:
        return les_referanser(str(self["tidligere"].value() or ""))

    def _konto_for_valg(self) -> Konto | None:
        if self.is_bound:
            return self.valgt_konto()
        try:
            konto: Konto | None = self.fields["konto"].clean(self["konto"].value())
        except forms.ValidationError:
            return None
        return konto

    @property
    def valgte_referanser(self) -> str:
        """What the hidden field is to hold: those that still lead to somebody, once it is known from which konto."""
        kjent = self.mottakerliste is not None and self._konto_for_valg() is not None
        valgt = self.mottakerliste.tidligere if kjent and self.mottakerliste else self._referanser()
        return " ".join(map(str, valgt))

    def clean_tilgjengelig_i(self) -> datetime:
        """The moment it means."""
        try:
            return tolk_varighet(self.cleaned_data["tilgjengelig_i"], naa=klokke.naa())
        except UgyldigVarighetError as feil:
            raise forms.ValidationError(str(feil)) from feil

    def omtale(self) -> Omtale:
        """What is written about it, of a form that is valid."""
        return Omtale(*(self.cleaned_data[navn] for navn in ("tittel", "saksnummer", "melding")))

    def meld_feil(self, felt: str, *meldinger: str) -> None:
        """Put what others than the form found on the field they found it in; empty texts are no errors."""
        self.is_valid()
        for melding in filter(None, meldinger):
            self.add_error(felt if felt in self.fields else None, melding)

    def vis_bare_feil_i(self, felt: str | None) -> None:
        """Forget what is wrong elsewhere: the person is not done with the form yet."""
        for navn in [navn for navn in self.errors if navn != felt]:
            del self.errors[navn]

    def valgt_konto(self) -> Konto | None:
        """The konto that is chosen, or the only one there is."""
        if self.is_bound:
            konto = getattr(self, "cleaned_data", {}).get("konto")
            return konto if isinstance(konto, Konto) else None
        return self.kontoer[0] if len(self.kontoer) == 1 else None
