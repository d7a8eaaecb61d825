"""Several delinger chosen in the list: extend or recall them together, after a page that says how many it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from adapters import klokke
from dokumenter.forms.mine_delinger import ForlengForm
from dokumenter.models import Deling
from dokumenter.queries.mine_delinger import rader_for
from dokumenter.queries.mine_sok import synlige
from dokumenter.services.flere import HOYST, forleng_flere, trekk_flere_tilbake
from dokumenter.services.gravsteiner import bekreft_gravlagt
from dokumenter.tekst import dato_i_ord
from users.http import AuthenticatedHttpRequest, krever_innlogging

_FORLENG, _TREKK = "forleng", "trekk_tilbake"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@krever_innlogging
def flere(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Asked first; done when the page that asks is sent. There is nothing to see by GET but the list."""
    tilbake = _listen(request.POST.get("sporring", ""))
    ider, handling = _valgte(request.POST), request.POST.get("handling")
    if request.method != "POST" or handling not in {_FORLENG, _TREKK}:
        return redirect(tilbake)
    if len(ider) > HOYST:
        messages.warning(request, _("Velg høyst %(antall)d delinger om gangen.") % {"antall": HOYST})
        return redirect(tilbake)
    delinger = synlige(request.user, ider)
    if not delinger:
        messages.info(request, _("Velg minst én deling i listen først."))
        return redirect(tilbake)
    form = ForlengForm(request.POST if "bekreft" in request.POST else None)
    if "bekreft" in request.POST and (handling == _TREKK or form.is_valid()):
        return _utfor(request, delinger, form, tilbake)
    return _spor(request, delinger, form, tilbake)


def _valgte(sendt: QueryDict) -> list[UUID]:
    """The ids, each once; what is none is nobody's."""
    valgte: dict[UUID, None] = {}
    for tekst in sendt.getlist("deling")[: HOYST + 1]:
        try:
            valgte[UUID(tekst)] = None
        except ValueError:
            continue
    return list(valgte)


def _listen(sporring: str) -> str:
    """Back to the list as it was, with the same search."""
    kjent = QueryDict(sporring[:2000])
    return f"{reverse('dokumenter:mine_delinger')}{'?' if kjent else ''}{kjent.urlencode()}"


def _spor(
    request: AuthenticatedHttpRequest, delinger: Sequence[Deling], form: ForlengForm, tilbake: str
) -> HttpResponse:
    naa = klokke.naa()
    rader = rader_for(list(delinger), naa=naa)
    apne = sum(rad.slutt is None for rad in rader)
    side = {
        "rader": rader,
        "apne": apne,
        "over": len(rader) - apne,
        "handling": request.POST["handling"],
        "form": form,
        "sporring": request.POST.get("sporring", ""),
        "tilbake": tilbake,
    }
    return render(request, "dokumenter/mine_flere.html", side)


def _utfor(
    request: AuthenticatedHttpRequest, delinger: Sequence[Deling], form: ForlengForm, tilbake: str
) -> HttpResponse:
    """Do it to each, and tell what became of it. Sent twice, the second time tells that it was done."""
    gravlagt, trekk = True, request.POST["handling"] == _TREKK
    if trekk:
        utfall = trekk_flere_tilbake(delinger=delinger, av=request.user)
        gravlagt = bekreft_gravlagt(gjelder=[ett.deling.pk for ett in utfall if not ett.feil])
    else:
        til = form.cleaned_data["tilgjengelig_i"]
        utfall = forleng_flere(delinger=delinger, tilgjengelig_til=til, av=request.user)
    gjort = sum(not ett.feil for ett in utfall)
    side = {
        "utfall": utfall,
        "gjort": gjort,
        "tekst": _trukket(gjort) if trekk else _forlenget(gjort, til),
        "gravlagt": gravlagt,
        "tilbake": tilbake,
    }
    return render(request, "dokumenter/mine_flere_ferdig.html", side)


def _trukket(antall: int) -> str:
    tekst = ngettext("%(antall)d deling er trukket tilbake.", "%(antall)d delinger er trukket tilbake.", antall)
    return tekst % {"antall": antall}


def _forlenget(antall: int, til: datetime) -> str:
    tekst = ngettext("%(antall)d deling kan hentes til %(tid)s.", "%(antall)d delinger kan hentes til %(tid)s.", antall)
    return tekst % {"antall": antall, "tid": dato_i_ord(til)}
