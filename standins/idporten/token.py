"""/token: authenticates the client by private_key_jwt, redeems the code once, signs the tokens (spoilt on demand)."""

import base64
import hashlib
import re
import time
import uuid
from typing import Any

import jwt

from standins.assertion import AssertionRefusedError, les_assertion
from standins.idporten.tilstand import HIGH, KODE_SEKUNDER, LEVETID_SEKUNDER, SPOLBART, IdPortenTilstand, Kode
from standins.klienter import Klient
from standins.nokler import feil_nokkel
from standins.wsgi import Request, Response, json_response

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_ID_TOKEN_FAULTS = tuple(SPOLBART - {"svar_iss"})


class _TokenRefusedError(Exception):
    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


def token(idp: IdPortenTilstand, request: Request) -> Response:
    """The token endpoint."""
    form = request.params() if request.method == "POST" else {}
    try:
        klient = _authenticate(idp, form)
        if form.get("grant_type") != "authorization_code":
            raise _TokenRefusedError("unsupported_grant_type", "grant_type must be authorization_code")
        kode = _redeem(idp, form, klient)
    except (_TokenRefusedError, AssertionRefusedError) as error:
        status = 401 if error.error == "invalid_client" else 400
        return json_response({"error": error.error, "error_description": str(error)}, status)
    answer = {
        "access_token": access_token(idp, klient, kode.sesjon.pid, kode.acr, kode.forsporsel.scope),
        "id_token": _id_token(idp, kode),
        "token_type": "Bearer",
        "expires_in": LEVETID_SEKUNDER,
        "scope": kode.forsporsel.scope,
    }
    return json_response(answer)


def _authenticate(idp: IdPortenTilstand, form: dict[str, str]) -> Klient:
    """private_key_jwt, and nothing else."""
    if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
        raise _TokenRefusedError("invalid_client", "private_key_jwt is required")
    try:
        klient, claims = les_assertion(
            form["client_assertion"], klienter=idp.klienter, aud=idp.issuer, brukte=idp.brukte
        )
    except AssertionRefusedError as error:
        raise _TokenRefusedError("invalid_client", str(error)) from error
    if claims.get("sub") != klient.client_id or form.get("client_id", klient.client_id) != klient.client_id:
        raise _TokenRefusedError("invalid_client", "sub and client_id must be the client that signed")
    return klient


def _redeem(idp: IdPortenTilstand, form: dict[str, str], klient: Klient) -> Kode:
    """The code, which is spent by the attempt, whatever comes of it."""
    with idp.lock:
        kode = idp.koder.pop(form.get("code", ""), None)
    if kode is None or time.time() - kode.opprettet > KODE_SEKUNDER or kode.sesjon.cookie not in idp.sesjoner:
        raise _TokenRefusedError("invalid_grant", "the code is unknown, used or too old")
    if kode.forsporsel.klient.client_id != klient.client_id:
        raise _TokenRefusedError("invalid_grant", "the code belongs to another client")
    if form.get("redirect_uri") != kode.forsporsel.redirect_uri:
        raise _TokenRefusedError("invalid_grant", "redirect_uri is not the one of the request")
    verifier = form.get("code_verifier", "")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not _VERIFIER.fullmatch(verifier) or digest != kode.forsporsel.challenge:
        raise _TokenRefusedError("invalid_grant", "code_verifier does not match")
    return kode


def access_token(idp: IdPortenTilstand, klient: Klient, pid: str, acr: str = HIGH, scope: str = "openid") -> str:
    """An access token on behalf of a person; ``consumer`` is there when the client is registered with an orgnr."""
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": idp.issuer,
        "sub": idp.sub_for(klient.client_id, pid),
        "aud": "unspecified",
        "client_id": klient.client_id,
        "client_amr": "private_key_jwt",
        "token_type": "Bearer",
        "scope": scope,
        "pid": pid,
        "acr": acr,
        "iat": now,
        "exp": now + LEVETID_SEKUNDER,
        "jti": str(uuid.uuid4()),
    }
    if klient.orgnr:
        claims["consumer"] = {"authority": "iso6523-actorid-upis", "ID": f"0192:{klient.orgnr}"}
    return idp.nokler.signer(claims)


def _id_token(idp: IdPortenTilstand, kode: Kode) -> str:
    now = int(time.time())
    klient = kode.forsporsel.klient
    claims: dict[str, object] = {
        "iss": idp.issuer,
        "aud": klient.client_id,
        "sub": idp.sub_for(klient.client_id, kode.sesjon.pid),
        "pid": kode.sesjon.pid,
        "acr": kode.acr,
        "amr": ["TestID"],
        "locale": kode.forsporsel.locale,
        "nonce": kode.forsporsel.nonce,
        "auth_time": kode.auth_time,
        "iat": now,
        "exp": now + LEVETID_SEKUNDER,
        "jti": str(uuid.uuid4()),
    }
    if klient.frontchannel_logout_session_required:
        claims["sid"] = kode.sesjon.sid
    spol = idp.ta_spol(*_ID_TOKEN_FAULTS)
    _spoil_claims(claims, spol, now)
    return _sign(idp, claims, spol)


def _spoil_claims(claims: dict[str, Any], spol: dict[str, Any], now: int) -> None:
    """Make the claims wrong as asked. ``True`` takes a usual wrong value."""
    wrong = {"aud": "en-annen-klient", "iss": "https://feil.example", "nonce": "feil", "acr": "idporten-loa-low"}
    for name in wrong.keys() & spol.keys():
        claims[name] = wrong[name] if spol[name] is True else spol[name]
    if "utlopt" in spol:
        claims["exp"] = now - (3600 if spol["utlopt"] is True else int(spol["utlopt"]))
        claims["iat"] = claims["exp"] - LEVETID_SEKUNDER
    if "ikke_gyldig_enna" in spol:
        claims["iat"] = now + (3600 if spol["ikke_gyldig_enna"] is True else int(spol["ikke_gyldig_enna"]))
        claims["exp"] = claims["iat"] + LEVETID_SEKUNDER
    claims.update(spol.get("krav", {}))
    without = {name.removeprefix("uten_") for name in spol if name.startswith("uten_")}
    for name in without | {name for name, value in claims.items() if value is None}:
        claims.pop(name, None)


def _sign(idp: IdPortenTilstand, claims: dict[str, Any], spol: dict[str, Any]) -> str:
    if "alg_none" in spol:
        return jwt.encode(claims, "", algorithm="none", headers={"kid": idp.nokler.aktiv.kid})
    kid = idp.nokler.aktiv.kid
    if "kid" in spol:
        kid = "ukjent-kid" if spol["kid"] is True else spol["kid"]
    key = feil_nokkel() if "feil_nokkel" in spol else idp.nokler.aktiv
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": kid})
