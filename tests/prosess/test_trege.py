"""Two hundred clients that send a byte now and then stop nobody: direct, and through the documented nginx."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import requests

from scripts.porter import VERT
from tests.prosess.conftest import ByggTjeneste, LagTjeneste, LoggInn
from tests.prosess.klient import Person
from tests.prosess.kutt import forbindelse, raa
from tests.prosess.nginx import kjor_nginx, ny_port
from tests.prosess.tjeneste import Tjeneste, vent_til

pytestmark = [pytest.mark.xdist_group("trege"), pytest.mark.lang]
ANTALL = 200
SVARTID = 2.0
MB = 1024**2
SKJEMA = {"Host": VERT, "Content-Type": "application/x-www-form-urlencoded"}
FILSKJEMA = {"Host": VERT, "Content-Type": "multipart/form-data; boundary=g"}
JSON = {"Host": VERT, "Content-Type": "application/json"}


def _hoder_som_drypper(nr: int) -> bytes:
    return b"GET /mottatt/ HTTP/1.1\r\nHost: x\r\nX-Lang: "


def _skjema_som_drypper(nr: int) -> bytes:
    return raa("POST /del/", FILSKJEMA, bytes(50_000))[0]


def _kropp_som_drypper(nr: int) -> bytes:
    return raa("POST /sprak/", SKJEMA, bytes(50_000))[0]


def _bitvis_som_drypper(nr: int) -> bytes:
    return raa("POST /oidc/backchannel-logout/", SKJEMA, b"x", bitvis=1)[0] + b"ffff\r\n"


def _api_som_drypper(nr: int) -> bytes:
    return raa("POST /dokumentlager/api/v1/x/kontoer/y/dokumenter/sok", JSON, bytes(50_000))[0]


def _avvist_som_drypper(nr: int) -> bytes:
    return raa("POST /finnes-ikke", SKJEMA, bytes(50_000))[0]


def _side_med_kropp_som_drypper(nr: int) -> bytes:
    return raa("GET /", SKJEMA, bytes(50_000))[0]


def _taus(nr: int) -> bytes:
    return b""


SLAG = [
    _hoder_som_drypper,
    _skjema_som_drypper,
    _kropp_som_drypper,
    _bitvis_som_drypper,
    _api_som_drypper,
    _avvist_som_drypper,
    _side_med_kropp_som_drypper,
    _taus,
]


@contextmanager
def trege_klienter(port: int) -> Iterator[list[socket.socket]]:
    """So many sockets of all kinds, that each send a byte a second, and come again when they are cut off."""
    ferdig = threading.Event()
    sokler: list[socket.socket] = []

    def kom(nr: int) -> socket.socket:
        sokkel = forbindelse(port)
        sokkel.sendall(SLAG[nr % len(SLAG)](nr))
        sokkel.setblocking(False)
        return sokkel

    def drypp() -> None:
        while not ferdig.wait(1):
            for nr in range(ANTALL):
                if SLAG[nr % len(SLAG)] is _taus:
                    continue
                try:
                    sokler[nr].send(b"x")
                except BlockingIOError:
                    continue
                except OSError:
                    with suppress(OSError):
                        sokler[nr].close()
                        sokler[nr] = kom(nr)

    sokler += [kom(nr) for nr in range(ANTALL)]
    trad = threading.Thread(target=drypp)
    trad.start()
    try:
        yield sokler
    finally:
        ferdig.set()
        trad.join(timeout=30)
        for sokkel in sokler:
            sokkel.close()


def krev_raske_svar(url: str, *, sekunder: float) -> list[float]:
    """Every answer within two seconds, for so long: /livez, and a whole login."""
    tider = []
    slutt = time.monotonic() + sekunder
    while time.monotonic() < slutt:
        startet = time.monotonic()
        assert requests.get(f"{url}/livez", timeout=30).status_code == 200
        tider.append(time.monotonic() - startet)
        with Person(url) as kari:
            startet = time.monotonic()
            kari.logg_inn("kari")
            tider.append(time.monotonic() - startet)
        time.sleep(0.5)
    return tider


@pytest.fixture(scope="module")
def vanlig(bygg_tjeneste: ByggTjeneste, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjeneste]:
    """A service of one process, with as many threads as it has by default."""
    with bygg_tjeneste(tmp_path_factory.mktemp("trege"), {"WEB_TRADER": "48"}) as tjeneste:
        tjeneste.start_web()
        yield tjeneste


def test_it_answers_others_while_two_hundred_are_slow(ny_tjeneste: LagTjeneste) -> None:
    # One of its own: ID-porten's stand-in knows the service that was made last.
    tjeneste = ny_tjeneste({"WEB_TRADER": "48"})
    tjeneste.start_web()
    krev_raske_svar(tjeneste.url, sekunder=1)
    with trege_klienter(tjeneste.porter[0]):
        tider = krev_raske_svar(tjeneste.url, sekunder=20)
    assert max(tider) < SVARTID
    assert "uventet_feil" not in tjeneste.logg("web0")


@pytest.mark.nginx
def test_it_does_so_behind_the_documented_nginx(
    bygg_tjeneste: ByggTjeneste, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = ny_port()
    mappe = tmp_path_factory.mktemp("bak-nginx")
    miljo = {"WEB_TRADER": "48", "BASE_URL": f"http://{VERT}:{port}"}
    with bygg_tjeneste(mappe, miljo) as tjeneste:
        tjeneste.start_web()
        with kjor_nginx(mappe / "nginx", port=port, til=tjeneste.porter[:1]) as url, trege_klienter(port):
            tider = krev_raske_svar(url, sekunder=20)
    assert max(tider) < SVARTID


FILFELT = b'--g\r\nContent-Disposition: form-data; name="fil"; filename="a.bin"\r\n\r\n'


@pytest.mark.parametrize("sti", ["/", "/sprak/", "/del/", "/opplasting/", "/oidc/backchannel-logout/", "/finnes-ikke"])
def test_it_keeps_nothing_of_a_file_that_a_stranger_sends(
    vanlig: Tjeneste, tmp_path: Path, standins: str, sti: str
) -> None:
    """Neither in the temporary folder nor in memory, however it is sent."""
    web = vanlig.barn["web0"].prosess
    assert web is not None
    [arbeider] = psutil.Process(web.pid).children()
    for_ = arbeider.memory_info().rss
    sett = set()
    hode, kropp = raa(f"POST {sti}", FILSKJEMA, FILFELT + bytes(40 * MB) + b"\r\n--g--\r\n")
    with forbindelse(vanlig.porter[0]) as sokkel, suppress(ConnectionError):
        sokkel.sendall(hode)
        for sted in range(0, len(kropp), MB):
            sokkel.sendall(kropp[sted : sted + MB])
            sett |= {fil.path for fil in arbeider.open_files() if "deldokument-metrikk" not in fil.path}
    assert not [fil for fil in sett if "/tmp" in fil and str(vanlig.mappe) not in fil], sett
    assert arbeider.memory_info().rss - for_ < 20 * MB


def test_it_keeps_little_of_the_fields_that_a_stranger_sends(vanlig: Tjeneste) -> None:
    """A hundred fields of a megabyte each, for the form that is kept when a login has ended."""
    web = vanlig.barn["web0"].prosess
    assert web is not None
    [arbeider] = psutil.Process(web.pid).children()
    for_ = arbeider.memory_info().rss
    felt = b'--g\r\nContent-Disposition: form-data; name="mottakere"\r\n\r\n' + b"x" * 1_000_000 + b"\r\n"
    hode, kropp = raa("POST /del/", FILSKJEMA, felt * 100 + b"--g--\r\n")
    with forbindelse(vanlig.porter[0]) as sokkel, suppress(ConnectionError):
        sokkel.sendall(hode + kropp)
        assert b" 413 " in sokkel.recv(100)
    assert arbeider.memory_info().rss - for_ < 20 * MB


def test_it_refuses_what_is_said_to_be_too_large_before_a_byte_is_read(tjeneste: Tjeneste, logg_inn: LoggInn) -> None:
    kari = logg_inn(tjeneste)
    kaker = "; ".join(f"{kake.name}={kake.value}" for kake in kari.cookies)
    for sti in ("/sprak/", "/opplasting/gjenoppta/", "/del/kontroller/"):
        hoder = {**SKJEMA, "Cookie": kaker, **kari.csrf(), "Content-Length": str(10**13)}
        linjer = "".join(f"{navn}: {verdi}\r\n" for navn, verdi in hoder.items())
        with forbindelse(tjeneste.porter[0]) as sokkel:
            sokkel.sendall(f"POST {sti} HTTP/1.1\r\n{linjer}\r\n".encode())
            assert sokkel.recv(100).startswith(b"HTTP/1.1 413 ")
    vent_til(lambda: tjeneste.status("/livez") == 200)
