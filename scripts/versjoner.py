"""`make test-versjoner`: the ordinary tests on every Python that the service can run on and this machine has.

Each gets a virtual environment of its own under `.build`, with the locked packages. Neither browser nor processes are
tested here: that is for `make test`, which runs on one. With `--nyeste-django` they run once, on the newest of these
Pythons and the newest Django: the next release of it with long support shall be no surprise. That is a step of
`make test`, for all but the doors; the rest is not, since what a machine lacks is not run.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROT = Path(__file__).resolve().parent.parent
VERSJONER = ("3.11", "3.12", "3.13")
_BYGG = ROT / ".build"
_LAS = ROT / "requirements-dev.txt"
_NYESTE_LAS = ROT / "requirements-nyeste.txt"
KAN_NYESTE_DJANGO = ("3.13", "3.12")  # Django 6 asks for 3.12
_UTVALG = "not nettleser and not prosess and not klienter and not montering"
_PYTEST = ["-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "--maxfail=20", "-m", _UTVALG]
_LENGST_SEKUNDER = 30 * 60.0


@dataclass
class Utfall:
    """How it went on one version."""

    versjon: str
    tegn: str
    sekunder: float = 0.0


def _steder(versjon: str) -> Iterator[Path]:
    """Where a Python of this version may be: on the path, or among those that pyenv keeps."""
    mapper = [Path(mappe) for mappe in os.environ.get("PATH", "").split(os.pathsep) if mappe]
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    nyeste_forst = sorted(pyenv.glob(f"versions/{versjon}.*/bin"), reverse=True)
    yield from (mappe / f"python{versjon}" for mappe in (*mapper, *nyeste_forst))


def finn(versjon: str) -> Path | None:
    """A Python that really is of this version; None when the machine has none."""
    spor = "import sys; print('%d.%d' % sys.version_info[:2])"
    for sti in _steder(versjon):
        if not sti.is_file():
            continue
        svar = subprocess.run([str(sti), "-c", spor], capture_output=True, text=True, timeout=60, check=False)
        if svar.stdout.strip() == versjon:  # a shim is there for versions that are not
            return sti
    return None


def _miljo_for(versjon: str, python: Path, laser: tuple[Path, ...]) -> Path:
    """The virtual environment's Python, with what is locked now, one lock upon another. Raises CalledProcessError."""
    mappe = _BYGG / "-".join([f"python{versjon}", *(las.stem for las in laser[1:])])
    egen, stempel = mappe / "bin" / "python", mappe / ".klar"
    if not stempel.exists() or stempel.stat().st_mtime < max(las.stat().st_mtime for las in laser):
        print(f"Installerer pakker for Python {versjon} …", flush=True)
        subprocess.run([str(python), "-m", "venv", "--clear", str(mappe)], check=True, stdin=subprocess.DEVNULL)
        pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "--require-hashes"]
        for las in laser:
            subprocess.run([str(egen), *pip, "-r", str(las)], check=True, stdin=subprocess.DEVNULL)
        stempel.touch()
    return egen


def finn_for_nyeste_django() -> str | None:
    """The newest Python on this machine that the newest Django takes."""
    return next((versjon for versjon in KAN_NYESTE_DJANGO if finn(versjon) is not None), None)


def _prov(versjon: str, argumenter: list[str], laser: tuple[Path, ...] = (_LAS,)) -> Utfall:
    """Run the tests on this version."""
    print(f"\n=== Python {versjon} ===", flush=True)
    python, startet = finn(versjon), time.monotonic()
    if python is None:
        return Utfall(versjon, "IKKE FUNNET")
    miljo = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROT)}
    try:
        kommando = [str(_miljo_for(versjon, python, laser)), *_PYTEST, *argumenter]
        kode = subprocess.run(
            kommando, cwd=ROT, env=miljo, stdin=subprocess.DEVNULL, timeout=_LENGST_SEKUNDER, check=False
        ).returncode
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        kode = 1
    return Utfall(versjon, "FEIL" if kode else "OK", time.monotonic() - startet)


def rapporter(utfall: list[Utfall]) -> int:
    """Print the table; returns the exit code. That nothing was run is a failure too."""
    print("\n=== Slik gikk det ===")
    for ett in utfall:
        print(f"{ett.tegn:<12} {ett.sekunder:6.1f} s  Python {ett.versjon}")
    tegn = {ett.tegn for ett in utfall}
    return 0 if "OK" in tegn and "FEIL" not in tegn else 1


def main() -> int:
    """Run on all, or once on the newest Django; other arguments are for pytest."""
    if sys.argv[1:2] == ["--nyeste-django"]:
        nyeste = finn_for_nyeste_django() or KAN_NYESTE_DJANGO[0]
        return rapporter([_prov(nyeste, sys.argv[2:], (_LAS, _NYESTE_LAS))])
    return rapporter([_prov(versjon, sys.argv[1:]) for versjon in VERSJONER])


if __name__ == "__main__":
    sys.exit(main())
