"""Turns domain errors that a view lets through into a page with the right status, and keeps the API's manners."""

import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from adapters.arsak import arsak_til
from adapters.metrikk import tell_foresporsel
from dokumenter.errors import KodetKropp, SkjemaAvbrutt, UkjentOverforing
from dokumenter.protokoll.tus import VERSJON
from fiks_deldokument.borte import PROV_IGJEN_SEKUNDER
from fiks_deldokument.errors import status_for
from fiks_deldokument.feilsvar import Feilsvar, er_api, er_maskinsti, melding_for
from fiks_deldokument.foresporsel import merk_arsak
from users.errors import Feil

logger = structlog.get_logger(__name__)


class DomeneFeilMiddleware:
    """Every `Feil` becomes its page with its text and status, and so does a body that broke; nothing else is caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, feil: Exception) -> HttpResponse | None:
        """Django calls this when a view raises."""
        if isinstance(feil, UnreadablePostError):
            feil = SkjemaAvbrutt()  # the client went away, or stood still: no fault of ours
        return svar_pa_feil(request, feil) if isinstance(feil, Feil) else None


def svar_pa_feil(request: HttpRequest, feil: Feil) -> HttpResponse:
    """The page of a domain error, or what the door that is not for browsers (tus) has asked for."""
    status = status_for(feil)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        merk_arsak(request, arsak_til(feil))
        logger.error("domenefeil", kode=feil.kode, status=status, arsak=arsak_til(feil))
    else:
        logger.info("domenefeil", kode=feil.kode, status=status)
    svar = _svar_i_dorens_form(request, feil, status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        svar.headers.setdefault("Retry-After", str(PROV_IGJEN_SEKUNDER))
    return svar


def _svar_i_dorens_form(request: HttpRequest, feil: Feil, status: int) -> HttpResponse:
    if getattr(request, "feilsvar_hoder", None) is not None:
        hoder: dict[str, str] = request.feilsvar_hoder  # type: ignore[attr-defined]
        return HttpResponse(str(feil.melding), status=status, content_type="text/plain; charset=utf-8", headers=hoder)
    innhold = {"melding": feil.melding, "kode": feil.kode, "status": status, "prov_igjen": feil.prov_igjen}
    return render(request, feil.mal, innhold, status=status)


class KroppkodingMiddleware:
    """A body that is compressed or coded is refused on every address: nothing here undoes that, and it would be stored,
    or read, as it came.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        feil = _kroppkoding(request)
        if feil is None:
            return self.get_response(request)
        status, melding = status_for(feil), str(feil.melding)
        logger.info("domenefeil", kode=feil.kode, status=status)
        if er_maskinsti(request):
            return Feilsvar(request, status=status, melding=melding, kode=feil.kode)
        hoder = {"Cache-Control": "no-store"}
        if "Tus-Resumable" in request.headers:
            hoder["Tus-Resumable"] = VERSJON
        return HttpResponse(melding, status=status, content_type="text/plain; charset=utf-8", headers=hoder)


def _kroppkoding(request: HttpRequest) -> Feil | None:
    if _ledd(request, "Transfer-Encoding") - {"chunked", "identity"}:
        return UkjentOverforing()
    return KodetKropp() if _ledd(request, "Content-Encoding") - {"identity"} else None


def _ledd(request: HttpRequest, hode: str) -> set[str]:
    return {ledd.strip().lower() for ledd in request.headers.get(hode, "").split(",")} - {""}


class TellMiddleware:
    """Counts requests by view, when somebody reads the numbers. Outermost, so that it sees what really is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRIKK_ADRESSE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        startet = time.monotonic()
        svar = self.get_response(request)
        tell_foresporsel(visning=_visning(request), status=svar.status_code, sekunder=time.monotonic() - startet)
        return svar


class IkkeLagreMiddleware:
    """No answer may be kept by a browser or on the way, errors and refusals too, but those that say they are for all.

    Nearly every page holds a name, a menu or a token, and an address may answer one person and refuse the next. So it
    is said here, of whatever the layers inside answer; static files say themselves that they are `public`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        svar = self.get_response(request)
        sagt = svar.headers.get("Cache-Control", "")
        if "public" not in sagt and "no-store" not in sagt:
            svar.headers["Cache-Control"] = "private, no-store"
        return svar


def _visning(request: HttpRequest) -> str:
    """The name of the view in the code; never a part of the address, which may hold ids and capabilities."""
    treff = request.resolver_match
    if treff is not None:
        return treff.view_name
    return "statisk" if request.path_info.startswith(settings.STATIC_URL) else "ukjent"


class ApiMiddleware:
    """Under the API's addresses: a slash at the end makes no difference, and every error is KS' JSON, Django's too.

    No answer there is a page, so none may load or be shown inside anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        if not er_api(request):
            return self.get_response(request)
        if request.path_info != "/api/":
            request.path_info = request.path_info.rstrip("/")
        svar = self._svar(request)
        if er_maskinsti(request):
            svar.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        return svar

    def _svar(self, request: HttpRequest) -> HttpResponse:
        svar = self.get_response(request)
        if svar.status_code < HTTPStatus.BAD_REQUEST or isinstance(svar, Feilsvar):
            return svar
        feilsvar = Feilsvar(request, status=svar.status_code, melding=melding_for(svar.status_code))
        for hode in ("Allow", "Retry-After", "Content-Range", "ETag"):
            if hode in svar:
                feilsvar[hode] = svar[hode]
        return feilsvar
