"""What may be done with a deling afterwards: change its time, recall it, take a file out. Pages say what it means."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adapters import klokke
from dokumenter.errors import DelingAvsluttet
from dokumenter.forms.mine_delinger import ForlengForm
from dokumenter.models import Deling, Dokument
from dokumenter.queries.avsender import delte_dokumenter, synlig_deling
from dokumenter.queries.leveranser import mottakerrader
from dokumenter.services import deling as tjeneste
from dokumenter.services.gravsteiner import bekreft_gravlagt
from dokumenter.services.sletting import slett_dokument as odelegg_dokument
from dokumenter.tekst import dato_i_ord
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from users.http import AuthenticatedHttpRequest, bevar_skjema, hent_bevart_skjema, krever_innlogging

_METODER = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
@bevar_skjema
def forleng(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
    """Another end, later or sooner."""
    deling = _delt(request, deling_id)
    form = ForlengForm(request.POST if request.method == "POST" else hent_bevart_skjema(request))
    if request.method == "POST" and form.is_valid():
        try:
            til = form.cleaned_data["tilgjengelig_i"]
            tjeneste.forleng_deling(deling=deling, tilgjengelig_til=til, av=request.user)
        except UgyldigVerdi as feil:
            form.add_error(feil.felt, str(feil.melding))
        else:
            tekst = _("Dokumentene kan hentes til %(tid)s.") % {"tid": dato_i_ord(til)}
            messages.success(request, tekst)
            return _tilbake(deling)
    if not deling.varer(klokke.naa()):
        return _tilbake(deling)
    return render(request, "dokumenter/mine_forleng.html", _side(deling) | {"form": form})


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
def trekk_tilbake(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
    """End it by hand, the one way there is: out of reach at once, and the content destroyed."""
    deling = _delt(request, deling_id)
    if request.method == "POST":
        try:
            tjeneste.trekk_tilbake(deling=deling, av=request.user)
        except DelingAvsluttet:
            messages.info(request, _("Delingen var allerede avsluttet."))
        else:
            tekst = _(
                "Delingen er trukket tilbake. Ingen kan hente dokumentene lenger. Innholdet ble slettet for godt."
            )
            _si_fra(request, tekst, deling.pk)
            return redirect("dokumenter:eksponering", deling.id)
        return _tilbake(deling)
    return _bekreft(request, deling, "dokumenter/mine_trekk_tilbake.html")


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
def slett_dokument(request: AuthenticatedHttpRequest, deling_id: UUID, dokument_id: UUID) -> HttpResponseBase:
    """Delete one file; the others stay."""
    deling = _delt(request, deling_id)
    dokument = delte_dokumenter(deling).filter(id=dokument_id).first()
    if dokument is None:
        raise IkkeFunnet
    dokument.deling = deling
    if request.method == "POST":
        # What is over is as it was when it ended: a file of it is not taken out any more.
        if deling.varer(klokke.naa()) and odelegg_dokument(dokument=dokument, av=request.user):
            _si_fra(request, _("Dokumentet er slettet. Ingen kan hente det lenger."), dokument.pk)
        return _tilbake(deling)
    if dokument.er_borte:
        return _tilbake(deling)
    return _bekreft(request, deling, "dokumenter/mine_slett_dokument.html", dokument)


def _si_fra(request: AuthenticatedHttpRequest, tekst: str, gjelder: UUID) -> None:
    """That it is done; or that it is closed, and not safely so until the store has been told as well."""
    if bekreft_gravlagt(gjelder=[gjelder]):
        messages.success(request, tekst)
    else:
        tekst = _(
            "Det er stengt, og ingen kan hente det lenger. Lageret svarer ikke, så slettingen bekreftes litt senere."
        )
        messages.warning(request, tekst)


def _delt(request: AuthenticatedHttpRequest, deling_id: UUID) -> Deling:
    """The deling, if it was shared: a draft is handled where it was begun. Raises IkkeFunnet, ManglerRett."""
    deling = synlig_deling(request.user, deling_id)
    if deling.delt is None:
        raise IkkeFunnet
    return deling


def _bekreft(
    request: AuthenticatedHttpRequest, deling: Deling, mal: str, dokument: Dokument | None = None
) -> HttpResponse:
    if not deling.varer(klokke.naa()):
        return _tilbake(deling)
    dokumenter = [dokument] if dokument else list(delte_dokumenter(deling))
    side = {"dokument": dokument, "mottakere": mottakerrader(deling, dokumenter)}
    return render(request, mal, _side(deling) | side)


def _side(deling: Deling) -> dict[str, object]:
    return {"deling": deling, "organisasjon": deling.konto.organisasjon}


def _tilbake(deling: Deling) -> HttpResponse:
    return redirect("dokumenter:deling", deling.id)
