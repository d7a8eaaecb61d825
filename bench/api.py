"""The API against floors of the same run: one large multipart upload, many small ones, and reading of metadata."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import motparter
from bench.klient import MIB, send_til_gulv
from bench.malinger import Omfang, Tall, forhold, i_runder, sekunder
from bench.tjeneste import ROT, Tjeneste, stopp, tjeneste, vent_pa_port
from scripts.porter import VERT, ledig_port
from standins.personer import integrasjoner
from standins.server import start_i_traad

_LITEN = os.urandom(10_000)
_KLIENTER = 8
# As long as the one KS' client makes: a longer one is quicker to look for.
_GRENSE = "JettyHttpClientBoundary1dz8kw4n2p7qx5v"
_BIT = os.urandom(MIB)


def api(rot: Path, omfang: Omfang) -> Iterator[Tall]:
    """Uploads and reads through the Dokumentlager API."""
    with contextlib.ExitStack() as stabel:
        standins = stabel.enter_context(start_i_traad())
        standins.maskinporten.levetid_sekunder = 4 * 3600
        vi = stabel.enter_context(
            tjeneste(
                rot,
                LOGG_NIVA="WARNING",
                MASKINPORTEN_ISSUER=standins.maskinporten.issuer,
                API_KALL_PER_MINUTT="10000000",
            )
        )
        orgnr = integrasjoner["leverandor"].orgnr
        integrasjon = vi.be("integrasjon", orgnr)
        hoder = integrasjon["hoder"] | {"Authorization": f"Bearer {standins.maskinporten.lag_token(orgnr)}"}
        sti = integrasjon["sti"]
        mappe = vi.data_dir / "motparter"
        mappe.mkdir()
        gulv = stabel.enter_context(motparter.gulv(mappe))
        bar = stabel.enter_context(_bar_django(mappe))
        lopere: dict[str, Callable[[int], float]] = {
            "gulv": lambda n: send_til_gulv(gulv, n),
            "vi": lambda n: _stor(vi, sti, hoder, n),
        }
        tider = i_runder(lopere, omfang)
        yield Tall("API: multipart mot gulv", forhold(tider["vi"], tider["gulv"]), "x", 1.8, sekunder(tider))
        yield from _sma(vi.port, sti, hoder, bar, omfang)


def _sma(port: int, sti: str, hoder: dict[str, str], bar: int, omfang: Omfang) -> Iterator[Tall]:
    antall = omfang.utsnitt
    vare, deres = [], []
    kropp, type_ = multipart(_LITEN)
    # Many short rounds: the clients connect anew in each, and how they fall on the processes is luck. The first, where
    # every thread connects to its database and has its SQL written, does not count.
    for _runde in range(1 + 4 * omfang.runder):
        deres.append(_i_sekundet(bar, "/", _LITEN, {"Content-Type": "application/octet-stream"}, antall))
        vare.append(_i_sekundet(port, f"{sti}/dokumenter", kropp, hoder | {"Content-Type": type_}, antall))
    var, annen = statistics.median(vare[1:]), statistics.median(deres[1:])
    tekst = f"{var:.0f} mot {annen:.0f} i sekundet, {_KLIENTER} klienter"
    yield Tall("API: bar Django mot 10 kB-dokumenter", annen / var, "x", 1 / 0.3, tekst)
    id_ = be_om(port, "POST", f"{sti}/dokumenter", kropp, hoder | {"Content-Type": type_})["id"]
    bar_id = be_om(bar, "POST", "/", _LITEN, {"Content-Type": "application/octet-stream"})["id"]
    hvor = {"vi": (port, f"{sti}/dokumenter/{id_}", hoder), "bar": (bar, f"/{bar_id}", {})}
    p95 = {navn: statistics.quantiles(tider, n=20)[-1] * 1000 for navn, tider in _les(hvor, omfang.utsnitt).items()}
    tekst = f"{p95['vi']:.1f} ms mot {p95['bar']:.1f} ms, 95 %"
    yield Tall("API: lese metadata, ut over bar Django", p95["vi"] - p95["bar"], "ms", 5.0, tekst)


def last_opp_stort(vi: Tjeneste, sti: str, hoder: dict[str, str], innhold: Iterable[bytes]) -> int:
    """One chunked upload, as KS' client does it, or encrypted when `sti` says so; how large it came out.

    Its objects are removed, since no worker runs here.
    """
    data = _send_stort(vi.port, sti, hoder, innhold)
    _rydd(vi, data)
    return int(data["ukryptertStorrelse"])


def _stor(vi: Tjeneste, sti: str, hoder: dict[str, str], storrelse: int) -> float:
    antall = storrelse // MIB
    start = time.perf_counter()
    data = _send_stort(vi.port, f"{sti}/dokumenter/", hoder, itertools.repeat(_BIT, antall))
    gikk = time.perf_counter() - start
    if data["ukryptertStorrelse"] != antall * MIB:
        raise RuntimeError("Dokumentet kom ikke helt fram.")
    _rydd(vi, data)
    return gikk


def _rydd(vi: Tjeneste, data: dict[str, Any]) -> None:
    shutil.rmtree(vi.data_dir / "dokumenter" / data["id"][:2] / data["id"])


def _send_stort(port: int, sti: str, hoder: dict[str, str], innhold: Iterable[bytes]) -> dict[str, Any]:
    kropp, type_ = multipart(b"INNHOLD")
    for_, _skille, etter = kropp.partition(b"INNHOLD")
    forbindelse = http.client.HTTPConnection(VERT, port)
    forbindelse.putrequest("POST", sti)
    for navn, verdi in (hoder | {"Content-Type": type_, "Transfer-Encoding": "chunked"}).items():
        forbindelse.putheader(navn, verdi)
    forbindelse.endheaders()
    for bit in itertools.chain([for_], innhold, [etter]):
        _send_bit(forbindelse.sock, bit)
    forbindelse.sock.sendall(b"0\r\n\r\n")
    data = _les_svar(forbindelse)
    forbindelse.close()
    return data


def _send_bit(sokkel: socket.socket, bit: bytes) -> None:
    """One chunk, as it lies: the floor's client does not copy what it sends either."""
    deler = [memoryview(b"%x\r\n" % len(bit)), memoryview(bit), memoryview(b"\r\n")]
    while deler:
        sendt = sokkel.sendmsg(deler)
        while deler and sendt >= len(deler[0]):
            sendt -= len(deler.pop(0))
        if sendt:
            deler[0] = deler[0][sendt:]


def multipart(innhold: bytes) -> tuple[bytes, str]:
    """An upload of this content, and its Content-Type."""
    metadata = json.dumps({"dokumentnavn": "a.bin", "mimetype": "application/octet-stream", "ttl": 86400})
    hode = (
        f'--{_GRENSE}\r\nContent-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n'
        f'{metadata}\r\n--{_GRENSE}\r\nContent-Disposition: form-data; name="dokument"; filename="a.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return hode.encode() + innhold + f"\r\n--{_GRENSE}--\r\n".encode(), f"multipart/form-data; boundary={_GRENSE}"


def _i_sekundet(port: int, sti: str, kropp: bytes, hoder: dict[str, str], antall: int) -> float:
    """POST so many times from eight clients at once; how many a second. RuntimeError if one of them fails."""
    hver = antall // _KLIENTER

    def en(_nr: int) -> None:
        forbindelse = http.client.HTTPConnection(VERT, port)
        for _ in range(hver):
            be_om(port, "POST", sti, kropp, hoder, forbindelse=forbindelse)
        forbindelse.close()

    with ThreadPoolExecutor(_KLIENTER) as klienter:
        start = time.perf_counter()
        list(klienter.map(en, range(_KLIENTER)))
        return hver * _KLIENTER / (time.perf_counter() - start)


def _les(hvor: dict[str, tuple[int, str, dict[str, str]]], antall: int) -> dict[str, list[float]]:
    """GET from each in turn, on a connection that is kept; seconds for each."""
    forbindelser = {navn: http.client.HTTPConnection(VERT, port) for navn, (port, _sti, _hoder) in hvor.items()}
    tider: dict[str, list[float]] = {navn: [] for navn in hvor}
    for _ in range(antall):
        for navn, (port, sti, hoder) in hvor.items():
            start = time.perf_counter()
            be_om(port, "GET", sti, None, hoder, forbindelse=forbindelser[navn])
            tider[navn].append(time.perf_counter() - start)
    for forbindelse in forbindelser.values():
        forbindelse.close()
    return tider


def be_om(
    port: int,
    metode: str,
    sti: str,
    kropp: bytes | None,
    hoder: dict[str, str],
    *,
    forbindelse: http.client.HTTPConnection | None = None,
) -> dict[str, Any]:
    """Ask, and get JSON. RuntimeError for any other answer."""
    egen = forbindelse or http.client.HTTPConnection(VERT, port)
    egen.request(metode, sti, body=kropp, headers=hoder)
    data = _les_svar(egen)
    if forbindelse is None:
        egen.close()
    return data


def _les_svar(forbindelse: http.client.HTTPConnection) -> dict[str, object]:
    svar = forbindelse.getresponse()
    innhold = svar.read()
    if svar.status >= http.HTTPStatus.BAD_REQUEST:
        raise RuntimeError(f"{svar.status}: {innhold[:300]!r}")
    return dict(json.loads(innhold))


@contextlib.contextmanager
def _bar_django(mappe: Path) -> Iterator[int]:
    port = ledig_port()
    miljo = {**os.environ, "BAR_DATABASE": str(mappe / "bar.sqlite3"), "WEB_ADRESSE": f"{VERT}:{port}"}
    subprocess.run([sys.executable, "-m", "bench.bar_django"], cwd=ROT, env=miljo, check=True)
    kommando = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "bench.bar_django:application"]
    with (mappe / "bar.log").open("wb") as logg:
        prosess = subprocess.Popen(kommando, cwd=ROT, env=miljo, stdout=logg, stderr=logg)
    try:
        vent_pa_port(port, prosess)
        yield port
    finally:
        stopp(prosess)
