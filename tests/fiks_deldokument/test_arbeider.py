"""gunicorn's worker as the service starts it: whoever is slow with headers, or with going away, holds nobody up."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path

import psutil
import pytest

from scripts.porter import ledig_port

ROT = Path(__file__).resolve().parents[2]
TRADER = 2
ANTALL = 30  # many more than the threads
TID = 10.0  # seconds that nobody waits for; with gunicorn's own worker these tests take minutes
APP = """
from fiks_deldokument import arbeider

arbeider.HODEFRIST_SEKUNDER = 3.0
sett = []
se_etter = arbeider._hodet_er_her
arbeider._hodet_er_her = lambda conn: sett.append(1) or se_etter(conn)

def application(environ, start_response):
    tall = len(sett) if environ["PATH_INFO"] == "/sett" else len(environ.get("HTTP_X_LANG", ""))
    svar = f"{environ['PATH_INFO']} {tall}".encode().ljust(200_000 if environ["PATH_INFO"] == "/stor" else 0)
    start_response("200 OK", [("Content-Length", str(len(svar)))])
    return [svar]
"""


@contextmanager
def gunicorn(mappe: Path, apne_filer: int = 0) -> Iterator[tuple[int, psutil.Process]]:
    """One process with two threads and the product's settings file; its port, and the worker."""
    (mappe / "ekko.py").write_text(APP, encoding="utf-8")
    port = ledig_port()
    kommando = [sys.executable, "-m", "gunicorn", "--config", str(ROT / "gunicorn.conf.py"), "--workers", "1"]
    kommando += ["--bind", f"127.0.0.1:{port}", "--pythonpath", f"{ROT},{mappe}", "ekko:application"]
    if apne_filer:
        # And more connections than the settings file allows with so few files.
        kommando = ["sh", "-c", f'ulimit -n {apne_filer} && exec "$@"', "sh", *kommando, "--worker-connections", "1000"]
    prosess = subprocess.Popen(
        kommando,
        env=os.environ | {"WEB_TRADER": str(TRADER), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stderr=subprocess.DEVNULL,
    )
    try:
        _vent_til(lambda: svarer(port))
        [arbeider] = psutil.Process(prosess.pid).children()
        yield port, arbeider
    finally:
        prosess.terminate()
        prosess.wait(timeout=20)


@pytest.fixture(scope="module")
def tjener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, psutil.Process]]:
    with gunicorn(tmp_path_factory.mktemp("arbeider")) as det:
        yield det


@pytest.fixture
def port(tjener: tuple[int, psutil.Process]) -> int:
    return tjener[0]


def _vent_til(ferdig: Callable[[], bool], sekunder: float = 30) -> None:
    slutt = time.monotonic() + sekunder
    while not ferdig():
        assert time.monotonic() < slutt
        time.sleep(0.05)


def koble(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=TID)


def les(sokkel: socket.socket) -> tuple[int, bytes]:
    svar = HTTPResponse(sokkel)
    svar.begin()
    return svar.status, svar.read()


def hent(port: int, sti: str = "/") -> tuple[int, bytes]:
    with koble(port) as sokkel:
        sokkel.sendall(f"GET {sti} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return les(sokkel)


def svarer(port: int) -> bool:
    try:
        return hent(port)[0] == 200
    except OSError:
        return False


BEGYNNELSER = {
    "taus": b"",
    "halv linje": b"GET /",
    "uten slutt": b"GET / HTTP/1.1\r\nHost: x\r\nX-Lang: ",
    "blanke linjer": b"\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n",
    "én og en halv": b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /neste HTTP/1.1\r\nHost:",
}


@pytest.mark.parametrize("begynnelse", BEGYNNELSER.values(), ids=BEGYNNELSER.keys())
def test_it_gives_no_thread_to_a_request_whose_headers_have_not_come(port: int, begynnelse: bytes) -> None:
    with ExitStack() as apne:
        for _nr in range(ANTALL):
            apne.enter_context(koble(port)).sendall(begynnelse)
        startet = time.monotonic()
        assert hent(port) == (200, b"/ 0")
        assert time.monotonic() - startet < 2.5  # the deadline of the others is three seconds


def test_it_closes_a_connection_whose_headers_do_not_come_in_time(port: int) -> None:
    """However little of them trickles."""
    with koble(port) as sokkel:
        sokkel.sendall(b"GET / HTTP/1.1\r\nX-Lang: ")
        startet = time.monotonic()
        sokkel.settimeout(0.5)
        while time.monotonic() - startet < TID:
            try:
                if not sokkel.recv(1):
                    break
            except TimeoutError:
                sokkel.sendall(b"x")
            except ConnectionError:
                break
        assert time.monotonic() - startet < TID


@pytest.mark.parametrize("kutt", [1, 3, 17, 40])
def test_it_reads_headers_however_they_are_cut(port: int, kutt: int) -> None:
    tekst = b"GET /sti HTTP/1.1\r\nHost: x\r\nX-Lang: " + b"y" * 90 + b"\r\n\r\n"
    with koble(port) as sokkel:
        sokkel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _gang in range(2):  # the connection can be used again
            for fra in range(0, len(tekst), kutt):
                sokkel.sendall(tekst[fra : fra + kutt])
                time.sleep(0.001)
            assert les(sokkel) == (200, b"/sti 90")


def test_it_answers_requests_that_come_together_in_their_order(port: int) -> None:
    with koble(port) as sokkel:
        sokkel.sendall(b"".join(f"GET /{nr} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for nr in range(5)) + b"GET /sist")
        assert [_neste_svar(sokkel) for _nr in range(5)] == [f"/{nr} 0".encode() for nr in range(5)]
        sokkel.sendall(b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert _neste_svar(sokkel) == b"/sist 0"


def _neste_svar(sokkel: socket.socket) -> bytes:
    """One answer, and not a byte of the next."""
    hode = b""
    while not hode.endswith(b"\r\n\r\n"):
        hode += sokkel.recv(1)
    lengde = next(linje for linje in hode.split(b"\r\n") if linje.lower().startswith(b"content-length:"))
    return sokkel.recv(int(lengde.partition(b":")[2]), socket.MSG_WAITALL)


def test_it_refuses_headers_without_an_end(port: int) -> None:
    with koble(port) as sokkel:
        sokkel.sendall(b"GET / HTTP/1.1\r\nX-Lang: " + b"x" * 70_000)
        assert sokkel.recv(12) == b"HTTP/1.1 431"


def test_it_waits_for_nobody_in_the_loop_that_serves_everybody(port: int) -> None:
    """Thirty who got their answer and do not go away: gunicorn's own worker stands still for two seconds for each."""
    with ExitStack() as apne:
        for _nr in range(ANTALL):
            sokkel = apne.enter_context(koble(port))
            sokkel.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        startet = time.monotonic()
        assert hent(port) == (200, b"/ 0")
        assert time.monotonic() - startet < TID


def test_it_does_not_go_in_circles_for_one_who_stops_in_the_middle(port: int) -> None:
    """A half closed connection can always be read, also when nothing more will come."""
    with ExitStack() as apne:
        for_ = int(hent(port, "/sett")[1].split()[1])
        sokler = [apne.enter_context(koble(port)) for _nr in range(ANTALL)]
        for sokkel in sokler:
            sokkel.sendall(b"GET / HTTP/1.1\r\nX-Lang: ")
            sokkel.shutdown(socket.SHUT_WR)
        time.sleep(2.5)  # shorter than the deadline
        assert int(hent(port, "/sett")[1].split()[1]) - for_ < 10 * ANTALL
        for sokkel in sokler:
            with suppress(ConnectionError):
                assert not sokkel.recv(1)


def test_it_gives_no_thread_to_one_who_asks_for_more_than_it_reads(port: int) -> None:
    """Each answer lies in the kernel until that is full, and then the thread that writes the next one is held."""
    with ExitStack() as apne:
        for _nr in range(ANTALL):
            sokkel = apne.enter_context(socket.socket())
            sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            sokkel.connect(("127.0.0.1", port))
            sokkel.sendall(b"GET /stor HTTP/1.1\r\nHost: x\r\n\r\n" * 60)
        time.sleep(1)
        assert hent(port) == (200, b"/ 0")


def test_it_lives_when_there_are_more_connections_than_it_may_have_open(tmp_path: Path) -> None:
    """With gunicorn's own worker that is an error that ends the process, and every upload in it."""
    with gunicorn(tmp_path, apne_filer=80) as (port, arbeider):
        with ExitStack() as apne:
            for _nr in range(120):
                apne.enter_context(koble(port)).sendall(b"GET /")
            time.sleep(1)
        _vent_til(lambda: svarer(port))
        assert arbeider.is_running()
        assert arbeider.status() != psutil.STATUS_ZOMBIE


def test_it_leaves_files_for_requests_to_open() -> None:
    """The settings file asks for as many as it needs, and lets in fewer connections where it does not get them."""
    kode = "import resource, runpy; resource.setrlimit(resource.RLIMIT_NOFILE, ({0}, {1})); "
    kode += "c = runpy.run_path('gunicorn.conf.py'); "
    kode += "print(c['worker_connections'], resource.getrlimit(resource.RLIMIT_NOFILE)[0], c['worker_class'])"
    for myk, hard, ventet in ((1024, 4096, "1000 2180"), (900, 1500, "320 1500"), (100, 100, "96 100")):
        svar = subprocess.run(
            [sys.executable, "-c", kode.format(myk, hard)],
            env=os.environ | {"WEB_TRADER": "48"},
            cwd=ROT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert svar.stdout.strip() == f"{ventet} fiks_deldokument.arbeider.Arbeider"
