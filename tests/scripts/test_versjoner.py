"""`make test-versjoner` finds what the machine has, and says what it has not."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.versjoner import KAN_NYESTE_DJANGO, VERSJONER, Utfall, finn, finn_for_nyeste_django, rapporter
from tests.test_architecture import ROT

DENNE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def mappe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where programs are."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_it_finds_a_python_on_the_path_or_of_pyenv(mappe: Path) -> None:
    assert finn(DENNE) is None
    i_pyenv = mappe / "pyenv" / "versions" / f"{DENNE}.1" / "bin" / f"python{DENNE}"
    i_pyenv.parent.mkdir(parents=True)
    i_pyenv.symlink_to(os.path.realpath(sys.executable))
    assert finn(DENNE) == i_pyenv
    (mappe / f"python{DENNE}").symlink_to(os.path.realpath(sys.executable))
    assert finn(DENNE) == mappe / f"python{DENNE}"


def test_it_does_not_believe_a_name(mappe: Path) -> None:
    (mappe / "python3.99").symlink_to(os.path.realpath(sys.executable))
    assert finn("3.99") is None


@pytest.mark.parametrize(
    ("tegn", "kode"), [(["OK", "OK"], 0), (["OK", "IKKE FUNNET"], 0), (["OK", "FEIL"], 1), (["IKKE FUNNET"], 1)]
)
def test_it_fails_when_one_does_or_none_was_run(tegn: list[str], kode: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert rapporter([Utfall(f"3.{nr}", ett) for nr, ett in enumerate(tegn)]) == kode
    tabell = capsys.readouterr().out
    assert all(ett in tabell for ett in tegn)


def test_it_tries_from_the_oldest_that_the_project_takes() -> None:
    prosjekt = tomllib.loads((ROT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert prosjekt["requires-python"] == f">={VERSJONER[0]}"
    assert DENNE in VERSJONER


def test_it_takes_the_newest_python_for_the_newest_django(mappe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert finn_for_nyeste_django() is None
    for versjon, svar in (("3.12", "3.12"), ("3.13", "3.13")):
        (mappe / f"python{versjon}").write_text(f"#!/bin/sh\necho {versjon}\n")
        (mappe / f"python{versjon}").chmod(0o755)
        assert finn_for_nyeste_django() == svar
    assert set(KAN_NYESTE_DJANGO) <= set(VERSJONER)


def test_it_locks_a_newer_django_than_the_one_the_service_runs_on() -> None:
    def versjon(fil: str) -> tuple[int, ...]:
        linjer = (ROT / fil).read_text(encoding="utf-8").lower().splitlines()
        last = next(linje for linje in linjer if linje.startswith("django=="))
        return tuple(int(tall) for tall in last.split("==")[1].split(" ")[0].split("."))

    assert versjon("requirements-nyeste.txt") > versjon("requirements.txt")
