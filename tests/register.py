"""Enhetsregisteret for tests over real HTTP: the stand-in, and a peer that answers whatever a test wants, slowly."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from dokumenter.virksomhet.enhetsregisteret import glem_klienten
from standins.enhetsregisteret import Enhetsregisteret
from standins.personer import virksomheter
from standins.server import Standins, start_i_traad


@pytest.fixture(scope="session")
def kjorende_register() -> Iterator[Standins]:
    """Started once."""
    with start_i_traad() as app:
        yield app


@pytest.fixture
def register(kjorende_register: Standins, settings: Settings) -> Iterator[Enhetsregisteret]:
    """The product asks the stand-in, and has asked nothing yet."""
    kjorende_register.nullstill()
    settings.ENHETSREGISTERET_URL = f"{kjorende_register.base}/enhetsregisteret/api"
    glem_klienten()
    yield kjorende_register.enhetsregisteret
    glem_klienten()


def enhet(key: str = "bakeri", **endringer: object) -> bytes:
    """A whole answer about a business of personer.json, with fields that are other than they should be."""
    felter = {
        "organisasjonsnummer": virksomheter[key].orgnr,
        "navn": virksomheter[key].navn,
        "organisasjonsform": {"kode": "AS"},
        "konkurs": False,
    }
    return svar(json.dumps(felter | endringer).encode())


def svar(kropp: bytes, status: str = "200 OK", hode: str = "") -> bytes:
    """A whole HTTP answer."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(kropp)}\r\n{hode}Connection: close\r\n\r\n".encode() + kropp


@contextlib.contextmanager
def motpart(*biter: bytes, pause: float = 0) -> Iterator[str]:
    """The address of a peer that answers every connection with the pieces, `pause` seconds apart."""
    slutt = threading.Event()

    def en(forbindelse: socket.socket) -> None:
        with forbindelse, contextlib.suppress(OSError):
            forbindelse.recv(65536)
            for bit in biter:
                forbindelse.sendall(bit)
                if slutt.wait(pause):
                    return

    def alle(lytter: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=en, args=(lytter.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as lytter:
        trad = threading.Thread(target=alle, args=(lytter,), daemon=True)
        trad.start()
        yield f"http://127.0.0.1:{lytter.getsockname()[1]}"
        slutt.set()
        with contextlib.suppress(OSError):
            lytter.shutdown(socket.SHUT_RDWR)
    trad.join(5)


def ledig_adresse() -> str:
    """An address where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as lytter:
        return f"http://127.0.0.1:{lytter.getsockname()[1]}"


class Stoppeklokke:
    """How long something took."""

    def __init__(self) -> None:
        self._begynte = time.monotonic()

    @property
    def sekunder(self) -> float:
        """So far."""
        return time.monotonic() - self._begynte


def gyldige_orgnr(antall: int) -> list[str]:
    """So many numbers with right control digits, of nobody in personer.json."""
    vekter, funnet, grunn = (3, 2, 7, 6, 5, 4, 3, 2), list[str](), 31300000
    while len(funnet) < antall:
        rest = -sum(int(siffer) * vekt for siffer, vekt in zip(str(grunn), vekter, strict=True)) % 11
        if rest < 10:  # ten is no digit
            funnet.append(f"{grunn}{rest}")
        grunn += 1
    return funnet
