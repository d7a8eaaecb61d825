"""Logout: ends the SSO session and tells its clients, in iframes (front-channel) and by POST (back-channel)."""

import http.client
import logging
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import jwt

from standins.idporten.sider import feilside, utlogget_side
from standins.idporten.tilstand import COOKIE, LEVETID_SEKUNDER, Bakkanalforsok, IdPortenTilstand, Sesjon
from standins.klienter import Klient
from standins.wsgi import BadRequestError, Request, Response, redirect

log = logging.getLogger("standins")
BACKCHANNEL_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CONNECT_SECONDS = 2
READ_SECONDS = 5


def end_session(idp: IdPortenTilstand, request: Request) -> Response:
    """RP-initiated logout. Without a cookie an error page is shown, as ID-porten does."""
    params = request.params()
    klient = _client_of(idp, params)
    wanted = params.get("post_logout_redirect_uri")
    if wanted and klient and wanted not in klient.post_logout_redirect_uris:
        return feilside("Adressen i post_logout_redirect_uri er ikke registrert på klienten.")
    cookie = request.cookie(COOKIE)
    if not cookie:
        return feilside("Du har ingen innlogging å logge ut av.")
    sesjon = idp.sesjoner.get(cookie)
    rammer = avslutt_sesjon(idp, sesjon) if sesjon else []
    response = redirect(wanted, state=params.get("state")) if wanted and klient else utlogget_side([], None)
    if rammer:
        response = utlogget_side(rammer, dict(response.headers).get("Location"))
    response.headers.append(("Set-Cookie", f"{COOKIE}=; Path=/idporten; HttpOnly; SameSite=Lax; Max-Age=0"))
    return response


def avslutt_sesjon(idp: IdPortenTilstand, sesjon: Sesjon) -> list[str]:
    """End the session, send the back-channel calls and wait for them; returns the front-channel addresses."""
    with idp.lock:
        idp.sesjoner.pop(sesjon.cookie, None)
    klienter = list(sesjon.klienter.values())
    told = [klient for klient in klienter if klient.backchannel_logout_uri]
    with ThreadPoolExecutor(max_workers=max(len(told), 1)) as pool:
        idp.bakkanal += pool.map(lambda klient: _send_back_channel(idp, klient, sesjon.sid), told)
    query = urlencode({"iss": idp.issuer, "sid": sesjon.sid})
    uris = [klient.frontchannel_logout_uri for klient in klienter if klient.frontchannel_logout_uri]
    return [f"{uri}{'&' if '?' in uri else '?'}{query}" for uri in uris]


def logout_token(idp: IdPortenTilstand, client_id: str, sid: str | None, **krav: object) -> str:
    """A signed logout token; ``krav`` overrides claims, None leaves one out."""
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": idp.issuer,
        "aud": client_id,
        "iat": now,
        "exp": now + LEVETID_SEKUNDER,
        "jti": str(uuid.uuid4()),
        "sid": sid,
        "events": {BACKCHANNEL_EVENT: {}},
    }
    claims.update(krav)
    return idp.nokler.signer({name: value for name, value in claims.items() if value is not None}, typ="logout+jwt")


def _client_of(idp: IdPortenTilstand, params: dict[str, str]) -> Klient | None:
    """The client named by ``client_id`` or ``id_token_hint``; they must agree. An expired hint is good."""
    named = {params["client_id"]} if params.get("client_id") else set()
    if params.get("id_token_hint"):
        try:
            named.add(idp.nokler.les(params["id_token_hint"])["aud"])
        except (jwt.InvalidTokenError, KeyError) as error:
            raise BadRequestError("id_token_hint is not ours") from error
    if not named:
        return None
    klient = idp.klienter.finn(named.pop()) if len(named) == 1 else None
    if klient is None:
        raise BadRequestError("client_id and id_token_hint name no client, or two")
    return klient


def _send_back_channel(idp: IdPortenTilstand, klient: Klient, sid: str) -> Bakkanalforsok:
    """One attempt, never repeated."""
    uri = urlsplit(klient.backchannel_logout_uri or "")
    body = urlencode({"logout_token": logout_token(idp, klient.client_id, sid)})
    connection = http.client.HTTPConnection(uri.hostname or "", uri.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(READ_SECONDS)
        connection.request("POST", uri.path or "/", body, {"Content-Type": "application/x-www-form-urlencoded"})
        utfall = str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        utfall = type(error).__name__
    finally:
        connection.close()
    log.info("back-channel logout to %s: %s", klient.client_id, utfall)
    return Bakkanalforsok(klient.client_id, sid, utfall)
