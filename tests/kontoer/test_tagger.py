"""Marks on kontoer."""

import pytest

from kontoer.errors import UgyldigVerdi
from kontoer.tagger import normaliser_tagg, tolk_tagger
from standins.personer import personer

FNR = personer["mottaker"].fnr


@pytest.mark.parametrize(
    ("skrevet", "tagg"),
    [("skole", "skole"), (" skole ", "skole"), ("A\u030as", "Ås"), ("a  b", "a b"), ("12/34", "12/34")],
)
def test_it_keeps_a_mark_as_it_is_looked_for(skrevet: str, tagg: str) -> None:
    assert tolk_tagger([skrevet, tagg]) == [tagg] == [normaliser_tagg(skrevet)]


@pytest.mark.parametrize(
    "tagger",
    [
        [""],
        ["elleve tegn"],
        ["a\x00"],
        ["\u3164"],
        ["\u200b"],
        ["\ufe0f"],
        ["/a"],
        ["a/"],
        ["a//b"],
        list("abcdefghijk"),
    ],
)
def test_it_refuses_what_is_no_mark(tagger: list[str]) -> None:
    with pytest.raises(UgyldigVerdi):
        tolk_tagger(tagger)


@pytest.mark.parametrize("tagger", [[FNR[:6], FNR[6:]], ["skole", FNR[:6], FNR[6:]]])
def test_it_refuses_a_fodselsnummer_cut_in_two(tagger: list[str]) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        tolk_tagger(tagger)
    assert "fødselsnummer" in str(feil.value.melding)


def test_it_keeps_numbers_that_only_have_the_length() -> None:
    assert tolk_tagger(["123456", "54321"]) == ["123456", "54321"]
