"""To ID-porten and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.utils import import_from_settings
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from adapters.metrikk import IDPORTEN, tell_avvist
from users import bevaring, klokke
from users.errors import Feil, IdportenUtilgjengelig, InnloggingAvbrutt, InnloggingAvvist, InnloggingFeilet
from users.http import OKT_SLUTT, trygg_neste
from users.models import User
from users.niva import ACR_FOR_NIVA, BETYDELIG, har_niva
from users.oidc.forsok import Forsok, begynn_forsok, er_denne_nettleserens, les_forsok, merk_brukt, sett_kapsel
from users.oidc.leverandor import Frist, hent_leverandor
from users.services.innlogging import registrer_avvist, registrer_innlogget
from users.services.okt import registrer_okt

logger = structlog.get_logger(__name__)
_STATER = "oidc_states"  # the library's session key
_BRUKT = {"state", "kode"}  # how an answer that was used before is refused
_IDPORTEN_NEDE = {"server_error", "temporarily_unavailable"}


def _innstilling(navn: str, *standard: Any) -> Any:
    """The library's settings, but for what is ours or comes from discovery: that is asked for when it is needed."""
    if navn.startswith("OIDC_OP_"):
        return ""
    return import_from_settings("IDPORTEN_CLIENT_ID" if navn == "OIDC_RP_CLIENT_ID" else navn, *standard)


@method_decorator(never_cache, name="dispatch")
class LoggInnView(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """GET `?next=&niva=`: to ID-porten, with the level and the address to come back to in `state`."""

    get_settings = staticmethod(_innstilling)
    niva: int = BETYDELIG

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the browser to ID-porten, or straight on if the person is already logged in surely enough."""
        self.niva = _onsket_niva(request)
        neste = trygg_neste(request, request.GET.get("next")) or resolve_url("forside")
        if har_niva(request, self.niva):
            return HttpResponseRedirect(neste)
        try:
            self.OIDC_OP_AUTH_ENDPOINT = hent_leverandor(Frist()).authorization_endpoint
        except IdportenUtilgjengelig as feil:
            feil.prov_igjen = _prov_igjen(neste, self.niva)
            raise
        response, bibliotekets = self._spor_biblioteket(request)
        utsendt = begynn_forsok(
            neste=neste, niva=self.niva, nonce=bibliotekets["nonce"], code_verifier=bibliotekets["code_verifier"]
        )
        adresse = urlsplit(response["Location"])
        sporring = dict(parse_qsl(adresse.query)) | {"state": utsendt.state}
        response["Location"] = adresse._replace(query=urlencode(sporring)).geturl()
        sett_kapsel(request, response, utsendt)
        return response

    def _spor_biblioteket(self, request: HttpRequest) -> tuple[HttpResponse, dict[str, Any]]:
        """The library's redirect, and what it would have kept with its `state`.

        It keeps all attempts of a browser in one session row, that tabs opened together overwrite for each other, and
        makes a row for any stranger who asks: it gets a session that is thrown away.
        """
        okten, request.session = request.session, {}  # type: ignore[assignment]
        try:
            response: HttpResponse = super().get(request)
            [bibliotekets] = request.session[_STATER].values()
        finally:
            request.session = okten
        return response, bibliotekets

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        """The level, and the language the person reads here."""
        return {"acr_values": ACR_FOR_NIVA[self.niva], "ui_locales": get_language() or "nb"}


@method_decorator(never_cache, name="dispatch")
class CallbackView(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Where ID-porten sends the browser back. Raises users.errors; a refusal never makes or ends a session."""

    get_settings = staticmethod(_innstilling)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Log in, or say why not."""
        state = request.GET.get("state", "")
        forsok = les_forsok(state)
        kjent = forsok is not None and er_denne_nettleserens(request, state, forsok)
        try:
            if forsok is None or not kjent:
                raise InnloggingAvvist("state")
            _fullfor(request, forsok)
        except Feil as feil:
            neste, niva = _maal(request, forsok)
            # The answer came once before (the back button, the same tab twice), and the person is already in.
            if getattr(feil, "grunn", "") in _BRUKT and har_niva(request, niva):
                return HttpResponseRedirect(neste)
            feil.prov_igjen = _prov_igjen(neste, niva)
            _noter_avvist(request, state, feil, kjent=kjent)
            raise
        merk_brukt(request, state)
        return HttpResponseRedirect(_maal(request, forsok)[0])


def _fullfor(request: HttpRequest, forsok: Forsok) -> None:
    _sjekk_svar(request)
    bruker = auth.authenticate(request, nonce=forsok.nonce, code_verifier=forsok.code_verifier, niva=forsok.niva)
    if not isinstance(bruker, User):
        raise InnloggingAvvist("uten_kode")
    if not bruker.is_active:
        raise InnloggingAvvist("sperret")
    _logg_inn(request, bruker, bruker.idporten_krav)  # type: ignore[attr-defined]  # set by our backend


def _maal(request: HttpRequest, forsok: Forsok | None) -> tuple[str, int]:
    """Where the person was going, and the level it demands. Asked again: the host may be another than at the start."""
    if forsok is None:
        return resolve_url("forside"), BETYDELIG
    return trygg_neste(request, forsok.neste) or resolve_url("forside"), forsok.niva


def _noter_avvist(request: HttpRequest, state: str, feil: Feil, *, kjent: bool) -> None:
    grunn = getattr(feil, "grunn", feil.kode)
    logger.warning("innlogging_avvist", grunn=grunn)
    if isinstance(feil, InnloggingAvvist):
        tell_avvist(IDPORTEN)
    # When ID-porten is down, loading the page again may succeed; everything else ends the attempt.
    if kjent and isinstance(feil, InnloggingFeilet):
        merk_brukt(request, state)
        # Anybody can call this address with anything; only a browser that we sent out gets to write in the log.
        registrer_avvist(grunn=grunn)


def _sjekk_svar(request: HttpRequest) -> None:
    """RFC 9207 `iss`, if it is there, and errors. Raises users.errors."""
    iss = request.GET.get("iss")
    if iss is not None and iss != hent_leverandor(Frist()).issuer:
        raise InnloggingAvvist("svar_iss")
    feil = request.GET.get("error")
    if feil == "access_denied":
        raise InnloggingAvbrutt
    if feil in _IDPORTEN_NEDE:
        raise IdportenUtilgjengelig
    if feil:
        raise InnloggingAvvist("feil_fra_idporten")


def _logg_inn(request: HttpRequest, bruker: User, krav: dict[str, Any]) -> None:
    forrige = request.session.session_key or ""
    auth.login(request, bruker)  # empties a session that was somebody else's
    request.session.cycle_key()
    if bevaring.eier(request.session) != str(bruker.pk):
        bevaring.glem(request.session)
    request.session.pop(OKT_SLUTT, None)
    naa = klokke.naa()
    sid = krav["sid"] if isinstance(krav.get("sid"), str) else ""
    request.session.update({"acr": krav["acr"], "sid": sid, "innlogget": naa, "siste_aktivitet": naa})
    registrer_okt(
        session_key=request.session.session_key or "", sid=sid, sub=str(krav["sub"]), av=bruker, forrige=forrige
    )
    registrer_innlogget(acr=krav["acr"], av=bruker)


def _onsket_niva(request: HttpRequest) -> int:
    onsket = request.GET.get("niva", "")
    return next((niva for niva in ACR_FOR_NIVA if str(niva) == onsket), BETYDELIG)


def _prov_igjen(neste: str, niva: int) -> str:
    return f"{reverse('users:logg_inn')}?{urlencode({'next': neste, 'niva': niva})}"
