"""Chunked bodies, as Java clients send them, over a real gunicorn socket and its settings file."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPResponse
from pathlib import Path

import pytest

from fiks_deldokument import wsgi
from fiks_deldokument.wsgi import ChunkedKropp
from scripts.porter import ledig_port

ROT = Path(__file__).resolve().parents[2]
# Tells what Django made of the body: its length by read(), the form fields, and whether the wrapper was there.
APP = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from fiks_deldokument import wsgi
from fiks_deldokument.wsgi import ChunkedKropp
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError

def svar(environ):
    request = WSGIRequest(environ)
    chunked = environ.get("deldokument.chunked", False)
    try:
        if environ["PATH_INFO"] == "/les":
            antall = 0
            while bit := request.read(1024 * 1024):
                antall += len(bit)
            return f"{antall} {chunked}"
        return f"{dict(request.POST.items())} {len(request.body)} {chunked}"
    except RequestDataTooBig:
        return "for stor"
    except UnreadablePostError:
        return "avbrutt"

wsgi._LES_UT_SEKUNDER, wsgi._LES_UT_STILLSTAND_SEKUNDER = 15, 3

def indre(environ, start_response):
    nei = environ["PATH_INFO"] == "/nei"
    kropp = b"nei" if nei else svar(environ).encode()
    status = {b"nei": "404 Not Found", b"for stor": "413 Content Too Large"}.get(kropp, "200 OK")
    start_response(status, [("Content-Length", str(len(kropp)))])
    return [kropp]

application = ChunkedKropp(indre)
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """gunicorn, with the product's own settings file, around the wrapper."""
    mappe = tmp_path_factory.mktemp("gunicorn")
    (mappe / "ekko.py").write_text(APP, encoding="utf-8")
    port = ledig_port()
    kommando = [sys.executable, "-m", "gunicorn", "--config", str(ROT / "gunicorn.conf.py")]
    prosess = subprocess.Popen(
        [
            *kommando,
            "--workers",
            "1",
            "--bind",
            f"127.0.0.1:{port}",
            "--pythonpath",
            f"{ROT},{mappe}",
            "ekko:application",
        ],
        stderr=subprocess.PIPE,
        env=os.environ | {"WEB_TRADER": "24"},
    )
    try:
        _vent_pa(port)
        yield port
    finally:
        prosess.terminate()
        prosess.communicate(timeout=20)


def _vent_pa(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("gunicorn svarte ikke")


def send(port: int, sti: str, biter: list[bytes], *, type_: str = "", slutt: bool = True) -> str:
    """POST the pieces as chunks; returns the body of the answer. Without `slutt` the client goes away in the middle."""
    hode = f"POST {sti} HTTP/1.1\r\nHost: testserver\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
    hode += f"Content-Type: {type_}\r\n" if type_ else ""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as forbindelse:
        forbindelse.sendall(hode.encode() + b"\r\n")
        for bit in biter:
            forbindelse.sendall(f"{len(bit):x}\r\n".encode() + bit + b"\r\n")
        if slutt:
            forbindelse.sendall(b"0\r\n\r\n")
        else:
            forbindelse.shutdown(socket.SHUT_WR)
        svar = b""
        while bit := forbindelse.recv(65536):
            svar += bit
    return svar.partition(b"\r\n\r\n")[2].decode()


def test_it_gives_a_streamed_body_in_full(port: int) -> None:
    assert send(port, "/les", [b"a" * 1_000_000, b"b", b"c" * 2_000_000], type_="application/offset+octet-stream") == (
        "3000001 True"
    )


def test_it_gives_a_streamed_body_without_a_type_in_full(port: int) -> None:
    assert send(port, "/les", [b"x" * 10]) == "10 True"


def test_it_lets_django_refuse_what_nobody_has_read_before(port: int) -> None:
    assert send(port, "/", [b"a=1"], type_="application/x-www-form-urlencoded") == "for stor"


def test_it_tells_a_broken_body_from_a_whole_one(port: int) -> None:
    assert send(port, "/les", [b"a" * 1000], slutt=False) == "avbrutt"


def test_it_leaves_a_body_with_a_length_alone() -> None:
    sett: dict[str, object] = {}

    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        sett.update(environ)
        return []

    ChunkedKropp(app)({"CONTENT_LENGTH": "5", "wsgi.input_terminated": True}, lambda *_: lambda _bit: None)
    assert sett == {"CONTENT_LENGTH": "5", "wsgi.input_terminated": True}


STOR = 30_000_000  # more than the buffers on the way take


def hode(*hoder: str) -> bytes:
    return "\r\n".join(["POST /nei HTTP/1.1", "Host: testserver", *hoder, "", ""]).encode()


@pytest.mark.parametrize("type_", ["application/octet-stream", "application/json"])
@pytest.mark.parametrize("chunked", [True, False])
def test_it_lets_a_client_that_is_still_sending_see_that_it_is_refused(port: int, chunked: bool, type_: str) -> None:
    """As KS' Java client: it looks at the answer when all is sent. The connection can be used again."""
    koding = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {STOR}"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as forbindelse:
        for _gang in range(2):
            forbindelse.sendall(hode(f"Content-Type: {type_}", koding))
            for _bit in range(30):
                bit = b"x" * (STOR // 30)
                forbindelse.sendall(b"%x\r\n%b\r\n" % (len(bit), bit) if chunked else bit)
            forbindelse.sendall(b"0\r\n\r\n" if chunked else b"")
            svar = HTTPResponse(forbindelse)
            svar.begin()
            assert (svar.status, svar.read()) == (404, b"nei")


@pytest.mark.parametrize("pause", [0.1, 60])
def test_it_does_not_wait_long_for_a_refused_client_that_is_slow(port: int, pause: float) -> None:
    """Neither for one that stands still, nor for one that sends a byte now and then."""
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as forbindelse:
        forbindelse.sendall(hode(f"Content-Length: {STOR}"))
        svar = HTTPResponse(forbindelse)
        svar.begin()
        assert svar.read() == b"nei"
        forbindelse.settimeout(pause)  # how often it sends a byte; the answer may take the time it takes
        with suppress(ConnectionError):
            while time.monotonic() - start < 30:
                with suppress(TimeoutError):
                    if not forbindelse.recv(1):
                        break
                forbindelse.sendall(b"x")
    assert time.monotonic() - start < 30


class Kropp:
    """As gunicorn's body: how many bytes are left of it."""

    failed = False

    def __init__(self, igjen: int) -> None:
        self.igjen = igjen

    def read(self, storrelse: int) -> bytes:
        lest = min(storrelse, self.igjen)
        self.igjen -= lest
        return bytes(lest)


def test_it_reads_on_for_a_few_refused_clients_at_once_and_not_for_all() -> None:
    def nekt(environ: dict[str, object], start_response: Callable[..., None]) -> list[bytes]:
        start_response("401 Unauthorized", [])
        return []

    def igjen_etter_nei() -> int:
        kropp = Kropp(3_000_000)
        environ = {"CONTENT_LENGTH": "3000000", "wsgi.input": kropp, "gunicorn.socket": ende}
        svar = ChunkedKropp(nekt)(environ, lambda *_: lambda _bit: None)
        svar.close()  # type: ignore[attr-defined]
        return kropp.igjen

    ende, andre = socket.socketpair()
    with ende, andre:
        assert igjen_etter_nei() == 0
        with ExitStack() as opptatt:
            while wsgi._LES_UT_SAMTIDIG.acquire(blocking=False):
                opptatt.callback(wsgi._LES_UT_SAMTIDIG.release)
            assert igjen_etter_nei() == 3_000_000
        assert igjen_etter_nei() == 0, "free again"
