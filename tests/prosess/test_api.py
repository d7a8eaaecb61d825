"""The API on the wire: the bytes that KS' Java client sends, over a socket, to the real server."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import psutil
import pytest
import requests

from tests.dokumenter.api.multipart import GRENSE, TYPE, dokumentdel, kropp, metadata, metadatadel, opplasting
from tests.prosess.conftest import ByggTjeneste
from tests.prosess.system import System, i_biter, lag_system
from tests.prosess.tjeneste import Tjeneste, vent_til

pytestmark = pytest.mark.xdist_group("api")
MB = 1024**2
STOR = 256 * MB
TAK = 120 * MB  # how much a worker may grow, whatever it receives


def delt_i(innhold: bytes, storrelse: int) -> Iterator[bytes]:
    """In pieces."""
    yield from (innhold[i : i + storrelse] for i in range(0, len(innhold), storrelse))


@pytest.fixture(scope="module")
def tjeneste(bygg_tjeneste: ByggTjeneste, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjeneste]:
    """One service for all tests here: each has a system of its own, and asks only about what came of its own calls."""
    with bygg_tjeneste(tmp_path_factory.mktemp("api"), {}) as tjeneste:
        tjeneste.start_web()
        yield tjeneste


system = pytest.fixture(lag_system)


def spor(tjeneste: Tjeneste) -> tuple[int, set[str], dict[str, int]]:
    """What a document leaves: delinger, objects in the store, events."""
    return tjeneste.gjor("delte"), set(tjeneste.gjor("objekter")), tjeneste.gjor("antall_hendelser", type="deling_delt")


@pytest.mark.parametrize("storrelse", [1, 7, 1000, 10**6])
def test_it_takes_what_the_java_client_sends(storrelse: int, system: System) -> None:
    """Chunked without a length, metadata with nulls first and without a file name, a file name in another script."""
    innhold = os.urandom(20_000 if storrelse < 1000 else 3_000_000)
    body = kropp(metadatadel(metadata(dokumentnavn="Søknad 文書.pdf")), dokumentdel(innhold, "Søknad 文書.pdf"))
    status, hoder, data = system.last_opp(delt_i(body, storrelse))
    assert status == 201, data
    assert hoder["Location"].startswith(f"{system.tjeneste.url}/d/")
    assert (data["dokumentnavn"], data["ukryptertStorrelse"]) == ("Søknad 文書.pdf", len(innhold))
    assert system.tjeneste.gjor("kontroller", dokument=data["id"])
    rader = {rad["id"]: rad["sha256"] for rad in system.tjeneste.gjor("dokumenter")}
    assert rader[data["id"]] == sha256(innhold).hexdigest()


def test_it_answers_several_requests_on_one_connection(system: System) -> None:
    for _gang in range(3):
        assert system.last_opp([opplasting()])[0] == 201
    system.send(f"GET {system.sti}/finnes-ikke", [])
    assert system.svar()[0] == 404
    riktig = system.hoder["IntegrasjonPassord"]
    system.hoder["IntegrasjonPassord"] = "feil"
    assert system.last_opp([opplasting(b"x" * 500_000)])[0] == 401
    system.hoder["IntegrasjonPassord"] = riktig
    assert system.last_opp([opplasting()])[0] == 201


def test_it_reads_small_json_that_is_chunked(system: System) -> None:
    dokument = system.last_opp([opplasting()])[2]["id"]
    system.send(
        f"PATCH {system.sti}/dokumenter/{dokument}",
        i_biter([b'{"ttl":', b"60", b',"tilgjengeligTil":null}']),
        Content_Type="application/json",
        Transfer_Encoding="chunked",
    )
    status, _hoder, data = system.svar()
    assert status == 200, data
    assert data["id"] == dokument


BRUTT_JSON = {
    "feil kodet": ([b"zz\r\n{}\r\n0\r\n\r\n"], {"Transfer_Encoding": "chunked"}),
    "avbrutt": ([b'5\r\n{"a":'], {"Transfer_Encoding": "chunked"}),
    "kortere enn lovet": ([b'{"a":'], {"Content_Length": "500"}),
}


@pytest.mark.parametrize(("biter", "hoder"), BRUTT_JSON.values(), ids=BRUTT_JSON.keys())
def test_it_tells_in_its_own_form_that_json_did_not_come_through(
    biter: list[bytes], hoder: dict[str, str], system: System
) -> None:
    system.send(f"POST {system.sti}/dokumenter/sok", biter, Content_Type="application/json", **hoder)
    system.sokkel.shutdown(socket.SHUT_WR)
    status, _hoder, data = system.svar()
    assert (status, data["status"]) == (400, 400)
    assert "uventet_feil" not in system.tjeneste.logg("web0")


def test_it_refuses_at_once_what_is_said_to_be_too_large(system: System) -> None:
    system.send(f"POST {system.sti}/dokumenter", [], Content_Type=TYPE, Content_Length=str(10**12))
    assert system.svar()[0] == 413


HALV = opplasting(b"x" * 300_000)[:200_000]


def _chunked_uten_slutt(system: System) -> None:
    biter = list(i_biter([HALV]))[:-1]
    system.send(f"POST {system.sti}/dokumenter", biter, Content_Type=TYPE, Transfer_Encoding="chunked")


def _midt_i_en_bit(system: System) -> None:
    biter = [b"%x\r\n" % 300_000, HALV]
    system.send(f"POST {system.sti}/dokumenter", biter, Content_Type=TYPE, Transfer_Encoding="chunked")


def _kortere_enn_lovet(system: System) -> None:
    system.send(f"POST {system.sti}/dokumenter", [HALV], Content_Type=TYPE, Content_Length="300500")


def _uten_siste_skille(system: System) -> None:
    biter = i_biter([HALV])
    system.send(f"POST {system.sti}/dokumenter", biter, Content_Type=TYPE, Transfer_Encoding="chunked")


@pytest.mark.parametrize("brudd", [_chunked_uten_slutt, _midt_i_en_bit, _kortere_enn_lovet, _uten_siste_skille])
def test_it_calls_a_body_that_ends_early_an_error_and_keeps_nothing(
    brudd: Callable[[System], None], system: System
) -> None:
    for_ = spor(system.tjeneste)
    brudd(system)
    system.sokkel.shutdown(socket.SHUT_WR)
    status, _hoder, data = system.svar()
    assert (status, data["status"]) == (400, 400)
    vent_til(lambda: spor(system.tjeneste) == for_, hva="opprydding")


def test_it_keeps_nothing_of_a_client_that_vanishes(system: System) -> None:
    for_ = spor(system.tjeneste)
    _midt_i_en_bit(system)
    system.sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    system.sokkel.close()
    vent_til(lambda: spor(system.tjeneste) == for_, hva="opprydding")


def test_it_receives_a_large_document_in_little_memory(system: System) -> None:
    assert system.last_opp([opplasting()])[0] == 201
    for_ = _minne(system.tjeneste)
    bit = os.urandom(MB)
    hode, _skille, hale = opplasting(b"INNHOLD").partition(b"INNHOLD")
    status, _hoder, data = system.last_opp([hode, *[bit] * (STOR // MB), hale])
    assert status == 201, data
    assert data["ukryptertStorrelse"] == STOR
    assert _minne(system.tjeneste) - for_ < TAK


def test_it_decrypts_a_large_document_in_little_memory(system: System, tmp_path: Path) -> None:
    assert system.last_opp([opplasting()])[0] == 201
    for_ = _minne(system.tjeneste)
    sertifikat = requests.get(f"{system.tjeneste.url}/dokumentlager/api/v1/public-key", timeout=5)
    (tmp_path / "sertifikat.pem").write_bytes(sertifikat.content)
    klar = os.urandom(MB)
    with (tmp_path / "klar").open("wb") as ut:
        for _nr in range(STOR // MB):
            ut.write(klar)
    kommando = "openssl cms -encrypt -binary -stream -outform DER -aes256 -in klar -out kryptert sertifikat.pem"
    subprocess.run(kommando.split(), cwd=tmp_path, check=True)
    hode, _skille, hale = kropp(metadatadel(metadata(sikkerhetsniva=4)), dokumentdel(b"INNHOLD")).partition(b"INNHOLD")

    def biter() -> Iterator[bytes]:
        yield hode
        with (tmp_path / "kryptert").open("rb") as inn:
            yield from iter(lambda: inn.read(MB), b"")
        yield hale

    status, _hoder, data = system.last_opp(biter(), "?kryptert=true")
    assert status == 201, data
    assert (data["ukryptertStorrelse"], data["kryptertStorrelse"]) == (STOR, (tmp_path / "kryptert").stat().st_size)
    assert _minne(system.tjeneste) - for_ < TAK
    assert system.tjeneste.gjor("kontroller", dokument=data["id"])
    fasit = sha256()
    for _nr in range(STOR // MB):
        fasit.update(klar)
    rader = {rad["id"]: rad["sha256"] for rad in system.tjeneste.gjor("dokumenter")}
    assert rader[data["id"]] == fasit.hexdigest()


def test_it_logs_no_number_and_no_secret(system: System) -> None:
    system.last_opp([opplasting()])
    system.last_opp([opplasting(eksponertFor=[{"type": "PERSON", "fnr": "01010112345"}])])
    system.send(f"POST {system.sti}/dokumenter", [GRENSE.encode()], Content_Type="text/plain", Content_Length="25")
    logg = system.tjeneste.logg("web0")
    assert "domenefeil" in logg
    for hemmelig in ("01010112345", system.hoder["IntegrasjonPassord"], system.hoder["Authorization"][7:40], "vedtak"):
        assert hemmelig not in logg


def _minne(tjeneste: Tjeneste) -> int:
    """Resident bytes of the largest worker."""
    web = tjeneste.barn["web0"].prosess
    assert web is not None
    return max(int(barn.memory_info().rss) for barn in psutil.Process(web.pid).children(recursive=True))
