"""All the files as one, by the programs people use: broken off, gone on with, unpacked; and what stops it."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from bench.klient import last_opp
from bench.tjeneste import Tjeneste
from scripts.porter import VERT
from tests.klienter.ledning import Ledning
from tests.klienter.samtale import vent_til
from tests.klienter.test_nedlastere import kjor

STORRELSER = (9_000_001, 11, 12_000_005)


class Delt:
    """A deling of three files with the same name, in its own draft."""

    def __init__(self, vi: Tjeneste) -> None:
        self.vi = vi
        utkast = vi.be("utkast")
        for storrelse in STORRELSER:
            last_opp(vi.port, "/opplasting/", storrelse, vi.hoder("kari"), utkast)
        self.deling = utkast
        self.dokumenter = [sti.rsplit("/", 1)[1] for sti in vi.be("del_utkast", utkast)]
        self.sti = f"/d/{utkast}/alle.zip"
        self.cookie = f"Cookie: {vi.hoder('mottaker')['Cookie']}"

    @contextlib.contextmanager
    def begynn(self) -> Iterator[http.client.HTTPResponse]:
        """A download that has begun; the client has read nothing but the headers."""
        with contextlib.closing(http.client.HTTPConnection(VERT, self.vi.port, timeout=60)) as forbindelse:
            forbindelse.request("GET", self.sti, headers=self.vi.hoder("mottaker"))
            with forbindelse.getresponse() as svar:
                assert svar.status == HTTPStatus.OK
                yield svar

    def levert(self, nr: int) -> int:
        """How many bytes of a file are delivered, over all its deliveries."""
        return sum(en["til"] - en["fra"] for en in self.vi.be("leveranser", self.dokumenter[nr]))

    def er_hel(self, fil: Path) -> bool:
        """Is it the archive, with the files' own bytes?"""
        subprocess.run(["unzip", "-tq", str(fil)], check=True, capture_output=True, timeout=60)
        with zipfile.ZipFile(fil) as arkiv:
            summer = [hashlib.sha256(arkiv.read(navn)).hexdigest() for navn in arkiv.namelist()]
        return summer == [self.vi.be("dokument", en)["sha256"] for en in self.dokumenter]


@pytest.fixture
def delt(vi: Tjeneste) -> Delt:
    return Delt(vi)


@pytest.mark.parametrize(
    ("begynn", "fortsett"),
    [
        (("curl", "-sf", "-o"), ("curl", "-sf", "-C", "-", "-o")),
        (("wget", "-q", "-t1", "-O"), ("wget", "-q", "-c", "-O")),
    ],
)
def test_it_is_whole_after_a_break(
    delt: Delt, ledning: Ledning, tmp_path: Path, begynn: tuple[str, ...], fortsett: tuple[str, ...]
) -> None:
    fil, hode = tmp_path / "ut.zip", ("--header", delt.cookie)
    ledning.brudd[:] = [10_000_000]
    assert kjor(*begynn, str(fil), *hode, ledning.url + delt.sti) != 0
    assert 0 < fil.stat().st_size < sum(STORRELSER)
    assert kjor(*fortsett, str(fil), *hode, ledning.url + delt.sti) == 0
    assert delt.er_hel(fil)
    vent_til(lambda: delt.levert(2) >= STORRELSER[2])
    assert delt.levert(1) == STORRELSER[1]


def test_it_is_whole_on_four_connections(delt: Delt, ledning: Ledning, tmp_path: Path) -> None:
    ledning.brudd[:] = [2_000_000, 3_000_000]
    valg = ("-q", "-x4", "-s4", "-k1M", "--max-tries=10", "--retry-wait=0", "--file-allocation=none")
    hvor = ("-d", str(tmp_path), "-o", "ut.zip", "--header", delt.cookie)
    assert kjor("aria2c", *valg, *hvor, ledning.url + delt.sti) == 0
    assert delt.er_hel(tmp_path / "ut.zip")


def test_it_adds_nothing_to_what_no_longer_is(delt: Delt, ledning: Ledning, tmp_path: Path) -> None:
    """curl sends no If-Range; the address of the page tells which archive it was."""
    with delt.begynn() as svar:
        adresse = f"{ledning.url}{delt.sti}?innhold={svar.headers['ETag'].strip(chr(34))}"
    fil, hode = tmp_path / "ut.zip", ("--header", delt.cookie)
    ledning.brudd[:] = [10_000_000]
    assert kjor("curl", "-sf", "-o", str(fil), *hode, adresse) != 0
    for_dette = fil.read_bytes()
    delt.vi.be("slett", delt.dokumenter[1])
    assert kjor("curl", "-sf", "-C", "-", "-o", str(fil), *hode, adresse) != 0
    assert fil.read_bytes() == for_dette


def slett_den_siste(delt: Delt) -> None:
    delt.vi.be("slett", delt.dokumenter[2])


def trekk(delt: Delt) -> None:
    delt.vi.be("trekk", delt.deling)


@pytest.mark.parametrize("slutt", [slett_den_siste, trekk])
def test_it_breaks_off_when_something_in_it_may_no_longer_be_fetched(delt: Delt, slutt: Callable[[Delt], None]) -> None:
    with delt.begynn() as svar:
        svar.read(1_000_000)
        slutt(delt)
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            svar.read()
    vent_til(lambda: bool(delt.vi.be("leveranser", delt.dokumenter[0])))
    assert delt.levert(2) == 0
