"""The list of Mine delinger: searched, narrowed, sorted; on a page, and as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adapters import klokke
from dokumenter.forms.mine_delinger import SokForm
from dokumenter.models import Deling
from dokumenter.queries.mine_delinger import Rad, egne_utkast, kontoer_med_innsyn, rader_for
from dokumenter.queries.mine_sok import (
    BER_OM_TID,
    IKKE_HENTET,
    MINE,
    NYEST,
    UTLOPER_SNART,
    Del,
    Utvalg,
    alle_sider,
    deler_for,
    mottakere_i,
    side_av_deler,
    tolk_plass,
)
from dokumenter.queries.tidsonske import blant_dem_som_ber
from dokumenter.views import husket_sok
from kontoer.csvfil import csvlinjer, csvsvar
from kontoer.models import Konto
from users.http import AuthenticatedHttpRequest, krever_innlogging

_PER_BOLK = 200
_HVA = ("hurtig", "sok")  # besides the fields of the form


class Hurtigvalg(NamedTuple):
    """A quick filter: what it is called, whether it is on, and the address that turns it the other way."""

    kode: str
    navn: str
    valgt: bool
    sporring: str


class _Liste(NamedTuple):
    """What a request asks to see."""

    kontoer: list[Konto]
    form: SokForm
    husket: husket_sok.HusketSok | None
    utvalg: Utvalg
    sporring: QueryDict

    @property
    def fra(self) -> list[UUID]:
        return [konto.id for konto in self.kontoer]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@krever_innlogging
def mine_delinger(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """The list with a search above it and my own drafts apart. A search is sent by POST and then shown by GET."""
    kontoer = list(kontoer_med_innsyn(request.user))
    if request.method == "POST":
        form = SokForm(request.POST, kontoer=kontoer)
        if form.is_valid():
            return redirect(f"{reverse('dokumenter:mine_delinger')}?{urlencode(_adresse(request, form), doseq=True)}")
        return _vis(request, _les(request, kontoer, form))
    return _vis(request, _les(request, kontoer))


@never_cache
@require_safe
@krever_innlogging
def mine_delinger_csv(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """All that the list would show on its pages, streamed. Recipients are masked here as everywhere.

    A search that is forgotten gives no file, for it would hold everything: the list tells so.
    """
    liste = _les(request, list(kontoer_med_innsyn(request.user)))
    if _er_glemt(request, liste):
        return redirect(f"{reverse('dokumenter:mine_delinger')}?{liste.sporring.urlencode()}")
    naa = klokke.naa()
    deler = deler_for(request.user, liste.utvalg, naa=naa, fra=liste.fra)
    return csvsvar("delinger.csv", csvlinjer(_overskrifter(), _celler_for(request, deler, liste.fra, naa)))


def _les(request: AuthenticatedHttpRequest, kontoer: list[Konto], form: SokForm | None = None) -> _Liste:
    """The search that an address and the session tell of; or a form that was sent and has a fault."""
    sendt = request.POST if form else request.GET
    husket = husket_sok.hent(request.session, sendt.get("sok", ""))
    if form is None:
        felter = request.GET.copy()
        felter["tekst"] = husket.tekst if husket else ""
        form = SokForm(felter, kontoer=kontoer)
    sok = form.sok()
    utvalg = Utvalg(
        sok,
        tekst=husket.tekst if husket else "",
        mottaker=husket.mottaker if husket else None,
        hurtig=frozenset(sendt.getlist("hurtig")),
        sortering=form.cleaned_data.get("sorter") or NYEST,
    )
    sporring = QueryDict(mutable=True)
    for felt in (*form.fields, *_HVA):
        if felt != "tekst" and (felt not in form.errors) and (verdier := list(filter(None, sendt.getlist(felt)))):
            sporring.setlist(felt, verdier)
    return _Liste(kontoer, form, husket, utvalg, sporring)


def _adresse(request: AuthenticatedHttpRequest, form: SokForm) -> dict[str, Any]:
    """Where the search is shown: with ids, days and codes, and a name for the text that lies in the session."""
    adresse: dict[str, Any] = {**form.adresse, "hurtig": request.POST.getlist("hurtig")}
    sok = husket_sok.som_sok(form.cleaned_data["tekst"])
    behold = request.POST.get("behold", "")
    if sok is not None:
        adresse["sok"] = husket_sok.husk(request.session, sok)
    elif behold and husket_sok.hent(request.session, behold):
        adresse["sok"] = behold
    return {felt: verdi for felt, verdi in adresse.items() if verdi}


def _vis(request: AuthenticatedHttpRequest, liste: _Liste) -> HttpResponse:
    naa, nokkel = klokke.naa(), request.GET.get("etter", "")
    deler = deler_for(request.user, liste.utvalg, naa=naa, fra=liste.fra)
    side = side_av_deler(deler, nokkel, bruker=request.user, fra=liste.fra)
    er_forste = tolk_plass(nokkel)[1] is None
    if _er_glemt(request, liste):
        messages.info(request, _("Vi har glemt det du søkte etter. Skriv det på nytt."))
    return render(
        request,
        "dokumenter/mine_delinger.html",
        {
            "form": liste.form,
            "rader": rader_for(side.delinger, naa=naa),
            "ber_om_tid": blant_dem_som_ber(side.delinger),
            "neste": side.neste,
            "er_forste": "ja" if er_forste else "nei",
            "sporring": liste.sporring.urlencode(),
            "soker": bool(liste.sporring) or bool(liste.form.errors),
            "husket": liste.husket,
            "hurtigvalg": _hurtigvalg(liste),
            "velg_alle": request.GET.get("velg") == "alle",
            "utkast": list(egne_utkast(request.user)[:20]) if er_forste else [],
            "kan_dele": any(not konto.er_slettet for konto in liste.kontoer),
        },
    )


def _er_glemt(request: AuthenticatedHttpRequest, liste: _Liste) -> bool:
    """Does the address name a search that the session holds no more?"""
    return "sok" in request.GET and liste.husket is None


def _hurtigvalg(liste: _Liste) -> list[Hurtigvalg]:
    navn = {
        MINE: _("Delt av meg"),
        IKKE_HENTET: _("Ikke hentet"),
        UTLOPER_SNART: _("Utløper snart"),
        BER_OM_TID: _("Ber om mer tid"),
    }
    valg = []
    for kode, tekst in navn.items():
        sporring, valgt = liste.sporring.copy(), kode in liste.utvalg.hurtig
        andre = [en for en in sporring.getlist("hurtig") if en != kode]
        sporring.setlist("hurtig", andre if valgt else [*andre, kode])
        valg.append(Hurtigvalg(kode, tekst, valgt, sporring.urlencode()))
    return valg


def _overskrifter() -> list[str]:
    return [
        _("Delt"),
        _("Tittel"),
        _("Saksnummer"),
        _("Første dokument"),
        _("Antall dokumenter"),
        _("Konto"),
        _("Delt av"),
        _("Tilstand"),
        _("Kan hentes til"),
        _("Avsluttet"),
        _("Antall mottakere"),
        _("Mottakere"),
        _("Har lastet ned"),
        _("Deling"),
    ]


def _celler_for(
    request: AuthenticatedHttpRequest, deler: tuple[Del, ...], fra: list[UUID], naa: datetime
) -> Iterator[list[object]]:
    for delinger in alle_sider(deler, bruker=request.user, fra=fra, antall=_PER_BOLK):
        mottakere = mottakere_i(delinger)
        for rad in rader_for(delinger, naa=naa):
            yield _celler(rad, mottakere.get(rad.deling.id, []))


def _celler(rad: Rad, mottakere: list[str]) -> list[object]:
    deling, slutt = rad.deling, rad.slutt
    system = deling.delt_av_integrasjon
    return [
        _tid(deling.delt),
        deling.tittel,
        deling.saksnummer,
        rad.forste,
        rad.dokumenter,
        deling.konto.navn,
        getattr(deling, "delt_av_navn", "") or (system.navn if system else ""),
        _tilstand(deling, slutt),
        _tid(deling.tilgjengelig_til),
        _tid(slutt[1] if slutt else None),
        rad.mottakere,
        ", ".join(mottakere),
        rad.hentet_av,
        str(deling.id),
    ]


def _tilstand(deling: Deling, slutt: tuple[Deling.Slutt, datetime] | None) -> str:
    """As on the page; the code says why it ended, and no more than that."""
    uavgjort = deling.venter_pa_godkjenning and slutt is None
    if uavgjort or deling.godkjenning == Deling.Godkjenning.AVVIST:
        return str(deling.get_godkjenning_display())
    return str(slutt[0].label) if slutt else _("åpen")


def _tid(tidspunkt: datetime | None) -> str:
    return timezone.localtime(tidspunkt).strftime("%Y-%m-%d %H:%M") if tidspunkt else ""
