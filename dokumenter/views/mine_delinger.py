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
    eldre = request.GET.get("eldre", "")
    for_id = int(eldre) if eldre.isdecimal() and len(eldre) < 19 else None  # noqa: PLR2004
    alle = request.GET.get("alle") == "1"
    linjer, neste = delingslogg(deling, for_id, dokumenter, uten=frozenset() if alle else TEKNISKE)
    apen = deling.varer(naa)
    referanse = sikre_referanse(deling=deling) if apen else ""
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "slutt": deling.sluttet(naa),
        "kan_endre": apen and er_i_bruk(deling.konto),  # who sees it has the right
        "ny": apen and "ny" in request.GET,
        "referanse": referanse,
        "tidsonsker": tidsonsker_for(deling),
        "kvittering": kvittering_for(deling, sprak=request.GET.get("tekst", ""), referanse=referanse) if apen else None,
        "tekstsprak": settings.LANGUAGES if apen else (),
        "vis_tekst": "tekst" in request.GET,
        "dokumenter": dokumenter,
        "venter": apen and any(dokument.tilstand == Dokument.Tilstand.KONTROLLERES for dokument in dokumenter),
        "sperret": apen and any(dokument.tilstand == Dokument.Tilstand.SPERRET for dokument in dokumenter),
        "mottakere": mottakerrader(deling, dokumenter),
        "fjernede": fjernede_med_tid(deling, dokumenter),
        "logg": linjer,
        "alle_hendelser": alle,
        "neste_logg": neste,
        "signeres": bool(settings.SIGNERING_PRIVATNOKKEL),
    }
    return render(request, "dokumenter/mine_deling.html", side)


def _utkast(deling: Deling) -> HttpResponse:
    """A draft is gone on with where it was begun; one that was thrown away is nowhere."""
    if deling.tilstand != Deling.Tilstand.UTKAST:
        raise IkkeFunnet
    return redirect(f"{reverse('dokumenter:del_dokumenter')}?utkast={deling.id}")
