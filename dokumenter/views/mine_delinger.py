"""One deling as those who share see it: who has got what, and the log of it. The list is in `mine_liste`."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.models import Deling, Dokument
from dokumenter.queries.avsender import delte_dokumenter, synlig_deling
from dokumenter.queries.kvittering import kvittering_for
from dokumenter.queries.leveranser import TEKNISKE, delingslogg, mottakerrader
from dokumenter.queries.mottakere import fjernede_med_tid
from dokumenter.services.referanse import sikre_referanse
from dokumenter.views.mer_tid import tidsonsker_for
from kontoer.errors import IkkeFunnet
from kontoer.tilgang import er_i_bruk
from users.http import AuthenticatedHttpRequest, krever_innlogging

# What there is to pass on of a deling that is over.
_INGENTING_A_SENDE: dict[str, object] = {
    "ny": False,
    "referanse": "",
    "kvittering": None,
    "tekstsprak": (),
    "vis_tekst": False,
}


@never_cache
@require_safe
@krever_innlogging
def deling(request: AuthenticatedHttpRequest, deling_id: UUID) -> HttpResponseBase:
    """One deling: recipients, files, who has fetched what, the log; and right after sharing, the receipt."""
    deling = synlig_deling(request.user, deling_id)
    if deling.delt is None:
        return _utkast(deling)
    naa = klokke.naa()
    dokumenter = list(delte_dokumenter(deling))
    apen = deling.varer(naa)
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "slutt": deling.sluttet(naa),
        "kan_endre": apen and er_i_bruk(deling.konto),  # who sees it has the right
        "tidsonsker": tidsonsker_for(deling),
        "dokumenter": dokumenter,
        "venter": apen and any(dokument.tilstand == Dokument.Tilstand.KONTROLLERES for dokument in dokumenter),
        "sperret": apen and any(dokument.tilstand == Dokument.Tilstand.SPERRET for dokument in dokumenter),
        "mottakere": mottakerrader(deling, dokumenter),
        "fjernede": fjernede_med_tid(deling, dokumenter),
        "signeres": bool(settings.SIGNERING_PRIVATNOKKEL),
        **_logg(request, deling, dokumenter),
        **(_a_sende(request, deling) if apen else _INGENTING_A_SENDE),
    }
    return render(request, "dokumenter/mine_deling.html", side)


def _logg(request: AuthenticatedHttpRequest, deling: Deling, dokumenter: list[Dokument]) -> dict[str, object]:
    """A page of its log, technical events too for one who asks for them."""
    eldre = request.GET.get("eldre", "")
    for_id = int(eldre) if eldre.isdecimal() and len(eldre) < 19 else None  # noqa: PLR2004
    alle = request.GET.get("alle") == "1"
    linjer, neste = delingslogg(deling, for_id, dokumenter, uten=frozenset() if alle else TEKNISKE)
    return {"logg": linjer, "alle_hendelser": alle, "neste_logg": neste}


def _a_sende(request: AuthenticatedHttpRequest, deling: Deling) -> dict[str, object]:
    """What the one who shares passes on: the link, the reference and the text, in the language asked for."""
    referanse = sikre_referanse(deling=deling)
    return {
        "ny": "ny" in request.GET,
        "referanse": referanse,
        "kvittering": kvittering_for(deling, sprak=request.GET.get("tekst", ""), referanse=referanse),
        "tekstsprak": settings.LANGUAGES,
        "vis_tekst": "tekst" in request.GET,
    }


def _utkast(deling: Deling) -> HttpResponse:
    """A draft is gone on with where it was begun; one that was thrown away is nowhere."""
    if deling.tilstand != Deling.Tilstand.UTKAST:
        raise IkkeFunnet
    return redirect(f"{reverse('dokumenter:del_dokumenter')}?utkast={deling.id}")
