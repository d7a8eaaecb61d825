"""ID-porten over the wire: what is kept, and calls that end in time whatever the other side does."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from standins.idporten import IdPorten
from users.errors import IdportenUtilgjengelig, InnloggingAvvist
from users.oidc.leverandor import Frist, finn_nokkel, hent_leverandor, send

ADRESSER = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
HODE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextlib.contextmanager
def tjener(svar: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that answers every call in its own way."""
    with socket.create_server(("127.0.0.1", 0)) as lytter:

        def kjor() -> None:
            with contextlib.suppress(OSError):
                while True:
                    forbindelse, _fra = lytter.accept()
                    with forbindelse, contextlib.suppress(OSError):
                        forbindelse.recv(65536)
                        svar(forbindelse)

        trad = threading.Thread(target=kjor, daemon=True)
        trad.start()
        yield f"http://127.0.0.1:{lytter.getsockname()[1]}"
        lytter.shutdown(socket.SHUT_RDWR)
    trad.join()


def drypp_hode(forbindelse: socket.socket) -> None:
    forbindelse.sendall(HODE)
    while True:
        forbindelse.sendall(b"X: y\r\n")
        time.sleep(0.03)


def drypp_innhold(forbindelse: socket.socket) -> None:
    forbindelse.sendall(HODE + b"Content-Length: 1000\r\n\r\n")
    while True:
        forbindelse.sendall(b" ")
        time.sleep(0.1)


def for_mye(forbindelse: socket.socket) -> None:
    forbindelse.sendall(HODE + b"Connection: close\r\n\r\n")
    while True:
        forbindelse.sendall(b" " * 65536)


def avkuttet(forbindelse: socket.socket) -> None:
    forbindelse.sendall(HODE + b'Content-Length: 1000\r\n\r\n{"a"')


def liste(forbindelse: socket.socket) -> None:
    forbindelse.sendall(HODE + b"Content-Length: 2\r\n\r\n[]")


@pytest.mark.parametrize("svar", [drypp_hode, drypp_innhold, for_mye, avkuttet, liste])
def test_it_ends_in_time_whatever_the_other_side_does(
    settings: Settings, svar: Callable[[socket.socket], None]
) -> None:
    settings.IDPORTEN_TIDSGRENSE_SEKUNDER = 1
    with tjener(svar) as adresse:
        start = time.monotonic()
        with pytest.raises(IdportenUtilgjengelig):
            send(adresse, Frist(), {})
        assert time.monotonic() - start < 3


def test_it_never_follows_a_redirect(settings: Settings) -> None:
    def omdiriger(forbindelse: socket.socket) -> None:
        forbindelse.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 2\r\n\r\n{}")

    with tjener(omdiriger) as adresse, pytest.raises(IdportenUtilgjengelig):
        send(adresse, Frist(), {})


def test_it_uses_an_old_copy_rather_than_none(idporten: IdPorten, monkeypatch: pytest.MonkeyPatch) -> None:
    hentet = hent_leverandor(Frist())
    monkeypatch.setattr("adapters.issuer._FRESH_SECONDS", 0)
    cache.clear()
    assert hent_leverandor(Frist()) == hentet
    idporten.spoler = {"discovery": 500}
    assert hent_leverandor(Frist()) == hentet
    assert idporten.antall["discovery"] == 3
    cache.clear()
    idporten.spoler = {"discovery": 500}
    with pytest.raises(IdportenUtilgjengelig):
        hent_leverandor(Frist())


@pytest.mark.parametrize(
    "endring",
    [
        {"issuer": "https://feil.example"},
        {"issuer": 7},
        *(
            {felt: verdi}
            for felt in ADRESSER
            for verdi in (None, 7, "", "/sti", "http://[", "http://æ.no/", "javascript:a")
        ),
    ],
)
def test_it_trusts_no_metadata_of_somebody_else(settings: Settings, endring: dict[str, object]) -> None:
    def svar(forbindelse: socket.socket) -> None:
        dokument = {"issuer": settings.IDPORTEN_ISSUER} | dict.fromkeys(ADRESSER, settings.IDPORTEN_ISSUER) | endring
        innhold = json.dumps({navn: verdi for navn, verdi in dokument.items() if verdi is not None}).encode()
        forbindelse.sendall(HODE + f"Content-Length: {len(innhold)}\r\n\r\n".encode() + innhold)

    with tjener(svar) as adresse:
        settings.IDPORTEN_ISSUER = adresse
        with pytest.raises(IdportenUtilgjengelig):
            hent_leverandor(Frist())


@pytest.mark.parametrize("jwks", [{}, {"keys": {}}, {"keys": [1, {"kid": "k", "kty": "RSA"}]}])
def test_it_finds_no_key_in_nonsense(
    idporten: IdPorten, jwks: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idporten.nokler, "jwks", lambda: jwks)
    with pytest.raises(InnloggingAvvist):
        finn_nokkel("k", "RS256", Frist())


def test_it_takes_keys_only_for_what_they_are_published_for(idporten: IdPorten) -> None:
    kid = idporten.nokler.aktiv.kid
    assert finn_nokkel(kid, "RS256", Frist()).key_id == kid
    for galt in ((kid, "RS512"), ("", "RS256"), ("None", "RS256")):
        with pytest.raises(InnloggingAvvist):
            finn_nokkel(*galt, Frist())


def test_it_takes_a_new_key_though_others_made_it_ask_just_before(idporten: IdPorten) -> None:
    for kid in ("oppdiktet", "ogsa-oppdiktet"):
        with pytest.raises(InnloggingAvvist):
            finn_nokkel(kid, "RS256", Frist())
    idporten.nokler.roter()
    kid = idporten.nokler.aktiv.kid
    assert finn_nokkel(kid, "RS256", Frist()).key_id == kid


def test_it_does_not_call_a_key_unknown_when_the_keys_cannot_be_had(idporten: IdPorten) -> None:
    finn_nokkel(idporten.nokler.aktiv.kid, "RS256", Frist())
    idporten.spoler = {"jwks": 500, "varig": True}
    with pytest.raises(IdportenUtilgjengelig):
        finn_nokkel("ny", "RS256", Frist())


def test_it_reads_the_addresses_anew_when_one_of_them_is_dead(
    idporten: IdPorten, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.issuer._REFRESH_SECONDS", -1)
    dod = hent_leverandor(Frist())
    with pytest.raises(IdportenUtilgjengelig):
        send("http://127.0.0.1:9/token", Frist(), {})
    assert hent_leverandor(Frist()) == dod
    assert idporten.antall["discovery"] == 2
