"""Moments, sizes, numbers and kinds of files in words."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.tekst import (
    dag_i_ord,
    dag_uten_ukedag,
    dato_i_ord,
    filtype_i_ord,
    kort_dag,
    kort_tid,
    orgnr_i_ord,
    storrelse_i_ord,
)


def test_it_spells_out_a_winter_moment_in_norwegian_time() -> None:
    assert dato_i_ord(datetime(2026, 12, 18, 22, 59, tzinfo=UTC)) == "fredag 18. desember 2026 kl. 23.59 (norsk tid)"


def test_it_spells_out_a_summer_moment_in_norwegian_time() -> None:
    assert dato_i_ord(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)) == "onsdag 1. juli 2026 kl. 00.00 (norsk tid)"


def test_it_tells_the_norwegian_day_of_a_moment() -> None:
    assert dag_i_ord(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "fredag 1. januar 2027"


def test_it_takes_a_plain_day() -> None:
    assert dag_i_ord(date(2026, 12, 18)) == "fredag 18. desember 2026"


def test_it_leaves_out_the_year_where_there_is_little_room() -> None:
    assert kort_dag(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1. jan."
    assert kort_dag(None) == ""


def test_it_is_short_in_tables() -> None:
    assert kort_tid(datetime(2026, 12, 18, 22, 59, tzinfo=UTC)) == "18. des. 2026 kl. 23.59"
    assert kort_dag(datetime(2026, 12, 18, 23, 59, tzinfo=UTC)) == "19. des."


@pytest.mark.parametrize("filter_", [dato_i_ord, dag_i_ord, kort_tid, kort_dag])
def test_it_says_nothing_about_no_moment(filter_: type) -> None:
    assert filter_(None) == ""


def test_it_knows_nynorsk_month_names() -> None:
    with translation.override("nn"):
        assert "18. desember 2026" in dato_i_ord(datetime(2026, 12, 18, 22, 59, tzinfo=UTC))


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
    assert storrelse_i_ord(antall).replace("\N{NO-BREAK SPACE}", " ") == tekst


def test_it_says_nothing_about_no_size() -> None:
    assert storrelse_i_ord(None) == ""


@given(st.integers(min_value=0, max_value=1024**5 - 1))
def test_it_never_shows_more_than_three_whole_digits_before_the_next_unit(antall: int) -> None:
    tall = storrelse_i_ord(antall).split("\N{NO-BREAK SPACE}")[0]
    assert len(tall.split(",")[0]) <= 4


def test_it_groups_the_digits_on_one_line() -> None:
    assert orgnr_i_ord("312401010") == "312\N{NO-BREAK SPACE}401\N{NO-BREAK SPACE}010"


@pytest.mark.parametrize(
    ("navn", "type_"),
    [
        ("vedtak.pdf", "PDF-fil"),
        ("arkiv.tar.gz", "GZ-fil"),
        ("LES MEG", "fil"),
        (".skjult", "fil"),
        ("sak 12. vedlegg til brevet", "fil"),
        ("plan.æøå", "fil"),
        ("a/b.docx", "DOCX-fil"),
    ],
)
def test_it_says_what_kind_of_file_it_is(navn: str, type_: str) -> None:
    assert filtype_i_ord(navn) == type_


def test_it_says_the_year_only_of_another_year() -> None:
    naa = datetime(2026, 11, 28, tzinfo=UTC)
    assert dag_uten_ukedag(datetime(2026, 12, 28, 22, tzinfo=UTC), naa=naa) == "28. desember"
    assert dag_uten_ukedag(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), naa=naa) == "1. januar 2027"
    with translation.override("en"):
        assert dag_uten_ukedag(datetime(2026, 12, 28, tzinfo=UTC), naa=naa) == "28 December"
