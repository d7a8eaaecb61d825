"""Uploads by clients that others have written, over a wire that breaks."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import subprocess
from pathlib import Path

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from bench.motparter import node
from bench.tjeneste import ROT, Tjeneste
from scripts.porter import VERT
from tests.klienter.ledning import Ledning
from tests.klienter.samtale import opprett, vent_til


def krev_lik(vi: Tjeneste, url: str, fil: Path) -> None:
    """The service has exactly the bytes of the file."""
    hode = _hode(vi, url)
    assert hode.headers["Upload-Offset"] == hode.headers["Upload-Length"] == str(fil.stat().st_size)
    assert vi.be("opplasting", url)["sha256"] == hashlib.sha256(fil.read_bytes()).hexdigest()


def _hode(vi: Tjeneste, url: str) -> requests.Response:
    sti = url[url.index("/opplasting/") :]
    return requests.head(vi.url + sti, headers={"Tus-Resumable": "1.0.0"}, timeout=30)


@pytest.mark.parametrize("brudd", [[], [9_000_000], [2_000_000, 5_000_000, 7_000_000]])
def test_it_takes_uploads_from_tus_js_client(vi: Tjeneste, ledning: Ledning, fil: Path, brudd: list[int]) -> None:
    kjorer = node()
    assert kjorer, "node mangler"
    ledning.brudd[:] = brudd
    svar = subprocess.run(
        [
            kjorer,
            str(ROT / "tests" / "klienter" / "tus_js.mjs"),
            f"{ledning.url}/opplasting/",
            json.dumps(vi.hoder("kari")),
            vi.be("utkast"),
            str(fil),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert svar.returncode == 0, svar.stderr
    # A client that comes back before its last bytes are committed is told so before it has sent enough to be cut off.
    assert not ledning.brudd
    assert (ledning.brutt > 0) == bool(brudd)
    krev_lik(vi, svar.stdout.strip(), fil)


def test_it_takes_uploads_from_tuspy_and_goes_on_in_a_new_process(vi: Tjeneste, ledning: Ledning, fil: Path) -> None:
    klient = TusClient(f"{ledning.url}/opplasting/", headers=vi.hoder("kari"))
    metadata = {"deling": vi.be("utkast"), "filename": "æøå.bin", "filetype": "application/octet-stream"}
    with fil.open("rb") as strom:
        forst = klient.uploader(file_stream=strom, chunk_size=20_000_000, metadata=metadata)
        ledning.brudd.append(6_000_000)
        with pytest.raises((TusCommunicationError, requests.RequestException, http.client.HTTPException, OSError)):
            forst.upload()
    assert ledning.brutt == 1
    vent_til(lambda: int(_hode(vi, str(forst.url)).headers["Upload-Offset"]) > 0)
    # A new client knows the address only: neither login nor session.
    with fil.open("rb") as strom:
        nytt = TusClient(f"{ledning.url}/opplasting/")
        siden = nytt.uploader(file_stream=strom, url=forst.url, chunk_size=5_000_000)
        assert 0 < siden.offset < 6_000_000
        siden.upload()
    krev_lik(vi, str(forst.url), fil)


def test_it_checks_what_tuspy_sums_up(vi: Tjeneste, fil: Path) -> None:
    klient = TusClient(f"{vi.url}/opplasting/", headers=vi.hoder("kari"))
    metadata = {"deling": vi.be("utkast"), "filename": "sum.bin"}
    with fil.open("rb") as strom:
        opplaster = klient.uploader(file_stream=strom, chunk_size=7_000_000, metadata=metadata, upload_checksum=True)
        opplaster.upload()
    krev_lik(vi, str(opplaster.url), fil)


def test_it_goes_on_after_a_restart_and_a_night_without_a_session(vi: Tjeneste, fil: Path) -> None:
    klient = TusClient(f"{vi.url}/opplasting/", headers=vi.hoder("kari"))
    metadata = {"deling": vi.be("utkast"), "filename": "natt.bin"}
    with fil.open("rb") as strom:
        opplaster = klient.uploader(file_stream=strom, chunk_size=7_000_000, metadata=metadata)
        opplaster.upload(stop_at=7_000_000)
        vi.start_pa_nytt()
        klient.headers.clear()
        opplaster.upload()
    krev_lik(vi, str(opplaster.url), fil)


@pytest.mark.parametrize("lengde", [True, False])
def test_it_takes_bodies_with_and_without_a_length_on_one_connection(vi: Tjeneste, fil: Path, lengde: bool) -> None:
    innhold = fil.read_bytes()
    forbindelse = http.client.HTTPConnection(VERT, vi.port, timeout=60)
    with contextlib.closing(forbindelse):
        url = opprett(vi, forbindelse, len(innhold))
        for start in range(0, len(innhold), 10_000_001):
            bit = innhold[start : start + 10_000_001]
            hoder = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
            hoder |= {"Tus-Resumable": "1.0.0"} | ({"Content-Length": str(len(bit))} if lengde else {})
            biter = (bit[fra : fra + 70_000] for fra in range(0, len(bit), 70_000))
            forbindelse.request("PATCH", url, body=biter, headers=hoder, encode_chunked=not lengde)
            svar = forbindelse.getresponse()
            assert (svar.status, svar.headers["Upload-Offset"]) == (204, str(start + len(bit)))
            svar.read()
    krev_lik(vi, url, fil)


def test_it_serves_the_next_request_after_a_refused_body(vi: Tjeneste) -> None:
    forbindelse = http.client.HTTPConnection(VERT, vi.port, timeout=60)
    with contextlib.closing(forbindelse):
        url = opprett(vi, forbindelse, 20_000)
        hoder = {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}
        for offset, status in (("5", 409), ("0", 204)):
            forbindelse.request("PATCH", url, body=b"x" * 20_000, headers=hoder | {"Upload-Offset": offset})
            svar = forbindelse.getresponse()
            assert svar.status == status
            svar.read()
