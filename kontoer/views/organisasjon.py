"""The organisation: choose it, take the service into use, see its kontoer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kontoer import vilkar
from kontoer.errors import ManglerRett
from kontoer.forms import LenkerForm, TaIBrukForm
from kontoer.models import Organisasjon
from kontoer.queries import kontoer_for_administrasjon, kontoer_i, kontoer_uten_kontakt, organisasjoner_for
from kontoer.queries_navn import navn_i
from kontoer.services.organisasjon import endre_lenker, ta_i_bruk
from kontoer.views.oppslag import min_organisasjon
from kontoer.views.skjema import Skjemaside, data_fra, er_sendt, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest, krever_innlogging

_INGEN = gettext_lazy(
    "Du er ikke administrator for noen organisasjon eller konto. "
    "Be en administrator i kommunen om å gi deg rettigheten hvis du trenger den."
)


@krever_innlogging
@never_cache
@require_safe
def konfigurasjon(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """What the person administers; straight to it when it is one thing only."""
    organisasjoner = list(organisasjoner_for(request.user))
    kontoer = list(kontoer_for_administrasjon(request.user))
    if not organisasjoner and not kontoer:
        raise ManglerRett(_INGEN)
    if len(organisasjoner) == 1 and not kontoer:
        return redirect("kontoer:organisasjon", organisasjoner[0].id)
    if len(kontoer) == 1 and not organisasjoner:
        return redirect("kontoer:konto", kontoer[0].id)
    return render(request, "kontoer/konfigurasjon.html", {"organisasjoner": organisasjoner, "kontoer": kontoer})


@krever_innlogging
@never_cache
@require_safe
def organisasjon(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """The organisation with its kontoer."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    felter = {
        "organisasjon": organisasjon,
        "kontoer": kontoer_i(organisasjon),
        "uten_kontakt": kontoer_uten_kontakt(organisasjon),
    }
    return render(request, "kontoer/organisasjon.html", felter)


@skjemaside
def ta_i_bruk_organisasjon(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Read and accept the terms; afterwards, read which were accepted."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    form = TaIBrukForm(data_fra(request), initial={"versjon": vilkar.VERSJON})
    if er_sendt(request, form):
        with feil_i(form):
            ta_i_bruk(organisasjon=organisasjon, vilkar_versjon=form.cleaned_data["versjon"], av=request.user)
            messages.success(request, _("Tjenesten er tatt i bruk. Nå kan du lage kontoer."))
            return redirect("kontoer:organisasjon", organisasjon.id)
    versjon = organisasjon.vilkar_versjon or vilkar.VERSJON
    felter = {
        "organisasjon": organisasjon,
        "form": form,
        "mal": vilkar.mal_for(versjon),
        "versjon": versjon,
        "godtatt_av": _godtatt_av(organisasjon),
    }
    return render(request, "kontoer/ta_i_bruk.html", felter)


def _godtatt_av(organisasjon: Organisasjon) -> str:
    av = organisasjon.tatt_i_bruk_av_id
    return navn_i(organisasjon.id, [av]).get(av, "") if av else ""


@skjemaside
def lenker(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Where the organisation's statements are."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    initial = {felt: getattr(organisasjon, felt) for felt in LenkerForm.base_fields}
    form = LenkerForm(data_fra(request), initial=initial)
    avbryt = reverse("kontoer:organisasjon", args=[organisasjon.id])
    if er_sendt(request, form):
        endre_lenker(organisasjon=organisasjon, av=request.user, **form.cleaned_data)
        messages.success(request, _("Lenkene er lagret."))
        return redirect(avbryt)
    side = Skjemaside(_("Lenker til erklæringer"), _("Lagre"), _("Lenkene vises for dem som får dokumenter fra dere."))
    return vis_skjema(request, form, side, organisasjon=organisasjon, avbryt=avbryt)
