"""The recipient's pages: the link, and everything that is shared with me."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.errors import ManglerVirksomhetstilgang
from dokumenter.models import Deling, Dokument
from dokumenter.queries.ettersending import nye_for
from dokumenter.queries.min_henting import mine_filer
from dokumenter.queries.mottak import (
    Mottattall,
    antall_mottatte,
    delingen_til,
    med_avsender,
    mottatte_dokumenter,
    mottatte_for,
    virksomheter_per_deling,
)
from dokumenter.queries.mottatt_sok import er_ny, forrige_innlogging, sok_i_mottatte
from dokumenter.queries.sider import side_av, tolk_nokkel
from dokumenter.services.mottak import finn_mottatt_deling, merk_apnet
from dokumenter.services.referanse import sikre_referanse
from dokumenter.services.skann import be_om_ny_skann
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.views.filliste import lag_filliste
from dokumenter.views.mer_tid import mer_tid_for
from dokumenter.views.mottakerside import for_mottaker
from dokumenter.views.mottatt_sok import hent_sok, hoyeste_niva
from dokumenter.views.okt import innlogget_siden, okt_i
from dokumenter.views.representasjon import Representasjon
from dokumenter.views.virksomhet import representasjon
from kontoer.errors import IkkeFunnet
from kontoer.queries import kontakt_for, logo_for
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.niva import har_niva


@never_cache
@require_safe
def hent(request: HttpRequest, deling_id: UUID) -> HttpResponseBase:
    """The page a link leads to. Before login it is the same for every id, and nothing is looked up or written."""
    if not request.user.is_authenticated:
        return _for_innlogging(request)
    return _hent(request, deling_id)


@never_cache
@require_safe
def rett_lenken(request: HttpRequest, deling_id: str) -> HttpResponse:
    """To the link itself, from one with a full stop or the like after it. Nothing is looked up, so nothing is told."""
    sporring = request.META.get("QUERY_STRING", "")
    return redirect(reverse("dokumenter:hent", args=[deling_id.lower()]) + (f"?{sporring}" if sporring else ""))


@never_cache
@require_safe
def personlenke(request: HttpRequest, dokument_id: UUID) -> HttpResponse:
    """The link of a dokument as KS writes it, for persons: nothing is looked up before the login."""
    return redirect("dokumenter:finn_deling", dokument_id)


@never_cache
@require_safe
def finn_deling(request: HttpRequest, dokument_id: UUID) -> HttpResponse:
    """From a dokument's id to the page of its deling. As `hent`: the same for an unknown id and for somebody else's."""
    if not request.user.is_authenticated:
        return _for_innlogging(request)
    deling_id = delingen_til(dokument_id)
    try:
        if deling_id is None:
            raise IkkeFunnet
        av = cast(AuthenticatedHttpRequest, request).user
        adgang = Adgang(av=av, okt=okt_i(request))
        finn_mottatt_deling(deling_id=deling_id, av=av, innlogget=innlogget_siden(request), adgang=adgang)
    except IkkeFunnet:
        return render(request, "dokumenter/mottak_ingen_tilgang.html", status=404)
    except ManglerVirksomhetstilgang:
        pass  # the page of the deling says what is missing
    return redirect("dokumenter:hent", deling_id)


@never_cache
@require_safe
@krever_innlogging
def mottatt(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Everything that is or was shared with the person, and with the businesses the person acts for."""
    naa = klokke.naa()
    nokkel = tolk_nokkel(request.GET.get("etter", ""))
    representerer = representasjon(request)
    delinger = mottatte_for(
        request.user,
        naa=naa,
        etter=nokkel,
        ordinaer_for=representerer.ordinaer_for,
        taushetsbelagt_for=representerer.taushetsbelagt_for,
    )
    soker = hent_sok(request)
    if soker:
        delinger = sok_i_mottatte(delinger, soker, niva=hoyeste_niva(request))
    side = side_av(delinger, lambda deling: deling.er_apen(naa), hele=med_avsender(request.user))
    rader = _rader(request, side.delinger, representerer, naa)
    innhold = {
        "rader": rader,
        "apne": [rad for rad in rader if not rad["slutt"]],
        "sluttede": [rad for rad in rader if rad["slutt"]],
        "neste": side.neste,
        "nokkel": nokkel,
        "representerer": representerer,
        "soker": soker,
        "sporring": "sok=1" if soker else "",
    }
    return render(request, "dokumenter/mottak_mottatt.html", innhold)


def _rader(
    request: AuthenticatedHttpRequest, delinger: list[Deling], representerer: Representasjon, naa: datetime
) -> list[dict[str, object]]:
    """What the list shows of each, in as many questions for one as for all."""
    antall = antall_mottatte(delinger, request.user)
    virksomheter = virksomheter_per_deling(delinger, representerer.alle)
    forrige = forrige_innlogging(request.user, innlogget_siden(request))
    return [
        {
            "deling": deling,
            "tall": antall.get(deling.id, Mottattall(0, 0)),
            "er_ny": er_ny(deling, forrige),
            "slutt": deling.sluttet(naa),
            "virksomheter": [
                # Not one whose post of this kind the person cannot open: who else got it is told to nobody.
                orgnr
                for orgnr in virksomheter.get(deling.id, [])
                if representerer.kan_apne(orgnr, taushetsbelagt=deling.er_taushetsbelagt)
            ],
            # The name of the konto may itself say too much; it is shown at the level the documents demand.
            "vis_konto": har_niva(request, deling.sikkerhetsniva),
        }
        for deling in delinger
    ]


def _for_innlogging(request: HttpRequest) -> HttpResponse:
    """The way in is this same address with a question mark, so that the page holds nothing that differs by id."""
    if "logg-inn" in request.GET:
        return redirect(f"{reverse('users:logg_inn')}?{urlencode({'next': request.path})}")
    return render(request, "dokumenter/mottak_logg_inn.html")


def _om_delingen(request: AuthenticatedHttpRequest, deling: Deling) -> dict[str, object]:
    """What its page says whether it is over or not: whom it is from, how to reach them, what time is asked for."""
    return {
        "deling": deling,
        "organisasjon": deling.konto.organisasjon,
        "slutt": deling.sluttet(klokke.naa()),
        "kontakt": kontakt_for(deling.konto),
        "logo": logo_for(deling.konto.organisasjon),
        "mer_tid": mer_tid_for(request, deling),
    }


@for_mottaker
def _hent(request: AuthenticatedHttpRequest, deling: Deling, adgang: Adgang) -> HttpResponse:
    """The page itself: what can be fetched, or that it is over."""
    side = _om_delingen(request, deling) | {"pa_vegne_av": None, "referanse": ""}
    if side["slutt"] is not None:
        return render(request, "dokumenter/mottak_avsluttet.html", side, status=410)
    if request.method == "GET":
        side["pa_vegne_av"] = merk_apnet(
            deling=deling, av=request.user, innlogget=innlogget_siden(request), adgang=adgang
        )
        side["referanse"] = sikre_referanse(deling=deling)
    side |= _filene(request, deling)
    return render(request, "dokumenter/mottak_hent.html", side)


def _filene(request: AuthenticatedHttpRequest, deling: Deling) -> dict[str, object]:
    dokumenter = list(mottatte_dokumenter(deling, request.user))
    if request.method == "GET":
        for dokument in dokumenter:
            dokument.deling = deling
        be_om_ny_skann(dokumenter=dokumenter, naa=klokke.naa())
    pa_vei = {Dokument.Tilstand.VENTER, Dokument.Tilstand.KONTROLLERES}
    filer = mine_filer(deling, request.user, dokumenter)
    return {
        "dokumenter": dokumenter,
        "venter": any(dokument.tilstand in pa_vei for dokument in dokumenter),
        "liste": lag_filliste(filer, request.GET.get("sorter", "")),
        "nye": nye_for(deling, request.user, dokumenter, innlogget=innlogget_siden(request)),
    }
