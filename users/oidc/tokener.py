"""What is signed: our assertion to ID-porten, and ID-porten's id_token and logout_token to us.

OpenID Connect Core 1.0 section 3.1.3.7, Back-Channel Logout 1.0 section 2.6, RFC 7523. The library's own check accepts
a wrong `aud` or `iss` and a token without `exp`, so every check is here.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from adapters.tokens import UNREADABLE, WITHOUT_TIMES, check_times, is_time
from users import klokke
from users.errors import InnloggingAvvist, UgyldigNummer
from users.niva import niva_for_acr
from users.numre import tolk_fodselsnummer
from users.oidc.leverandor import ALGORITMER, Frist, finn_nokkel, hent_leverandor

_BEVIS_SEKUNDER = 100  # ID-porten refuses more than 120
_UTLOGGING = "schemas.openid.net/event/backchannel-logout"
_UTLOGGINGSHENDELSER = {_UTLOGGING, f"http://{_UTLOGGING}", f"https://{_UTLOGGING}"}
_TEKSTER = ("sub", "sid", "jti", "nonce")  # a lone surrogate or a NUL is not printable
_GRUNNER: tuple[tuple[type[jwt.InvalidTokenError], str], ...] = (
    (jwt.ExpiredSignatureError, "utlopt"),
    (jwt.ImmatureSignatureError, "iat"),
    (jwt.InvalidIssuedAtError, "iat"),
    (jwt.InvalidAudienceError, "aud"),
    (jwt.InvalidIssuerError, "iss"),
    (jwt.InvalidSignatureError, "signatur"),
)


def lag_klientbevis(issuer: str) -> str:
    """private_key_jwt: who we are, to the token endpoint. `aud` is the issuer as a single text; `jti` is always new."""
    naa = klokke.naa()
    krav = {
        "iss": settings.IDPORTEN_CLIENT_ID,
        "sub": settings.IDPORTEN_CLIENT_ID,
        "aud": issuer,
        "iat": naa,
        "exp": naa + _BEVIS_SEKUNDER,
        "jti": str(uuid.uuid4()),
    }
    headers = {"kid": settings.IDPORTEN_KID}
    return jwt.encode(krav, settings.IDPORTEN_PRIVATNOKKEL, algorithm="RS256", headers=headers)


def les_id_token(token: object, *, nonce: str, niva: int, frist: Frist) -> dict[str, Any]:
    """The claims of an id_token that was made for us, for this login (`nonce`), at this level or a higher one.

    Raises InnloggingAvvist with the check that failed, or IdportenUtilgjengelig.
    """
    krav = _verifiser(token, ("exp", "iat", "iss", "aud", "sub"), frist)
    _krev_azp(krav)
    if not isinstance(krav.get("nonce"), str) or not constant_time_compare(krav["nonce"], nonce):
        raise InnloggingAvvist("nonce")
    if niva_for_acr(krav.get("acr")) < niva:
        raise InnloggingAvvist("acr")
    try:
        krav["pid"] = tolk_fodselsnummer(krav["pid"] if isinstance(krav.get("pid"), str) else "")
    except UgyldigNummer as feil:
        raise InnloggingAvvist("pid") from feil
    return krav


@dataclass(frozen=True)
class Utlogging:
    """Whose sessions a logout_token ends: those of the session `sid`, or without one all of the person `sub`."""

    sid: str
    sub: str


def les_logout_token(token: object, frist: Frist) -> Utlogging:
    """Whom a logout_token logs out; it is good once. Raises InnloggingAvvist, IdportenUtilgjengelig."""
    krav = _verifiser(token, ("exp", "iat", "iss", "aud", "jti", "events"), frist, fra_hvem_som_helst=True)
    hendelser = krav["events"]
    if not isinstance(hendelser, dict) or not _UTLOGGINGSHENDELSER & hendelser.keys():
        raise InnloggingAvvist("events")
    if "nonce" in krav:
        raise InnloggingAvvist("nonce")
    sid, sub = krav.get("sid") or "", krav.get("sub") or ""
    if not isinstance(sid, str) or not isinstance(sub, str) or not (sid or sub):
        raise InnloggingAvvist("sid")
    brukt = "idporten-utlogging-" + hashlib.sha256(str(krav["jti"]).encode()).hexdigest()
    levetid = krav["exp"] - klokke.naa() + settings.IDPORTEN_TIDSAVVIK_SEKUNDER + 1
    if not cache.add(brukt, 1, max(int(levetid), 1)):
        raise InnloggingAvvist("jti")
    return Utlogging(sid, sub)


def _verifiser(
    token: object, pakrevd: tuple[str, ...], frist: Frist, *, fra_hvem_som_helst: bool = False
) -> dict[str, Any]:
    """Signature by a published key, issuer, audience and times. `fra_hvem_som_helst` as for `finn_nokkel`."""
    try:
        hode = jwt.get_unverified_header(token if isinstance(token, str) else "")
        if hode.get("alg") not in ALGORITMER:
            raise InnloggingAvvist("algoritme")
        leverandor = hent_leverandor(frist)
        nokkel = finn_nokkel(str(hode.get("kid", "")), hode["alg"], frist, fra_hvem_som_helst=fra_hvem_som_helst)
        krav: dict[str, Any] = jwt.decode(
            token if isinstance(token, str) else "",
            nokkel,
            algorithms=[hode["alg"]],
            audience=settings.IDPORTEN_CLIENT_ID,
            issuer=leverandor.issuer,
            options={"require": list(pakrevd), **WITHOUT_TIMES},
        )
        check_times(krav, now=klokke.naa(), leeway=settings.IDPORTEN_TIDSAVVIK_SEKUNDER)
    except jwt.MissingRequiredClaimError as feil:
        raise InnloggingAvvist(f"mangler_{feil.claim}") from feil
    except UNREADABLE as feil:
        grunn = next((grunn for klasse, grunn in _GRUNNER if isinstance(feil, klasse)), "format")
        raise InnloggingAvvist(grunn) from feil
    if not all(is_time(krav[navn]) for navn in ("exp", "iat")):
        raise InnloggingAvvist("tid")
    if not all(isinstance(krav.get(navn, ""), str) and krav.get(navn, "").isprintable() for navn in _TEKSTER):
        raise InnloggingAvvist("format")
    return krav


def _krev_azp(krav: dict[str, Any]) -> None:
    """A token for several audiences must say that it was made for us."""
    flere = isinstance(krav["aud"], list) and len(krav["aud"]) > 1
    if ("azp" in krav or flere) and krav.get("azp") != settings.IDPORTEN_CLIENT_ID:
        raise InnloggingAvvist("azp")
