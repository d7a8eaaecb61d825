"""What the recipient's pages about one deling share: who is let in, and what all others are shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from dokumenter.errors import ManglerVirksomhetstilgang
from dokumenter.models import Deling
from dokumenter.services.mottak import finn_mottatt_deling
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.views.okt import innlogget_siden, okt_i
from dokumenter.views.virksomhet import laer_om_tilgang
from kontoer.errors import IkkeFunnet
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.niva import har_niva, url_for_hoyere_niva

Mottakerside = Callable[[AuthenticatedHttpRequest, Deling, Adgang], HttpResponseBase]


def for_mottaker(side: Mottakerside) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """Gives the page the deling, open or ended, when the person is a recipient and known surely enough.

    All others are shown what the page of the deling itself shows them; a stranger the same as for one that is not.
    """

    @wraps(side)
    def innpakket(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
        adgang = Adgang(av=request.user, okt=okt_i(request))
        try:
            deling = finn_mottatt_deling(
                deling_id=deling_id, av=request.user, innlogget=innlogget_siden(request), adgang=adgang
            )
        except IkkeFunnet:
            return render(request, "dokumenter/mottak_ingen_tilgang.html", status=404)
        except ManglerVirksomhetstilgang as feil:
            return render(request, "dokumenter/mottak_mangler_tilgang.html", laer_om_tilgang(feil), status=403)
        if not har_niva(request, deling.sikkerhetsniva):
            return redirect(url_for_hoyere_niva(request, deling.sikkerhetsniva))
        return side(request, deling, adgang)

    return krever_innlogging(innpakket)
