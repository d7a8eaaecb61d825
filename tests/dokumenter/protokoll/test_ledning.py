"""Over real sockets: every byte in its order wherever the wire is cut, and nobody is waited for longer than agreed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from gunicorn.http.unreader import SocketUnreader
from hypothesis import given, settings
from hypothesis import strategies as st

from dokumenter.protokoll.ledning import BruttLedningError, Ledning, Lengdeleser, Takt

NESTE = b"GET /neste HTTP/1.1\r\n\r\n"
INNHOLD = bytes(range(256)) * 20


@contextmanager
def ledning(
    *, bufret: bytes = b"", vindu: float = 30.0, minst: int = 1, senest: float | None = None
) -> Iterator[tuple[Ledning, socket.socket, SocketUnreader]]:
    """A line, its other end, and the server's buffers."""
    vi, klient = socket.socketpair()
    with vi, klient:
        unreader = SocketUnreader(vi)
        unreader.unread(bufret)
        yield Ledning(unreader, vi, Takt(vindu=vindu, minst=minst, senest=senest)), klient, unreader


@contextmanager
def som_sender(klient: socket.socket, biter: list[bytes], pause: float) -> Iterator[None]:
    """The other end sends these pieces, with a pause before each, and then nothing."""

    def send() -> None:
        for bit in biter:
            time.sleep(pause)
            klient.sendall(bit)

    trad = threading.Thread(target=send)
    trad.start()
    try:
        yield
    finally:
        trad.join(timeout=30)


def motta_bit_for_bit(linje: Ledning) -> None:
    while True:
        linje.motta(1)


def les_alt(leser: Lengdeleser, storrelse: int) -> bytes:
    lest = []
    while bit := leser.read(storrelse):
        lest.append(bit)
    return b"".join(lest)


@settings(deadline=None, max_examples=60)
@given(
    forst=st.integers(min_value=0, max_value=len(INNHOLD)),
    kutt=st.lists(st.integers(min_value=0, max_value=len(INNHOLD)), max_size=3),
    storrelse=st.sampled_from([1000, 1023, 1024, 1025, 4096, 1024**2]),
)
def test_it_gives_what_the_server_had_read_first_and_then_the_socket(
    forst: int, kutt: list[int], storrelse: int
) -> None:
    steder = sorted({forst, *(max(sted, forst) for sted in kutt), len(INNHOLD)})
    biter = [INNHOLD[fra:til] for fra, til in pairwise(steder)]
    with ledning(bufret=INNHOLD[:forst]) as (linje, klient, _unreader), som_sender(klient, biter, 0.002):
        leser = Lengdeleser(linje, len(INNHOLD))
        assert les_alt(leser, storrelse) == INNHOLD
        assert leser.read(storrelse) == b""


@pytest.mark.parametrize("bufret", [0, 1, 100, len(INNHOLD), len(INNHOLD) + 1, len(INNHOLD) + len(NESTE)])
def test_it_leaves_the_next_request_to_the_server(bufret: int) -> None:
    alt = INNHOLD + NESTE
    with ledning(bufret=alt[:bufret]) as (linje, klient, unreader):
        klient.sendall(alt[bufret:])
        assert les_alt(Lengdeleser(linje, len(INNHOLD)), 700) == INNHOLD
        assert unreader.read(len(NESTE)) == NESTE


def _lukk(klient: socket.socket) -> None:
    klient.shutdown(socket.SHUT_WR)


def _nullstill(klient: socket.socket) -> None:
    klient.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    klient.close()


@pytest.mark.parametrize("slutt", [_lukk, _nullstill])
@pytest.mark.parametrize("kom", [0, 1, 999, 1000, 4999])
def test_it_gives_what_had_come_when_the_client_goes_away(slutt: Callable[[socket.socket], None], kom: int) -> None:
    with ledning(bufret=INNHOLD[: kom // 2]) as (linje, klient, _unreader):
        klient.sendall(INNHOLD[kom // 2 : kom])
        slutt(klient)
        leser = Lengdeleser(linje, len(INNHOLD))
        lest = [leser.read(1000) for _ in range(-(-kom // 1000))]
        assert b"".join(lest) == INNHOLD[:kom]
        for _gang in range(2):
            with pytest.raises(ConnectionResetError):
                leser.read(1000)


def test_it_gives_up_a_client_that_stands_still_and_keeps_what_had_come() -> None:
    with ledning(vindu=1.0) as (linje, klient, _unreader):
        klient.sendall(INNHOLD[:10])
        leser = Lengdeleser(linje, len(INNHOLD))
        startet = time.monotonic()
        assert leser.read(1000) == INNHOLD[:10]
        with pytest.raises(BruttLedningError):
            leser.read(1000)
        assert time.monotonic() - startet < 20


def test_it_gives_up_a_client_that_brings_a_byte_now_and_then() -> None:
    """Each read gets something, so no single wait is too long: the pace is."""
    with (
        ledning(vindu=1.0, minst=100) as (linje, klient, _unreader),
        som_sender(klient, [b"x"] * 20, 0.25),
        pytest.raises(BruttLedningError),
    ):
        motta_bit_for_bit(linje)


def test_it_waits_for_a_client_that_is_slow_and_brings_its_share() -> None:
    biter = [INNHOLD[sted : sted + 512] for sted in range(0, len(INNHOLD), 512)]
    with ledning(vindu=1.0, minst=100) as (linje, klient, _unreader), som_sender(klient, biter, 0.25):
        assert les_alt(Lengdeleser(linje, len(INNHOLD)), len(INNHOLD)) == INNHOLD


def test_it_waits_for_nobody_beyond_the_deadline() -> None:
    with (
        ledning(minst=0, senest=time.monotonic() + 1) as (linje, klient, _unreader),
        som_sender(klient, [b"x"] * 20, 0.25),
    ):
        startet = time.monotonic()
        with pytest.raises(BruttLedningError):
            motta_bit_for_bit(linje)
        assert time.monotonic() - startet < 4


def test_it_does_not_blame_a_client_for_our_own_slowness() -> None:
    takt = Takt(vindu=10, minst=1000)
    for _gang in range(1000):
        takt.regn_med(0.0, 1)
    with pytest.raises(BruttLedningError):
        Takt(vindu=10, minst=1000).regn_med(10.0, 999)


def test_it_measures_each_window_anew() -> None:
    takt = Takt(vindu=10, minst=1000)
    takt.regn_med(10.0, 10**9)
    takt.regn_med(9.0, 0)
    with pytest.raises(BruttLedningError):
        takt.regn_med(1.0, 999)
