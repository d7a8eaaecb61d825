"""The mutants are small, each other's difference from the code is one change, and a test that is good kills them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.mutanter import FORKLART, ROT, TESTER, Resultat, les_forklart, navngitt
from scripts.mutasjoner import mutanter

LEVER = "regel.py :: er_voksen :: 18 => 17"
BORTE = "regel.py :: er_voksen :: 9 => 8"


def endringer(kode: str) -> set[str]:
    """The mutants of some code, as `before => after`."""
    tre = ast.parse(kode)
    alle = {f"{mutant.for_} => {mutant.etter}" for mutant in mutanter(tre)}
    assert ast.unparse(tre) == ast.unparse(ast.parse(kode))  # whole again afterwards
    return alle


@pytest.mark.parametrize(
    ("kode", "ventet"),
    [
        ("a < b", {"a < b => a <= b", "a < b => a >= b"}),
        ("a is None", {"a is None => a is not None"}),
        ("a and b", {"a and b => a or b"}),
        ("not a", {"not a => a"}),
        ("a + b", {"a + b => a - b"}),
        ("a += b", {"a += b => a -= b"}),
        ("x = 7", {"7 => 8", "7 => 6"}),
        ("x = True", {"True => False"}),
        ("x = 'a'", {"'a' => 'aX'"}),
        ("x = b'a'", {"b'a' => b'aX'"}),
        ("gjor()", {"gjor() => pass"}),
        ("raise Feil", {"raise Feil => pass"}),
        ("y = 1 if x else z", {"x => not x", "1 => 2", "1 => 0"}),
        ("def f() -> int:\n    return x", {"return x => return None"}),
        ("y = r.filter(a=b, c=d)", {"r.filter(a=b, c=d) => r.filter(c=d)", "r.filter(a=b, c=d) => r.filter(a=b)"}),
        ("def f(a: 'T' = x) -> 'T':\n    'Why.'\n    return None", set()),
        ("x = _('Skriv %d')", set()),
        ("logger.info('x', a=1)", set()),
        ("from a import b", set()),
    ],
)
def test_it_makes_the_small_mistakes_and_no_others(kode: str, ventet: set[str]) -> None:
    assert endringer(kode) == ventet


def test_it_names_a_mutant_by_where_it_is_and_numbers_equal_ones() -> None:
    kode = "class K:\n    def f(self) -> None:\n        a(1)\n        a(1)\n\nb = 2\n"
    navn = [navn for navn, _mutant in navngitt("m.py", mutanter(ast.parse(kode)))]
    assert navn[:2] == ["m.py :: K.f :: a(1) => pass", "m.py :: K.f :: 1 => 2"]
    assert "m.py :: K.f :: a(1) => pass #2" in navn
    assert navn[-1] == "m.py :: modulen :: 2 => 1"


REGEL = "def er_voksen(ar: int) -> bool:\n    return ar >= 18\n"
TEST = "import regel\n\n\ndef test_a() -> None:\n    assert regel.er_voksen(18) is True and not regel.er_voksen(3)\n"


def undersok(mappe: Path, forklart: dict[str, str], test: str = TEST) -> str:
    """What is said of a module with one rule, in a process of its own: pytest runs in pytest badly."""
    (mappe / "regel.py").write_text(REGEL, encoding="utf-8")
    (mappe / "test_regel.py").write_text(test, encoding="utf-8")
    kode = f"""
import pathlib, sys
from scripts import mutanter
sys.path.insert(0, {str(mappe)!r})
mutanter.ROT = pathlib.Path({str(mappe)!r})
mutanter.TESTER["regel.py"] = ({str(mappe / "test_regel.py")!r},)
print(mutanter.undersok("regel.py", {forklart!r}))
"""
    svar = subprocess.run([sys.executable, "-c", kode], cwd=ROT, capture_output=True, text=True, check=False)
    assert (mappe / "regel.py").read_text(encoding="utf-8") == REGEL
    return (svar.stdout + svar.stderr).strip()


def test_it_lets_live_what_no_test_sees(tmp_path: Path) -> None:
    lever = f"LEVER linje 2: {LEVER}"
    assert undersok(tmp_path, {}) == f"{lever}\n{Resultat(mutanter=5, drept=4, overlevde=1)}"


def test_it_believes_what_is_explained_and_reports_what_is_explained_in_vain(tmp_path: Path) -> None:
    borte = f"FORKLART, men finnes ikke: {BORTE}"
    ventet = Resultat(mutanter=5, drept=4, forklart=1, overlevde=1)
    assert undersok(tmp_path, {LEVER: "why", BORTE: "why"}) == f"{borte}\n{ventet}"


def test_it_trusts_no_tests_that_fail_without_a_mutant(tmp_path: Path) -> None:
    assert "uten noen endring" in undersok(tmp_path, {}, "def test_b() -> None:\n    assert not 1\n")


@pytest.mark.parametrize("rad", ["a.py :: f :: 1 => 2", "a.py :: f :: 1 => 2 :: why\na.py :: f :: 1 => 2 :: again"])
def test_it_demands_a_reason_once(rad: str) -> None:
    with pytest.raises(ValueError, match="hver rad"):
        les_forklart(rad)


def test_it_knows_its_modules_its_tests_and_what_is_explained() -> None:
    assert [sti for fil, tester in TESTER.items() for sti in (fil, *tester) if not (ROT / sti).is_file()] == []
    forklart = les_forklart(FORKLART.read_text(encoding="utf-8"))
    finnes = {
        navn
        for fil in TESTER
        for navn, _mutant in navngitt(fil, mutanter(ast.parse((ROT / fil).read_text(encoding="utf-8"))))
    }
    assert set(forklart) <= finnes
