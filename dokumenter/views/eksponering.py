"""The exposure report of a deling: who was let in, and received what. Asked for by hand, and shown after a recall."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.protokoll.filnavn import innholdsdisposisjon
from dokumenter.queries.avviksmelding import avviksutkast
from dokumenter.queries.eksponering import eksponering_av
from dokumenter.services.eksponeringsrapport import eksponering_som_pdf
from dokumenter.views.delt import hent_delt
from users.http import AuthenticatedHttpRequest, gir_fil, krever_innlogging


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


@never_cache
@require_safe
@gir_fil
@krever_innlogging
def eksponering_pdf(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponse:
    """The same as a file. For those who may see the page, and like the page it leaves nothing in the log."""
    deling = hent_delt(request.user, deling_id)
    svar = HttpResponse(
        eksponering_som_pdf(rapport=eksponering_av(deling, naa=klokke.naa())), content_type="application/pdf"
    )
    svar["Content-Disposition"] = innholdsdisposisjon(f"eksponering-{str(deling.pk)[:8]}.pdf")
    return svar
