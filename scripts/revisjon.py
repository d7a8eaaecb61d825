"""`make audit`: is anything known against the packages that are locked? Asks an index of advisories, over the network.

Not a part of `make check` or of CI: they must say the same of the same code, with and without a network. A package the
index knows nothing of counts as not asked about: pip-audit itself passes over it and calls that well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROT = Path(__file__).resolve().parent.parent
LASER = ("requirements.txt", "requirements-dev.txt")
# What is locked is the whole truth: nothing is resolved or installed.
_SPOR = ["-m", "pip_audit", "--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"]
_LENGST_SEKUNDER = 300.0


class Utfall(NamedTuple):
    """How it went with one lock file. `tegn` is OK, FEIL or IKKE KJØRT; `linjer` say why."""

    tegn: str
    linjer: list[str]


def dom_over(svar: str) -> Utfall:
    """What pip-audit's JSON says; no JSON at all is no answer."""
    try:
        pakker = json.loads(svar)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Utfall("IKKE KJØRT", ["fikk ikke svar fra noen oversikt over sårbarheter"])
    funn = [
        f"{pakke['name']} {pakke['version']}: {ett['id']}, rettet i {', '.join(ett['fix_versions']) or 'ingen ennå'}"
        for pakke in pakker
        for ett in pakke.get("vulns", [])
    ]
    ikke_spurt = sum("skip_reason" in pakke for pakke in pakker)
    linjer = [*funn, *([f"{ikke_spurt} av {len(pakker)} pakker er ukjente for oversikten"] if ikke_spurt else [])]
    if funn:
        return Utfall("FEIL", linjer)
    return Utfall("IKKE KJØRT" if ikke_spurt or not pakker else "OK", linjer)


def spor(python: str, las: str) -> Utfall:
    """Ask about one lock file with pip-audit, which lives in an environment of its own."""
    try:
        svar = subprocess.run(
            [python, *_SPOR, "-r", las],
            cwd=ROT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_LENGST_SEKUNDER,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        svar = ""
    return dom_over(svar)


def rapporter(utfall: dict[str, Utfall]) -> int:
    """Print the table; returns the exit code. Not asked is not a failure, but nobody shall overlook it."""
    for las, ett in utfall.items():
        print(f"{ett.tegn:<10} {las}")
        for linje in ett.linjer:
            print(f"           {linje}")
    tegn = {ett.tegn for ett in utfall.values()}
    if "IKKE KJØRT" in tegn:
        print("\n*** IKKE KJØRT: pakkene er ikke sjekket. Kjør `make audit` der oversikten kan spørres. ***")
    return 1 if "FEIL" in tegn else 0


def main() -> int:
    """The argument is the Python that has pip-audit."""
    return rapporter({las: spor(sys.argv[1], las) for las in LASER})


if __name__ == "__main__":
    sys.exit(main())
