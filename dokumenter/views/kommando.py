"""Hent med kommando: a key for an hour, shown once with ready lines, and the list of those there are."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from adapters import klokke
from dokumenter.errors import ForMangeHentenokler
from dokumenter.kommandolinjer import Hentefil, Kommandolinjer, lag_kommandolinjer
from dokumenter.models import Deling, Dokument
from dokumenter.queries.hentenokkel import levende_hentenokler
from dokumenter.queries.kvittering import lenke_til
from dokumenter.queries.mottak import mottatte_dokumenter
from dokumenter.services.hentenokkel import lag_hentenokkel, trekk_hentenokkel
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.views.mottakerside import for_mottaker
from users.http import AuthenticatedHttpRequest
from users.niva import niva_for_acr


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_mottaker
def kommando(request: AuthenticatedHttpRequest, deling: Deling, adgang: Adgang) -> HttpResponseBase:
    """What it is and which keys there are; a press makes one, and shows it with the lines this one time."""
    naa = klokke.naa()
    if not deling.er_apen(naa):
        return redirect("dokumenter:hent", deling.id)
    nokkel = _lag(request, deling, adgang) if request.method == "POST" else ""
    filer = _filer(request, deling)
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "filer": filer,
        "linjer": _linjer(nokkel, deling, filer) if nokkel else None,
        "nokler": list(levende_hentenokler(deling, request.user, naa)),
        "skjema": uuid4(),
    }
    return render(request, "dokumenter/kommando.html", side)


@never_cache
@require_POST
@for_mottaker
def trekk_nokkel(request: AuthenticatedHttpRequest, deling: Deling, adgang: Adgang) -> HttpResponse:
    """Take back a key of one's own."""
    valgt = request.POST.get("nokkel", "")
    nokkel_id = int(valgt) if valgt.isascii() and valgt.isdigit() and len(valgt) < 19 else 0  # noqa: PLR2004  # int64
    if trekk_hentenokkel(deling=deling, nokkel_id=nokkel_id, av=request.user):
        messages.success(request, _("Nøkkelen er trukket tilbake. Ingen kan hente med den lenger."))
    else:
        messages.info(request, _("Nøkkelen virket ikke lenger fra før."))
    return redirect("dokumenter:kommando", deling.id)


def _lag(request: AuthenticatedHttpRequest, deling: Deling, adgang: Adgang) -> str:
    """The new key; empty, with a message, when there are too many."""
    try:
        skjema = UUID(request.POST.get("skjema", ""))
    except ValueError:
        skjema = uuid4()
    niva = niva_for_acr(request.session.get("acr"))
    try:
        ny = lag_hentenokkel(deling=deling, niva=niva, skjema=skjema, av=request.user, adgang=adgang)
    except ForMangeHentenokler as feil:
        messages.warning(request, str(feil.melding))
        return ""
    return ny.nokkel


def _filer(request: AuthenticatedHttpRequest, deling: Deling) -> list[Dokument]:
    """What can be fetched now, and compared when it has come."""
    klare = mottatte_dokumenter(deling, request.user).filter(tilstand=Dokument.Tilstand.TILGJENGELIG)
    return [dokument for dokument in klare if dokument.sha256]


def _linjer(nokkel: str, deling: Deling, filer: list[Dokument]) -> Kommandolinjer:
    lenke = lenke_til(deling.pk)
    mappe = f"dokumenter-{deling.pk.hex[:8]}"
    return lag_kommandolinjer(
        nokkel, mappe, (Hentefil(f"{lenke}/{fil.pk}", fil.sha256, fil.dokumentnavn) for fil in filer)
    )
