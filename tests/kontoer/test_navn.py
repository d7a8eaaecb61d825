"""KS' name rule, and what a name must never hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontoer.errors import UgyldigVerdi
from kontoer.navn import KORTEST, LENGST, tolk_navn


@pytest.mark.parametrize(
    ("tekst", "navn"),
    [
        ("Barnevern", "Barnevern"),
        ("  Plan \t og  bygg ", "Plan og bygg"),
        ("Skole A\u030angstro\u0308m", "Skole Ångström"),
        ("AB", "AB"),
        ("x" * 200, "x" * 200),
        ("Sak 2026/0123456789", "Sak 2026/0123456789"),
        ("Skole 2026-2027", "Skole 2026-2027"),
        ("Glad \u2764\ufe0f", "Glad \u2764\ufe0f"),
    ],
)
def test_it_keeps_a_good_name(tekst: str, navn: str) -> None:
    assert tolk_navn(tekst) == navn


@pytest.mark.parametrize(
    "tekst",
    [
        *("", " ", "A", "  A  ", "x" * 201, "Barn\u200bevern", "Barn\x00", "\u202eabc"),
        *("\u3164\u3164", "\u2800\u2800", "\ufe0f\ufe0f", "\u0301\u0301", "A\u3164B"),  # nothing to see
        *(f"029066{skille}38927" for skille in ("", " ", "-", ".", "/", "_", " - ", "\u2013", "\u00a0")),
        *("Kari 02906638927", "02 90 66 38927", "0.2.9.0.6.6.3.8.9.2.7", "sak 4 029066/38927 b"),
    ],
)
def test_it_refuses_what_is_no_name(tekst: str) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        tolk_navn(tekst, felt="navnet")
    assert feil.value.felt == "navnet"
    assert not any(siffer in str(feil.value.melding) for siffer in ("029066", "38927"))


@given(st.text())
def test_it_gives_a_name_that_is_stable_and_within_the_rule(tekst: str) -> None:
    try:
        navn = tolk_navn(tekst)
    except UgyldigVerdi:
        return
    assert tolk_navn(navn) == navn == unicodedata.normalize("NFC", navn)
    assert KORTEST <= len(navn) <= LENGST


def test_it_sorts_no_marks_of_a_name_too_long(sorterte_lengder: list[int]) -> None:
    """Sorting takes a time that grows with the square of their number: minutes for what fits in one request."""
    with pytest.raises(UgyldigVerdi):
        tolk_navn("a" + "\u0300\u0316" * 3000)
    assert max(sorterte_lengder, default=0) < 2000
