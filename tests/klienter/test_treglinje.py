"""Uploads by clients that others have written, over a slow uplink: pieces of the body come with the headers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from tusclient.client import TusClient

from bench.motparter import node
from bench.tjeneste import ROT, Tjeneste
from tests.klienter.samtale import opprett_med
from tests.klienter.treglinje import SEGMENT, Treglinje
from tests.prosess.nginx import kjor_nginx, ny_port

STOR = 700_001


@pytest.fixture
def treglinje(vi: Tjeneste) -> Iterator[Treglinje]:
    """A slow line to the service."""
    with Treglinje(vi.port) as linje:
        yield linje


@pytest.fixture
def liten_fil(tmp_path: Path) -> Path:
    """A file in which no two places are alike."""
    sti = tmp_path / "liten.bin"
    sti.write_bytes(b"".join(nr.to_bytes(4, "big") for nr in range(STOR // 4)) + b"s")
    return sti


def _tus_js(treglinje: Treglinje, hoder: dict[str, str], utkast: str, fil: Path) -> None:
    kjorer = node()
    assert kjorer, "node mangler"
    program = str(ROT / "tests" / "klienter" / "tus_js.mjs")
    kommando = [kjorer, program, f"{treglinje.url}/opplasting/", json.dumps(hoder), utkast, str(fil)]
    svar = subprocess.run(kommando, capture_output=True, text=True, timeout=120, check=False)
    assert svar.returncode == 0, svar.stderr


def _tuspy(treglinje: Treglinje, hoder: dict[str, str], utkast: str, fil: Path) -> None:
    klient = TusClient(f"{treglinje.url}/opplasting/", headers=hoder)
    metadata = {"deling": utkast, "filename": "fil.bin"}
    with fil.open("rb") as strom:
        klient.uploader(file_stream=strom, chunk_size=100_000, metadata=metadata).upload()


def _curl(treglinje: Treglinje, hoder: dict[str, str], utkast: str, fil: Path) -> None:
    url = treglinje.url + opprett_med(treglinje.url, hoder, utkast, fil.stat().st_size)
    tus = ["Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Type: application/offset+octet-stream", "Expect:"]
    kommando = ["curl", "-sf", "-X", "PATCH", "--data-binary", f"@{fil}"]
    for hode in tus:
        kommando += ["-H", hode]
    assert subprocess.run([*kommando, url], capture_output=True, timeout=120, check=False).returncode == 0


@pytest.fixture
def treg_nginx(vi: Tjeneste, tmp_path: Path) -> Iterator[Treglinje]:
    """The same to the documented proxy, and through that to the service."""
    port = ny_port()
    with kjor_nginx(tmp_path / "nginx", port=port, til=[vi.port]), Treglinje(port) as linje:
        yield linje


Sender = Callable[[Treglinje, dict[str, str], str, Path], None]


@pytest.mark.parametrize("sender", [_tus_js, _tuspy, _curl])
def test_it_stores_the_right_bytes_over_a_slow_line(
    vi: Tjeneste, treglinje: Treglinje, liten_fil: Path, sender: Sender
) -> None:
    krev_fram(vi, treglinje, liten_fil, sender)


@pytest.mark.nginx
@pytest.mark.parametrize("sender", [_tus_js, _tuspy, _curl])
def test_it_does_so_behind_the_documented_nginx(
    vi: Tjeneste, treg_nginx: Treglinje, liten_fil: Path, sender: Sender
) -> None:
    krev_fram(vi, treg_nginx, liten_fil, sender)


def krev_fram(vi: Tjeneste, linje: Treglinje, liten_fil: Path, sender: Sender) -> None:
    """The recipient gets exactly what was sent over the line."""
    utkast = vi.be("utkast")
    sender(linje, vi.hoder("kari"), utkast, liten_fil)
    assert linje.segmenter > STOR // SEGMENT, "the line was slow"
    [sti] = vi.be("del_utkast", utkast)
    svar = requests.get(vi.url + sti, headers=vi.hoder("mottaker"), timeout=60)
    assert svar.status_code == 200
    assert svar.content == liten_fil.read_bytes()
