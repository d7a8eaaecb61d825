"""Clients that vanish, stand still or come two at a time: nothing that arrived is lost, nothing is ever mixed."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import http.client
import socket
import struct
import termios
import threading
import time

import pytest

from bench.klient import last_opp
from bench.tjeneste import Tjeneste
from scripts.porter import VERT
from tests.klienter.samtale import opprett, vent_til

STOR = 10_000_000


def ny(vi: Tjeneste, storrelse: int = STOR) -> str:
    with contextlib.closing(http.client.HTTPConnection(VERT, vi.port, timeout=60)) as forbindelse:
        return opprett(vi, forbindelse, storrelse)


def offset(vi: Tjeneste, url: str) -> int:
    with contextlib.closing(http.client.HTTPConnection(VERT, vi.port, timeout=60)) as forbindelse:
        forbindelse.request("HEAD", url, headers={"Tus-Resumable": "1.0.0"})
        return int(forbindelse.getresponse().headers["Upload-Offset"])


def patch(vi: Tjeneste, url: str, lengde: int | None, fra: int = 0, sum_: bytes = b"") -> socket.socket:
    """A connection on which the headers of a PATCH are sent, with the SHA-256 of its body if given; None: chunked."""
    sokkel = socket.create_connection((VERT, vi.port), timeout=60)
    form = "Transfer-Encoding: chunked" if lengde is None else f"Content-Length: {lengde}"
    form += f"\r\nUpload-Checksum: sha256 {base64.b64encode(sum_).decode()}" if sum_ else ""
    sokkel.sendall(
        f"PATCH {url} HTTP/1.1\r\nHost: {VERT}:{vi.port}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {fra}\r\n"
        f"Content-Type: application/offset+octet-stream\r\n{form}\r\n\r\n".encode()
    )
    return sokkel


def vent_pa_mottak(sokkel: socket.socket) -> None:
    """Until the other side's kernel has everything: a reset throws away what is still here."""
    vent_til(lambda: struct.unpack("i", fcntl.ioctl(sokkel, termios.TIOCOUTQ, b"\0" * 4))[0] == 0)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("slutt", ["fin", "rst"])
def test_it_keeps_what_arrived_before_the_client_vanished(vi: Tjeneste, chunked: bool, slutt: str) -> None:
    url, sendt = ny(vi), b"abcdefg" * 500_017
    sokkel = patch(vi, url, None if chunked else STOR)
    if chunked:
        sokkel.sendall(f"{STOR:x}\r\n".encode())
    sokkel.sendall(sendt)
    vent_pa_mottak(sokkel)
    if slutt == "rst":
        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sokkel.close()
    vent_til(lambda: offset(vi, url) == len(sendt))
    resten = (b"abcdefg" * 2_000_000)[len(sendt) : STOR]
    with patch(vi, url, len(resten), len(sendt)) as sokkel:
        sokkel.sendall(resten)
        assert sokkel.recv(4096).startswith(b"HTTP/1.1 204")
    ventet = hashlib.sha256((b"abcdefg" * 2_000_000)[:STOR]).hexdigest()
    assert vi.be("opplasting", url)["sha256"] == ventet


@pytest.mark.parametrize("chunked", [False, True])
def test_it_keeps_nothing_of_a_piece_with_a_digest_that_was_broken_off(vi: Tjeneste, chunked: bool) -> None:
    """Nobody can tell whether what came of it is right; before and after it nothing is lost."""
    url, innhold = ny(vi), b"abcdefg" * 1_428_571 + b"hij"
    hode, bit = innhold[:4_000_000], innhold[4_000_000:]
    for nr, sendt in enumerate((hode, bit[: len(bit) // 2], bit)):
        fra, hele = (0, hode) if sendt is hode else (len(hode), bit)
        sokkel = patch(vi, url, None if chunked else len(hele), fra, hashlib.sha256(hele).digest())
        if chunked:
            sokkel.sendall(f"{len(hele):x}\r\n".encode())
        sokkel.sendall(sendt)
        if sendt is hele:
            sokkel.sendall(b"\r\n0\r\n\r\n" if chunked else b"")
            assert sokkel.recv(4096).startswith(b"HTTP/1.1 204"), nr
        else:
            sokkel.shutdown(socket.SHUT_WR)
            assert sokkel.recv(4096).startswith(b"HTTP/1.1 460")
        sokkel.close()
        assert offset(vi, url) == len(hode) + (len(bit) if nr == 2 else 0)
    assert vi.be("opplasting", url)["sha256"] == hashlib.sha256(innhold).hexdigest()


def test_it_never_mixes_two_writers(vi: Tjeneste) -> None:
    for runde in range(6):
        url = ny(vi)
        svar: list[bytes] = []
        innhold = [bytes([runde, nr]) * (STOR // 2) for nr in (1, 2)]

        def skriv(bytes_: bytes, url: str = url, svar: list[bytes] = svar) -> None:
            with patch(vi, url, STOR) as sokkel:
                with contextlib.suppress(OSError):
                    sokkel.sendall(bytes_)
                with contextlib.suppress(OSError):
                    svar.append(sokkel.recv(4096)[9:12])

        trader = [threading.Thread(target=skriv, args=(en,)) for en in innhold]
        for trad in trader:
            trad.start()
        for trad in trader:
            trad.join()
        assert svar.count(b"204") == 1
        assert set(svar) <= {b"204", b"409", b"403", b""}
        assert vi.be("opplasting", url)["sha256"] in {hashlib.sha256(en).hexdigest() for en in innhold}


def test_it_frees_the_thread_of_an_uploader_that_stands_still_and_keeps_its_bytes(utalmodig: Tjeneste) -> None:
    urler = [ny(utalmodig) for _ in range(3)]
    stille = [patch(utalmodig, url, STOR) for url in urler]
    for sokkel in stille:
        sokkel.sendall(b"x" * 1_500_000)
    start = time.monotonic()
    with contextlib.closing(http.client.HTTPConnection(VERT, utalmodig.port, timeout=60)) as forbindelse:
        forbindelse.request("GET", "/livez")
        assert forbindelse.getresponse().status == 200
    assert time.monotonic() - start < 30
    vent_til(lambda: [offset(utalmodig, url) for url in urler] == [1_500_000] * 3)
    for sokkel in stille:
        # It is told, and then the connection is over.
        assert sokkel.recv(4096).startswith(b"HTTP/1.1 204")
        sokkel.close()


def delt(vi: Tjeneste, storrelse: int) -> tuple[str, str, str]:
    """(deling, dokument, address) of a shared dokument."""
    utkast = vi.be("utkast")
    last_opp(vi.port, "/opplasting/", storrelse, vi.hoder("kari"), utkast)
    sti = vi.be("del_utkast", utkast)[0]
    return utkast, sti.rsplit("/", 1)[1], sti


def treg_leser(vi: Tjeneste, sti: str) -> tuple[socket.socket, http.client.HTTPResponse]:
    """A download of which little is read, with a small window."""
    sokkel = socket.socket()
    sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    sokkel.settimeout(60)
    sokkel.connect((VERT, vi.port))
    cookie = vi.hoder("mottaker")["Cookie"]
    sokkel.sendall(f"GET {sti} HTTP/1.1\r\nHost: {VERT}:{vi.port}\r\nCookie: {cookie}\r\n\r\n".encode())
    svar = http.client.HTTPResponse(sokkel)
    svar.begin()
    assert svar.status == 200
    return sokkel, svar


def test_it_frees_the_thread_of_a_downloader_that_stands_still(utalmodig: Tjeneste) -> None:
    _, dokument, sti = delt(utalmodig, 40_000_000)
    stille = [treg_leser(utalmodig, sti)[0] for _ in range(2)]
    with contextlib.closing(http.client.HTTPConnection(VERT, utalmodig.port, timeout=60)) as forbindelse:
        forbindelse.request("GET", "/livez")
        assert forbindelse.getresponse().status == 200
    vent_til(lambda: len(utalmodig.be("leveranser", dokument)) == 2)
    for levert in utalmodig.be("leveranser", dokument):
        assert (levert["fra"], levert["fullfort"]) == (0, False)
        assert levert["til"] < 40_000_000
    for sokkel in stille:
        sokkel.close()


def test_it_lets_one_who_is_only_slow_have_it_all(utalmodig: Tjeneste) -> None:
    _, dokument, sti = delt(utalmodig, 12_000_000)
    sokkel, svar = treg_leser(utalmodig, sti)
    lest = 0
    while bit := svar.read(600_000):
        lest += len(bit)
        time.sleep(0.3)
    assert lest == 12_000_000
    sokkel.close()
    vent_til(lambda: bool(utalmodig.be("leveranser", dokument)))
    assert utalmodig.be("leveranser", dokument) == [{"fra": 0, "til": 12_000_000, "fullfort": True}]


@pytest.mark.parametrize("hvordan", ["trekk", "utloper"])
def test_it_stops_a_running_download_when_the_deling_ends(vi: Tjeneste, hvordan: str) -> None:
    deling, dokument, sti = delt(vi, 60_000_000)
    sokkel, svar = treg_leser(vi, sti)
    svar.read(100_000)
    vi.be(hvordan, deling, *([0.0] if hvordan == "utloper" else []))
    time.sleep(2.5)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        svar.read()
    sokkel.close()
    vent_til(lambda: bool(vi.be("leveranser", dokument)))
    (levert,) = vi.be("leveranser", dokument)
    assert not levert["fullfort"]
    assert levert["til"] < 30_000_000
    assert "Traceback" not in vi.logg.rpartition(dokument)[2]
