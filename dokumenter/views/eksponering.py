"""The exposure report of a deling: who was let in, and received what. Asked for by hand, and shown after a recall."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.queries.avviksmelding import avviksutkast
from dokumenter.queries.eksponering import eksponering_av
from dokumenter.views.delt import hent_delt
from users.http import AuthenticatedHttpRequest, krever_innlogging


@never_cache
@require_safe
@krever_innlogging
def eksponering(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """The report, to read, print and copy from."""
    deling = hent_delt(request.user, deling_id)
    rapport = eksponering_av(deling, naa=klokke.naa())
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "rapport": rapport,
        "utkast": avviksutkast(rapport),
    }
    return render(request, "dokumenter/mine_eksponering.html", side)
