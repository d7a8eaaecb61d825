"""The forms of Konfigurasjon: shape and field rules. What may be done, the services decide."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto, Organisasjon, Sikkerhetsniva, Skannpolicy
from kontoer.navn import LENGST, tolk_navn
from kontoer.queries import kontoer_i
from kontoer.services.konto import LENGSTE_MULIGE_DAGER, Kontoinnstillinger
from kontoer.services.tilgang import Rettigheter
from users.errors import UgyldigNummer
from users.numre import tolk_fodselsnummer, tolk_organisasjonsnummer

_LENGSTE_NUMMER = 40  # digits and spaces; what is longer is no number


class NavnField(forms.CharField):
    """A name by KS' rule; cleans to the normalised name."""

    def __init__(self, **kwargs: Any) -> None:
        feil = {"required": _("Skriv inn navnet.")}
        super().__init__(max_length=LENGST, label=_("Navn"), error_messages=feil, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return tolk_navn(super().clean(value))
        except UgyldigVerdi as feil:
            raise forms.ValidationError(str(feil.melding), code=feil.kode) from feil


class NummerField(forms.CharField):
    """A fødselsnummer or organisasjonsnummer; cleans to its digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"})

    def __init__(self, *, er_person: bool, **kwargs: Any) -> None:
        self.tolk = tolk_fodselsnummer if er_person else tolk_organisasjonsnummer
        mangler = _("Skriv inn fødselsnummeret.") if er_person else _("Skriv inn organisasjonsnummeret.")
        super().__init__(max_length=_LENGSTE_NUMMER, error_messages={"required": mangler}, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return self.tolk(super().clean(value))
        except UgyldigNummer as feil:
            raise forms.ValidationError(str(feil.melding), code=feil.kode) from None


class NavnForm(forms.Form):
    """What a konto takes."""

    navn = NavnField(help_text=_("Fra 2 til 200 tegn, for eksempel navnet på avdelingen."))


class EndringsForm(forms.Form):
    """Changes what others may change too. What one did not touch stays as it has become while the page was open.

    So a page that was opened before four eyes or taushetsbelagt was turned on does not turn it off again unseen.
    """

    vist = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kjent = {felt: self.initial[felt] for felt in self.fields if felt in self.initial}
        self.initial["vist"] = json.dumps(kjent)

    @property
    def verdier(self) -> dict[str, Any]:
        """The valid form's values; of a field that says what it said when it was shown, the value there is now."""
        vist = _som_ordbok(self.cleaned_data["vist"])
        return {
            felt: self.initial[felt] if felt in self.initial and felt in vist and vist[felt] == verdi else verdi
            for felt, verdi in self.cleaned_data.items()
            if felt != "vist"
        }


def _som_ordbok(tekst: str) -> dict[str, Any]:
    try:
        verdi = json.loads(tekst or "{}")
    except ValueError:
        return {}
    return verdi if isinstance(verdi, dict) else {}


class KontoinnstillingerForm(EndringsForm):
    """How delinger of a konto are."""

    standard_varighet_dager = forms.IntegerField(
        label=_("Standard varighet (dager)"),
        help_text=_("Forslaget den som deler får."),
        min_value=1,
        max_value=LENGSTE_MULIGE_DAGER,
    )
    lengste_varighet_dager = forms.IntegerField(
        label=_("Lengste varighet (dager)"),
        help_text=_("Ingen kan dele lenger enn dette."),
        min_value=1,
        max_value=LENGSTE_MULIGE_DAGER,
    )
    maks_mottakere = forms.IntegerField(
        label=_("Flest mottakere i en deling"),
        help_text=_("Tomt felt: så mange som installasjonen tillater."),
        min_value=1,
        required=False,
    )
    sikkerhetsniva = forms.TypedChoiceField(
        label=_("Sikkerhetsnivå"),
        help_text=_("Hvor sikkert mottakeren må logge inn med ID-porten."),
        choices=Sikkerhetsniva.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    taushetsbelagt = forms.BooleanField(
        label=_("Innholdet er taushetsbelagt"),
        help_text=_(
            "Virksomheter trenger da tilgangspakken «Post til virksomheten med taushetsbelagt innhold» i Altinn. "
            "Ingen i en virksomhet har den i utgangspunktet: den må delegeres til noen før dokumentene kan åpnes."
        ),
        required=False,
    )

    fire_oyne = forms.BooleanField(
        label=_("Fire øyne: en kollega må godkjenne før noen kan hente"),
        help_text=_(
            "Lenken virker først når en annen som kan dele fra kontoen, har godkjent. Det gjelder også det fagsystemer "
            "deler. Minst to må kunne dele fra kontoen."
        ),
        required=False,
    )

    skann_policy = forms.ChoiceField(
        label=_("Skanning for skadevare"),
        help_text=_("Det som skannes og er skadevare, kan aldri hentes."),
        choices=[("", _("Som installasjonen")), *Skannpolicy.choices],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.CLAMAV_ADRESSE and not self.initial.get("skann_policy"):
            del self.fields["skann_policy"]  # there is nothing to choose

    @staticmethod
    def fra(konto: Konto) -> dict[str, object]:
        """The initial values."""
        return {felt: getattr(konto, felt) for felt in KontoinnstillingerForm.base_fields if felt != "vist"}

    @property
    def innstillinger(self) -> Kontoinnstillinger:
        """The valid form's values."""
        return Kontoinnstillinger(**self.verdier)


class SlettKontoForm(forms.Form):
    """The name typed again, so that nobody deletes the wrong konto by one click."""

    navn = forms.CharField(
        label=_("Skriv navnet på kontoen for å bekrefte"),
        max_length=LENGST,
        error_messages={"required": _("Skriv navnet på kontoen.")},
    )

    def __init__(self, *args: Any, konto: Konto, **kwargs: Any) -> None:
        self.konto = konto
        super().__init__(*args, **kwargs)
        self.fields["navn"].widget.attrs["autocomplete"] = "off"

    def clean_navn(self) -> str:
        navn = " ".join(unicodedata.normalize("NFC", self.cleaned_data["navn"]).split())
        if navn != self.konto.navn:
            raise forms.ValidationError(_("Navnet er ikke likt. Skriv det nøyaktig slik kontoen heter."), code="ulikt")
        return navn


class PersonForm(forms.Form):
    """Whom to register."""

    fnr = NummerField(er_person=True, label=_("Fødselsnummer"), help_text=_("11 sifre. D-nummer kan også brukes."))
    navn = NavnField(help_text=_("Fornavn og etternavn."))


class RettigheterForm(EndringsForm):
    """What a user may do on a konto."""

    kan_dele = forms.BooleanField(
        label=_("Kan dele dokumenter"),
        help_text=_("Deler fra kontoen og ser alt som er delt fra den."),
        required=False,
        initial=True,
    )
    er_administrator = forms.BooleanField(
        label=_("Er administrator for kontoen"),
        help_text=_("Legger til og fjerner brukere på denne kontoen."),
        required=False,
    )

    @property
    def rettigheter(self) -> Rettigheter:
        """The valid form's rights. One who may share in the pages may also upload through the API."""
        verdier = self.verdier
        kan_dele = verdier["kan_dele"]
        return Rettigheter(kan_dele=kan_dele, kan_laste_opp=kan_dele, er_administrator=verdier["er_administrator"])


class BrukerForm(RettigheterForm, PersonForm):
    """A new user of a konto."""

    field_order = ["fnr", "navn", "kan_dele", "er_administrator"]


class FjernAdministratorForm(forms.Form):
    """Nothing to fill in, but for one who is about to remove himself."""

    forstatt = forms.BooleanField(
        label=_("Jeg forstår at jeg selv mister tilgangen til Konfigurasjon"),
        error_messages={"required": _("Kryss av for at du vil fjerne deg selv.")},
    )

    def __init__(self, *args: Any, er_meg: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not er_meg:
            del self.fields["forstatt"]


class TaIBrukForm(forms.Form):
    """Acceptance of the terms that were shown."""

    versjon = forms.CharField(max_length=40, widget=forms.HiddenInput)
    godtar = forms.BooleanField(
        label=_("Jeg godtar vilkårene på vegne av organisasjonen"),
        error_messages={"required": _("Kryss av for at organisasjonen godtar vilkårene.")},
    )


class LenkerForm(forms.Form):
    """Where the organisation's statements are."""

    tilgjengelighetserklaering = forms.URLField(
        label=_("Tilgjengelighetserklæring"),
        help_text=_("Hele adressen, for eksempel https://uustatus.no/…"),
        required=False,
        max_length=200,
        assume_scheme="https",
    )
    personvernerklaering = forms.URLField(
        label=_("Personvernerklæring"),
        help_text=_("Hele adressen til kommunens egen erklæring."),
        required=False,
        max_length=200,
        assume_scheme="https",
    )


class KontaktForm(forms.Form):
    """How recipients reach those who sent it. All of it may be empty; then Konfigurasjon says so."""

    telefon = forms.RegexField(
        r"\A[0-9+() -]{3,30}\Z",
        label=_("Telefon"),
        required=False,
        max_length=30,
        error_messages={"invalid": _("Skriv telefonnummeret med sifre, for eksempel 55 55 55 55.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    epost = forms.EmailField(
        label=_("E-post"),
        help_text=_("Avdelingens adresse, ikke en ansatts egen."),
        required=False,
        max_length=200,
        error_messages={"invalid": _("Skriv en e-postadresse, for eksempel post@kommunen.no.")},
    )
    apningstid = forms.CharField(
        label=_("Åpningstid"),
        help_text=_("For eksempel: mandag til fredag kl. 9–15."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    svarlenke = forms.URLField(
        label=_("Lenke for å svare"),
        help_text=_("En side der mottakeren kan svare trygt, for eksempel eDialog. Må begynne med https."),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("Skriv hele adressen til siden, med https foran.")},
    )

    def clean_svarlenke(self) -> str:
        """Only https: what somebody answers must not be read on the way."""
        lenke = str(self.cleaned_data["svarlenke"])
        if lenke and not lenke.lower().startswith("https://"):
            raise forms.ValidationError(_("Adressen må begynne med https."), code="https")
        return lenke


class LogoForm(forms.Form):
    """A picture, and what it says to one who does not see it. The door reads the picture by itself."""

    alt = forms.CharField(
        label=_("Tekst i stedet for bildet"),
        help_text=_("Leses opp for den som ikke ser bildet, for eksempel «Testvik kommune»."),
        max_length=120,
        error_messages={"required": _("Skriv teksten som skal stå i stedet for bildet.")},
    )
    bilde = forms.FileField(
        label=_("Bilde"),
        help_text=_("PNG eller SVG, høyst 200 kB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.svg,image/png,image/svg+xml"}),
    )


class InnsynForm(forms.Form):
    """What those who got documents may know of those who handled them."""

    vis_ansattes_navn = forms.BooleanField(
        label=_("Vis navnet på de ansatte"),
        help_text=_("Uten dette står det «en ansatt i» og navnet på kommunen."),
        required=False,
    )


class IntegrasjonForm(forms.Form):
    """A new system."""

    navn = NavnField(help_text=_("For eksempel navnet på fagsystemet."))
    autorisert_orgnr = NummerField(
        er_person=False,
        label=_("Autorisert organisasjonsnummer"),
        help_text=_("Virksomheten som henter token hos Maskinporten. 9 sifre."),
    )


class IntegrasjonskontoerForm(forms.Form):
    """Which kontoer a system may use."""

    kontoer = forms.ModelMultipleChoiceField(
        queryset=Konto.objects.none(), label=_("Kontoer"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisasjon: Organisasjon, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = self.fields["kontoer"]
        assert isinstance(felt, forms.ModelMultipleChoiceField)  # noqa: S101  # for the type checker
        felt.queryset = kontoer_i(organisasjon)
