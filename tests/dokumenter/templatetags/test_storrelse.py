"""Sizes in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.templatetags.storrelse import storrelse


@pytest.mark.parametrize(
    ("antall", "tekst"),
    [
        (0, "0 byte"),
        (1, "1 byte"),
        (1023, "1023 byte"),
        (1024, "1 kB"),
        (1536, "1,5 kB"),
        (1024**2 - 1, "1 MB"),
        (4_404_019, "4,2 MB"),
        (5 * 1024**3, "5 GB"),
        (1023 * 1024**4, "1023 TB"),
    ],
)
def test_it_says_a_size_in_words(antall: int, tekst: str) -> None:
    assert storrelse(antall).replace("\N{NO-BREAK SPACE}", " ") == tekst


def test_it_says_nothing_about_no_size() -> None:
    assert storrelse(None) == ""


@given(st.integers(min_value=0, max_value=1024**5 - 1))
def test_it_never_shows_more_than_three_whole_digits_before_the_next_unit(antall: int) -> None:
    tall = storrelse(antall).split("\N{NO-BREAK SPACE}")[0]
    assert len(tall.split(",")[0]) <= 4
