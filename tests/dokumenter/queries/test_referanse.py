"""The reference: what is typed finds the open deling it belongs to, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Referanse
from dokumenter.models.referanse import LENGDE, TEGN, ny_kode, tolk_kode
from dokumenter.queries.referanse import apen_med_referanse, referanse_for
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.referanse import sikre_referanse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared, with a reference that is known."""
    deling = lag_deling(konto, kari, mottaker)
    Referanse.objects.create(deling=deling, kode="01ABCDE9XZ")
    return deling


@pytest.mark.parametrize(
    "tekst", ["01ABC-DE9XZ", "01abcde9xz", " oiabc de9xz ", "OLABC\N{EN DASH}DE9XZ", "0 1 A B C D E 9 X Z"]
)
def test_it_finds_the_deling_however_it_is_typed(deling: Deling, tekst: str) -> None:
    assert apen_med_referanse(tekst, timezone.now()) == deling
    assert referanse_for(deling) == "01ABC-DE9XZ"


@pytest.mark.parametrize("tekst", ["", "01ABC-DE9X", "01ABC-DE9XZ0", "01ABC-DE9XU", "01ABC-DE9XY", "æøå", "0" * 400])
def test_it_finds_nothing_with_anything_else(
    deling: Deling, tekst: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):  # as many as for one that is there
        assert apen_med_referanse(tekst, timezone.now()) is None


def test_it_finds_nothing_that_has_ended(deling: Deling, kari: User) -> None:
    assert apen_med_referanse("01ABCDE9XZ", timezone.now() + timedelta(days=8)) is None
    trekk_tilbake(deling=deling, av=kari)
    assert apen_med_referanse("01ABCDE9XZ", timezone.now()) is None


def test_it_makes_codes_that_can_be_read_aloud_and_not_guessed() -> None:
    koder = {ny_kode() for _nr in range(1000)}
    assert len(koder) == 1000
    assert all(len(kode) == LENGDE and set(kode) <= set(TEGN) and tolk_kode(kode) == kode for kode in koder)
    assert not set("ILOU") & set(TEGN)


def test_it_says_nothing_of_a_deling_without_one(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    assert referanse_for(deling) == ""
    assert sikre_referanse(deling=deling) == referanse_for(deling) != ""
