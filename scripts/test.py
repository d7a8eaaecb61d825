"""`make test` and `make check`: runs every step, also after one has failed, and ends with a table of how it went.

What this machine lacks (a browser, download clients) is installed if possible. Otherwise the table says loudly what was
not run, and with CI=true that is a failure.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROT))

from scripts.forutsetninger import NYERE_PYTHON, skaff  # noqa: E402

# Side by side in two processes, each with its own database, browser and servers; tests that share something say so by
# `xdist_group`. The order is random, and the same in both.
_PYTEST = ["-m", "pytest", "-q", "--durations=5", "--maxfail=20", "-n", "2", "--dist", "loadgroup"]
_VANLIGE = "not nettleser and not prosess"
# Each test has its own limit (`timeout` in pyproject.toml). These are for what hangs outside of any test.
_LENGST_STEG = 25 * 60.0
_LENGST_TOTALT = 75 * 60.0


@dataclass(frozen=True)
class Steg:
    """One step: arguments to Python, and the programs it cannot be run without."""

    navn: str
    argumenter: list[str]
    krever: frozenset[str] = frozenset()


@dataclass
class Resultat:
    """How a step went. `tegn` is OK, FEIL or IKKE KJØRT."""

    navn: str
    tegn: str
    sekunder: float = 0.0
    merknad: str = ""


@dataclass
class Kjoring:
    """The steps of one run."""

    mangler: set[str]
    resultater: list[Resultat] = field(default_factory=list)
    frist: float = field(default_factory=lambda: time.monotonic() + _LENGST_TOTALT)

    def kjor(self, steg: Steg) -> None:
        """Run a step with its output on the screen."""
        print(f"\n=== {steg.navn} ===", flush=True)
        borte = steg.krever & self.mangler
        if borte:
            self.resultater.append(Resultat(steg.navn, "IKKE KJØRT", merknad=f"mangler {', '.join(sorted(borte))}"))
            return
        startet = time.monotonic()
        kode = _kjor(steg.argumenter, min(_LENGST_STEG, self.frist - startet))
        merknad = "avbrutt, det tok for lang tid" if kode is None else ""
        self.resultater.append(Resultat(steg.navn, "OK" if kode == 0 else "FEIL", time.monotonic() - startet, merknad))

    def rapporter(self) -> int:
        """Print the table; returns the exit code."""
        print("\n=== Slik gikk det ===")
        for resultat in self.resultater:
            print(f"{resultat.tegn:<10} {resultat.sekunder:6.1f} s  {resultat.navn} {resultat.merknad}".rstrip())
        tegn = {resultat.tegn for resultat in self.resultater}
        if "IKKE KJØRT" in tegn:
            print("\n*** NOE BLE IKKE KJØRT, se over. Installer det som mangler og kjør på nytt. ***")
        return 1 if "FEIL" in tegn or ("IKKE KJØRT" in tegn and os.environ.get("CI") == "true") else 0


def _kjor(argumenter: list[str], sekunder: float) -> int | None:
    """The exit code of Python with these arguments; None when it took too long and was ended with all below it."""
    miljo = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROT)}
    prosess = subprocess.Popen([sys.executable, *argumenter], cwd=ROT, env=miljo, stdin=subprocess.DEVNULL)
    try:
        return prosess.wait(timeout=max(0.0, sekunder))
    except subprocess.TimeoutExpired:
        return None
    finally:
        if prosess.poll() is None:
            alle = [*psutil.Process(prosess.pid).children(recursive=True), psutil.Process(prosess.pid)]
            for en in alle:
                with contextlib.suppress(psutil.NoSuchProcess):
                    en.kill()
            psutil.wait_procs(alle, timeout=10)  # gone, and not only told to go
            prosess.wait()


SJEKKER = [
    Steg("stil (ruff)", ["-m", "ruff", "check", "."]),
    Steg("format (ruff)", ["-m", "ruff", "format", "--check", "."]),
    Steg("typer (mypy)", ["-m", "mypy"]),
    Steg(
        "arkitektur (import-linter)",
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ),
    Steg("død kode (vulture)", ["scripts/dod_kode.py"]),
    Steg("migrasjoner", ["manage.py", "makemigrations", "--check", "--dry-run"]),
    Steg("migrasjoner som låser", ["scripts/lasende_migrasjoner.py"]),
    Steg("radar", ["-m", "pytest", "-q", "tests/test_radar.py"]),
    Steg("oversettelser", ["scripts/kompiler_sprak.py"]),
]


def _uten(*stier: str) -> list[str]:
    return [f"--ignore=tests/{sti}" for sti in stier]


def tester(mangler: set[str]) -> list[Steg]:
    """The test steps; tests that need what this machine lacks become steps of their own, reported as not run."""
    utvalg = f"{_VANLIGE} and not klienter"
    # What never meets a database is not asked twice.
    uten_database = ["standins", "scripts", "test_architecture.py", "test_consistency.py", "dokumenter/protokoll"]
    postgres = [*_PYTEST, *_uten("adapters", *uten_database)]
    # The rules, the questions and the models; the doors to them take twice as long (all: `--nyeste-django` alone).
    dorer = ["dokumenter/views", "dokumenter/api", "kontoer/views", "users/views", "users/oidc", "inndata"]
    nyeste = ["scripts/versjoner.py", "--nyeste-django", *_uten(*uten_database, *dorer)]
    klienter = frozenset({"curl", "wget", "aria2c", "unzip", "7z", "bsdtar"})
    krevende = [
        Steg("tester på full disk", [*_PYTEST, "-m", "montering"], frozenset({"rett til å montere"})),
        Steg("tester med nedlastingsklienter", [*_PYTEST, "-m", "klienter"], klienter),
        Steg("tester gjennom nginx", [*_PYTEST, "-m", "nginx"], frozenset({"nginx"})),
        Steg("tester med klokker som går feil", [*_PYTEST, "-m", "faketime"], frozenset({"faketime"})),
    ]
    ikke_her = [steg for steg in krevende if steg.krever & mangler]
    prosesser = " and ".join(["prosess", *(f"not {steg.argumenter[-1]}" for steg in ikke_her)])
    return [
        Steg("tester på SQLite", [*_PYTEST, "-m", utvalg]),
        Steg("tester på PostgreSQL", ["scripts/med_postgres.py", sys.executable, *postgres, "-m", utvalg]),
        Steg("tester på nyeste Django", nyeste, frozenset({NYERE_PYTHON})),
        Steg("tester i nettleser", [*_PYTEST, "-m", "nettleser"], frozenset({"chromium", "libatomic"})),
        Steg("tester av prosesser, full disk og nedlastingsklienter", [*_PYTEST, "-m", prosesser]),
        *ikke_her,
    ]


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare-sjekk", action="store_true", help="ingen tester, bare det raske")
    bare_sjekk = parser.parse_args().bare_sjekk
    kjoring = Kjoring(set())
    with ThreadPoolExecutor(1) as ved_siden_av:
        skaffes = None if bare_sjekk else ved_siden_av.submit(skaff)
        for steg in SJEKKER:
            kjoring.kjor(steg)
    if skaffes is not None:
        kjoring.mangler = skaffes.result()
        for steg in tester(kjoring.mangler):
            kjoring.kjor(steg)
    return kjoring.rapporter()


if __name__ == "__main__":
    sys.exit(main())
