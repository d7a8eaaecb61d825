"""Mine delinger: what is shared from my kontoer, who has got what, and the log of it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.forms.mine_delinger import SokForm
from dokumenter.models import Deling, Dokument
from dokumenter.queries.avsender import delte_dokumenter, synlig_deling
from dokumenter.queries.kvittering import kvittering_for
from dokumenter.queries.leveranser import delingslogg, mottakerrader
from dokumenter.queries.mine_delinger import egne_utkast, kontoer_med_innsyn, rader_for, sok_delinger
from dokumenter.queries.sider import side_av, tolk_nokkel
from kontoer.errors import IkkeFunnet
from kontoer.tilgang import er_i_bruk
from users.http import AuthenticatedHttpRequest, krever_innlogging


@never_cache
@require_safe
@krever_innlogging
def mine_delinger(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """The list, newest first, with a search above it and my own drafts apart."""
    naa = klokke.naa()
    kontoer = list(kontoer_med_innsyn(request.user))
    form = SokForm(request.GET, kontoer=kontoer)
    nokkel = tolk_nokkel(request.GET.get("etter", ""))
    fra = [konto.id for konto in kontoer]
    side = side_av(sok_delinger(request.user, form.sok(), naa=naa, etter=nokkel, fra=fra))
    sporring = request.GET.copy()
    sporring.pop("etter", None)
    return render(
        request,
        "dokumenter/mine_delinger.html",
        {
            "form": form,
            "rader": rader_for(side.delinger, naa=naa),
            "neste": side.neste,
            "nokkel": nokkel,
            "sporring": sporring.urlencode(),
            "soker": any(request.GET.get(felt) for felt in form.fields),
            "utkast": [] if nokkel else list(egne_utkast(request.user)[:20]),
            "kan_dele": any(not konto.er_slettet for konto in kontoer),
        },
    )


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
    linjer, neste = delingslogg(deling, for_id, dokumenter)
    apen = deling.er_apen(naa)
    side = {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "slutt": deling.sluttet(naa),
        "kan_endre": apen and er_i_bruk(deling.konto),  # who sees it has the right
        "ny": apen and "ny" in request.GET,
        "kvittering": kvittering_for(deling, sprak=request.GET.get("tekst", "")) if apen else None,
        "tekstsprak": settings.LANGUAGES if apen else (),
        "vis_tekst": "tekst" in request.GET,
        "dokumenter": dokumenter,
        "venter": apen and any(dokument.tilstand == Dokument.Tilstand.KONTROLLERES for dokument in dokumenter),
        "sperret": apen and any(dokument.tilstand == Dokument.Tilstand.SPERRET for dokument in dokumenter),
        "mottakere": mottakerrader(deling, dokumenter),
        "logg": linjer,
        "neste_logg": neste,
    }
    return render(request, "dokumenter/mine_deling.html", side)


def _utkast(deling: Deling) -> HttpResponse:
    """A draft is gone on with where it was begun; one that was thrown away is nowhere."""
    if deling.tilstand != Deling.Tilstand.UTKAST:
        raise IkkeFunnet
    return redirect(f"{reverse('dokumenter:del_dokumenter')}?utkast={deling.id}")
