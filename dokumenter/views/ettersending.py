"""Legg til fil, on a deling that is shared already. As Del dokumenter: by tus beforehand, or in the form itself."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, KreverNyGodkjenning
from dokumenter.forms.ettersending import EttersendingForm
from dokumenter.models import Deling
from dokumenter.protokoll.filnavn import MAKS_MAPPE_TEGN, MAKS_NAVN_TEGN
from dokumenter.protokoll.skjemastrom import Skjemastrom
from dokumenter.queries.avsender import eget_dokument_i_utkast, eget_utkast, filer_i
from dokumenter.queries.ettersending import ettersending_for
from dokumenter.services.ettersending import begynn_ettersending, del_ettersending
from dokumenter.services.sletting import slett_dokument
from dokumenter.views.delt import hent_delt, til_delingen
from dokumenter.views.filer_i_skjema import FELT, motta_filer
from dokumenter.views.filstrom import med_filstrom
from dokumenter.views.skrevet import usette_filer
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from users.http import AuthenticatedHttpRequest, krever_innlogging, uten_aktivitet

_STED = "filer"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@med_filstrom
@krever_innlogging
def legg_til_fil(request: AuthenticatedHttpRequest, deling_id: UUID, strom: Skjemastrom | None = None) -> HttpResponse:
    """The form, and what is sent with it."""
    deling = hent_delt(request.user, deling_id)
    varer = deling.varer(klokke.naa())
    if not varer or not deling.kan_fa_mer:
        if request.method == "POST" or varer:
            messages.error(request, str((KreverNyGodkjenning if varer else DelingAvsluttet).melding))
        return til_delingen(deling)
    if request.method == "POST":
        return _ta_imot(request, deling, strom)
    return _svar(request, deling, EttersendingForm(initial={"skjema": uuid4()}))


@require_POST
@krever_innlogging
def begynn(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """Begin when the first file is chosen; the draft's id as JSON."""
    utkast = begynn_ettersending(deling=hent_delt(request.user, deling_id), av=request.user)
    return JsonResponse({"id": str(utkast.pk)}, status=201)


@never_cache
@require_safe
@uten_aktivitet
@krever_innlogging
def filene(request: AuthenticatedHttpRequest, deling_id: UUID, utkast_id: UUID) -> HttpResponse:
    """The draft's files as the server has them: a script whose answer was lost on the way asks here."""
    hent_delt(request.user, deling_id)
    felter = ("id", "dokumentnavn", "mappe", "storrelse", "mottatt", "tilstand")
    return JsonResponse({"dokumenter": list(filer_i(eget_utkast(request.user, utkast_id)).values(*felter))})


def _ta_imot(request: AuthenticatedHttpRequest, deling: Deling, strom: Skjemastrom | None) -> HttpResponse:
    filfeil = _usette(request, deling)  # asked before this form's own files are there
    if strom is not None:
        utkast = begynn_ettersending(deling=deling, av=request.user)
        filfeil += motta_filer(strom, utkast=utkast, konto=deling.konto, av=request.user)[1]
    felter = strom.felter if strom else request.POST
    form = EttersendingForm(felter)
    if "fjern" in felter:
        dokument = eget_dokument_i_utkast(request.user, _uuid(felter["fjern"]), ogsa_borte=True)
        slett_dokument(dokument=dokument, av=request.user)
        form = EttersendingForm(initial={"skjema": uuid4()})
    elif filfeil or not form.is_valid():
        for feil in filfeil:
            form.add_error(FELT, feil)
    else:
        try:
            antall = del_ettersending(deling=deling, av=request.user, skjema=form.cleaned_data["skjema"] or uuid4())
        except UgyldigVerdi as feil:
            form.add_error(FELT, str(feil.melding))
        except (DelingAvsluttet, KreverNyGodkjenning) as feil:
            messages.error(request, str(feil.melding))
            return til_delingen(deling)
        else:
            _si_hvor_mange(request, antall)
            return til_delingen(deling, _STED)
    return _svar(request, deling, form)


def _usette(request: AuthenticatedHttpRequest, deling: Deling) -> list[str]:
    """Files that came from another window, which this page has not shown: then nothing is shared before it has."""
    ettersending = ettersending_for(deling, request.user)
    return list(filter(None, [usette_filer(request.POST, ettersending.utkast if ettersending else None)]))


def _si_hvor_mange(request: AuthenticatedHttpRequest, antall: int) -> None:
    tekst = ngettext(
        "%(antall)d fil er lagt til. Mottakerne ser den når de åpner lenken.",
        "%(antall)d filer er lagt til. Mottakerne ser dem når de åpner lenken.",
        antall,
    )
    if antall:  # else this form was sent twice, and it is told already
        messages.success(request, tekst % {"antall": antall})


def _svar(request: AuthenticatedHttpRequest, deling: Deling, form: EttersendingForm) -> HttpResponse:
    ettersending = ettersending_for(deling, request.user)
    utkast = ettersending.utkast if ettersending else None
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "form": form,
        "utkast": utkast,
        "filer": list(filer_i(utkast)) if utkast else [],
        "maks_bytes": settings.OPPLASTING_MAKS_BYTES,
        "maks_uten_js_bytes": settings.OPPLASTING_MAKS_UTEN_JS_BYTES,
        "maks_filer": max(0, settings.DELING_MAKS_DOKUMENTER - filer_i(deling).count()),
        "maks_navn": MAKS_NAVN_TEGN,
        "maks_mappe": MAKS_MAPPE_TEGN,
    }
    return render(request, "dokumenter/mine_legg_til_fil.html", side)


def _uuid(tekst: object) -> UUID:
    try:
        return UUID(str(tekst))
    except ValueError as feil:
        raise IkkeFunnet from feil
