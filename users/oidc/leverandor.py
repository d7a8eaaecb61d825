"""ID-porten as seen over the wire: its discovery document and signing keys, cached, and calls that always end in time.

OpenID Connect Discovery 1.0. Digdir asks clients to keep the metadata for about a day and take every address from it.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
import structlog
from django.conf import settings
from django.core.cache import cache
from urllib3.exceptions import HTTPError

from users.errors import IdportenUtilgjengelig, InnloggingAvvist

logger = structlog.get_logger(__name__)

_FERSK_SEKUNDER = 24 * 3600
_NODLAGER_SEKUNDER = 7 * 24 * 3600  # an old copy is better than no login when discovery fails
_MELLOM_OPPFRISKINGER = 10
_MAKS_BYTES = 1024 * 1024
_BIT_BYTES = 16 * 1024
ALGORITMER = ("RS256", "RS384", "RS512")


class Frist:
    """The time that all calls to ID-porten in one of our requests may take together: two time limits."""

    def __init__(self) -> None:
        self._slutt = time.monotonic() + 2 * settings.IDPORTEN_TIDSGRENSE_SEKUNDER

    def igjen(self) -> float:
        """Seconds left. Raises IdportenUtilgjengelig when there are none."""
        igjen = self._slutt - time.monotonic()
        if igjen <= 0:
            raise IdportenUtilgjengelig
        return igjen


@dataclass(frozen=True)
class Leverandor:
    """What we use of the discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str


def hent_leverandor(frist: Frist) -> Leverandor:
    """ID-porten's addresses. Raises IdportenUtilgjengelig."""
    utsteder = settings.IDPORTEN_ISSUER
    dokument = _mellomlagret(f"{utsteder}/.well-known/openid-configuration", frist)
    try:
        leverandor = Leverandor(**{felt: str(dokument[felt]) for felt in Leverandor.__dataclass_fields__})
    except KeyError as feil:
        raise _utilgjengelig("metadata_mangler_felt") from feil
    if leverandor.issuer.rstrip("/") != utsteder:
        raise _utilgjengelig("metadata_feil_issuer")
    adresser = (leverandor.authorization_endpoint, leverandor.token_endpoint, leverandor.jwks_uri)
    if urlsplit(utsteder).scheme == "https" and not all(adresse.startswith("https://") for adresse in adresser):
        raise _utilgjengelig("metadata_uten_https")
    return leverandor


@dataclass(frozen=True)
class Oppfrisking:
    """How often unknown keys may make us ask for the keys again, for one kind of token."""

    navn: str
    per_minutt: int

    def ta(self, kid: str, adresse: str) -> bool:
        """Whether this `kid` may, now. Counted before anything is remembered, so that nobody fills the cache."""
        teller = _cachenavn(f"oppfriskinger-{self.navn}-{int(time.time()) // 60}", adresse)
        if cache.get(_ukjent(kid, adresse)) or (antall := cache.get(teller, 0)) >= self.per_minutt:
            return False
        cache.set(teller, antall + 1, 60)
        return True


# An id_token comes from ID-porten itself, in answer to a code; a logout_token may be sent by anybody.
INNLOGGING = Oppfrisking("innlogging", 60)
UTLOGGING = Oppfrisking("utlogging", 6)


def finn_nokkel(
    kid: str, alg: str, leverandor: Leverandor, frist: Frist, formal: Oppfrisking = INNLOGGING
) -> jwt.PyJWK:
    """The published key with this `kid`. An unknown one makes us ask again at once, whoever asked a moment ago.

    One that was not there is not asked for again for ten seconds. Raises InnloggingAvvist when nobody publishes it,
    IdportenUtilgjengelig when the keys cannot be had.
    """
    nokkel = _blant(_mellomlagret(leverandor.jwks_uri, frist), kid, alg)
    if nokkel is None and formal.ta(kid, leverandor.jwks_uri):
        nokkel = _blant(_mellomlagret(leverandor.jwks_uri, frist, bruk_lagret=False), kid, alg)
        if nokkel is None:
            cache.set(_ukjent(kid, leverandor.jwks_uri), 1, _MELLOM_OPPFRISKINGER)
    if nokkel is None:
        raise InnloggingAvvist("kid")
    return nokkel


def send(adresse: str, frist: Frist, data: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """GET, or POST of a form: status and JSON object. Raises IdportenUtilgjengelig when none comes in time."""
    try:
        status, innhold = _innen(frist, lambda: _hent(adresse, frist, data))
    except (requests.RequestException, HTTPError, OSError) as feil:
        raise _utilgjengelig(type(feil).__name__) from feil
    try:
        verdi = json.loads(innhold)
    except ValueError as feil:
        raise _utilgjengelig(f"ikke_json_{status}") from feil
    if not isinstance(verdi, dict):
        raise _utilgjengelig("ikke_objekt")
    return status, verdi


def _innen(frist: Frist, kall: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    """Do it in another thread and wait no longer than there is time: looking up a name has no time limit of its own."""
    svar: Future[tuple[int, bytes]] = Future()

    def kjor() -> None:
        try:
            svar.set_result(kall())
        except Exception as feil:  # handed over to the one who waits
            svar.set_exception(feil)

    threading.Thread(target=kjor, name="idporten", daemon=True).start()
    return svar.result(timeout=frist.igjen())


def _hent(adresse: str, frist: Frist, data: dict[str, str] | None) -> tuple[int, bytes]:
    with requests.request(
        "POST" if data else "GET",
        adresse,
        data=data,
        timeout=min(float(settings.IDPORTEN_TIDSGRENSE_SEKUNDER), frist.igjen()),
        allow_redirects=False,
        stream=True,
        headers={"Accept": "application/json"},
    ) as svar:
        if svar.is_redirect:
            raise requests.TooManyRedirects
        innhold = b""
        while bit := svar.raw.read1(_BIT_BYTES, decode_content=True):
            innhold += bit
            frist.igjen()
            if len(innhold) > _MAKS_BYTES:
                raise requests.exceptions.ContentDecodingError
        return svar.status_code, innhold


def _mellomlagret(adresse: str, frist: Frist, *, bruk_lagret: bool = True) -> dict[str, Any]:
    """The JSON at this address, at most a day old; older when it cannot be had anew."""
    navn = _cachenavn("dokument", adresse)
    lagret: dict[str, Any] | None = cache.get(navn)
    if lagret and bruk_lagret and time.time() - lagret["hentet"] < _FERSK_SEKUNDER:
        dokument: dict[str, Any] = lagret["dokument"]
        return dokument
    try:
        status, dokument = send(adresse, frist)
        if status != requests.codes.ok:
            raise _utilgjengelig(f"status_{status}")
    except IdportenUtilgjengelig:
        if lagret is None:
            raise
        gammelt: dict[str, Any] = lagret["dokument"]
        return gammelt
    cache.set(navn, {"hentet": time.time(), "dokument": dokument}, _NODLAGER_SEKUNDER)
    return dokument


def _blant(jwks: dict[str, Any], kid: str, alg: str) -> jwt.PyJWK | None:
    nokler = jwks.get("keys")
    for nokkel in nokler if isinstance(nokler, list) else []:
        passer = isinstance(nokkel, dict) and nokkel.get("kid") == kid and nokkel.get("kty") == "RSA"
        if passer and nokkel.get("use", "sig") == "sig" and nokkel.get("alg", alg) == alg:
            try:
                return jwt.PyJWK(nokkel, algorithm=alg)
            except (jwt.PyJWKError, jwt.InvalidKeyError):
                return None
    return None


def _ukjent(kid: str, adresse: str) -> str:
    return _cachenavn("ukjent", f"{adresse} {kid}")


def _cachenavn(slag: str, adresse: str) -> str:
    return f"idporten-{slag}-{hashlib.sha256(adresse.encode()).hexdigest()}"


def _utilgjengelig(grunn: str) -> IdportenUtilgjengelig:
    logger.warning("idporten_utilgjengelig", grunn=grunn)
    return IdportenUtilgjengelig()
