"""A konto: make, see, rename, set up, delete."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kontoer.errors import IkkeTattIBruk
from kontoer.forms import KontoinnstillingerForm, NavnForm, SlettKontoForm
from kontoer.queries import kontakt_for, tilganger_pa
from kontoer.services.konto import endre_innstillinger, gi_nytt_navn, opprett_konto, slett_konto
from kontoer.tilgang import er_administrator
from kontoer.views.oppslag import min_konto, min_organisasjon, min_organisasjons_konto
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest, krever_innlogging

_TO = 2


@skjemaside
def ny_konto(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """A name is all it takes."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    if organisasjon.tatt_i_bruk is None:
        raise IkkeTattIBruk
    form = NavnForm(data_fra(request))
    if er_sendt(request, form):
        with feil_i(form):
            konto = opprett_konto(organisasjon=organisasjon, navn=form.cleaned_data["navn"], av=request.user)
            messages.success(request, _("Kontoen er opprettet. Legg til dem som skal bruke den."))
            return redirect("kontoer:konto", konto.id)
    avbryt = reverse("kontoer:organisasjon", args=[organisasjon.id])
    side = Skjemaside(_("Ny konto"), _("Opprett konto"))
    return vis_skjema(request, form, side, organisasjon=organisasjon, avbryt=avbryt)


@krever_innlogging
@never_cache
@require_safe
def konto(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """The konto with its users; what only an administrator of the organisation may do is hidden from others."""
    konto = min_konto(request, konto_id)
    tilganger = list(tilganger_pa(konto))
    felter = {
        "konto": konto,
        "organisasjon": konto.organisasjon,
        "tilganger": tilganger,
        # Nobody approves what she has shared herself.
        "mangler_kollega": konto.fire_oyne and sum(en.kan_dele and en.bruker.is_active for en in tilganger) < _TO,
        "kontakt": kontakt_for(konto),
        "er_administrator": er_administrator(request.user, konto.organisasjon),
    }
    return render(request, "kontoer/konto.html", felter)


@skjemaside
def nytt_navn(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """Rename."""
    konto = min_organisasjons_konto(request, konto_id)
    form = NavnForm(data_fra(request), initial={"navn": konto.navn})
    avbryt = reverse("kontoer:konto", args=[konto.id])
    if er_sendt(request, form):
        with feil_i(form):
            gi_nytt_navn(konto=konto, navn=form.cleaned_data["navn"], av=request.user)
            messages.success(request, _("Kontoen har fått nytt navn."))
            return redirect(avbryt)
    side = Skjemaside(_("Endre navn"), _("Lagre"))
    return vis_skjema(request, form, side, organisasjon=konto.organisasjon, konto=konto, avbryt=avbryt)


@skjemaside
def innstillinger(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """What holds for delinger made from now on."""
    konto = min_organisasjons_konto(request, konto_id)
    form = KontoinnstillingerForm(data_fra(request), initial=KontoinnstillingerForm.fra(konto))
    avbryt = reverse("kontoer:konto", args=[konto.id])
    if er_sendt(request, form):
        with feil_i(form):
            endre_innstillinger(konto=konto, innstillinger=form.innstillinger, av=request.user)
            messages.success(request, _("Innstillingene er lagret."))
            return redirect(avbryt)
    side = Skjemaside(_("Innstillinger"), _("Lagre"), _("Endringene gjelder for det som deles fra nå av."))
    return vis_skjema(request, form, side, organisasjon=konto.organisasjon, konto=konto, avbryt=avbryt)


@skjemaside
def slett(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """Say what goes, ask for the name, delete."""
    konto = min_organisasjons_konto(request, konto_id)
    form = SlettKontoForm(data_fra(request), konto=konto)
    if er_sendt(request, form):
        slett_konto(konto=konto, av=request.user)
        messages.success(request, _("Kontoen er slettet. Ingen kan lenger åpne det som var delt fra den."))
        return redirect("kontoer:organisasjon", konto.organisasjon_id)
    felter = {"konto": konto, "organisasjon": konto.organisasjon, "form": form}
    return render(request, "kontoer/slett_konto.html", felter)
