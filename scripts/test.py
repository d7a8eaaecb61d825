"""`make test` and `make check`: runs every step, also after one has failed, and ends with a table of how it went.

What this machine lacks (a browser, download clients) is installed if possible. Otherwise the table says loudly what was
not run, and with CI=true that is a failure.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROT))

from scripts.forutsetninger import skaff  # noqa: E402

_PYTEST = ["-m", "pytest", "-q", "--durations=5"]
_VANLIGE = "not nettleser and not prosess"


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

    def kjor(self, steg: Steg) -> None:
        """Run a step with its output on the screen."""
        print(f"\n=== {steg.navn} ===", flush=True)
        borte = steg.krever & self.mangler
        if borte:
            self.resultater.append(Resultat(steg.navn, "IKKE KJØRT", merknad=f"mangler {', '.join(sorted(borte))}"))
            return
        startet = time.monotonic()
        miljo = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROT)}
        kode = subprocess.run(
            [sys.executable, *steg.argumenter], cwd=ROT, env=miljo, stdin=subprocess.DEVNULL, check=False
        ).returncode
        self.resultater.append(Resultat(steg.navn, "FEIL" if kode else "OK", time.monotonic() - startet))

    def rapporter(self) -> int:
        """Print the table; returns the exit code."""
        print("\n=== Slik gikk det ===")
        for resultat in self.resultater:
            print(f"{resultat.tegn:<10} {resultat.sekunder:6.1f} s  {resultat.navn} {resultat.merknad}".rstrip())
        tegn = {resultat.tegn for resultat in self.resultater}
        if "IKKE KJØRT" in tegn:
            print("\n*** NOE BLE IKKE KJØRT, se over. Installer det som mangler og kjør på nytt. ***")
        return 1 if "FEIL" in tegn or ("IKKE KJØRT" in tegn and os.environ.get("CI") == "true") else 0


SJEKKER = [
    Steg("stil (ruff)", ["-m", "ruff", "check", "."]),
    Steg("format (ruff)", ["-m", "ruff", "format", "--check", "."]),
    Steg("typer (mypy)", ["-m", "mypy"]),
    Steg(
        "arkitektur (import-linter)",
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ),
    Steg("migrasjoner", ["manage.py", "makemigrations", "--check", "--dry-run"]),
    Steg("oversettelser", ["scripts/kompiler_sprak.py"]),
]


def tester(mangler: set[str]) -> list[Steg]:
    """The test steps; tests that drive a download client are left out, and reported, where one is missing."""
    klienter = frozenset({"curl", "wget", "aria2c"})
    utvalg = f"{_VANLIGE} and not klienter"
    parallelt = [*_PYTEST, "-n", "2", "--dist", "loadgroup"]
    # What never meets a database is not asked twice.
    uten_database = ["tests/standins", "tests/adapters", "tests/scripts", "tests/test_architecture.py"]
    postgres = [*parallelt, *(f"--ignore={sti}" for sti in (*uten_database, "tests/test_consistency.py"))]
    return [
        Steg("tester på SQLite", [*parallelt, "-m", utvalg]),
        Steg("tester på PostgreSQL", ["scripts/med_postgres.py", sys.executable, *postgres, "-m", utvalg]),
        Steg("tester i nettleser", [*_PYTEST, "-m", "nettleser"], frozenset({"chromium"})),
        Steg("tester av prosesser", [*_PYTEST, "-m", "prosess and not klienter and not montering"]),
        Steg("tester på full disk", [*_PYTEST, "-m", "montering"], frozenset({"rett til å montere"})),
        Steg("tester med nedlastingsklienter", [*_PYTEST, "-m", "klienter"], klienter),
    ]


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare-sjekk", action="store_true", help="ingen tester, bare det raske")
    bare_sjekk = parser.parse_args().bare_sjekk
    kjoring = Kjoring(set() if bare_sjekk else skaff())
    for steg in SJEKKER + ([] if bare_sjekk else tester(kjoring.mangler)):
        kjoring.kjor(steg)
    return kjoring.rapporter()


if __name__ == "__main__":
    sys.exit(main())
