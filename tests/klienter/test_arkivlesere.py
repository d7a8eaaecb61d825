"""Archives as they are laid out, opened by the programs people have."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.dokumenter.protokoll.arkiv import SMA, hele, skriv_over_fire_gb

_UTF8 = ("env", "LC_ALL=C.UTF-8")


def kjor(*kommando: str, **sted: Path) -> bytes:
    """What a program says; the machine must have it (`make test` installs what is missing)."""
    kommando = tuple(ord_.format(**sted) for ord_ in kommando)
    return subprocess.run([*_UTF8, *kommando], capture_output=True, timeout=120, check=True).stdout


@pytest.mark.parametrize(
    "kommando",
    [
        ("unzip", "-q", "{fil}", "-d", "{ut}"),
        ("7z", "x", "-bd", "-o{ut}", "{fil}"),
        ("bsdtar", "-xf", "{fil}", "-C", "{ut}"),
        ("python3", "-m", "zipfile", "-e", "{fil}", "{ut}"),
    ],
)
def test_it_is_unpacked_with_its_names(tmp_path: Path, kommando: tuple[str, ...]) -> None:
    fil, ut = tmp_path / "lite.zip", tmp_path / "ut"
    fil.write_bytes(hele(SMA))
    ut.mkdir()
    kjor(*kommando, fil=fil, ut=ut)
    assert {str(en.relative_to(ut)): en.read_bytes() for en in ut.rglob("*") if en.is_file()} == dict(SMA)


@pytest.mark.parametrize("kommando", [("unzip", "-tq", "{fil}"), ("7z", "t", "{fil}")])
def test_it_is_found_faultless(tmp_path: Path, kommando: tuple[str, ...]) -> None:
    fil = tmp_path / "lite.zip"
    fil.write_bytes(hele(SMA))
    assert kjor(*kommando, fil=fil)


@pytest.mark.parametrize(
    "kommando",
    [
        ("unzip", "-p", "{fil}", "sist.txt"),
        ("7z", "x", "-so", "{fil}", "sist.txt"),
        ("bsdtar", "-xOf", "{fil}", "sist.txt"),
    ],
)
def test_it_is_opened_when_it_is_larger_than_four_gigabytes(tmp_path: Path, kommando: tuple[str, ...]) -> None:
    skriv_over_fire_gb(tmp_path / "stort.zip")
    assert kjor(*kommando, fil=tmp_path / "stort.zip") == b"sist"


def test_it_is_opened_when_it_holds_more_files_than_sixteen_bits_count(tmp_path: Path) -> None:
    fil = tmp_path / "mange.zip"
    fil.write_bytes(hele([(f"{nr}.txt", b"%d" % nr) for nr in range(70_000)]))
    assert kjor("unzip", "-p", "{fil}", "69999.txt", fil=fil) == b"69999"
    assert kjor("7z", "x", "-so", "{fil}", "69999.txt", fil=fil) == b"69999"
    assert len(kjor("bsdtar", "-tf", "{fil}", fil=fil).splitlines()) == 70_000
