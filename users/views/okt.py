"""The life of a login, as pages and scripts ask about it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from users.http import OKT_SLUTT, trygg_neste, uten_aktivitet
from users.middleware import noter_aktivitet
from users.okttekst import forklar_slutt, oktstatus


@never_cache
@uten_aktivitet
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How long the login lasts, for the page's own clock; asking does not prolong it."""
    return _svar(request)


@never_cache
@require_POST
def forleng(request: HttpRequest) -> HttpResponse:
    """The person is still here: the idle limit starts again. The longest time is not moved."""
    if request.user.is_authenticated:
        noter_aktivitet(request, straks=True)
    return _svar(request)


@never_cache
@require_safe
def utlogget(request: HttpRequest) -> HttpResponse:
    """Why the login ended, and the way back to where one was."""
    neste = trygg_neste(request, request.GET.get("next")) or reverse("forside")
    innhold = {
        "forklaring": _forklaring(request),
        "bevart": request.GET.get("bevart") == "ja",
        "logg_inn": f"{reverse('users:logg_inn')}?{urlencode({'next': neste})}",
    }
    return render(request, "users/utlogget.html", innhold)


@never_cache
@require_safe
def innlogget_igjen(request: HttpRequest) -> HttpResponse:
    """Shown in the tab that was opened to log in again from another one."""
    return render(request, "users/innlogget_igjen.html")


def _svar(request: HttpRequest) -> JsonResponse:
    """200 also for nobody: that a login has ended is an answer, and not an error on the page that asks."""
    if request.user.is_authenticated:
        return JsonResponse({"innlogget": True} | oktstatus(request))
    return JsonResponse({"innlogget": False, "tekst": _forklaring(request)})


def _forklaring(request: HttpRequest) -> str:
    slutt = request.session.get(OKT_SLUTT) or {}
    return forklar_slutt(slutt.get("grunn", ""))
