"""What the page Del dokumenter shows: the form, what the server makes of what is typed, the files of the draft."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from adapters import klokke
from dokumenter.forms.deling import KONTO_SLETTET, DelForm
from dokumenter.forms.mottakerliste import Mottakerliste
from dokumenter.models import Deling
from dokumenter.protokoll.filnavn import MAKS_NAVN_TEGN
from dokumenter.queries.avsender import filer_i, pabegynt_utkast
from dokumenter.services.deling import krev_mottakere, krev_varighet
from dokumenter.varighet import UgyldigVarighetError, forvalg_for, seneste_slutt, tolk_varighet
from dokumenter.views.virksomhetskontroll import kontrollerte_virksomheter
from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto
from users.http import AuthenticatedHttpRequest

# The standard choices, until a konto is chosen. Given its moment: the default of that asks the database, and a module
# is read before there is one to ask.
_UTEN_KONTO = Konto(opprettet=datetime.max.replace(tzinfo=UTC))


def svar_med_skjema(request: AuthenticatedHttpRequest, form: DelForm, utkast: Deling | None) -> HttpResponse:
    """The page. Without a draft of its own it tells of one that was begun earlier."""
    konto = form.valgt_konto()
    form.initial.setdefault("tilgjengelig_i", str((konto or _UTEN_KONTO).standard_varighet_dager))
    innhold = {
        "form": form,
        "utkast": utkast,
        "skjema": uuid4(),
        "forrige": (utkast and utkast.skjema) or "",
        "konto_slettet": KONTO_SLETTET if utkast and utkast.konto.er_slettet and not form.is_bound else "",
        "filer": list(filer_i(utkast)) if utkast else [],
        "pabegynt": None if utkast or form.is_bound else pabegynt_utkast(request.user),
        "maks_bytes": settings.OPPLASTING_MAKS_BYTES,
        "maks_uten_js_bytes": settings.OPPLASTING_MAKS_UTEN_JS_BYTES,
        "maks_filer": settings.DELING_MAKS_DOKUMENTER,
        "maks_navn": MAKS_NAVN_TEGN,
        "forvalg": forvalg_for(konto or _UTEN_KONTO),
    }
    return render(request, "dokumenter/del_dokumenter.html", innhold | kontrollert(form))


def kontrollert(form: DelForm) -> dict[str, object]:
    """What the typed values mean: whom the numbers name, the moment the duration ends, what the konto demands."""
    form.is_valid()
    konto = form.valgt_konto()
    tekst = str(form["tilgjengelig_i"].value() or "")
    mottakere_feil = _mottakere_feil(form)
    return {
        "konto": konto,
        "mottakerliste": form.mottakerliste or Mottakerliste((), ()),
        "mottakere_feil": mottakere_feil,
        **kontrollerte_virksomheter(form, er_lovlig=not mottakere_feil),
        "seneste": seneste_slutt(konto, klokke.naa()) if konto else None,
        **_varighet(tekst, konto),
    }


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


def _varighet(tekst: str, konto: Konto | None) -> dict[str, object]:
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
