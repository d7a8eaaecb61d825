"""The chunked coding: what was put in comes out, however it arrives; anything else is an error, and nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from gunicorn.http.unreader import IterUnreader
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.protokoll.chunked import Bitleser, UgyldigBitkodingError
from dokumenter.protokoll.ledning import BruttLedningError, Ledning, Takt

NESTE = b"GET /neste HTTP/1.1\r\n\r\n"


class Nett:
    """A socket whose bytes come in these pieces."""

    def __init__(self, biter: list[bytes]) -> None:
        self._biter = [bit for bit in biter if bit]

    def recv(self, antall: int, _flagg: int = 0, /) -> bytes:
        if not self._biter:
            return b""
        bit = self._biter.pop(0)
        if bit[antall:]:
            self._biter.insert(0, bit[antall:])
        return bit[:antall]

    def fileno(self) -> int:
        return -1

    def setsockopt(self, niva: int, valg: int, verdi: bytes, /) -> None:
        """Nobody waits here."""


def leser_for(ra: bytes, kutt: list[int], forst: int = 0) -> tuple[Bitleser, IterUnreader, Nett]:
    """The first `forst` bytes came with the headers; the others are cut at `kutt`."""
    unreader = IterUnreader([])
    unreader.unread(ra[:forst])
    steder = [forst, *sorted(forst + sted % (len(ra) - forst + 1) for sted in kutt), len(ra)]
    nett = Nett([ra[fra:til] for fra, til in pairwise(steder)])
    return Bitleser(Ledning(unreader, nett, Takt(vindu=30, minst=1))), unreader, nett


def kod(biter: list[bytes], tillegg: bytes = b"", utvidelse: bytes = b"") -> bytes:
    kodet = b"".join(b"%x%s\r\n%s\r\n" % (len(bit), utvidelse, bit) for bit in biter if bit)
    return kodet + b"0\r\n" + tillegg + b"\r\n"


def les_alt(leser: Bitleser, storrelse: int, lest: list[bytes] | None = None) -> bytes:
    lest = [] if lest is None else lest
    while bit := leser.read(storrelse):
        lest.append(bit)
    return b"".join(lest)


@given(
    biter=st.lists(st.binary(max_size=60) | st.just(b"\r\n0\r\n\r\n") | st.just(b"x" * 300_000), max_size=6),
    kutt=st.lists(st.integers(min_value=0, max_value=2_000_000), max_size=12),
    forst=st.integers(min_value=0, max_value=200),
    storrelse=st.integers(min_value=1, max_value=200) | st.just(1024**2),
    tillegg=st.sampled_from([b"", b"X-Sum: abc\r\n", b"A: 1\r\nB:\r\n"]),
    utvidelse=st.sampled_from([b"", b";a", b'; a=b ;c="d e"']),
)
def test_it_gives_every_byte_and_leaves_the_next_request(
    biter: list[bytes], kutt: list[int], forst: int, storrelse: int, tillegg: bytes, utvidelse: bytes
) -> None:
    if any(len(bit) > 1000 for bit in biter):
        storrelse = max(storrelse, 50_000)
    ra = kod(biter, tillegg, utvidelse)
    leser, unreader, nett = leser_for(ra + NESTE, kutt, min(forst, len(ra)))
    assert les_alt(leser, storrelse) == b"".join(biter)
    assert leser.read(storrelse) == b""
    igjen = unreader.take_buffered()
    while bit := nett.recv(1000):
        igjen += bit
    assert igjen == NESTE


@given(
    biter=st.lists(st.binary(min_size=1, max_size=40), max_size=4),
    kutt=st.lists(st.integers(min_value=0, max_value=200), max_size=5),
    data=st.data(),
)
def test_it_never_takes_a_part_for_the_whole(biter: list[bytes], kutt: list[int], data: st.DataObject) -> None:
    hel = kod(biter)
    kort = hel[: data.draw(st.integers(min_value=0, max_value=len(hel) - 1))]
    leser, _unreader, _nett = leser_for(kort, kutt)
    lest: list[bytes] = []
    with pytest.raises(BruttLedningError) as feil:
        les_alt(leser, 7, lest)
    assert not isinstance(feil.value, UgyldigBitkodingError), "it ended early, and was right as far as it came"
    assert b"".join(biter).startswith(b"".join(lest))
    with pytest.raises(BruttLedningError):
        leser.read(7)


@pytest.mark.parametrize(
    "ra",
    [
        b"\r\n\r\n",
        b"g\r\n",
        b"-1\r\nx\r\n",
        b"+1\r\nx\r\n",
        b"0x1\r\nx\r\n",
        b"1_0\r\n" + b"x" * 16 + b"\r\n0\r\n\r\n",
        b" 1\r\nx\r\n0\r\n\r\n",
        b"1 \r\nx\r\n0\r\n\r\n",
        b"1\nx\n0\n\n",
        b"1\r\nxy\r\n0\r\n\r\n",
        b"1\r\nx0\r\n\r\n",
        b"1;\r\nx\r\n0\r\n\r\n",
        b"1;a\rb\r\nx\r\n0\r\n\r\n",
        b"1;a\nb\r\nx\r\n0\r\n\r\n",
        b"0\r\nikke et felt\r\n\r\n",
        b"0\r\nA: 1\n\r\n\r\n",
        b"1" * 17 + b"\r\n",
        b"1;a=" + b"b" * 9000 + b"\r\nx\r\n0\r\n\r\n",
        b"0\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
        b"0\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
    ],
)
def test_it_refuses_what_is_not_the_coding(ra: bytes) -> None:
    leser, _unreader, _nett = leser_for(ra, [3, 5])
    with pytest.raises(UgyldigBitkodingError):
        les_alt(leser, 100)


def test_it_tells_of_a_broken_connection_after_what_had_come() -> None:
    class Dod(Nett):
        def recv(self, antall: int, flagg: int = 0, /) -> bytes:
            bit = super().recv(antall, flagg)
            if not bit:
                raise ConnectionResetError
            return bit

    leser = Bitleser(Ledning(IterUnreader([]), Dod([b"a\r\n12345"]), Takt(vindu=30, minst=1)))
    assert leser.read(10) == b"12345"
    with pytest.raises(ConnectionResetError):
        leser.read(10)
