"""Wishes for more time, read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dokumenter.models import Deling, Tidsonske
from dokumenter.queries.tidsonske import (
    blant_dem_som_ber,
    foreslatt_slutt,
    siste_onske,
    som_ber_om_mer_tid,
    ventende_onsker,
)
from dokumenter.varighet import DAGENS_SLUTT, seneste_slutt
from kontoer.models import Konto
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two."""
    return lag_deling(konto, kari, mottaker, fremmed)


def test_it_finds_the_delinger_that_wait_for_an_answer(
    deling: Deling, konto: Konto, kari: User, mottaker: User
) -> None:
    besvart = lag_deling(konto, kari, mottaker)
    Tidsonske.objects.create(deling=deling, bruker=mottaker)
    nei = Tidsonske.Svar.AVSLATT
    Tidsonske.objects.create(deling=besvart, bruker=mottaker, svar=nei, besvart=timezone.now())
    assert list(Deling.objects.filter(som_ber_om_mer_tid())) == [deling]
    assert blant_dem_som_ber([besvart, deling]) == {deling.id}
    assert blant_dem_som_ber([]) == set()


def test_it_asks_nobody_to_answer_where_the_konto_is_deleted(
    deling: Deling, konto: Konto, admin: User, mottaker: User
) -> None:
    Tidsonske.objects.create(deling=deling, bruker=mottaker)
    slett_konto(konto=konto, av=admin)
    deling = Deling.objects.select_related("konto").get()
    assert not Deling.objects.filter(som_ber_om_mer_tid()).exists()
    assert (blant_dem_som_ber([deling]), ventende_onsker(deling)) == (set(), [])


def test_it_tells_who_waits_masked_and_in_order(deling: Deling, mottaker: User, fremmed: User) -> None:
    for bruker in (fremmed, mottaker):
        Tidsonske.objects.create(deling=deling, bruker=bruker)
    rader = ventende_onsker(deling)
    assert [rad.onske.bruker for rad in rader] == [fremmed, mottaker]
    assert [rad.maskert for rad in rader] == [fremmed.maskert_fnr, mottaker.maskert_fnr]


def test_it_shows_one_only_what_that_one_asked(deling: Deling, mottaker: User, fremmed: User) -> None:
    mitt = Tidsonske.objects.create(deling=deling, bruker=mottaker)
    Tidsonske.objects.create(deling=deling, bruker=fremmed)
    assert siste_onske(deling, mottaker) == mitt


def test_it_offers_the_kontos_standard_after_the_end_there_is(deling: Deling) -> None:
    naa = timezone.now()
    forslag = foreslatt_slutt(deling, naa)
    assert forslag is not None
    assert deling.tilgjengelig_til is not None
    lokal = timezone.localtime(forslag)
    dag = timezone.localdate(deling.tilgjengelig_til) + timedelta(days=deling.konto.standard_varighet_dager)
    assert (lokal.date(), lokal.time()) == (dag, DAGENS_SLUTT)


def test_it_offers_no_more_than_the_konto_allows_and_nothing_when_that_is_no_more(deling: Deling) -> None:
    naa = timezone.now()
    deling.konto.lengste_varighet_dager = 10
    assert foreslatt_slutt(deling, naa) == seneste_slutt(deling.konto, naa)
    deling.konto.lengste_varighet_dager = 5
    assert foreslatt_slutt(deling, naa) is None


def test_it_offers_nothing_for_what_is_over_or_never_ends(deling: Deling) -> None:
    naa = timezone.now()
    assert foreslatt_slutt(deling, naa + timedelta(days=8)) is None
    deling.tilgjengelig_til = None
    assert foreslatt_slutt(deling, naa) is None
