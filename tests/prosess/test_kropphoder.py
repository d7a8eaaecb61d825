"""What headers say of a body, over real sockets: who asks first is refused first, and nobody's coding is taken."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.client import HTTPResponse

import pytest

from scripts.porter import VERT
from tests.dokumenter.api.multipart import TYPE, opplasting
from tests.prosess.conftest import ByggTjeneste, LoggInn
from tests.prosess.klient import Opplasting, Person, tilfeldig
from tests.prosess.system import System, i_biter, lag_system
from tests.prosess.tjeneste import Tjeneste

FORTSETT = b"HTTP/1.1 100 Continue\r\n\r\n"
INNHOLD = tilfeldig(300_000)
_TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="module")
def vi(bygg_tjeneste: ByggTjeneste, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjeneste]:
    """One service for all of these: they only ask it."""
    with bygg_tjeneste(tmp_path_factory.mktemp("hoder"), {"OPPLASTING_MAKS_BYTES": "2000000"}) as tjeneste:
        tjeneste.start_web()
        yield tjeneste


@pytest.fixture
def system(vi: Tjeneste, standins: str) -> Iterator[System]:
    yield from lag_system(vi, standins)


@pytest.fixture
def kari(vi: Tjeneste, logg_inn: LoggInn) -> Person:
    return logg_inn(vi)


class Samtale:
    """A connection on which a head is sent, and its body only when that is wanted."""

    def __init__(self, vi: Tjeneste, linje: str, **hoder: str | int) -> None:
        alle: dict[str, object] = {"Host": f"{VERT}:{vi.porter[0]}", "Expect": "100-continue"}
        alle |= {navn.replace("_", "-"): verdi for navn, verdi in hoder.items()}
        self.sokkel = socket.create_connection((VERT, vi.porter[0]), timeout=30)
        hode = "".join(f"{navn}: {verdi}\r\n" for navn, verdi in alle.items() if verdi != "")
        self.sokkel.sendall(f"{linje} HTTP/1.1\r\n{hode}\r\n".encode())

    def refusert(self) -> int:
        """The status that came at once, with the connection closed after it."""
        with self.sokkel:
            svar = HTTPResponse(self.sokkel)
            svar.begin()
            svar.read()
            assert svar.headers["Connection"] == "close"
            assert self.sokkel.recv(1) == b""
            return svar.status

    def send(self, kropp: bytes) -> HTTPResponse:
        """The answer, after a 100 and the body."""
        assert self._les(len(FORTSETT)) == FORTSETT
        self.sokkel.sendall(kropp)
        svar = HTTPResponse(self.sokkel)
        svar.begin()
        svar.read()
        return svar

    def _les(self, antall: int) -> bytes:
        lest = b""
        while len(lest) < antall and (bit := self.sokkel.recv(antall - len(lest))):
            lest += bit
        return lest


def _ny(vi: Tjeneste, kari: Person) -> Opplasting:
    return kari.start_opplasting(vi.gjor("lag_utkast"), INNHOLD)


def _cookie(kari: Person) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in kari.cookies)


def _krev_likt(vi: Tjeneste, dokument: str) -> None:
    vi.gjor("kontroller", dokument=dokument)
    (rad,) = [rad for rad in vi.gjor("dokumenter") if rad["id"] == dokument]
    assert rad["sha256"] == sha256(INNHOLD).hexdigest()


# --- Expect: 100-continue ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hoder", "status"),
    [
        ({"Upload-Offset": 5}, 409),
        ({"Upload-Offset": ""}, 400),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Length": 300_001}, 413),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
    ],
)
def test_it_refuses_a_piece_before_it_is_sent(
    vi: Tjeneste, kari: Person, hoder: dict[str, str | int], status: int
) -> None:
    ny = _ny(vi, kari)
    alle: dict[str, str | int] = {**_TUS, "Upload-Offset": 0, "Content-Length": len(INNHOLD), **hoder}
    assert Samtale(vi, f"PATCH {ny.sti}", **alle).refusert() == status
    assert ny.hode(vi.url) == 0


def test_it_refuses_pieces_of_an_upload_that_is_over_or_unknown_before_they_are_sent(
    vi: Tjeneste, kari: Person
) -> None:
    ny = _ny(vi, kari)
    ny.fullfor(vi.url)
    hoder: dict[str, str | int] = {**_TUS, "Content-Length": 10}
    assert Samtale(vi, f"PATCH {ny.sti}", **hoder, Upload_Offset=0).refusert() == 409
    assert Samtale(vi, f"PATCH {ny.sti}", **hoder, Upload_Offset=len(INNHOLD)).refusert() == 403
    assert Samtale(vi, "PATCH /opplasting/finnes-ikke", **hoder, Upload_Offset=0).refusert() == 404


def test_it_refuses_a_creation_before_its_bytes_are_sent(vi: Tjeneste, kari: Person) -> None:
    metadata = f"deling {b64encode(vi.gjor('lag_utkast').encode()).decode()},filename {b64encode(b'a.bin').decode()}"
    hoder: dict[str, str | int] = {**_TUS, "Upload-Length": len(INNHOLD), "Upload-Metadata": metadata}
    hoder |= {"Content-Length": len(INNHOLD), "Accept": "application/json"}
    inne: dict[str, str | int] = {**hoder, "Cookie": _cookie(kari), **kari.csrf()}
    assert Samtale(vi, "POST /opplasting/", **hoder).refusert() in {401, 403}
    assert Samtale(vi, "POST /opplasting/", **inne | {"X-CSRFToken": "galt"}).refusert() == 403
    assert Samtale(vi, "POST /opplasting/", **inne | {"Upload-Length": 3_000_000}).refusert() == 413
    assert Samtale(vi, "POST /opplasting/", **inne | {"Upload-Metadata": ""}).refusert() == 400
    samtale = Samtale(vi, "POST /opplasting/", **inne)
    with samtale.sokkel:
        svar = samtale.send(INNHOLD)
        assert svar.status == 201
        _krev_likt(vi, svar.headers["Dokument-Id"])


@pytest.mark.parametrize(
    ("sti", "hoder", "status"),
    [
        ("", {"Authorization": "Bearer galt"}, 401),
        ("", {"Content-Length": 900_000_000}, 413),
        ("", {"Content-Type": "application/pdf"}, 400),
        ("", {"Content-Digest": "sha-256=galt"}, 400),
        ("/00000000-0000-4000-8000-000000000000/data", {}, 404),
        ("/00000000-0000-4000-8000-000000000000/data", {"Authorization": "Bearer galt"}, 401),
    ],
)
def test_it_refuses_what_a_system_sends_before_it_is_sent(
    vi: Tjeneste, system: System, sti: str, hoder: dict[str, str | int], status: int
) -> None:
    alle: dict[str, str | int] = {**system.hoder, "Content-Type": TYPE, "Content-Length": 1000, **hoder}
    assert Samtale(vi, f"POST {system.sti}/dokumenter{sti}", **alle).refusert() == status


@pytest.mark.parametrize("bitvis", [False, True])
def test_it_tells_the_accepted_to_go_on_and_serves_the_next_on_the_same_connection(
    vi: Tjeneste, kari: Person, system: System, bitvis: bool
) -> None:
    form: dict[str, str | int] = {"Transfer-Encoding": "chunked"} if bitvis else {}
    ny = _ny(vi, kari)
    lengde: dict[str, str | int] = {} if bitvis else {"Content-Length": len(INNHOLD)}
    samtale = Samtale(vi, f"PATCH {ny.sti}", **_TUS, **form, **lengde, Upload_Offset=0)
    with samtale.sokkel:
        assert samtale.send(b"".join(i_biter([INNHOLD])) if bitvis else INNHOLD).status == 204
        samtale.sokkel.sendall(f"GET /livez HTTP/1.1\r\nHost: {VERT}:{vi.porter[0]}\r\n\r\n".encode())
        svar = HTTPResponse(samtale.sokkel)
        svar.begin()
        assert svar.status == 200
    _krev_likt(vi, ny.dokument)
    kropp = opplasting(INNHOLD)
    lengde = {} if bitvis else {"Content-Length": len(kropp)}
    hoder: dict[str, str | int] = {**system.hoder, "Content-Type": TYPE}
    samtale = Samtale(vi, f"POST {system.sti}/dokumenter", **hoder, **form, **lengde)
    with samtale.sokkel:
        svar = samtale.send(b"".join(i_biter([kropp])) if bitvis else kropp)
        assert svar.status == 201


def test_it_tells_forms_to_go_on(vi: Tjeneste, kari: Person) -> None:
    kropp = f"csrfmiddlewaretoken={kari.csrf()['X-CSRFToken']}&konto=".encode()
    hoder: dict[str, str | int] = {"Cookie": _cookie(kari), "Content-Length": len(kropp)}
    samtale = Samtale(vi, "POST /del/", **hoder, Content_Type="application/x-www-form-urlencoded")
    with samtale.sokkel:
        assert samtale.send(kropp).status == 200


# --- Codings ----------------------------------------------------------------------------------------------------

Dor = Callable[[Tjeneste, Person, System], tuple[str, dict[str, str]]]


def _tus(vi: Tjeneste, kari: Person, _system: System) -> tuple[str, dict[str, str]]:
    return f"PATCH {_ny(vi, kari).sti}", {**_TUS, "Upload-Offset": "0"}


def _api(_vi: Tjeneste, _kari: Person, system: System) -> tuple[str, dict[str, str]]:
    return f"POST {system.sti}/dokumenter", {**system.hoder, "Content-Type": TYPE}


def _data(_vi: Tjeneste, _kari: Person, system: System) -> tuple[str, dict[str, str]]:
    return f"POST {system.sti}/dokumenter/00000000-0000-4000-8000-000000000000/data", dict(system.hoder)


def _skjema(_vi: Tjeneste, kari: Person, _system: System) -> tuple[str, dict[str, str]]:
    return "POST /del/", {"Cookie": _cookie(kari), "Content-Type": TYPE}


@pytest.mark.parametrize("dor", [_tus, _api, _data, _skjema])
@pytest.mark.parametrize(
    ("hoder", "status"),
    [
        ({"Content-Encoding": "gzip", "Content-Length": "10"}, 415),
        ({"Content-Encoding": "identity, br", "Content-Length": "10"}, 415),
        ({"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}, 415),
        ({"Transfer-Encoding": "gzip, chunked"}, 501),
        ({"Transfer-Encoding": "deflate, chunked"}, 501),
        ({"Transfer-Encoding": "ukjent, chunked"}, 501),
        ({"Transfer-Encoding": "gzip"}, 400),
    ],
)
def test_it_takes_no_coded_body(
    vi: Tjeneste, kari: Person, system: System, dor: Dor, hoder: dict[str, str], status: int
) -> None:
    linje, faste = dor(vi, kari, system)
    samtale = Samtale(vi, linje, **faste | hoder | {"Expect": ""})
    with samtale.sokkel:
        if "Content-Length" in hoder:
            samtale.sokkel.sendall(b"0123456789")
        svar = HTTPResponse(samtale.sokkel)
        svar.begin()
        assert svar.status == status
        tekst = svar.read().decode()
    navn = next(iter(hoder))
    assert navn in tekst or status == 400 or "ukjent" in hoder[navn]
