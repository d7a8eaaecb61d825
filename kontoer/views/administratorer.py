"""Administrators of an organisation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kontoer.forms import FjernAdministratorForm, PersonForm
from kontoer.queries import administrator_for, administratorer_i
from kontoer.services.administrator import fjern_administrator, legg_til_administrator
from kontoer.views.oppslag import min_organisasjon
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest, krever_innlogging


@krever_innlogging
@never_cache
@require_safe
def administratorer(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Who they are."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    felter = {"organisasjon": organisasjon, "administratorer": administratorer_i(organisasjon)}
    return render(request, "kontoer/administratorer.html", felter)


@skjemaside
def ny_administrator(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Register a person by number and name."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    form = PersonForm(data_fra(request))
    avbryt = reverse("kontoer:administratorer", args=[organisasjon.id])
    if er_sendt(request, form):
        with feil_i(form):
            legg_til_administrator(organisasjon=organisasjon, av=request.user, **form.cleaned_data)
            messages.success(request, _("Administratoren er lagt til."))
            return redirect(avbryt)
    forklaring = _(
        "En administrator styrer kontoer og brukere, men ser ikke dokumenter uten å være bruker på en konto."
    )
    side = Skjemaside(_("Legg til administrator"), _("Legg til administrator"), forklaring)
    return vis_skjema(request, form, side, organisasjon=organisasjon, avbryt=avbryt)


@skjemaside
def fjern(request: AuthenticatedHttpRequest, organisasjon_id: UUID, bruker_id: UUID) -> HttpResponseBase:
    """Ask, then take the right away; oneself only after saying so."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    administrator = administrator_for(organisasjon, bruker_id)
    er_meg = bruker_id == request.user.id
    form = FjernAdministratorForm(data_fra(request), er_meg=er_meg)
    avbryt = reverse("kontoer:administratorer", args=[organisasjon.id])
    if er_sendt(request, form):
        with feil_i(form):
            fjern_administrator(administrator=administrator, av=request.user, ogsa_meg_selv=er_meg)
            messages.success(request, _("Administratoren er fjernet."))
            return redirect("forside" if er_meg else avbryt)
    forklaring = _("%(navn)s kan ikke lenger administrere organisasjonen.") % {"navn": administrator.navn}
    side = Skjemaside(_("Fjern administrator"), _("Fjern administrator"), forklaring, farlig=True)
    return vis_skjema(request, form, side, organisasjon=organisasjon, avbryt=avbryt)
