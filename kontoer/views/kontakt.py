"""How recipients reach a konto."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kontoer.forms import KontaktForm
from kontoer.queries import kontakt_for
from kontoer.services.profil import endre_kontakt
from kontoer.views.oppslag import min_konto
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest


@skjemaside
def kontakt(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """Telephone, e-mail, opening hours, and where to answer."""
    konto = min_konto(request, konto_id)
    na = kontakt_for(konto)
    form = KontaktForm(data_fra(request), initial={felt: getattr(na, felt) for felt in KontaktForm.base_fields})
    avbryt = reverse("kontoer:konto", args=[konto.id])
    if er_sendt(request, form):
        with feil_i(form):
            endre_kontakt(konto=konto, av=request.user, **form.cleaned_data)
            messages.success(request, _("Kontaktinformasjonen er lagret."))
            return redirect(avbryt)
    forklaring = _("Dette vises for dem som får dokumenter fra kontoen, etter at de har logget inn.")
    side = Skjemaside(_("Kontakt for mottakere"), _("Lagre"), forklaring)
    return vis_skjema(request, form, side, organisasjon=konto.organisasjon, konto=konto, avbryt=avbryt)
