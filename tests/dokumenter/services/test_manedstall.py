"""Counting month by month."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Manedstall
from dokumenter.queries.manedstall import maneder_til
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.manedstall import tell_maned, tell_maneder
from dokumenter.services.nedlasting import lever_dokument
from hendelser.models import Hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

DENNE = timezone.localdate().replace(day=1)


def _hent(deling: Deling, av: User, etter: timedelta) -> None:
    """Fetch it so long after it was shared."""
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=3, av=av))
    ny = Hendelse.objects.latest("id")
    ny.pk, ny.tidspunkt, ny._state.adding = None, deling.delt + etter if deling.delt else ny.tidspunkt, True
    ny.save()


def _tall(gjelder: UUID, maned: date = DENNE) -> tuple[int | None, ...]:
    rad = Manedstall.objects.get(gjelder=gjelder, maned=maned)
    return (rad.delt, rad.hentet, rad.aldri_hentet, rad.mottakere, rad.storrelse, rad.median_sekunder)


def test_it_counts_each_konto_and_the_organisation(konto: Konto, kari: User, mottaker: User, fremmed: User) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Annen")
    hentet, aldri = lag_deling(konto, kari, mottaker, fremmed), lag_deling(konto, kari, mottaker)
    lag_deling(konto, kari, mottaker)
    Deling.objects.filter(pk=lag_deling(konto, kari, mottaker).pk).update(konto=annen)
    _hent(hentet, mottaker, timedelta(seconds=-5))
    trekk_tilbake(deling=aldri, av=kari)
    assert tell_maned(maned=DENNE, naa=timezone.now()) == 4
    assert _tall(konto.id) == (3, 1, 1, 4, 21, 0)
    assert _tall(annen.id) == (1, 0, 0, 1, 7, None)
    assert _tall(konto.organisasjon_id) == (4, 1, 1, 5, 28, 0)


def test_it_counts_again_what_has_changed_and_adds_nothing_twice(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(delt=timezone.now() - timedelta(hours=3))
    for hentet in (0, 1, 1):
        if hentet:
            list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=3, av=mottaker))
        tell_maned(maned=(timezone.localtime() - timedelta(hours=3)).date().replace(day=1), naa=timezone.now())
        rad = Manedstall.objects.get(gjelder=konto.id)
        assert (rad.delt, rad.hentet) == (1, hentet)
    assert rad.median_sekunder is not None
    assert 3 * 3600 <= rad.median_sekunder < 4 * 3600


def test_it_does_not_call_never_fetched_what_nobody_could_fetch(konto: Konto, kari: User, mottaker: User) -> None:
    for godkjenning in ("venter", "avvist", "godkjent"):
        deling = lag_deling(konto, kari, mottaker)
        Deling.objects.filter(pk=deling.pk).update(godkjenning=godkjenning)
    Deling.objects.update(tilgjengelig_til=timezone.now())
    tell_maned(maned=DENNE, naa=timezone.now())
    assert _tall(konto.id)[:4] == (1, 0, 1, 1)


def test_it_counts_by_norwegian_months(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    nyttar = datetime.fromisoformat("2026-01-01T00:30:00+01:00")
    Deling.objects.filter(pk=deling.pk).update(delt=nyttar)
    assert tell_maned(maned=date(2025, 12, 1), naa=timezone.now()) == 0
    assert tell_maned(maned=date(2026, 1, 1), naa=timezone.now()) == 1


def test_it_counts_this_month_every_time_and_each_other_in_turn(konto: Konto, kari: User, mottaker: User) -> None:
    naa = timezone.now()
    for maned in maneder_til(naa):
        deling = lag_deling(konto, kari, mottaker)
        Deling.objects.filter(pk=deling.pk).update(delt=datetime.fromisoformat(f"{maned}T12:00:00+00:00"))
    assert tell_maneder(naa=naa) == 2
    for nr in range(1, 12):
        tell_maneder(naa=naa + timedelta(minutes=5 * nr))
    assert Manedstall.objects.filter(gjelder=konto.id).count() >= 12


def test_it_keeps_the_numbers_of_what_may_have_been_forgotten(
    konto: Konto, kari: User, mottaker: User, settings: Settings
) -> None:
    lag_deling(konto, kari, mottaker)
    naa = timezone.now()
    assert tell_maned(maned=DENNE, naa=naa) == 1
    settings.METADATA_BEHOLD_DAGER = 30
    Deling.objects.update(delt=naa - timedelta(days=100))
    assert tell_maned(maned=DENNE, naa=naa + timedelta(days=62)) == 0
    assert Manedstall.objects.get(gjelder=konto.id).delt == 1


@pytest.mark.parametrize("antall", [1, 6])
def test_it_asks_as_often_for_many_as_for_one(
    antall: int, konto: Konto, kari: User, mottaker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _nr in range(antall):
        lag_deling(konto, kari, mottaker)
    with django_assert_max_num_queries(4):
        tell_maned(maned=DENNE, naa=timezone.now())
