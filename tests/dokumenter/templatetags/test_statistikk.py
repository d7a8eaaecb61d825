"""Statistics on the pages of kontoer."""

from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from dokumenter.queries.statistikk import Kontostatistikk
from dokumenter.templatetags.statistikk import antall_levende_delinger, med_statistikk, statistikk
from kontoer.models import Konto, Organisasjon


def test_it_asks_once_for_all_kontoer_on_the_page(
    organisasjon: Organisasjon, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kontoer = [Konto.objects.create(organisasjon=organisasjon, navn=f"Konto {nr}") for nr in range(5)]
    with django_assert_num_queries(1):
        assert med_statistikk(kontoer) == [(konto, Kontostatistikk()) for konto in kontoer]


def test_it_knows_one_konto(konto: Konto) -> None:
    Deling.objects.create(konto=konto)
    assert statistikk(konto) == Kontostatistikk()
    assert antall_levende_delinger(konto) == 1
