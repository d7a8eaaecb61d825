"""The search in Mottatt. What is searched for may be a title, and so is in no address: it lies in the session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kontoer.models import Sikkerhetsniva
from users.http import AuthenticatedHttpRequest, krever_innlogging
from users.niva import har_niva

_HUSKET = "mottatt_sok"
_LENGST = 100


@require_POST
@krever_innlogging
def sok(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Remember what to look for, and show the list. Nothing to look for is everything."""
    tekst = " ".join(request.POST.get("sok", "").replace("\0", "").split())[:_LENGST]
    if not tekst:
        request.session.pop(_HUSKET, None)
        return redirect("dokumenter:mottatt")
    request.session[_HUSKET] = tekst
    return redirect(f"{reverse('dokumenter:mottatt')}?sok=1")


def hent_sok(request: HttpRequest) -> str:
    """What the page that the address names looks for; empty for all."""
    return str(request.session.get(_HUSKET, "")) if "sok" in request.GET else ""


def hoyeste_niva(request: HttpRequest) -> int:
    """The highest level that this login is enough for."""
    return max((niva for niva in Sikkerhetsniva.values if har_niva(request, niva)), default=0)
