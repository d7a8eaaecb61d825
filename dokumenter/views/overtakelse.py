"""Konfigurasjon: delinger that are left by those who no longer may share, and who takes them over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.forms.overtakelse import OverdraForm
from dokumenter.queries.overtakelse import antall_uten_eier, mulige_eiere, uten_eier_i, uten_eier_pa
from dokumenter.queries.sider import side_av, tolk_nokkel
from dokumenter.services.overtakelse import overdra_delinger
from kontoer.models import Konto
from kontoer.views.oppslag import min_organisasjon, min_organisasjons_konto
from kontoer.views.skjema import data_fra, er_sendt, feil_i, skjemaside
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.models import User


@krever_innlogging
@never_cache
@require_safe
def uten_eier(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Per konto: how many delinger need an owner."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    rader = uten_eier_i(organisasjon, naa=klokke.naa())
    return render(request, "dokumenter/uten_eier.html", {"organisasjon": organisasjon, "rader": rader})


@skjemaside
def overdra(request: AuthenticatedHttpRequest, konto_id: UUID) -> HttpResponseBase:
    """Choose which and to whom, see it said, and do it: the same form twice, with a yes the second time."""
    konto = min_organisasjons_konto(request, konto_id)
    form = OverdraForm(data_fra(request), eiere=mulige_eiere(konto))
    if er_sendt(request, form):
        if "ja" not in request.POST:
            return _bekreft(request, konto, form)
        with feil_i(form):
            antall = overdra_delinger(
                konto=konto,
                ny_eier=User(pk=form.cleaned_data["eier"]),
                delinger=None if form.alle else form.valgte,
                av=request.user,
            )
            tekst = ngettext("%(antall)d deling er overdratt.", "%(antall)d delinger er overdratt.", antall)
            messages.success(request, tekst % {"antall": antall})
            return redirect("dokumenter:overdra", konto.id)
    return _vis(request, konto, form)


def _vis(request: AuthenticatedHttpRequest, konto: Konto, form: OverdraForm) -> HttpResponse:
    naa, nokkel = klokke.naa(), tolk_nokkel(request.GET.get("etter", ""))
    side = side_av(uten_eier_pa(konto, naa=naa, etter=nokkel))
    innhold = _side(konto, form) | {
        "delinger": side.delinger,
        "valgte": set(form.valgte),
        "alle": antall_uten_eier(konto, naa=naa),
        "neste": side.neste,
        "nokkel": nokkel,
        "sporring": "",
    }
    return render(request, "dokumenter/overdra.html", innhold)


def _bekreft(request: AuthenticatedHttpRequest, konto: Konto, form: OverdraForm) -> HttpResponse:
    antall = antall_uten_eier(konto, naa=klokke.naa()) if form.alle else len(form.valgte)
    mer = {"antall": antall, "ny_eier": form.navn[str(form.cleaned_data["eier"])]}
    return render(request, "dokumenter/overdra_bekreft.html", _side(konto, form) | mer)


def _side(konto: Konto, form: OverdraForm) -> dict[str, object]:
    return {"konto": konto, "organisasjon": konto.organisasjon, "form": form}
