"""The field Tilgjengelig i: days and dates, in Norwegian time."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.varighet import UgyldigVarighetError, forvalg_for, seneste_slutt, tolk_varighet
from kontoer.models import Konto

NAA = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 21 November in Norway
JULAFTEN = date(2026, 12, 24)


def _norsk(dag: date, klokke: time = time(23, 59)) -> datetime:
    return datetime.combine(dag, klokke, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("tekst", "moment"),
    [
        ("1", _norsk(date(2026, 11, 22))),
        (" 14 ", _norsk(date(2026, 12, 5))),
        ("14 dager", _norsk(date(2026, 12, 5))),
        *((tekst, _norsk(date(2026, 11, 22))) for tekst in ("1 dag", "1 day", "1 D")),
        *((tekst, _norsk(date(2026, 11, 23))) for tekst in ("2 dager", "2 dagar", "2 days")),
        *((tekst, _norsk(date(2027, 1, 21))) for tekst in ("2 måneder", "2 månader", "2 months", "2 mnd")),
        *((tekst, _norsk(date(2028, 11, 21))) for tekst in ("2 år", "2 years", "24 måneder")),
        ("2000-01-01", _norsk(date(2000, 1, 1))),
        ("2026-12-24", _norsk(JULAFTEN)),
        ("24.12.2026", _norsk(JULAFTEN)),
        ("24. 12. 2026", _norsk(JULAFTEN)),
        ("24.12.26", _norsk(JULAFTEN)),
        ("24/12/2026", _norsk(JULAFTEN)),
        ("24.12.2026 kl. 12.00", _norsk(JULAFTEN, time(12))),
        ("24.12.2026, 12:00", _norsk(JULAFTEN, time(12))),
        ("2026-12-24T12:00", _norsk(JULAFTEN, time(12))),
        ("24.12.2026 KL. 12.00", _norsk(JULAFTEN, time(12))),
        ("2026-12-24t12:00", _norsk(JULAFTEN, time(12))),
        ("2026-12-24 12:00:30", _norsk(JULAFTEN, time(12, 0, 30))),
        ("1.7.2027", _norsk(date(2027, 7, 1))),
        ("14d", _norsk(date(2026, 12, 5))),
        *(
            (tekst, _norsk(date(2026, 12, 5)))
            for tekst in ("2 uker", "2 Veker", "2 weeks", "2uker", "\ufeff2\u00a0uker ")
        ),
        *((tekst, _norsk(date(2026, 11, 28))) for tekst in ("1 uke", "1 veke", "1 week", "1 weeks")),
        *(
            (tekst, _norsk(date(2026, 12, 21)))
            for tekst in ("1 måned", "1 månad", "1 month", "1 mnd.", "1 ma\u030aned")
        ),
        *((tekst, _norsk(date(2027, 11, 21))) for tekst in ("1 år", "12 måneder", "12 månader", "1 year")),
        ("3 måneder", _norsk(date(2027, 2, 21))),
        ("973 år", _norsk(date(2999, 11, 21))),
        ("974 år", _norsk(date(2999, 12, 31))),
        ("24. desember 2026", _norsk(JULAFTEN)),
        ("24 Dec 2026 12:00", _norsk(JULAFTEN, time(12))),
        ("24. desember 2026 kl. 12", _norsk(JULAFTEN, time(12))),
        ("December 24, 2026", _norsk(JULAFTEN)),
        ("24.12\u200b.2026", _norsk(JULAFTEN)),
        ("99999 år", _norsk(date(2999, 12, 31))),
        ("99999 måneder", _norsk(date(2999, 12, 31))),
        ("31.12.9999", _norsk(date(2999, 12, 31))),
    ],
)
def test_it_reads_days_and_dates(tekst: str, moment: datetime) -> None:
    assert tolk_varighet(tekst, naa=NAA) == moment


@pytest.mark.parametrize(
    ("tekst", "grunn"),
    [
        ("", "antall dager"),
        ("i morgen", "antall dager"),
        ("-3", "antall dager"),
        ("0", "minst 1 dag"),
        ("0 uker", "minst 1 dag"),
        ("2 gleder", "antall dager"),
        ("2 uker og 1 dag", "antall dager"),
        ("24. brumaire 2026", "antall dager"),
        ("31. april 2027", "finnes ikke"),
        ("24.12.2026 kl. 25", "finnes ikke"),
        ("1" * 500_000, "antall dager"),
        ("1 " * 500_000, "antall dager"),
        ("30.2.2027", "finnes ikke"),
        ("2026-13-01", "finnes ikke"),
        ("24.12.2026 kl. 25.00", "finnes ikke"),
        ("24.12", "antall dager"),
        ("0001-01-01", "finnes ikke"),
        ("1999-12-31", "finnes ikke"),
    ],
)
def test_it_says_what_is_wrong(tekst: str, grunn: str) -> None:
    with pytest.raises(UgyldigVarighetError, match=grunn):
        tolk_varighet(tekst, naa=NAA)


def test_it_ends_a_month_on_its_last_day() -> None:
    naa = datetime(2027, 1, 31, 12, tzinfo=UTC)
    assert tolk_varighet("1 måned", naa=naa) == _norsk(date(2027, 2, 28))
    assert tolk_varighet("13 måneder", naa=naa) == _norsk(date(2028, 2, 29))


@given(st.text(max_size=40) | st.from_regex(r"[0-9./: -]{1,24}|[0-9]{1,6} [a-zåæø]{1,9}", fullmatch=True))
def test_it_never_fails_in_another_way(tekst: str) -> None:
    with suppress(UgyldigVarighetError):
        assert tolk_varighet(tekst, naa=NAA).tzinfo is not None


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2200, 1, 1)))
def test_it_reads_a_date_the_same_in_both_ways_of_writing_it(dag: date) -> None:
    norsk = tolk_varighet(f"{dag.day}.{dag.month}.{dag.year}", naa=NAA)
    assert norsk == tolk_varighet(dag.isoformat(), naa=NAA) == _norsk(dag)


@given(st.integers(min_value=1, max_value=365))
def test_it_allows_just_as_many_days_as_the_konto_says(dager: int) -> None:
    konto = Konto(lengste_varighet_dager=dager)
    assert tolk_varighet(str(dager), naa=NAA) == seneste_slutt(konto, NAA)
    assert tolk_varighet(str(dager + 1), naa=NAA) > seneste_slutt(konto, NAA)


def test_it_bounds_a_konto_without_an_end() -> None:
    ventet = _norsk(date(2026, 11, 21) + timedelta(days=36_500))
    assert seneste_slutt(Konto(lengste_varighet_dager=2**31 - 1), NAA) == ventet


def test_it_offers_the_usual_ones_to_a_konto_that_allows_much() -> None:
    konto = Konto(standard_varighet_dager=14, lengste_varighet_dager=3000)
    assert forvalg_for(konto) == [7, 14, 30, 90, 180, 365, 3000]


def test_it_offers_what_the_konto_allows() -> None:
    assert forvalg_for(Konto(standard_varighet_dager=21, lengste_varighet_dager=60)) == [7, 14, 21, 30, 60]


def test_it_sorts_no_marks_of_a_duration_too_long(sorterte_lengder: list[int]) -> None:
    """Sorting takes a time that grows with the square of their number: minutes for what fits in one request."""
    with pytest.raises(UgyldigVarighetError):
        tolk_varighet("a" + "\u0300\u0316" * 3000, naa=NAA)
    assert max(sorterte_lengder, default=0) < 2000
