"""Four eyes: what waits for me, and my yes or no to it. Each is one press on a page that says what it means."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adapters import klokke
from dokumenter.filsvar import filsvar_fra
from dokumenter.forms.godkjenning import AvvisForm
from dokumenter.models import Deling
from dokumenter.queries.avsender import filer_i, synlig_deling
from dokumenter.queries.godkjenning import til_godkjenning_for
from dokumenter.queries.leveranser import mottakerrader
from dokumenter.queries.mine_delinger import rader_for
from dokumenter.queries.sider import side_av, tolk_nokkel
from dokumenter.services import godkjenning as tjeneste
from dokumenter.views.okt import fortsatt_innlogget
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from users.http import (
    AuthenticatedHttpRequest,
    bevar_skjema,
    gir_fil,
    hent_bevart_skjema,
    krev_hoyere_niva,
    krever_innlogging,
)
from users.niva import har_niva

_METODER = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@krever_innlogging
def til_godkjenning(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """What colleagues have shared, and I may let out, newest first."""
    naa, nokkel = klokke.naa(), tolk_nokkel(request.GET.get("etter", ""))
    side = side_av(til_godkjenning_for(request.user, naa=naa, etter=nokkel))
    innhold = {"rader": rader_for(side.delinger, naa=naa), "neste": side.neste, "nokkel": nokkel, "sporring": ""}
    return render(request, "dokumenter/til_godkjenning.html", innhold)


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
def godkjenn(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
    """Yes: from now on those it is shared with can open it."""
    deling = _delt(request, deling_id)
    if request.method == "POST":
        if tjeneste.godkjenn_deling(deling=deling, av=request.user):
            messages.success(request, _("Delingen er godkjent. Lenken virker nå."))
        else:
            _si_at_det_er_avgjort(request, deling)
        return _tilbake(deling)
    return _bekreft(request, deling, "dokumenter/mine_godkjenn.html", {})


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
@bevar_skjema
def avvis(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
    """No: it ends before anybody outside has known of it."""
    deling = _delt(request, deling_id)
    form = AvvisForm(request.POST if request.method == "POST" else hent_bevart_skjema(request))
    if request.method == "POST" and form.is_valid():
        try:
            er_avvist = tjeneste.avvis_deling(deling=deling, grunn=form.cleaned_data["grunn"], av=request.user)
        except UgyldigVerdi as feil:
            form.add_error(feil.felt, str(feil.melding))
        else:
            if er_avvist:
                tekst = _("Delingen er ikke godkjent, og er avsluttet. Mottakerne har ikke sett noe av den.")
                messages.success(request, tekst)
            else:
                _si_at_det_er_avgjort(request, deling)
            return _tilbake(deling)
    return _bekreft(request, deling, "dokumenter/mine_avvis.html", {"form": form})


@require_safe
@gir_fil
@krever_innlogging
def se_dokument(request: AuthenticatedHttpRequest, deling_id: UUID, dokument_id: UUID) -> HttpResponseBase:
    """A file of what waits, for one who may approve it: nobody should say yes to what she has not seen."""
    deling = _delt(request, deling_id)
    dokument = tjeneste.se_dokument(deling=deling, dokument_id=dokument_id, av=request.user)
    if not har_niva(request, deling.sikkerhetsniva):
        return krev_hoyere_niva(request, deling.sikkerhetsniva)
    vis = partial(tjeneste.vis_dokument, dokument=dokument, av=request.user, fortsatt=fortsatt_innlogget(request))
    return filsvar_fra(request, dokument, lambda start, slutt: vis(start=start, slutt=slutt))


def _si_at_det_er_avgjort(request: AuthenticatedHttpRequest, deling: Deling) -> None:
    """A colleague was first, or it was pressed twice, or it is over."""
    deling.refresh_from_db()
    tekster = {
        Deling.Godkjenning.GODKJENT: _("Delingen var allerede godkjent."),
        Deling.Godkjenning.AVVIST: _("Noen har alt sagt nei til delingen, og den er avsluttet."),
        Deling.Godkjenning.IKKE_KREVD: _("Delingen trenger ingen godkjenning."),
    }
    messages.info(request, tekster.get(Deling.Godkjenning(deling.godkjenning)) or _("Delingen var allerede avsluttet."))


def _delt(request: AuthenticatedHttpRequest, deling_id: UUID) -> Deling:
    """Raises IkkeFunnet, ManglerRett."""
    deling = synlig_deling(request.user, deling_id)
    if deling.delt is None:
        raise IkkeFunnet
    return deling


def _bekreft(request: AuthenticatedHttpRequest, deling: Deling, mal: str, mer: dict[str, object]) -> HttpResponse:
    tjeneste.krev_kan_godkjenne(deling=deling, av=request.user)
    if not deling.venter_pa_godkjenning or not deling.varer(klokke.naa()):
        return _tilbake(deling)
    dokumenter = list(filer_i(deling))
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "dokumenter": dokumenter,
        "mottakere": mottakerrader(deling, dokumenter),
    }
    return render(request, mal, side | mer)


def _tilbake(deling: Deling) -> HttpResponse:
    return redirect("dokumenter:deling", deling.id)
