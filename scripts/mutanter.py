"""`make mutanter`: changes one small thing at a time where nothing may be wrong, and asks whether a test fails.

    python scripts/mutanter.py [<module> …]

Nothing in the tree is touched: each mutant lives in a process of its own, which is given it when it imports the module.
A mutant that no test kills is printed. One that means the same as the code stands in `mutanter.txt` with the reason.
Slow, and for those who change these modules: CI does not run it.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import django

ROT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROT))

from scripts.mutasjoner import Mutant, mutanter  # noqa: E402

FORKLART = Path(__file__).with_suffix(".txt")
# Each module with the tests that concern it: those of its own, and those of the doors that show what it decides.
TESTER = {
    "dokumenter/tilgang.py": (
        "tests/dokumenter/test_tilgang.py",
        "tests/dokumenter/services/test_opplasting_rett.py",
        "tests/dokumenter/services/test_deling.py",
        "tests/dokumenter/services/test_sletting.py",
        "tests/dokumenter/services/test_omhashing.py",
    ),
    "dokumenter/varighet.py": ("tests/dokumenter/test_varighet.py",),
    "dokumenter/protokoll/ranges.py": ("tests/dokumenter/protokoll/test_ranges.py",),
    "dokumenter/storage/krypto.py": ("tests/dokumenter/storage/test_krypto.py",),
    "dokumenter/services/sletting.py": (
        "tests/dokumenter/services/test_sletting.py",
        "tests/dokumenter/services/test_utlop.py",
        "tests/dokumenter/services/test_fjerning.py",
        "tests/dokumenter/services/test_gravsteiner.py",
        "tests/dokumenter/services/test_deling.py",
        "tests/dokumenter/test_tasks.py",
    ),
    "dokumenter/forms/mottakerliste.py": ("tests/dokumenter/forms/test_mottakerliste.py",),
    "users/numre.py": ("tests/users/test_numre.py",),
}
# Imported before the first mutant, so that each need not; none of them knows a module of ours.
_TUNGE = (
    "boto3",
    "celery",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "django.db.models",
    "django.test",
    "hypothesis",
    "ninja",
    "playwright.sync_api",
    "pytest",
    "requests",
)
# No more plugins than these modules' tests need: the others take longer to load than the tests to run.
_VALG = ("-x", "-q", "-p", "pytest_django.plugin", "-p", "pytest_timeout", "-p", "_hypothesis_pytestplugin",
         "--nomigrations", "--hypothesis-seed=0", "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip
_MINSTE_FRIST = 20.0
_SKILLE = " :: "


@dataclass
class Resultat:
    """How it went with one module."""

    mutanter: int = 0
    drept: int = 0
    forklart: int = 0
    overlevde: int = 0


class _Bytter(SourceFileLoader):
    """Loads a module from code that is not the file's."""

    def __init__(self, navn: str, sti: str, kode: CodeType) -> None:
        super().__init__(navn, sti)
        self._kode = kode

    def get_code(self, fullname: str) -> CodeType:
        """The mutant."""
        return self._kode


class _Finner:
    """Finds the one module, and leaves the others to those who come after."""

    def __init__(self, modul: str, fil: Path, kode: CodeType) -> None:
        self._modul, self._fil, self._kode = modul, fil, kode

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Called by `import`."""
        if fullname != self._modul:
            return None
        return spec_from_file_location(fullname, self._fil, loader=_Bytter(fullname, str(self._fil), self._kode))


def _prov(fil: str, kode: CodeType, frist: float) -> bool:
    """Do the tests pass with this code? One that does not end in time has been noticed, too."""
    barn = os.fork()
    if barn == 0:
        _i_barnet(fil, kode)
    slutt = time.monotonic() + frist
    while time.monotonic() < slutt:
        ferdig, status = os.waitpid(barn, os.WNOHANG)
        if ferdig:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(barn, signal.SIGKILL)
    os.waitpid(barn, 0)
    return False


def _i_barnet(fil: str, kode: CodeType) -> None:
    """Run the tests, and end with their exit code whatever happens."""
    svar = 1
    try:
        os.setpgid(0, 0)
        stum = os.open(os.devnull, os.O_RDWR)
        for nr in (0, 1, 2):
            os.dup2(stum, nr)
        sys.meta_path.insert(0, _Finner(_modulnavn(fil), ROT / fil, kode))
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        pytest = importlib.import_module("pytest")
        svar = int(pytest.main([*_VALG, *TESTER[fil]]))
    finally:
        os._exit(svar)


def _modulnavn(fil: str) -> str:
    return fil.removesuffix(".py").replace("/", ".")


def les_forklart(tekst: str) -> dict[str, str]:
    """The explained mutants by name, with the reason. Raises ValueError for a row without one."""
    rader = [rad for rad in tekst.splitlines() if rad.strip() and not rad.startswith("#")]
    forklart = dict(rad.rsplit(_SKILLE, 1) for rad in rader if rad.count(_SKILLE) == 3)  # noqa: PLR2004
    if len(forklart) != len(rader):
        raise ValueError("hver rad er fil :: funksjon :: før => etter :: grunn, og står der én gang")
    return forklart


def navngitt(fil: str, mutantene: Iterator[Mutant]) -> Iterator[tuple[str, Mutant]]:
    """Each mutant with a name that survives a change elsewhere in the file; equal ones in a function are numbered."""
    sett: Counter[str] = Counter()
    for mutant in mutantene:
        navn = _SKILLE.join((fil, mutant.funksjon, f"{mutant.for_} => {mutant.etter}"))
        sett[navn] += 1
        yield (navn if sett[navn] == 1 else f"{navn} #{sett[navn]}"), mutant


def undersok(fil: str, forklart: dict[str, str]) -> Resultat:
    """Try all mutants of one module, and print those that live and those that are explained in vain."""
    tekst = (ROT / fil).read_text(encoding="utf-8")
    startet = time.monotonic()
    if not _prov(fil, compile(tekst, str(ROT / fil), "exec"), 600):
        raise SystemExit(f"{fil}: testene feiler uten noen endring")
    frist = max(_MINSTE_FRIST, 5 * (time.monotonic() - startet))
    resultat, ubrukt = Resultat(), {navn for navn in forklart if navn.startswith(f"{fil}{_SKILLE}")}
    for navn, mutant in navngitt(fil, mutanter(ast.parse(tekst))):
        resultat.mutanter += 1
        if navn in ubrukt:
            ubrukt.remove(navn)
            resultat.forklart += 1
        elif _prov(fil, compile(mutant.tre, str(ROT / fil), "exec"), frist):
            resultat.overlevde += 1
            print(f"LEVER linje {mutant.linje}: {navn}", flush=True)
        else:
            resultat.drept += 1
    for navn in sorted(ubrukt):
        resultat.overlevde += 1
        print(f"FORKLART, men finnes ikke: {navn}")
    return resultat


def main(filer: list[str]) -> int:
    """Try the modules, print a table; 1 if a mutant lives."""
    os.nice(10)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    forklart = les_forklart(FORKLART.read_text(encoding="utf-8"))
    for modul in _TUNGE:
        importlib.import_module(modul)
    django.setup()  # the models know none of the modules above
    resultater = {fil: undersok(fil, forklart) for fil in filer or TESTER}
    print(f"{'mutanter':>9}{'drept':>7}{'forklart':>10}{'lever':>7}  modul")
    for fil, r in resultater.items():
        print(f"{r.mutanter:>9}{r.drept:>7}{r.forklart:>10}{r.overlevde:>7}  {fil}")
    return 1 if any(r.overlevde for r in resultater.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
