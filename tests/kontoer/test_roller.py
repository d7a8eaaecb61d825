"""What the menu shows to whom."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kontoer.models import Konto
from kontoer.roller import Roller, roller_for
from users.models import User


@pytest.mark.parametrize(
    ("hvem", "roller"),
    [
        ("admin", Roller(kan_dele=False, har_delinger=False, kan_administrere=True)),
        ("kari", Roller(kan_dele=True, har_delinger=True, kan_administrere=False)),
        ("uten_rett", Roller(kan_dele=False, har_delinger=False, kan_administrere=False)),
        ("fremmed", Roller(kan_dele=False, har_delinger=False, kan_administrere=False)),
    ],
)
def test_it_knows_the_roles_of(hvem: str, roller: Roller, konto: Konto, request: pytest.FixtureRequest) -> None:
    assert roller_for(request.getfixturevalue(hvem)) == roller


def test_it_lets_one_who_administers_only_a_konto_into_konfigurasjon(kari: User) -> None:
    kari.tilganger.update(er_administrator=True)
    assert roller_for(kari).kan_administrere


def test_it_keeps_delinger_but_not_sharing_when_the_konto_is_deleted(kari: User, konto: Konto) -> None:
    konto.slettet = timezone.now()
    konto.save()
    assert roller_for(kari) == Roller(kan_dele=False, har_delinger=True, kan_administrere=False)


def test_it_does_not_let_share_before_the_organisation_has_taken_the_service_into_use(kari: User, konto: Konto) -> None:
    konto.organisasjon.tatt_i_bruk = None
    konto.organisasjon.save()
    assert not roller_for(kari).kan_dele


def test_it_asks_the_database_once(kari: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        roller_for(kari)
