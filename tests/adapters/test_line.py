"""A call ends at its deadline whatever the peer does, and leaves no thread behind: real sockets, hostile peers."""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters.http import CallError, Deadline, Session, call, new_session

SEKUNDER = 1.5
_HODE = b"HTTP/1.1 200 OK\r\n"
Motpart = Callable[[socket.socket], None]


def _drypp(forbindelse: socket.socket, *biter: bytes, pause: float = 0.3) -> None:
    for bit in biter:
        forbindelse.sendall(bit)
        time.sleep(pause)


def _hode_byte_for_byte(forbindelse: socket.socket) -> None:
    _drypp(forbindelse, *(bytes([tegn]) for tegn in _HODE + b"X-Lang: " + b"x" * 100))


def _nye_hoder(forbindelse: socket.socket) -> None:
    forbindelse.sendall(_HODE)
    _drypp(forbindelse, *[b"X: y\r\n"] * 40)


def _fortsett_for_alltid(forbindelse: socket.socket) -> None:
    _drypp(forbindelse, *[b"HTTP/1.1 100 Continue\r\n\r\n"] * 40)


def _bitstorrelse_som_drypper(forbindelse: socket.socket) -> None:
    forbindelse.sendall(_HODE + b"Transfer-Encoding: chunked\r\n\r\n")
    _drypp(forbindelse, *[b"0"] * 40)


def _kropp_som_drypper(forbindelse: socket.socket) -> None:
    forbindelse.sendall(_HODE + b"Connection: close\r\nContent-Length: 100\r\n\r\n")
    _drypp(forbindelse, *[b" "] * 40)


def _kropp_uten_slutt(forbindelse: socket.socket) -> None:
    forbindelse.sendall(_HODE + b"Connection: close\r\n\r\n")
    _drypp(forbindelse, *[b" "] * 40)


def _taus(forbindelse: socket.socket) -> None:
    _drypp(forbindelse, b"", pause=12)


MOTPARTER = [
    _hode_byte_for_byte,
    _nye_hoder,
    _fortsett_for_alltid,
    _bitstorrelse_som_drypper,
    _kropp_som_drypper,
    _kropp_uten_slutt,
    _taus,
]


@contextlib.contextmanager
def tjener(motpart: Motpart, *, les: bool = True) -> Iterator[str]:
    """Answers each connection, several at a time, in this way."""

    def svar(forbindelse: socket.socket) -> None:
        with forbindelse, contextlib.suppress(OSError):
            if les:
                forbindelse.recv(65536)
            motpart(forbindelse)

    def kjor(lytter: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                forbindelse, _fra = lytter.accept()
                threading.Thread(target=svar, args=(forbindelse,), name="motpart", daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as lytter:
        trad = threading.Thread(target=kjor, args=(lytter,), name="motpart", daemon=True)
        trad.start()
        yield f"127.0.0.1:{lytter.getsockname()[1]}"
        lytter.shutdown(socket.SHUT_RDWR)
    trad.join(5)


def _sen(url: str, okt: Session | None = None) -> None:
    begynte = time.monotonic()
    with pytest.raises(CallError, match="timeout"):
        call(okt or new_session(), "GET", url, deadline=Deadline(SEKUNDER))
    assert time.monotonic() - begynte < 2 * SEKUNDER


def _kall_som_henger() -> int:
    return sum(trad.name == "call" for trad in threading.enumerate())


def _vent_til_ingen_henger() -> bool:
    frist = time.monotonic() + 5
    while _kall_som_henger() and time.monotonic() < frist:
        time.sleep(0.01)
    return not _kall_som_henger()


@pytest.mark.parametrize("motpart", MOTPARTER)
def test_it_ends_at_the_deadline_and_leaves_no_thread(motpart: Motpart) -> None:
    with tjener(motpart) as vert:
        _sen(f"http://{vert}/")
        assert _vent_til_ingen_henger()


@pytest.mark.parametrize("motpart", [_hode_byte_for_byte, _taus])
def test_it_ends_at_the_deadline_on_a_connection_that_was_kept(motpart: Motpart) -> None:
    def forst_godt(forbindelse: socket.socket) -> None:
        forbindelse.sendall(_HODE + b"Content-Length: 2\r\n\r\nok")
        if forbindelse.recv(65536):
            motpart(forbindelse)

    okt = new_session()
    with tjener(forst_godt) as vert:
        assert call(okt, "GET", f"http://{vert}/", deadline=Deadline(SEKUNDER)).body == b"ok"
        _sen(f"http://{vert}/", okt)
        assert _vent_til_ingen_henger()


def test_it_ends_at_the_deadline_when_the_tls_handshake_trickles() -> None:
    def handtrykk(forbindelse: socket.socket) -> None:
        _drypp(forbindelse, b"\x16", b"\x03", b"\x03", b"\x40", b"\x00", b"\x02", *[b"\x00"] * 30)

    with tjener(handtrykk) as vert:
        _sen(f"https://{vert}/")
        assert _vent_til_ingen_henger()


def test_it_ends_at_the_deadline_when_the_name_look_up_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    slipp = threading.Event()

    def heng(*_: object) -> list[object]:
        slipp.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", heng)
    try:
        _sen("http://et.sted.example/")
    finally:
        slipp.set()
    assert _vent_til_ingen_henger()


def test_it_connects_to_nobody_when_the_look_up_ends_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    slipp, ekte, sett = threading.Event(), socket.getaddrinfo, list[bytes]()

    def heng(*argumenter: Any) -> Any:
        slipp.wait(20)
        return ekte(*argumenter)

    def husk(forbindelse: socket.socket) -> None:
        sett.append(forbindelse.recv(65536))

    with tjener(husk, les=False) as vert:
        monkeypatch.setattr(socket, "getaddrinfo", heng)
        try:
            _sen(f"http://{vert}/hemmelig")
        finally:
            slipp.set()
        assert _vent_til_ingen_henger()
    assert b"hemmelig" not in b"".join(sett)


def test_it_fails_at_once_when_many_calls_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    slipp, nummer, okt = threading.Event(), itertools.count(), new_session()

    def heng(*_: object) -> list[object]:
        next(nummer)
        slipp.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", heng)
    try:
        for _ in range(20):
            with pytest.raises(CallError, match="timeout"):
                call(okt, "GET", "http://et.sted.example/", deadline=Deadline(0.05))
        assert _kall_som_henger() == next(nummer) == 8
    finally:
        slipp.set()
    assert _vent_til_ingen_henger()
    with pytest.raises(CallError, match="connection"):
        call(okt, "GET", "http://et.sted.example/", deadline=Deadline(5))


def test_it_lets_nobody_wait_for_the_calls_of_others() -> None:
    okt, fulgt = new_session(), threading.Event()

    def motpart(forbindelse: socket.socket) -> None:
        if not fulgt.is_set():
            _hode_byte_for_byte(forbindelse)
        else:
            forbindelse.sendall(_HODE + b"Content-Length: 2\r\n\r\nok")

    with tjener(motpart) as vert:
        trader = [threading.Thread(target=_sen, args=(f"http://{vert}/", okt)) for _ in range(8)]
        for trad in trader:
            trad.start()
        time.sleep(0.2)
        fulgt.set()
        begynte = time.monotonic()
        assert call(okt, "GET", f"http://{vert}/", deadline=Deadline(SEKUNDER)).body == b"ok"
        assert time.monotonic() - begynte < SEKUNDER
        for trad in trader:
            trad.join()
        assert _vent_til_ingen_henger()


def test_it_says_whether_the_peer_was_reached() -> None:
    with tjener(_taus) as vert, pytest.raises(CallError) as fanget:
        call(new_session(), "GET", f"http://{vert}/", deadline=Deadline(SEKUNDER))
    assert fanget.value.reached
    with pytest.raises(CallError) as fanget:
        call(new_session(), "GET", "http://127.0.0.1:9/", deadline=Deadline(SEKUNDER))
    assert (fanget.value.code, fanget.value.reached) == ("connection", False)
