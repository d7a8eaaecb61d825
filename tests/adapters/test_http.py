"""One call within a deadline, against a server that says whatever a test wants, as slowly as it wants."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.http import CallError, Deadline, call, new_session

_HODE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n"


class Server:
    """Answers each connection with the pieces, `pause` seconds apart; keeps what it was asked."""

    def __init__(self, lytter: socket.socket, biter: list[bytes], pause: float) -> None:
        self.url = f"http://127.0.0.1:{lytter.getsockname()[1]}"
        self.mottatt: list[bytes] = []
        self._lytter, self._biter, self._pause = lytter, biter, pause

    def kjor(self) -> None:
        """Until the socket is closed."""
        with contextlib.suppress(OSError):
            while True:
                forbindelse, _ = self._lytter.accept()
                with forbindelse, contextlib.suppress(OSError):
                    self.mottatt.append(forbindelse.recv(65536))
                    for bit in self._biter:
                        forbindelse.sendall(bit)
                        time.sleep(self._pause)


@contextlib.contextmanager
def _server(*biter: bytes, pause: float = 0) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as lytter:
        server = Server(lytter, list(biter), pause)
        trad = threading.Thread(target=server.kjor, daemon=True)
        trad.start()
        yield server
        with contextlib.suppress(OSError):
            lytter.shutdown(socket.SHUT_RDWR)
    trad.join(5)


def _kode(url: str, sekunder: float = 2, maks: int = 1000) -> str:
    with pytest.raises(CallError) as fanget:
        call(new_session(), "GET", url, deadline=Deadline(sekunder), max_bytes=maks)
    return fanget.value.code


def test_it_reads_the_whole_answer() -> None:
    with _server(_HODE % (10, b""), b"01234", b"56789", pause=0.02) as server:
        svar = call(new_session(), "GET", server.url, deadline=Deadline(2))
    assert (svar.status, svar.body) == (200, b"0123456789")


def test_it_gives_up_on_a_peer_that_trickles() -> None:
    begynte = time.monotonic()
    with _server(_HODE % (100, b""), *[b"x"] * 100, pause=0.1) as server:
        assert _kode(server.url, sekunder=0.5) == "timeout"
        assert time.monotonic() - begynte < 5


def test_it_lets_the_answer_take_all_the_time_there_is() -> None:
    begynte = time.monotonic()
    with _server(b"", _HODE % (2, b"") + b"ok", pause=0.8) as server:
        assert call(new_session(), "GET", server.url, deadline=Deadline(1.2)).body == b"ok"
        assert time.monotonic() - begynte >= 0.8
        assert _kode(server.url, sekunder=0.6) == "timeout"


def test_it_stops_at_too_much() -> None:
    with _server(_HODE % (5000, b""), b"x" * 5000) as server:
        assert _kode(server.url, maks=1000) == "too_large"


def test_it_does_not_take_half_an_answer_for_a_whole() -> None:
    with _server(_HODE % (10, b""), b"01234") as server:
        assert _kode(server.url) == "connection"


@pytest.mark.parametrize("svar", [b"", b"tull\r\n\r\n", b"\x16\x03\x01\x00\x00"])
def test_it_calls_what_is_no_http_a_broken_connection(svar: bytes) -> None:
    with _server(svar) as server:
        assert _kode(server.url) == "connection"


def test_it_sends_nothing_when_time_is_out() -> None:
    with _server(_HODE % (0, b"")) as server:
        assert _kode(server.url, sekunder=0) == "timeout"
        assert server.mottatt == []


def test_it_follows_no_redirect() -> None:
    with _server(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n") as server:
        assert call(new_session(), "GET", server.url, deadline=Deadline(2)).status == 302


def test_it_keeps_no_cookie() -> None:
    okt = new_session()
    with _server(_HODE % (0, b"Connection: close\r\nSet-Cookie: a=b; Path=/\r\n")) as server:
        for _ in range(2):
            call(okt, "GET", server.url, deadline=Deadline(2))
    assert len(server.mottatt) == 2
    assert b"Cookie" not in server.mottatt[1]


def test_it_lets_no_netrc_replace_the_authorization(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login noen password hemmelig\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with _server(_HODE % (0, b"")) as server:
        call(new_session(), "GET", server.url, deadline=Deadline(2), headers={"Authorization": "Bearer mitt"})
    assert b"Authorization: Bearer mitt" in server.mottatt[0]


@pytest.mark.parametrize("kropp", [b"", b"{", b"\xff\xfe", b"<html>", b"[" * 200_000])
def test_it_says_what_is_no_json(kropp: bytes) -> None:
    with _server(_HODE % (len(kropp), b""), kropp) as server:
        svar = call(new_session(), "GET", server.url, deadline=Deadline(2))
    with pytest.raises(CallError, match="nonsense"):
        svar.json()
