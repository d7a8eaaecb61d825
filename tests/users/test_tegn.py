"""What cannot be seen is taken away around numbers, and is never all that a name is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from users.tegn import er_usynlig, kan_sees, nfc, sokbar, uten_usynlige

USYNLIGE = ["\ufeff", "\u200b", "\u200d", "\u00ad", "\u2060", "\u202d", "\u2066", "\ufe0f", "\U000e0101", "\u034f"]
BLANKE = ["\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\u17b4", "\ufe0f", "\u200b", "\u00a0", " ", "\u0301"]


@pytest.mark.parametrize("tegn", USYNLIGE)
def test_it_takes_away_what_cannot_be_seen(tegn: str) -> None:
    assert uten_usynlige(f"{tegn}12{tegn} 3\n{tegn}") == "12 3\n"


@given(st.text())
def test_it_takes_nothing_else(tekst: str) -> None:
    rent = uten_usynlige(tekst)
    assert uten_usynlige(rent) == rent
    assert [t for t in tekst if unicodedata.category(t)[0] in "LNPSZ" and not er_usynlig(t)] == [
        t for t in rent if unicodedata.category(t)[0] in "LNPSZ" and not er_usynlig(t)
    ]


@pytest.mark.parametrize("tegn", BLANKE)
def test_it_knows_what_nobody_sees(tegn: str) -> None:
    assert not kan_sees(tegn * 5)
    assert kan_sees(f"{tegn}å{tegn}")


@pytest.mark.parametrize(
    ("tekst", "funnet"),
    [("Ærlig ØL på ÅS", "ærlig øl på ås"), ("A\u030aS", "ås"), ("STRASSE", "straße"), ("\u0130x", "I\u0307X")],
)
def test_it_finds_text_however_it_is_written(tekst: str, funnet: str) -> None:
    assert sokbar(tekst) == sokbar(funnet)


@given(st.text(alphabet=st.characters(categories=["L", "M"])))
def test_it_finds_a_text_composed_or_not(tekst: str) -> None:
    assert sokbar(tekst) == sokbar(unicodedata.normalize("NFD", tekst)) == sokbar(sokbar(tekst))


def test_it_gives_back_what_is_too_long_in_any_form_without_sorting_its_marks() -> None:
    mange = "a" + "\u0300\u0316" * 50_000
    assert nfc(mange, lengst=226) is mange
    assert nfc("A\u030a" * 226, lengst=226) == "Å" * 226
