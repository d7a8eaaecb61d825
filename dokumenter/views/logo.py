"""The organisation's logo: uploaded in Konfigurasjon by a door that takes files, and shown to anybody by its hash."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dokumenter.protokoll.skjemastrom import Skjemastrom
from dokumenter.views.filstrom import med_filstrom
from kontoer.forms import LogoForm
from kontoer.logobilde import LENGST_BYTES
from kontoer.queries import logo_for, logo_med
from kontoer.services.profil import fjern_logo, sett_logo
from kontoer.views.oppslag import min_organisasjon
from kontoer.views.skjema import Skjemaside, feil_i, skjemaside, vis_skjema
from users.http import AuthenticatedHttpRequest, krever_innlogging

_HODER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    # Opened by itself, an SVG is a page: one that may do nothing but be drawn.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@med_filstrom
@krever_innlogging
def logo(
    request: AuthenticatedHttpRequest, organisasjon_id: UUID, strom: Skjemastrom | None = None
) -> HttpResponseBase:
    """See it, change it. Of the file no more is read than a logo may hold, and nothing is put on disk."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    na = logo_for(organisasjon)
    sendt = request.method == "POST"
    form = LogoForm(request.POST if sendt else None, initial={"alt": na.alt if na else organisasjon.navn})
    innhold = _les_bilde(strom) if strom is not None else b""
    if sendt and form.is_valid():
        with feil_i(form):
            sett_logo(organisasjon=organisasjon, innhold=innhold, alt=form.cleaned_data["alt"], av=request.user)
            messages.success(request, _("Logoen er lagret."))
            return redirect("dokumenter:logo", organisasjon.id)
    return render(request, "dokumenter/logo.html", {"organisasjon": organisasjon, "logo": na, "form": form})


@skjemaside
def fjern(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Ask first."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    tilbake = reverse("dokumenter:logo", args=[organisasjon.id])
    if request.method == "POST":
        fjern_logo(organisasjon=organisasjon, av=request.user)
        messages.success(request, _("Logoen er fjernet."))
        return redirect(tilbake)
    forklaring = _("De som får dokumenter fra dere, ser da bare navnet på kommunen.")
    side = Skjemaside(_("Fjern logoen"), _("Fjern logoen"), forklaring, farlig=True)
    return vis_skjema(request, forms.Form(), side, organisasjon=organisasjon, avbryt=tilbake)


@require_safe
def bilde(request: HttpRequest, sha256: str) -> HttpResponse:
    """The bytes of a logo in use. The same address is always the same picture."""
    funnet = logo_med(sha256)
    if funnet is None:
        raise Http404
    return HttpResponse(bytes(funnet.innhold), content_type=funnet.mimetype, headers=_HODER)


def _les_bilde(strom: Skjemastrom) -> bytes:
    for fil in strom.filer():
        if fil.felt == "bilde":
            return fil.read(LENGST_BYTES + 1)
    return b""
