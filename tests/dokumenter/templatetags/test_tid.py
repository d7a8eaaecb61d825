"""Moments in words."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from dokumenter.templatetags.tid import dag_i_ord, dato_i_ord, kort_tid


def test_it_spells_out_a_winter_moment_in_norwegian_time() -> None:
    assert dato_i_ord(datetime(2026, 12, 18, 22, 59, tzinfo=UTC)) == "fredag 18. desember 2026 kl. 23.59 (norsk tid)"


def test_it_spells_out_a_summer_moment_in_norwegian_time() -> None:
    assert dato_i_ord(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)) == "onsdag 1. juli 2026 kl. 00.00 (norsk tid)"


def test_it_tells_the_norwegian_day_of_a_moment() -> None:
    assert dag_i_ord(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "fredag 1. januar 2027"


def test_it_takes_a_plain_day() -> None:
    assert dag_i_ord(date(2026, 12, 18)) == "fredag 18. desember 2026"


def test_it_is_short_in_tables() -> None:
    assert kort_tid(datetime(2026, 12, 18, 22, 59, tzinfo=UTC)) == "18. des. 2026 kl. 23.59"


@pytest.mark.parametrize("filter_", [dato_i_ord, dag_i_ord, kort_tid])
def test_it_says_nothing_about_no_moment(filter_: type) -> None:
    assert filter_(None) == ""


def test_it_knows_nynorsk_month_names() -> None:
    with translation.override("nn"):
        assert "18. desember 2026" in dato_i_ord(datetime(2026, 12, 18, 22, 59, tzinfo=UTC))
