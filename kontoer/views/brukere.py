"""Users of a konto."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kontoer.forms import BrukerForm, RettigheterForm
from kontoer.queries import tilgang_for
from kontoer.services.tilgang import endre_tilgang, fjern_tilgang, legg_til_bruker
from kontoer.views.oppslag import min_konto
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest


@skjemaside
def ny_bruker(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """Register a person by number and name, with rights."""
    konto = min_konto(request, konto_id)
    form = BrukerForm(data_fra(request))
    avbryt = reverse("kontoer:konto", args=[konto.id])
    if er_sendt(request, form):
        with feil_i(form):
            legg_til_bruker(
                konto=konto,
                fnr=form.cleaned_data["fnr"],
                navn=form.cleaned_data["navn"],
                rettigheter=form.rettigheter,
                av=request.user,
            )
            messages.success(request, _("Brukeren er lagt til."))
            return redirect(avbryt)
    side = Skjemaside(_("Legg til bruker"), _("Legg til bruker"), _("Brukeren logger inn med ID-porten."))
    return vis_skjema(request, form, side, organisasjon=konto.organisasjon, konto=konto, avbryt=avbryt)


@skjemaside
def rettigheter(request: AuthenticatedHttpRequest, konto_id: UUID, bruker_id: UUID) -> HttpResponseBase:
    """Change what a user may do."""
    konto = min_konto(request, konto_id)
    tilgang = tilgang_for(konto, bruker_id)
    initial = {"kan_dele": tilgang.kan_dele, "er_administrator": tilgang.er_administrator}
    form = RettigheterForm(data_fra(request), initial=initial)
    avbryt = reverse("kontoer:konto", args=[konto.id])
    if er_sendt(request, form):
        endre_tilgang(tilgang=tilgang, rettigheter=form.rettigheter, av=request.user)
        messages.success(request, _("Rettighetene er endret."))
        return redirect(avbryt)
    side = Skjemaside(_("Endre rettigheter"), _("Lagre"), tilgang.navn)
    return vis_skjema(request, form, side, organisasjon=konto.organisasjon, konto=konto, avbryt=avbryt)


@skjemaside
def fjern_bruker(request: AuthenticatedHttpRequest, konto_id: UUID, bruker_id: UUID) -> HttpResponseBase:
    """Ask, then take the access away."""
    konto = min_konto(request, konto_id)
    tilgang = tilgang_for(konto, bruker_id)
    form = forms.Form(data_fra(request))
    avbryt = reverse("kontoer:konto", args=[konto.id])
    if er_sendt(request, form):
        fjern_tilgang(tilgang=tilgang, av=request.user)
        messages.success(request, _("Brukeren er fjernet fra kontoen."))
        return redirect(avbryt)
    forklaring = _("%(navn)s mister tilgangen til kontoen. Det som er delt, blir ikke endret.")
    side = Skjemaside(_("Fjern bruker"), _("Fjern bruker"), forklaring % {"navn": tilgang.navn}, farlig=True)
    return vis_skjema(request, form, side, organisasjon=konto.organisasjon, konto=konto, avbryt=avbryt)
