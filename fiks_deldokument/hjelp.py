"""The pages Hjelp and Hva er nytt: the same for everybody, so that one can read them before logging in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fiks_deldokument.hjelpetekst import NYTT, ROLLER


@require_safe
def hjelp(request: HttpRequest) -> HttpResponse:
    """Choose who you are."""
    return render(request, "hjelp/hjelp.html", {"roller": ROLLER})


@require_safe
def hjelp_for(request: HttpRequest, rolle: str) -> HttpResponse:
    """What one in this role asks about."""
    valgt = next((en for en in ROLLER if en.id == rolle), None)
    if valgt is None:
        raise Http404
    return render(request, "hjelp/rolle.html", {"rolle": valgt, "roller": ROLLER})


@require_safe
def hva_er_nytt(request: HttpRequest) -> HttpResponse:
    """Each version in a few words, the newest first."""
    return render(request, "hjelp/hva_er_nytt.html", {"versjoner": NYTT})
