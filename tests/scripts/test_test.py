"""`make test` fails when something fails, and tells loudly what was not run."""

import time

import psutil
import pytest

from scripts.test import Kjoring, Steg
from scripts.test import tester as stegene

_SOVER = "987.6"  # seconds, as no other process on the machine sleeps
BRA = Steg("bra", ["-c", ""])
GAL = Steg("gal", ["-c", "raise SystemExit(3)"])
UTEN = Steg("uten", ["-c", ""], frozenset({"chromium"}))


def kode(monkeypatch: pytest.MonkeyPatch, *steg: Steg, ci: bool = False) -> int:
    """The exit code of these steps on a machine without a browser."""
    monkeypatch.setenv("CI", "true" if ci else "")
    kjoring = Kjoring({"chromium"})
    for ett in steg:
        kjoring.kjor(ett)
    return kjoring.rapporter()


def test_it_succeeds_when_every_step_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kode(monkeypatch, BRA, BRA) == 0


def test_it_fails_when_one_step_does_and_runs_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kode(monkeypatch, GAL, BRA) == 1
    tabell = capsys.readouterr().out.partition("Slik gikk det")[2]
    assert "FEIL" in tabell
    assert "OK" in tabell


def test_it_tells_what_was_not_run_and_fails_for_it_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kode(monkeypatch, BRA, UTEN) == 0
    assert "NOE BLE IKKE KJØRT" in capsys.readouterr().out
    assert kode(monkeypatch, BRA, UTEN, ci=True) == 1


def test_it_ends_a_step_that_hangs_with_all_below_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    henger = Steg("henger", ["-c", f"import subprocess; subprocess.run(['sleep', '{_SOVER}'])"])
    kjoring = Kjoring(set(), frist=time.monotonic() + 3)
    kjoring.kjor(henger)
    kjoring.kjor(BRA)
    assert kjoring.rapporter() == 1
    tabell = capsys.readouterr().out.partition("Slik gikk det")[2]
    assert [linje.split()[0] for linje in tabell.splitlines()[1:3]] == ["FEIL", "FEIL"]
    assert tabell.count("det tok for lang tid") == 2
    assert not [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", _SOVER]]


def test_it_reports_what_needs_nginx_where_there_is_none() -> None:
    [steg] = [steg for steg in stegene({"nginx"}) if "nginx" in steg.krever]
    assert steg.argumenter[-1] == "nginx"
    [prosesser] = [steg for steg in stegene({"nginx"}) if steg.argumenter[-1].startswith("prosess")]
    assert "not nginx" in prosesser.argumenter[-1]
    assert not [steg for steg in stegene(set()) if "nginx" in steg.krever]
