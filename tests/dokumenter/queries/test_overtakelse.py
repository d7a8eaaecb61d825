"""Which delinger nobody looks after."""

from datetime import timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from dokumenter.queries.overtakelse import (
    antall_uten_eier,
    mulige_eiere,
    ny_eier,
    uten_eier_i,
    uten_eier_pa,
)
from dokumenter.queries.sider import Nokkel
from dokumenter.services.overtakelse import overdra_delinger
from kontoer.models import Integrasjon, Konto, Kontotilgang, Organisasjon
from tests.dokumenter.fabrikk import lag_deling, lag_utkast
from users.models import User


def test_it_counts_what_is_left_per_konto(
    organisasjon: Organisasjon,
    konto: Konto,
    kari: User,
    ola: User,
    mottaker: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Konto.objects.create(organisasjon=organisasjon, navn="Skole")
    lag_deling(konto, ola, mottaker)
    mine = [lag_deling(konto, kari, mottaker) for _nr in range(2)]
    utgatt = lag_deling(konto, kari, mottaker, varighet=timedelta(0))
    lag_utkast(konto, kari)
    naa = timezone.now()
    assert uten_eier_i(organisasjon, naa=naa) == []
    Kontotilgang.objects.filter(bruker=kari).update(kan_dele=False)
    with django_assert_num_queries(3):
        assert uten_eier_i(organisasjon, naa=naa) == [(konto, 2, 1)]
    assert antall_uten_eier(konto, naa=naa) == 2
    rader = list(uten_eier_pa(konto, naa=naa))
    assert [rad.pk for rad in rader] == [mine[1].pk, mine[0].pk]
    assert utgatt not in rader
    assert rader[0].eier_navn == "KARI TESTPERSON"  # type: ignore[attr-defined]  # by the query
    assert not uten_eier_pa(konto, naa=naa, etter=Nokkel(False, naa - timedelta(days=1), mine[0].pk))
    assert [tilgang.bruker for tilgang in mulige_eiere(konto)] == [ola]


def test_it_counts_those_who_are_put_out_of_use_but_not_what_systems_share(
    konto: Konto, kari: User, mottaker: User
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    kari.is_active = False
    kari.save()
    assert antall_uten_eier(konto, naa=timezone.now()) == 1
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fag", autorisert_orgnr="212340014")
    Deling.objects.filter(pk=deling.pk).update(delt_av_integrasjon=system)
    assert antall_uten_eier(konto, naa=timezone.now()) == 0


def test_it_names_who_has_taken_it_over(konto: Konto, kari: User, ola: User, admin: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    assert ny_eier(deling) is None
    Kontotilgang.objects.filter(bruker=kari).delete()
    overdra_delinger(konto=konto, ny_eier=ola, delinger=None, av=admin)
    assert ny_eier(deling) == "OLA TESTPERSON"
