"""The one client that measures all of them: plain sockets, the same bytes, nothing that is not needed."""

from __future__ import annotations

import base64
import functools
import hashlib
import http.client
import os
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

MIB = 1024 * 1024
VERT = "127.0.0.1"
_BIT = memoryview(os.urandom(MIB))
_STYKKE = 64 * MIB
_TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True)
class Opplasting:
    """A finished upload: how long it took in seconds, its capability and the dokument's id."""

    sekunder: float
    url: str
    dokument_id: str


def send_til_gulv(port: int, storrelse: int) -> float:
    """Send to the floor and wait for its word; seconds."""
    start = time.perf_counter()
    with socket.create_connection((VERT, port)) as sokkel:
        sokkel.sendall(struct.pack(">Q", storrelse))
        for bit in _biter(storrelse):
            sokkel.sendall(bit)
        if sokkel.recv(1) != b"k":
            raise RuntimeError("Gulvet tok ikke imot.")
        return time.perf_counter() - start


def last_opp(
    port: int, sti: str, storrelse: int, hoder: dict[str, str], utkast: str = "", *, med_sum: bool = False
) -> Opplasting:
    """A whole upload by tus, creation and all, on one connection.

    `med_sum`: in pieces of 64 MiB, each with its digest, as the page sends it; to make them does not count.
    """
    biter = _med_summer(storrelse) if med_sum else [(0, storrelse, {})]
    par = {"filename": "fil.bin", "filetype": "application/octet-stream", "deling": utkast}
    metadata = ",".join(
        f"{nokkel} {base64.b64encode(verdi.encode()).decode()}" for nokkel, verdi in par.items() if verdi
    )
    start = time.perf_counter()
    forbindelse = http.client.HTTPConnection(VERT, port)
    forbindelse.request(
        "POST",
        sti,
        headers=hoder | _TUS | {"Upload-Length": str(storrelse), "Upload-Metadata": metadata, "Content-Length": "0"},
    )
    svar = forbindelse.getresponse()
    _krev(svar, HTTPStatus.CREATED)
    url = svar.headers["Location"].removeprefix(f"http://{VERT}:{port}")
    svar.read()
    for fra, antall, sum_ in biter:
        lengder = {"Upload-Offset": str(fra), "Content-Length": str(antall)}
        type_ = {"Content-Type": "application/offset+octet-stream"}
        forbindelse.request("PATCH", url, body=_biter(antall), headers=_TUS | type_ | lengder | sum_)
        patchet = forbindelse.getresponse()
        _krev(patchet, HTTPStatus.NO_CONTENT)
        patchet.read()
    sekunder = time.perf_counter() - start
    forbindelse.close()
    return Opplasting(sekunder, url, svar.headers.get("Dokument-Id", ""))


def last_ned(port: int, sti: str, hoder: dict[str, str], storrelse: int) -> float:
    """Download and throw away; seconds."""
    buffer = memoryview(bytearray(MIB))
    start = time.perf_counter()
    forbindelse = http.client.HTTPConnection(VERT, port)
    forbindelse.request("GET", sti, headers=hoder)
    svar = forbindelse.getresponse()
    _krev(svar, HTTPStatus.OK)
    lest = 0
    while antall := svar.readinto(buffer):
        lest += antall
    sekunder = time.perf_counter() - start
    forbindelse.close()
    if lest != storrelse:
        raise RuntimeError(f"Fikk {lest} av {storrelse} byte.")
    return sekunder


def hent_utsnitt(port: int, sti: str, hoder: dict[str, str], steder: list[int], lengde: int) -> list[float]:
    """Fetch `lengde` bytes from each place, one after the other on one connection; seconds for each."""
    forbindelse = http.client.HTTPConnection(VERT, port)
    tider = []
    for sted in steder:
        start = time.perf_counter()
        forbindelse.request("GET", sti, headers=hoder | {"Range": f"bytes={sted}-{sted + lengde - 1}"})
        svar = forbindelse.getresponse()
        _krev(svar, HTTPStatus.PARTIAL_CONTENT)
        if len(svar.read()) != lengde:
            raise RuntimeError("Utsnittet var for kort.")
        tider.append(time.perf_counter() - start)
    forbindelse.close()
    return tider


def _med_summer(storrelse: int) -> list[tuple[int, int, dict[str, str]]]:
    """From where, how many and which header, of each piece."""
    biter = []
    for fra in range(0, storrelse, _STYKKE):
        antall = min(_STYKKE, storrelse - fra)
        biter.append((fra, antall, {"Upload-Checksum": f"sha256 {_sum(antall)}"}))
    return biter


@functools.cache
def _sum(antall: int) -> str:
    hash_ = hashlib.sha256()
    for bit in _biter(antall):
        hash_.update(bit)
    return base64.b64encode(hash_.digest()).decode()


def _biter(storrelse: int) -> Iterator[memoryview]:
    for _ in range(storrelse // MIB):
        yield _BIT
    if storrelse % MIB:
        yield _BIT[: storrelse % MIB]


def _krev(svar: http.client.HTTPResponse, status: HTTPStatus) -> None:
    if svar.status != status:
        raise RuntimeError(f"Ventet {status}, fikk {svar.status}: {svar.read(300)!r}")
