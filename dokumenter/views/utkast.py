"""Drafts: what the page's scripts ask for while files are on their way, and throwing away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dokumenter.forms.deling import DelForm
from dokumenter.forms.mottakervalg import etter_knapp
from dokumenter.queries.avsender import egen_deling, eget_dokument_i_utkast, eget_utkast, filer_i
from dokumenter.services import deling as tjeneste
from dokumenter.services.sletting import slett_dokument
from dokumenter.views.del_side import kontrollert
from dokumenter.views.deling import velg_konto
from users.http import AuthenticatedHttpRequest, krever_innlogging, uten_aktivitet


@require_POST
@krever_innlogging
def opprett_utkast(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Begin a draft when the first file is chosen; its id as JSON."""
    konto = velg_konto(request.user, request.POST.get("konto"))
    utkast = tjeneste.opprett_utkast(konto=konto, av=request.user)
    return JsonResponse({"id": str(utkast.pk)}, status=201)


@never_cache
@require_safe
@uten_aktivitet
@krever_innlogging
def utkast(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """The draft's files as the server has them: a script whose answer was lost on the way asks here."""
    felter = ("id", "dokumentnavn", "mappe", "storrelse", "mottatt", "tilstand")
    return JsonResponse({"dokumenter": list(filer_i(eget_utkast(request.user, deling_id)).values(*felter))})


@require_POST
@krever_innlogging
def forkast_utkast(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """Throw a draft and its files away."""
    tjeneste.forkast_utkast(deling=egen_deling(request.user, deling_id), av=request.user)
    messages.success(request, _("Utkastet og filene i det er slettet."))
    return HttpResponseRedirect(reverse("dokumenter:del_dokumenter"))


@require_POST
@krever_innlogging
def fjern_dokument(request: AuthenticatedHttpRequest, dokument_id: UUID) -> HttpResponse:
    """Remove a file from a draft: 204 for a script, else back to the page."""
    dokument = eget_dokument_i_utkast(request.user, dokument_id)
    slett_dokument(dokument=dokument, av=request.user)
    if _er_skript(request):
        return HttpResponse(status=204)
    return HttpResponseRedirect(f"{reverse('dokumenter:del_dokumenter')}?utkast={dokument.deling_id}")


@require_POST
@krever_innlogging
def kontroller_skjema(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What is typed so far, checked: pieces of the page, by the name of the field they belong to."""
    felter = etter_knapp(request.POST.dict())
    form = DelForm(felter, bruker=request.user)
    innhold = kontrollert(form) | {"vis_feil": True}
    biter = {
        felt: render_to_string(f"dokumenter/del_kontroll_{felt}.html", innhold)
        for felt in ("konto", "mottakere", "siste", "tilgjengelig_i")
    }
    valgt = {"mottakere": felter["mottakere"], "tidligere": form.valgte_referanser}
    return JsonResponse(biter | {"oppsummering": innhold["oppsummering"], "felter": valgt})


def _er_skript(request: HttpRequest) -> bool:
    return not request.accepts("text/html")
