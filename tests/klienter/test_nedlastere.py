"""Downloads by the programs people use, broken off and gone on with."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.klient import last_opp
from bench.tjeneste import Tjeneste
from tests.klienter.ledning import Ledning
from tests.klienter.samtale import vent_til

STOR = 24_000_005


@pytest.fixture(scope="module")
def sti(vi: Tjeneste) -> str:
    """A shared dokument's address."""
    utkast = vi.be("utkast")
    last_opp(vi.port, "/opplasting/", STOR, vi.hoder("kari"), utkast)
    return str(vi.be("del_utkast", utkast)[0])


@pytest.fixture
def riktig(vi: Tjeneste, sti: str) -> Callable[[Path], bool]:
    """Whether a file is exactly the dokument."""
    sha256 = vi.be("dokument", sti.rsplit("/", 1)[1])["sha256"]

    def er_lik(fil: Path) -> bool:
        return bool(hashlib.sha256(fil.read_bytes()).hexdigest() == sha256)

    return er_lik


def kjor(program: str, *argumenter: str) -> int:
    """Run a download program; the machine must have it (`make test` installs what is missing)."""
    assert shutil.which(program), f"{program} mangler"
    return subprocess.run([program, *argumenter], capture_output=True, timeout=120, check=False).returncode


def test_it_serves_curl_that_goes_on(
    vi: Tjeneste, ledning: Ledning, sti: str, tmp_path: Path, riktig: Callable[[Path], bool]
) -> None:
    fil, cookie = tmp_path / "ut", f"Cookie: {vi.hoder('mottaker')['Cookie']}"
    ledning.brudd[:] = [8_000_000]
    assert kjor("curl", "-sf", "-H", cookie, "-o", str(fil), ledning.url + sti) != 0
    assert 0 < fil.stat().st_size < STOR
    assert kjor("curl", "-sf", "-C", "-", "-H", cookie, "-o", str(fil), ledning.url + sti) == 0
    assert riktig(fil)


def test_it_serves_wget_that_goes_on(
    vi: Tjeneste, ledning: Ledning, sti: str, tmp_path: Path, riktig: Callable[[Path], bool]
) -> None:
    fil, cookie = tmp_path / "ut", f"Cookie: {vi.hoder('mottaker')['Cookie']}"
    ledning.brudd[:] = [8_000_000, 8_000_000]
    assert kjor("wget", "-q", "--tries=1", "--header", cookie, "-O", str(fil), ledning.url + sti) != 0
    valg = ("-q", "-c", "--tries=5", "--waitretry=0", "--header", cookie)
    assert kjor("wget", *valg, "-O", str(fil), ledning.url + sti) == 0
    assert ledning.brutt == 2
    assert riktig(fil)


@pytest.mark.parametrize("brudd", [[], [2_000_000, 3_000_000]])
def test_it_serves_aria2c_on_four_connections(
    vi: Tjeneste, ledning: Ledning, sti: str, tmp_path: Path, riktig: Callable[[Path], bool], brudd: list[int]
) -> None:
    ledning.brudd[:] = brudd
    cookie = f"Cookie: {vi.hoder('mottaker')['Cookie']}"
    valg = (
        "-q",
        "-x4",
        "-s4",
        "-k1M",
        "--max-tries=10",
        "--retry-wait=0",
        "--file-allocation=none",
        "-d",
        str(tmp_path),
    )
    assert kjor("aria2c", *valg, "-o", "ut", "--header", cookie, ledning.url + sti) == 0
    assert riktig(tmp_path / "ut")


def test_it_logs_every_byte_that_was_delivered(vi: Tjeneste, sti: str, ledning: Ledning, tmp_path: Path) -> None:
    cookie = f"Cookie: {vi.hoder('mottaker')['Cookie']}"
    for_dette = len(vi.be("leveranser", sti.rsplit("/", 1)[1]))
    assert kjor("curl", "-sf", "-r", "1000-1999", "-H", cookie, "-o", str(tmp_path / "ut"), ledning.url + sti) == 0
    # It is written when the last byte has left, which the client may see first.
    vent_til(lambda: len(vi.be("leveranser", sti.rsplit("/", 1)[1])) > for_dette)
    assert vi.be("leveranser", sti.rsplit("/", 1)[1])[-1] == {"fra": 1000, "til": 2000, "fullfort": True}


@pytest.mark.parametrize(
    "kommando", [("curl", "-s", "-L", "-C", "-", "-o"), ("curl", "-s", "-C", "-", "-o"), ("wget", "-q", "-c", "-O")]
)
def test_it_fails_and_adds_nothing_when_the_login_has_ended_meanwhile(
    vi: Tjeneste, sti: str, tmp_path: Path, kommando: tuple[str, ...]
) -> None:
    fil = tmp_path / "ut"
    fil.write_bytes(b"x" * 1000)
    program, *valg = kommando
    utlopt = "Cookie: deldokument_okt=utlopt"
    assert kjor(program, *valg, str(fil), "--header", utlopt, vi.url + sti) != 0
    assert fil.read_bytes() == b"x" * 1000


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    """An empty folder to paste the lines in."""
    (tmp_path / "ut").mkdir()
    return tmp_path / "ut"


def i_skallet(linjer: str, mappe: Path) -> str:
    """What the lines say when they are pasted."""
    assert shutil.which("curl"), "curl mangler"
    kjort = subprocess.run(["sh"], input=linjer, cwd=mappe, capture_output=True, text=True, timeout=120, check=False)
    return kjort.stdout


def test_it_serves_the_ready_lines_that_go_on_by_themselves_and_compare(
    vi: Tjeneste, ledning: Ledning, sti: str, mappe: Path, riktig: Callable[[Path], bool]
) -> None:
    linjer = vi.be("hentelinjer", sti.rsplit("/", 1)[1]).replace(vi.url, ledning.url)
    ledning.brudd[:] = [8_000_000]
    svar = i_skallet(linjer, mappe)
    assert ledning.brutt == 1
    [egen] = mappe.iterdir()  # the key is gone
    [fil] = egen.iterdir()
    assert svar == f"OK ./{egen.name}/{fil.name}\n"
    assert riktig(fil)
    # Once more: it is all there, and nothing of it is fetched or changed.
    assert i_skallet(linjer, mappe) == svar
    assert riktig(fil)


def test_it_says_so_when_what_has_come_is_not_the_file(vi: Tjeneste, ledning: Ledning, sti: str, mappe: Path) -> None:
    linjer = vi.be("hentelinjer", sti.rsplit("/", 1)[1])
    navn = re.findall(r"'?\./([^'\n]+)'?$", linjer, re.MULTILINE)[-1]
    (mappe / navn).parent.mkdir()
    (mappe / navn).write_bytes(b"x" * STOR)
    assert i_skallet(linjer, mappe) == f"FEIL ./{navn}\n"


def test_it_refuses_the_lines_of_a_key_that_was_taken_back(vi: Tjeneste, sti: str, mappe: Path) -> None:
    linjer = re.sub(r"hent_[\w-]{43}", "hent_" + "a" * 43, vi.be("hentelinjer", sti.rsplit("/", 1)[1]))
    assert i_skallet(linjer, mappe).startswith("FEIL ./")
    assert [fil for fil in mappe.rglob("*") if fil.is_file()] == []
