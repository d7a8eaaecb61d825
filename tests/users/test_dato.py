"""Dates as people write them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from users.dato import UgyldigDatoError, tolk_dato

JULAFTEN = date(2026, 12, 24)
BOKMAL = [
    *("januar", "februar", "mars", "april", "mai", "juni", "juli"),
    *("august", "september", "oktober", "november", "desember"),
]
ENGELSK = [
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
]


@pytest.mark.parametrize(
    "tekst",
    [
        *(
            "24.12.2026",
            "24.12.26",
            "24. 12. 2026",
            "24/12/2026",
            "24/12-26",
            "24-12-2026",
            "2026-12-24",
            " 24.12.2026 ",
        ),
        *(
            "24. desember 2026",
            "24.desember 2026",
            "24 DESEMBER 2026",
            "24. des. 2026",
            "24 dec 2026",
            "24December2026",
        ),
        *("December 24, 2026", "Dec 24 2026", "dec. 24, 2026"),
        *("\ufeff24.12.2026", "24\u00a0desember\u202f2026", "24.\u200b12.2026\u200e"),
    ],
)
def test_it_reads_the_same_day_however_it_is_written(tekst: str) -> None:
    assert tolk_dato(tekst) == JULAFTEN


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([BOKMAL, ENGELSK]), st.integers(3, 9))
def test_it_knows_every_month_in_whole_and_in_part(dag: date, maneder: list[str], lengde: int) -> None:
    maned = maneder[dag.month - 1][:lengde]
    assert tolk_dato(f"{dag.day}. {maned} {dag.year}") == tolk_dato(dag.isoformat()) == dag


@pytest.mark.parametrize("tekst", ["", "14", "i morgen", "24.12", "24 ma 2026", "24 desembr 2026", "2026", "1" * 10**6])
def test_it_sees_what_is_no_date(tekst: str) -> None:
    assert tolk_dato(tekst) is None


@pytest.mark.parametrize("tekst", ["30.2.2026", "2026-13-01", "31. april 2026", "0.1.2026", "0000-01-01", "1.0.0000"])
def test_it_says_that_no_calendar_has_it(tekst: str) -> None:
    with pytest.raises(UgyldigDatoError, match="finnes ikke"):
        tolk_dato(tekst)


@given(st.text(max_size=40) | st.from_regex(r"[0-9./ -]{1,12}[a-zå]{0,9}[0-9 ]{0,6}", fullmatch=True))
def test_it_never_fails_in_another_way(tekst: str) -> None:
    with suppress(UgyldigDatoError):
        dag = tolk_dato(tekst)
        assert dag is None or 1 <= dag.year <= 9999
