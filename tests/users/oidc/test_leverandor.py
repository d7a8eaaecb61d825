"""ID-porten over the wire: what is kept, and calls that end in time whatever the other side does."""

import contextlib
import dataclasses
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
from users.oidc import leverandor
from users.oidc.leverandor import Frist, finn_nokkel, hent_leverandor, send

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
            send(adresse, Frist())
        assert time.monotonic() - start < 3


def test_it_never_follows_a_redirect(settings: Settings) -> None:
    def omdiriger(forbindelse: socket.socket) -> None:
        forbindelse.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 2\r\n\r\n{}")

    with tjener(omdiriger) as adresse, pytest.raises(IdportenUtilgjengelig):
        send(adresse, Frist())


def test_it_uses_an_old_copy_rather_than_none(idporten: IdPorten, monkeypatch: pytest.MonkeyPatch) -> None:
    hentet = hent_leverandor(Frist())
    monkeypatch.setattr(leverandor, "_FERSK_SEKUNDER", 0)
    idporten.spoler = {"discovery": 500}
    assert hent_leverandor(Frist()) == hentet
    assert idporten.antall["discovery"] == 2
    cache.clear()
    idporten.spoler = {"discovery": 500}
    with pytest.raises(IdportenUtilgjengelig):
        hent_leverandor(Frist())


@pytest.mark.parametrize(
    "endring",
    [{"issuer": "https://feil.example"}, {"token_endpoint": None}],
)
def test_it_trusts_no_metadata_of_somebody_else(settings: Settings, endring: dict[str, str | None]) -> None:
    def svar(forbindelse: socket.socket) -> None:
        felter = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
        dokument = {"issuer": settings.IDPORTEN_ISSUER} | dict.fromkeys(felter, settings.IDPORTEN_ISSUER) | endring
        innhold = json.dumps({navn: verdi for navn, verdi in dokument.items() if verdi is not None}).encode()
        forbindelse.sendall(HODE + f"Content-Length: {len(innhold)}\r\n\r\n".encode() + innhold)

    with tjener(svar) as adresse:
        settings.IDPORTEN_ISSUER = adresse
        with pytest.raises(IdportenUtilgjengelig):
            hent_leverandor(Frist())


@pytest.mark.parametrize("jwks", [{}, {"keys": {}}, {"keys": [1, {"kid": "k", "kty": "RSA"}]}])
def test_it_finds_no_key_in_nonsense(idporten: IdPorten, jwks: dict[str, object]) -> None:
    def svar(forbindelse: socket.socket) -> None:
        innhold = json.dumps(jwks).encode()
        forbindelse.sendall(HODE + f"Content-Length: {len(innhold)}\r\n\r\n".encode() + innhold)

    with tjener(svar) as adresse, pytest.raises(InnloggingAvvist):
        finn_nokkel("k", "RS256", dataclasses.replace(hent_leverandor(Frist()), jwks_uri=adresse), Frist())


def test_it_takes_keys_only_for_what_they_are_published_for(idporten: IdPorten) -> None:
    adresser = hent_leverandor(Frist())
    kid = idporten.nokler.aktiv.kid
    assert finn_nokkel(kid, "RS256", adresser, Frist()).key_id == kid
    for galt in ((kid, "RS512"), ("", "RS256"), ("None", "RS256")):
        with pytest.raises(InnloggingAvvist):
            finn_nokkel(*galt, adresser, Frist())
