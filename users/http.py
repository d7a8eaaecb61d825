"""What views of logged-in people share: the request's type, the demand for a login, forms that outlive a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from users import bevaring
from users.models import User
from users.niva import url_for_hoyere_niva
from users.services.okt import Sluttgrunn

P = ParamSpec("P")
OKT_SLUTT = "okt_slutt"  # session key: {"grunn", "bruker"} of the login that ended
TAR_IMOT_FILER = "tar_imot_filer"  # mark of a view that reads its body by itself, see fiks_deldokument/kroppsvakt.py
TRYGGE = {"GET", "HEAD", "OPTIONS"}


class AuthenticatedHttpRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


def krever_innlogging(
    view: Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Nobody is sent to login and back; scripts, tus clients and downloads get 401, not a page they cannot use."""

    @wraps(view)
    def innpakket(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _til_innlogging(request)
        if request.method == "POST" and _er_bevart(request):
            bevaring.glem(request.session)
        return view(cast(AuthenticatedHttpRequest, request), *args, **kwargs)

    return innpakket


def bevar_skjema(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Marks a view whose form is worth keeping when the session has ended; see `hent_bevart_skjema`.

    The page that shows the form must have the same path as the one that takes it.
    """

    @wraps(view)
    def innpakket(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(*args, **kwargs)

    return merk(innpakket, "bevar_skjema")


def uten_aktivitet(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Marks a view that scripts call by themselves: asking it does not count as a person being active."""

    @wraps(view)
    def innpakket(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(*args, **kwargs)

    return merk(innpakket, "uten_aktivitet")


def gir_fil(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Marks a view whose answer is saved: a login page in its place would end up in, or be added to, the file."""

    @wraps(view)
    def innpakket(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(*args, **kwargs)

    return merk(innpakket, "gir_fil")


def merk(view: Callable[P, HttpResponseBase], navn: str) -> Callable[P, HttpResponseBase]:
    """Set a mark that `har_merke` finds on the resolved view, through decorators that use `wraps`."""
    setattr(view, navn, True)
    return view


def har_merke(request: HttpRequest, navn: str) -> bool:
    """Whether the view that answers this request has the mark."""
    return request.resolver_match is not None and getattr(request.resolver_match.func, navn, False)


def hent_bevart_skjema(request: HttpRequest) -> QueryDict | None:
    """What this person had typed at this path when the session ended, or None. Gone once the form is sent again."""
    if not request.user.is_authenticated:
        return None
    return bevaring.hent(request.session, bruker_id=str(request.user.pk), sti=request.path)


def krev_hoyere_niva(request: HttpRequest, sikkerhetsniva: int) -> HttpResponse:
    """Somebody known, but not surely enough, is sent to log in at this level; programs get 401 as without a login."""
    if not _kan_logge_inn(request):
        return _svar_401()
    return HttpResponseRedirect(url_for_hoyere_niva(request, sikkerhetsniva))


def trygg_neste(request: HttpRequest, adresse: str | None) -> str | None:
    """The address if it lies on this host, else None."""
    trygg = adresse and url_has_allowed_host_and_scheme(
        adresse, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return adresse if trygg else None


def _til_innlogging(request: HttpRequest) -> HttpResponse:
    slutt: dict[str, Any] | None = request.session.get(OKT_SLUTT)
    if not _kan_logge_inn(request):
        return _svar_401()
    bevart = _bevar(request, slutt) if slutt else False
    if slutt and slutt["grunn"] == Sluttgrunn.SELV and not bevart:
        slutt = None  # whoever has logged out knows why, and it may be somebody else who sits here now
    sporring = urlencode({"next": _neste(request)} | ({"bevart": "ja"} if bevart else {}))
    # Somebody whose session has ended is told why before being sent on.
    return HttpResponseRedirect(f"{reverse('users:utlogget' if slutt else 'users:logg_inn')}?{sporring}")


def _kan_logge_inn(request: HttpRequest) -> bool:
    """Whether this is a browser on its way to a page. Nothing else can log in and come back.

    A program that goes on with a download says nothing about pages (`*/*`), and so does a browser that does.
    """
    if "Tus-Resumable" in request.headers or "Range" in request.headers:
        return False
    if har_merke(request, "gir_fil"):
        return any((type_.main_type, type_.sub_type) == ("text", "html") for type_ in request.accepted_types)
    return request.accepts("text/html")


def _svar_401() -> HttpResponse:
    svar = JsonResponse({"feil": "innlogging_kreves", "melding": _("Du må logge inn på nytt.")}, status=401)
    svar["Cache-Control"] = "no-store"
    return svar


def _bevar(request: HttpRequest, slutt: dict[str, Any]) -> bool:
    if request.method != "POST" or not _er_bevart(request):
        return False
    return bevaring.bevar(request.session, bruker_id=slutt["bruker"], sti=request.path, felter=request.POST)


def _er_bevart(request: HttpRequest) -> bool:
    return har_merke(request, "bevar_skjema")


def _neste(request: HttpRequest) -> str:
    """Back to this page; after an act that has no page of its own, back to the page it was done from."""
    if request.method in TRYGGE or _er_bevart(request):
        return request.get_full_path()
    fra = trygg_neste(request, request.headers.get("Referer"))
    return urlsplit(fra)._replace(scheme="", netloc="").geturl() if fra else reverse("forside")
