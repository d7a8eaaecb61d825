"""Legg til mottaker and Fjern mottaker, on a deling that is shared already."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, KreverNyGodkjenning, SisteMottaker
from dokumenter.forms.mottakere import MottakereForm
from dokumenter.forms.mottakervalg import KNAPPER, etter_knapp
from dokumenter.models import Deling
from dokumenter.queries.avsender import delte_dokumenter
from dokumenter.queries.leveranser import mottakerrader
from dokumenter.services import mottakere as tjeneste
from dokumenter.services.gravsteiner import bekreft_gravlagt
from dokumenter.services.virksomhetskontroll import krev_kan_deles_med
from dokumenter.views.delt import hent_delt, til_delingen
from dokumenter.views.virksomhetskontroll import BEKREFTET, om_virksomheter
from kontoer.errors import UgyldigVerdi
from users.http import AuthenticatedHttpRequest, bevar_skjema, hent_bevart_skjema, krever_innlogging

_METODER = ["GET", "HEAD", "POST"]
_STED = "mottakere"
_SETT = "sett"  # the field of mine_legg_til_mottaker.html


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
@bevar_skjema
def legg_til_mottaker(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """Let more have what is shared: first they are shown, masked and by name, and only then let in."""
    deling = hent_delt(request.user, deling_id)
    form = MottakereForm(etter_knapp(request.POST.dict()) if request.method == "POST" else hent_bevart_skjema(request))
    er_sett = request.method == "POST" and form.is_valid() and _er_sett(request, form)
    if er_sett and (svar := _legg_til(request, deling, form)):
        return svar
    if not deling.varer(klokke.naa()):
        if request.method == "POST":
            messages.error(request, str(DelingAvsluttet.melding))
        return til_delingen(deling)
    if not deling.kan_fa_mer:
        messages.error(request, str(KreverNyGodkjenning.melding))
        return til_delingen(deling)
    virksomheter = om_virksomheter(form.gyldige, bekreftet=request.POST.get(BEKREFTET, ""))
    if form.gyldige and virksomheter["ukjente"] and not form.errors:
        form.add_error("mottakere", str(virksomheter["ukjente"]))
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "form": form,
        "vis_feil": False,
        "mottakerliste": form.liste,
        "er_klar": bool(form.gyldige) and not virksomheter["ukjente"],
        "sett": _merke(form),
    }
    return render(request, "dokumenter/mine_legg_til_mottaker.html", side | virksomheter)


@never_cache
@require_http_methods(_METODER)
@krever_innlogging
def fjern_mottaker(request: AuthenticatedHttpRequest, deling_id: UUID, mottaker_id: int) -> HttpResponse:
    """Take one out at once; the page before shows what that one has got."""
    deling = hent_delt(request.user, deling_id)
    if request.method == "POST":
        return _fjern(request, deling, mottaker_id)
    mottakere = list(deling.mottakere.order_by("id"))
    valgt = [mottaker for mottaker in mottakere if mottaker.pk == mottaker_id]
    if not valgt or not deling.varer(klokke.naa()):
        return til_delingen(deling, _STED)
    if len(mottakere) == 1:
        messages.error(request, str(SisteMottaker.melding))
        return til_delingen(deling, _STED)
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "dokument": None,
        "mottakere": mottakerrader(deling, list(delte_dokumenter(deling)), valgt),
    }
    return render(request, "dokumenter/mine_fjern_mottaker.html", side)


def _er_sett(request: AuthenticatedHttpRequest, form: MottakereForm) -> bool:
    """Whether the page that was sent showed exactly these, and the button was the one that lets them in."""
    if KNAPPER & request.POST.keys():
        return False
    return not form.gyldige or constant_time_compare(request.POST.get(_SETT, ""), _merke(form))


def _merke(form: MottakereForm) -> str:
    """Stands on the page for those it shows. Keyed: it tells nothing of the numbers."""
    numre = sorted(f"{nummer.type.name}{nummer.verdi}" for nummer in form.gyldige)
    return salted_hmac("dokumenter.legg_til_mottaker", " ".join(numre), algorithm="sha256").hexdigest()


def _legg_til(request: AuthenticatedHttpRequest, deling: Deling, form: MottakereForm) -> HttpResponse | None:
    """None when the form must be shown again, with what is wrong on it."""
    try:
        krev_kan_deles_med(mottakere=form.gyldige, bekreftet=request.POST.get(BEKREFTET, ""))
        antall = tjeneste.legg_til_mottakere(deling=deling, mottakere=form.gyldige, av=request.user)
    except UgyldigVerdi as feil:
        form.add_error(feil.felt, str(feil.melding))
        return None
    except (DelingAvsluttet, KreverNyGodkjenning) as feil:
        messages.error(request, str(feil.melding))
        return til_delingen(deling)
    _si_hvor_mange(request, antall)
    return til_delingen(deling, _STED)


def _fjern(request: AuthenticatedHttpRequest, deling: Deling, mottaker_id: int) -> HttpResponse:
    try:
        fjernet = tjeneste.fjern_mottaker(deling=deling, mottaker_id=mottaker_id, av=request.user)
    except (SisteMottaker, DelingAvsluttet) as feil:
        messages.error(request, str(feil.melding))
        return til_delingen(deling, _STED)
    if not fjernet:
        messages.info(request, _("Mottakeren var allerede fjernet."))
    elif bekreft_gravlagt(gjelder=[deling.pk]):
        messages.success(request, _("Mottakeren er fjernet, og kan ikke lenger se eller hente noe."))
    else:
        tekst = _("Mottakeren er fjernet, og kan ikke lenger se eller hente noe. Lageret får vite det litt senere.")
        messages.warning(request, tekst)
    return til_delingen(deling, _STED)


def _si_hvor_mange(request: AuthenticatedHttpRequest, antall: int) -> None:
    if not antall:
        messages.info(request, _("De var mottakere fra før. Ingenting er endret."))
        return
    tekst = ngettext(
        "%(antall)d mottaker er lagt til. Send lenken, så kan vedkommende hente dokumentene.",
        "%(antall)d mottakere er lagt til. Send dem lenken, så kan de hente dokumentene.",
        antall,
    )
    messages.success(request, tekst % {"antall": antall})
