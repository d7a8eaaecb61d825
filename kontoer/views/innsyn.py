"""What those who got documents may know of the employees who handled them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kontoer.forms import InnsynForm
from kontoer.services.organisasjon import endre_innsyn
from kontoer.views.oppslag import min_organisasjon
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest


@skjemaside
def innsyn(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Whether the names of employees are shown on the recipients' page Innsyn."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    form = InnsynForm(data_fra(request), initial={"vis_ansattes_navn": organisasjon.vis_ansattes_navn})
    avbryt = reverse("kontoer:organisasjon", args=[organisasjon.id])
    if er_sendt(request, form):
        vis = form.cleaned_data["vis_ansattes_navn"]
        endre_innsyn(organisasjon=organisasjon, vis_ansattes_navn=vis, av=request.user)
        messages.success(request, _("Valget er lagret."))
        return redirect(avbryt)
    forklaring = _(
        "De som får dokumenter fra dere, kan se hvem som har delt, forlenget og trukket tilbake, på siden Innsyn. "
        "Velg om de skal se navnet på den ansatte."
    )
    side = Skjemaside(_("Innsyn for mottakere"), _("Lagre"), forklaring)
    return vis_skjema(request, form, side, organisasjon=organisasjon, avbryt=avbryt)
