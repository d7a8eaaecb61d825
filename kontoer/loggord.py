"""The words for what an event holds. A code that has none is shown as it is: an auditor loses nothing."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kontoer.models import Sikkerhetsniva, Skannpolicy

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
    "skann_policy": gettext_lazy("skanning for skadevare"),
    "maks_mottakere": gettext_lazy("flest mottakere i en deling"),
    "fire_oyne": gettext_lazy("fire øyne"),
    "godkjenning": gettext_lazy("godkjenning"),
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
    "skann": gettext_lazy("skadevare"),
    "acr": gettext_lazy("innloggingsnivå"),
    "virksomheter": gettext_lazy("virksomheter"),
    "grunn": gettext_lazy("grunn"),
    "varig": gettext_lazy("varig feil"),
    "fra": gettext_lazy("fra byte"),
    "til": gettext_lazy("til byte"),
    "fullfort": gettext_lazy("hele veien fram"),
    "form": gettext_lazy("form"),
    "antall": gettext_lazy("antall"),
    "nokkel": gettext_lazy("nøkkel"),
    "delinger": gettext_lazy("delinger"),
    "hendelser": gettext_lazy("hendelser"),
    "filform": gettext_lazy("filform"),
    "fra_dag": gettext_lazy("fra dag"),
    "til_dag": gettext_lazy("til dag"),
}

_KODER = {
    "slutt": {
        "utlopt": gettext_lazy("tiden gikk ut"),
        "trukket": gettext_lazy("trukket tilbake"),
        "slettet": gettext_lazy("slettet av avsenderen"),
        "konto_slettet": gettext_lazy("kontoen ble slettet"),
        "forkastet": gettext_lazy("utkastet ble forkastet"),
    },
    "skann": {
        "ikke_skannet": gettext_lazy("ikke skannet"),
        "ren": gettext_lazy("ingen skadevare funnet"),
        "smittet": gettext_lazy("skadevare funnet"),
        "for_stor": gettext_lazy("for stor til å skannes"),
        "kryptert": gettext_lazy("kryptert, kan ikke skannes"),
        "skanner_nede": gettext_lazy("skanneren svarte ikke"),
    },
    "skann_policy": {
        "": gettext_lazy("som installasjonen"),
        **{policy.value: policy.label for policy in Skannpolicy},
    },
    "maks_mottakere": {
        "None": gettext_lazy("som installasjonen"),
    },
    "godkjenning": {
        "venter": gettext_lazy("venter på en kollega"),
    },
    "grunn": {
        "ikke_godkjent_enna": gettext_lazy("delingen var ikke godkjent ennå"),
        "smittet": gettext_lazy("skadevare funnet"),
        "for_stor": gettext_lazy("for stor til å skannes"),
        "kryptert": gettext_lazy("kryptert, kan ikke skannes"),
        "skadet": gettext_lazy("innholdet i lageret er skadet"),
        "inaktiv": gettext_lazy("ingen aktivitet"),
        "lengst": gettext_lazy("lengste innloggingstid"),
        "idporten": gettext_lazy("logget ut hos ID-porten"),
        "selv": gettext_lazy("logget ut selv"),
        "mangler_virksomhetstilgang": gettext_lazy("manglet tilgang til virksomhetens post i Altinn"),
    },
    "filform": {"csv": gettext_lazy("CSV"), "jsonl": gettext_lazy("JSON-linjer")},
    "acr": {
        "idporten-loa-substantial": gettext_lazy("betydelig"),
        "idporten-loa-high": gettext_lazy("høyt"),
    },
}


_ALTINN = {  # what the adapters call what went wrong
    "timeout": gettext_lazy("svarte ikke i tide"),
    "connection": gettext_lazy("fikk ikke kontakt"),
    "nonsense": gettext_lazy("svaret kunne ikke leses"),
    "too_large": gettext_lazy("svaret var for stort"),
    "circuit_open": gettext_lazy("spør ikke igjen ennå, etter flere feil på rad"),
    "not_configured": gettext_lazy("er ikke satt opp"),
    "private_key": gettext_lazy("nøkkelen i oppsettet kan ikke brukes"),
    "metadata_issuer": gettext_lazy("oppga en annen utsteder enn ventet"),
}
_ALTINN_STATUS = re.compile(r"(?:status|exchange|metadata|token)_([0-9]{3})(?:_[a-z_]+)?")


def ledetekst(felt: str) -> str:
    """What a field of an event is called."""
    return str(_LEDETEKST.get(felt, felt.replace("_", " ")))


def plass(felt: str) -> tuple[int, str]:
    """Known fields in the order above, then the rest by name."""
    kjente = list(_LEDETEKST)
    return (kjente.index(felt) if felt in kjente else len(kjente), felt)


def verdi(felt: str, innhold: object) -> str:
    """What stands in a field, for people: ja and nei, a code's meaning, a moment in Norwegian time."""
    if isinstance(innhold, bool):
        return _("ja") if innhold else _("nei")
    if isinstance(innhold, list):
        return ", ".join(map(str, innhold)) or _("ingen")
    if felt == "storrelse" and isinstance(innhold, int):
        return number_format(innhold, use_l10n=True, force_grouping=True)
    if felt == "tilgjengelig_til":
        return _tidspunkt(innhold)
    if felt == "sikkerhetsniva" and innhold in Sikkerhetsniva.values:
        return str(Sikkerhetsniva(innhold).label)
    kode = str(innhold)
    return str(_KODER.get(felt, {}).get(kode) or (felt == "grunn" and _altinn(kode)) or kode)


def _altinn(kode: str) -> str:
    """Whom we asked, and what went wrong; empty for another code."""
    hvem, resten = ("Maskinporten", kode[13:]) if kode.startswith("maskinporten_") else ("Altinn", kode)
    status = _ALTINN_STATUS.fullmatch(resten)
    hva = _("svarte med feil %(status)s") % {"status": status[1]} if status else str(_ALTINN.get(resten, ""))
    return hva and f"{hvem}: {hva}"


def _tidspunkt(innhold: object) -> str:
    if innhold is None:
        return _("uten slutt")
    try:
        lokal = timezone.localtime(datetime.fromisoformat(str(innhold)))
    except ValueError:
        return str(innhold)
    # Translators: a date and time format (see Django's `date` filter), for the log
    return date_format(lokal, _("j. N Y H.i"))
