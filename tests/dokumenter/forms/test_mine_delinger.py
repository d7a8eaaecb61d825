"""Searching the list."""

from datetime import date

import pytest

from dokumenter.forms.mine_delinger import ForlengForm, SokForm
from dokumenter.queries.mine_delinger import Delingssok
from kontoer.models import Konto


@pytest.mark.parametrize(
    "dato",
    ["2026-12-24", "24.12.2026", "24.12.26", "24. desember 2026", "24/12-26", "Dec 24, 2026", "\ufeff24.12.2026"],
)
def test_it_reads_dates_as_people_write_them(dato: str) -> None:
    form = SokForm({"fra": dato}, kontoer=[])
    assert form.sok() == Delingssok(fra=date(2026, 12, 24))
    assert 'value="24.12.2026"' in str(form["fra"])


def test_it_leaves_out_what_is_wrong_and_says_so(konto: Konto) -> None:
    form = SokForm({"fra": "tull", "til": "2026-12-24", "konto": str(konto.id)}, kontoer=[konto])
    assert form.sok() == Delingssok(til=date(2026, 12, 24), konto_id=konto.id)
    assert "dag.måned.år" in form.errors["fra"][0]


def test_it_offers_only_ones_own_kontoer(konto: Konto) -> None:
    form = SokForm({"konto": str(konto.id)}, kontoer=[])
    assert form.sok() == Delingssok()
    assert "konto" in form.errors


def test_it_marks_a_deleted_konto(konto: Konto) -> None:
    konto.slettet = konto.opprettet
    assert "Barnevern (Testvik kommune) – slettet" in str(SokForm(kontoer=[konto])["konto"])


def test_it_does_not_take_a_time_it_cannot_read() -> None:
    assert not ForlengForm({"tilgjengelig_i": "om litt"}).is_valid()


def test_it_says_that_a_duration_is_too_long_to_be_one() -> None:
    assert "for langt" in ForlengForm({"tilgjengelig_i": "1" * 61}).errors["tilgjengelig_i"][0]
