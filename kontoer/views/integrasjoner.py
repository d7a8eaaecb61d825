"""Systems that use the API."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kontoer.forms import IntegrasjonForm, IntegrasjonskontoerForm
from kontoer.queries import integrasjoner_i, kontoer_for_integrasjon
from kontoer.services.integrasjon import (
    NyttPassord,
    lag_nytt_passord,
    opprett_integrasjon,
    sett_integrasjonskontoer,
    slett_integrasjon,
)
from kontoer.views.oppslag import min_integrasjon, min_organisasjon
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest, krever_innlogging


@krever_innlogging
@never_cache
@require_safe
def integrasjoner(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """The organisation's systems."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    felter = {"organisasjon": organisasjon, "integrasjoner": integrasjoner_i(organisasjon)}
    return render(request, "kontoer/integrasjoner.html", felter)


@skjemaside
def ny_integrasjon(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Register a system, and show its password this once."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    form = IntegrasjonForm(data_fra(request))
    if er_sendt(request, form):
        with feil_i(form):
            nytt = opprett_integrasjon(organisasjon=organisasjon, av=request.user, **form.cleaned_data)
            return _vis_passord(request, nytt)
    avbryt = reverse("kontoer:integrasjoner", args=[organisasjon.id])
    side = Skjemaside(_("Ny integrasjon"), _("Opprett integrasjon"))
    return vis_skjema(request, form, side, organisasjon=organisasjon, avbryt=avbryt)


@skjemaside
def integrasjon(request: AuthenticatedHttpRequest, integrasjon_id: UUID) -> HttpResponseBase:
    """The system, and which kontoer it may use."""
    integrasjon = min_integrasjon(request, integrasjon_id)
    initial = {"kontoer": kontoer_for_integrasjon(integrasjon)}
    form = IntegrasjonskontoerForm(data_fra(request), organisasjon=integrasjon.organisasjon, initial=initial)
    if er_sendt(request, form):
        sett_integrasjonskontoer(integrasjon=integrasjon, kontoer=form.cleaned_data["kontoer"], av=request.user)
        messages.success(request, _("Tilgangen er lagret."))
        return redirect("kontoer:integrasjon", integrasjon.id)
    felter = {"integrasjon": integrasjon, "organisasjon": integrasjon.organisasjon, "form": form}
    return render(request, "kontoer/integrasjon.html", felter)


@skjemaside
def nytt_passord(request: AuthenticatedHttpRequest, integrasjon_id: UUID) -> HttpResponseBase:
    """Ask, then replace the password and show it this once."""
    integrasjon = min_integrasjon(request, integrasjon_id)
    form = forms.Form(data_fra(request))
    if er_sendt(request, form):
        return _vis_passord(request, lag_nytt_passord(integrasjon=integrasjon, av=request.user))
    side = Skjemaside(
        _("Nytt passord"), _("Lag nytt passord"), _("Det gamle passordet slutter å virke med en gang."), True
    )
    avbryt = reverse("kontoer:integrasjon", args=[integrasjon.id])
    return vis_skjema(request, form, side, organisasjon=integrasjon.organisasjon, avbryt=avbryt)


@skjemaside
def slett(request: AuthenticatedHttpRequest, integrasjon_id: UUID) -> HttpResponseBase:
    """Ask, then end its access."""
    integrasjon = min_integrasjon(request, integrasjon_id)
    form = forms.Form(data_fra(request))
    if er_sendt(request, form):
        slett_integrasjon(integrasjon=integrasjon, av=request.user)
        messages.success(request, _("Integrasjonen er slettet."))
        return redirect("kontoer:integrasjoner", integrasjon.organisasjon_id)
    forklaring = _("«%(navn)s» kan ikke lenger bruke tjenesten. Det den har delt, blir ikke endret.")
    side = Skjemaside(
        _("Slett integrasjon"), _("Slett integrasjon"), forklaring % {"navn": integrasjon.navn}, farlig=True
    )
    avbryt = reverse("kontoer:integrasjon", args=[integrasjon.id])
    return vis_skjema(request, form, side, organisasjon=integrasjon.organisasjon, avbryt=avbryt)


def _vis_passord(request: AuthenticatedHttpRequest, nytt: NyttPassord) -> HttpResponse:
    """The answer to the POST itself, and never stored: the password is nowhere to be found again."""
    felter = {"nytt": nytt, "organisasjon": nytt.integrasjon.organisasjon}
    return render(request, "kontoer/passord.html", felter)
