"""Dead code is found, and what only seems dead is let off by a row with a reason."""

from pathlib import Path

import pytest

from scripts.dod_kode import ROT, UNNTAK, Unntak, finn, les_unntak

MODUL = '''"""A module."""

def brukt() -> int:
    return 1

def dod() -> int:
    return brukt()

def bare_i_mal() -> int:
    return 2

class Mellomvare:
    """Named in the settings only."""

class Krav(TypedDict):
    pid: str

def _pid(krav: Krav) -> str:
    return krav["pid"]

_pid()
'''


@pytest.fixture
def rot(tmp_path: Path) -> Path:
    """A small product with a module, a template, a setting and a test."""
    for sti, tekst in {
        "dokumenter/regel.py": MODUL,
        "fiks_deldokument/settings.py": 'print(["dokumenter.regel.Mellomvare"])\n',
        "templates/side.html": "<p>{{ deling.bare_i_mal }} dod</p>",
        "tests/test_regel.py": "from dokumenter.regel import dod\n\nassert dod() == 1\n",
    }.items():
        (tmp_path / sti).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / sti).write_text(tekst, encoding="utf-8")
    return tmp_path


def test_it_finds_what_only_a_test_calls(rot: Path) -> None:
    assert finn(rot, []) == (["dokumenter/regel.py:6: function dod"], [])


def test_it_lets_off_what_has_a_row_and_reports_a_row_that_nothing_needs(rot: Path) -> None:
    brukt, unodig = les_unntak(
        "# why\ndokumenter/*.py function d?d called by others\n\n*/urls.py variable * by Django\n"
    )
    assert finn(rot, [brukt, unodig]) == ([], [unodig])


@pytest.mark.parametrize("rad", ["users/*.py function dod", "*.py class * "])
def test_it_demands_a_reason(rad: str) -> None:
    with pytest.raises(ValueError, match="uten grunn"):
        les_unntak(rad)


def test_it_lets_off_nothing_by_the_wrong_kind_or_file() -> None:
    rad = Unntak("users/*.py|kontoer/*.py", "function", "a|b")
    assert rad.gjelder("kontoer/x.py", "function", "b")
    assert not rad.gjelder("kontoer/x.py", "class", "b")
    assert not rad.gjelder("dokumenter/x.py", "function", "b")
    assert not rad.gjelder("users/x.py", "function", "c")


def test_it_finds_nothing_dead_in_the_product() -> None:
    assert finn(ROT, les_unntak(UNNTAK.read_text(encoding="utf-8"))) == ([], [])
