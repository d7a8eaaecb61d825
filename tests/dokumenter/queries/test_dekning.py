"""The union of delivered ranges."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.queries.dekning import Leveranse, dekning

NAA = datetime(2026, 12, 1, tzinfo=UTC)
omrader = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(omrader, st.integers(0, 50))
def test_it_counts_each_byte_once(deler: list[tuple[int, int]], storrelse: int) -> None:
    levert = {byte for fra, til in deler for byte in range(fra, min(til, storrelse))}
    assert dekning(deler, storrelse) == len(levert)


@pytest.mark.parametrize(
    ("deler", "prosent", "er_hentet"),
    [
        ([], 0, False),
        ([(0, 0)], 0, False),
        ([(0, 1)], 1, False),
        ([(0, 430)], 43, False),
        ([(0, 999)], 99, False),
        ([(500, 1000), (0, 500)], 100, True),
        ([(0, 300), (200, 1000), (0, 1000)], 100, True),
    ],
)
def test_it_says_how_much_in_per_cent(deler: list[tuple[int, int]], prosent: int, er_hentet: bool) -> None:
    leveranse = Leveranse(1000)
    for fra, til in deler:
        leveranse.legg_til(fra, til, NAA)
    assert (leveranse.prosent, leveranse.er_hentet) == (prosent, er_hentet)


def test_it_counts_an_empty_file_as_got_when_it_was_delivered() -> None:
    leveranse = Leveranse(0)
    leveranse.merk(NAA)
    assert (leveranse.prosent, leveranse.er_hentet) == (0, False)
    leveranse.legg_til(0, 0, NAA)
    assert (leveranse.prosent, leveranse.er_hentet) == (100, True)


def test_it_remembers_the_first_and_the_last_moment() -> None:
    leveranse = Leveranse(10)
    leveranse.merk(NAA.replace(hour=9))
    leveranse.legg_til(0, 5, NAA.replace(hour=8))
    assert (leveranse.forst, leveranse.sist) == (NAA.replace(hour=8), NAA.replace(hour=9))
    assert leveranse.begynt
