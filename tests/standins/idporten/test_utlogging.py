"""Logout at the ID-porten stand-in: back to the client, and every client told."""

import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from tests.standins.klient import OTHER_KEY, TILBAKE, UTLOGGET, Nettleser, assertion, jwks, ny_kode, verifiser

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def mottatt() -> Iterator[dict[str, object]]:
    """A client's back-channel address, and the bodies that came to it."""
    received: dict[str, Any] = {"bodies": []}

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received["bodies"].append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    received["uri"] = f"http://127.0.0.1:{server.server_port}/oidc/bakkanal"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield received
    server.shutdown()
    server.server_close()
    thread.join()


def _registrer(nettleser: Nettleser, **fields: str) -> None:
    nettleser.idp.registrer_klient(
        client_id="klient", jwks=jwks(), redirect_uris=[TILBAKE], post_logout_redirect_uris=[UTLOGGET], **fields
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("named_by", ["client_id", "id_token_hint"])
def test_it_ends_the_session_and_sends_back(nettleser: Nettleser, method: str, named_by: str) -> None:
    hint = nettleser.innlos(ny_kode(nettleser)).json()["id_token"]
    fields = {"post_logout_redirect_uri": UTLOGGET, "state": "hei & hå"}
    fields[named_by] = "klient" if named_by == "client_id" else hint
    url, form = f"{nettleser.idp.issuer}/logout", fields
    if method == "GET":
        url, form = f"{url}?{urlencode(fields)}", {}
    response = nettleser.request(method, url, data=form, allow_redirects=False, timeout=5)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{UTLOGGET}?state=hei+%26+h%C3%A5"
    assert nettleser.authorize().status_code == 200
    assert not nettleser.idp.sesjoner


def test_it_ends_the_session_even_when_nobody_is_named(nettleser: Nettleser) -> None:
    ny_kode(nettleser)
    response = nettleser.get(f"{nettleser.idp.issuer}/logout?post_logout_redirect_uri={UTLOGGET}", timeout=5)
    assert (response.status_code, response.history) == (200, [])
    assert "Du er logget ut" in response.text
    assert not nettleser.idp.sesjoner


def test_it_refuses_an_unregistered_way_back(nettleser: Nettleser) -> None:
    ny_kode(nettleser)
    params = {"client_id": "klient", "post_logout_redirect_uri": UTLOGGET + "/et/annet/sted"}
    response = nettleser.get(f"{nettleser.idp.issuer}/logout", params=params, allow_redirects=False, timeout=5)
    assert response.status_code == 400
    assert len(nettleser.idp.sesjoner) == 1


def test_it_refuses_a_hint_that_is_not_its_own(nettleser: Nettleser) -> None:
    hint = nettleser.innlos(ny_kode(nettleser)).json()["id_token"]
    forged = assertion({"aud": "klient"}, OTHER_KEY, kid=nettleser.idp.nokler.aktiv.kid)
    for params in ({"id_token_hint": forged}, {"id_token_hint": hint, "client_id": "annen-klient"}):
        url = f"{nettleser.idp.issuer}/logout"
        assert nettleser.get(url, params=params, allow_redirects=False, timeout=5).status_code == 400
    assert len(nettleser.idp.sesjoner) == 1


def test_it_shows_an_error_to_a_browser_without_a_cookie(nettleser: Nettleser) -> None:
    params = {"client_id": "klient", "post_logout_redirect_uri": UTLOGGET}
    response = nettleser.get(f"{nettleser.idp.issuer}/logout", params=params, allow_redirects=False, timeout=5)
    assert response.status_code == 400


def test_it_sends_back_when_the_session_ended_meanwhile(nettleser: Nettleser) -> None:
    ny_kode(nettleser)
    nettleser.idp.avslutt()
    params = {"client_id": "klient", "post_logout_redirect_uri": UTLOGGET}
    response = nettleser.get(f"{nettleser.idp.issuer}/logout", params=params, allow_redirects=False, timeout=5)
    assert response.headers["Location"] == UTLOGGET


def test_it_loads_every_client_in_an_iframe_and_goes_on(nettleser: Nettleser) -> None:
    _registrer(nettleser, frontchannel_logout_uri="http://127.0.0.1:1/oidc/frontkanal?a=b")
    sid = nettleser.id_token()["sid"]
    params = {"client_id": "klient", "post_logout_redirect_uri": UTLOGGET, "state": "s"}
    response = nettleser.get(f"{nettleser.idp.issuer}/logout", params=params, allow_redirects=False, timeout=5)
    assert response.headers["Refresh"] == f"1; url={UTLOGGET}?state=s"
    assert "frame-src http://127.0.0.1:1;" in response.headers["Content-Security-Policy"]
    frame = re.search(r'<iframe src="http://127.0.0.1:1/oidc/frontkanal\?a=b&amp;([^"]+)"', response.text)
    assert frame
    assert parse_qs(frame[1].replace("&amp;", "&")) == {"iss": [nettleser.idp.issuer], "sid": [sid]}


def test_it_posts_a_signed_logout_token(nettleser: Nettleser, mottatt: dict[str, Any]) -> None:
    _registrer(nettleser, backchannel_logout_uri=mottatt["uri"])
    sid = nettleser.id_token()["sid"]
    nettleser.get(f"{nettleser.idp.issuer}/logout?client_id=klient", timeout=5)
    assert [forsok.utfall for forsok in nettleser.idp.bakkanal] == ["204"]
    (body,) = mottatt["bodies"]
    token = parse_qs(body)["logout_token"][0]
    claims = verifiser(token, f"{nettleser.idp.issuer}/jwks", "klient", nettleser.idp.issuer)
    assert set(claims) == {"iss", "aud", "iat", "exp", "jti", "sid", "events"}
    assert (claims["sid"], claims["events"]) == (sid, {EVENT: {}})


def test_it_logs_out_from_elsewhere_over_http(nettleser: Nettleser, mottatt: dict[str, Any]) -> None:
    _registrer(nettleser, backchannel_logout_uri=mottatt["uri"])
    sid = nettleser.id_token()["sid"]
    url = f"{nettleser.idp.issuer}/_test/avslutt"
    assert nettleser.post(url, json={"sid": "en-annen"}, timeout=5).json() == {"avsluttet": 0}
    assert nettleser.post(url, json={"sid": sid}, timeout=5).json() == {"avsluttet": 1}
    assert len(mottatt["bodies"]) == 1


def test_it_tries_once_when_the_client_is_away(nettleser: Nettleser) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        _registrer(nettleser, backchannel_logout_uri=uri)
        nettleser.id_token()
        nettleser.idp.avslutt()
    assert [forsok.utfall for forsok in nettleser.idp.bakkanal] == ["ConnectionRefusedError"]


def test_it_makes_a_logout_token_as_told(nettleser: Nettleser) -> None:
    token = nettleser.idp.lag_logout_token("klient", None, nonce="x")
    claims = nettleser.idp.nokler.les(token)
    assert claims["nonce"] == "x"
    assert "sid" not in claims


def test_it_gives_no_sid_to_a_client_that_does_not_ask(nettleser: Nettleser) -> None:
    nettleser.idp.registrer_klient(
        client_id="klient", jwks=jwks(), redirect_uris=[TILBAKE], frontchannel_logout_session_required=False
    )
    assert "sid" not in nettleser.id_token()
