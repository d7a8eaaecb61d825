"""Our own limits to a login: 30 minutes without doing anything, 120 minutes in all (settings OKT_*)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from users import klokke
from users.http import OKT_SLUTT, har_merke
from users.models import User
from users.oidc.forsok import fjern_brukt
from users.services.okt import MELLOM_SKRIVINGER, Sluttgrunn, avslutt_okt, finn_sluttgrunn, ta_avsluttet_okt


class OktMiddleware:
    """`request.user` is nobody when the login is over. Asked lazily: what needs no login never touches the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the limits between the session and whoever asks for the user."""
        request.user = SimpleLazyObject(lambda: _finn_bruker(request))  # type: ignore[assignment]
        response = self.get_response(request)
        if getattr(request, "okt_er_i_bruk", False) and not _av_seg_selv(request):
            noter_aktivitet(request)
        fjern_brukt(request, response)
        return response


def _av_seg_selv(request: HttpRequest) -> bool:
    """Does a script ask, with nobody at the keys? By an address that only scripts use, or saying so of a page's own."""
    return har_merke(request, "uten_aktivitet") or "Uten-Aktivitet" in request.headers


def noter_aktivitet(request: HttpRequest, *, straks: bool = False) -> None:
    """The person is here: the idle limit starts again. Written at most once a minute, unless `straks`."""
    naa = klokke.naa()
    if auth.SESSION_KEY not in request.session:
        return
    if straks or naa - request.session.get("siste_aktivitet", 0) >= MELLOM_SKRIVINGER:
        request.session["siste_aktivitet"] = naa


def _finn_bruker(request: HttpRequest) -> User | AnonymousUser:
    bruker = auth.get_user(request)
    if not isinstance(bruker, User):
        _merk_avsluttet_fra_idporten(request)
        return AnonymousUser()
    grunn = finn_sluttgrunn(okt=request.session, naa=klokke.naa())
    if grunn is None:
        request.okt_er_i_bruk = True  # type: ignore[attr-defined]
        return bruker
    avslutt_okt(session_key=request.session.session_key or "", grunn=grunn, av=bruker)
    request.session.flush()
    request.session[OKT_SLUTT] = {"grunn": grunn.value, "bruker": str(bruker.pk)}
    request.okt_sluttet_naa = True  # type: ignore[attr-defined]
    return AnonymousUser()


def _merk_avsluttet_fra_idporten(request: HttpRequest) -> None:
    """The browser still has the cookie of a session that ID-porten has ended: remember whose it was."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not cookie or request.session.session_key is not None:
        return
    bruker_id = ta_avsluttet_okt(session_key=cookie)
    if bruker_id:
        request.session[OKT_SLUTT] = {"grunn": Sluttgrunn.IDPORTEN.value, "bruker": bruker_id}
        request.okt_sluttet_naa = True  # type: ignore[attr-defined]
