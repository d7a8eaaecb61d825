"""What the page Del dokumenter shows: the form, what the server makes of what is typed, the files of the draft."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from adapters import klokke
from dokumenter.forms.deling import KONTO_SLETTET, DelForm
from dokumenter.forms.mottakerliste import Mottakerliste
from dokumenter.models import Deling, Dokument
from dokumenter.protokoll.filnavn import MAKS_MAPPE_TEGN, MAKS_NAVN_TEGN
from dokumenter.queries.avsender import filer_i, pabegynt_utkast
from dokumenter.queries.siste_mottakere import siste_mottakere
from dokumenter.services.deling import krev_mottakere, krev_varighet
from dokumenter.tekst import dag_uten_ukedag
from dokumenter.varighet import UgyldigVarighetError, forvalg_for, seneste_slutt, tolk_varighet
from dokumenter.views.virksomhetskontroll import kontrollerte_virksomheter
from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto
from users.http import AuthenticatedHttpRequest

# The standard choices, until a konto is chosen. Given its moment: the default of that asks the database, and a module
# is read before there is one to ask.
_FEIL = (Dokument.Tilstand.VENTER, Dokument.Tilstand.SPERRET)  # a file that is so, cannot be shared
_UTEN_KONTO = Konto(opprettet=datetime.max.replace(tzinfo=UTC))


def svar_med_skjema(request: AuthenticatedHttpRequest, form: DelForm, utkast: Deling | None) -> HttpResponse:
    """The page. Without a draft of its own it tells of one that was begun earlier."""
    konto = form.valgt_konto()
    filer = list(filer_i(utkast)) if utkast else []
    form.initial.setdefault("tilgjengelig_i", str((konto or _UTEN_KONTO).standard_varighet_dager))
    innhold = {
        "form": form,
        "utkast": utkast,
        "skjema": uuid4(),
        "forrige": (utkast and utkast.skjema) or "",
        "konto_slettet": KONTO_SLETTET if utkast and utkast.konto.er_slettet and not form.is_bound else "",
        "filer": filer,
        "filer_med_feil": [fil for fil in filer if fil.tilstand in _FEIL] if "dokumenter" in form.errors else [],
        "pabegynt": None if utkast or form.is_bound else pabegynt_utkast(request.user),
        "maks_bytes": settings.OPPLASTING_MAKS_BYTES,
        "maks_uten_js_bytes": settings.OPPLASTING_MAKS_UTEN_JS_BYTES,
        "maks_filer": settings.DELING_MAKS_DOKUMENTER,
        "maks_navn": MAKS_NAVN_TEGN,
        "maks_mappe": MAKS_MAPPE_TEGN,
        "forvalg": forvalg_for(konto or _UTEN_KONTO),
    }
    return render(request, "dokumenter/del_dokumenter.html", innhold | kontrollert(form))


def kontrollert(form: DelForm) -> dict[str, object]:
    """What the typed values mean: whom the numbers name, the moment the duration ends, what the konto demands."""
    form.is_valid()
    konto = form.valgt_konto()
    varighet = _varighet(str(form["tilgjengelig_i"].value() or ""), konto)
    mottakerliste, feil = form.mottakerliste or Mottakerliste((), ()), _mottakere_feil(form)
    hele = () if feil or mottakerliste.ugyldige else mottakerliste.gyldige
    return {
        "konto": konto,
        "mottakerliste": mottakerliste,
        "mottakere_feil": feil,
        **kontrollerte_virksomheter(form, er_lovlig=not feil),
        "seneste": seneste_slutt(konto, klokke.naa()) if konto else None,
        "siste": siste_mottakere(form.bruker, konto, uten=mottakerliste.gyldige) if konto else [],
        "oppsummering": _oppsummering(len(hele), varighet["slutt"]),
        **varighet,
    }


def _oppsummering(mottakere: int, slutt: datetime | None) -> dict[str, str]:
    """With whom and until when, for the line at the button; the page's script puts in how many files, and shows it."""
    if not mottakere or slutt is None:
        return {"mottakere": "", "dag": ""}
    tekst = ngettext("%(antall)d mottaker", "%(antall)d mottakere", mottakere) % {"antall": mottakere}
    return {"mottakere": tekst, "dag": dag_uten_ukedag(slutt, naa=klokke.naa())}


def _mottakere_feil(form: DelForm) -> str:
    """What is wrong with the list as a whole; nothing while it is empty, for the person is not done."""
    if form.mottakerliste is None:
        return str(form.errors["mottakere"][0]) if form["mottakere"].value() and "mottakere" in form.errors else ""
    try:
        if form.mottakerliste.gyldige:
            krev_mottakere(unike=form.mottakerliste.gyldige, konto=form.valgt_konto())
    except UgyldigVerdi as feil:
        return str(feil.melding)
    return ""


class _Varighet(TypedDict):
    slutt: datetime | None
    varighet_feil: str


def _varighet(tekst: str, konto: Konto | None) -> _Varighet:
    naa = klokke.naa()
    if not tekst.strip():
        return {"slutt": None, "varighet_feil": ""}
    try:
        slutt = tolk_varighet(tekst, naa=naa)
        if konto is not None:
            krev_varighet(konto=konto, tilgjengelig_til=slutt, naa=naa)
    except UgyldigVarighetError as feil:
        return {"slutt": None, "varighet_feil": str(feil)}
    except UgyldigVerdi as feil:
        return {"slutt": None, "varighet_feil": str(feil.melding)}
    return {"slutt": slutt, "varighet_feil": ""}
