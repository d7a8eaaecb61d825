"""The organisation's own pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kontoer.models import Administrator, Konto, Organisasjon
from tests.kontoer.sider import tekst
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def nettleser(admin: User, nettleser_for: Nettleser) -> Client:
    """The administrator's."""
    return nettleser_for(admin)


def test_it_goes_straight_to_the_only_organisation(organisasjon: Organisasjon, nettleser: Client) -> None:
    svar = nettleser.get(reverse("kontoer:konfigurasjon"))
    assert svar["Location"] == reverse("kontoer:organisasjon", args=[organisasjon.id])


def test_it_lists_organisations_and_kontoer_when_there_are_more(
    konto: Konto, annen_organisasjon: Organisasjon, kontoadmin: User, nettleser_for: Nettleser
) -> None:
    Administrator.objects.create(organisasjon=annen_organisasjon, bruker=kontoadmin)
    svar = tekst(nettleser_for(kontoadmin).get(reverse("kontoer:konfigurasjon")))
    assert "Prøveby kommune" in svar
    assert "Barnevern" in svar


def test_it_sends_an_administrator_of_one_konto_to_it(konto: Konto, kontoadmin: User, nettleser_for: Nettleser) -> None:
    svar = nettleser_for(kontoadmin).get(reverse("kontoer:konfigurasjon"))
    assert svar["Location"] == reverse("kontoer:konto", args=[konto.id])


def test_it_takes_the_service_into_use_after_the_terms_are_accepted(
    organisasjon: Organisasjon, nettleser: Client, admin: User
) -> None:
    Organisasjon.objects.update(tatt_i_bruk=None, tatt_i_bruk_av=None)
    side = tekst(nettleser.get(reverse("kontoer:organisasjon", args=[organisasjon.id])))
    assert "Ny konto" not in side
    adresse = reverse("kontoer:ta_i_bruk", args=[organisasjon.id])
    assert adresse in side
    assert "Vilkår, versjon 2026-11" in tekst(nettleser.get(adresse))
    assert "Kryss av for at organisasjonen godtar" in tekst(nettleser.post(adresse, {"versjon": "2026-11"}))
    gammel = tekst(nettleser.post(adresse, {"versjon": "2020-01", "godtar": "on"}))
    assert "Vilkårene er endret" in gammel
    svar = nettleser.post(adresse, {"versjon": "2026-11", "godtar": "on"}, follow=True)
    assert "Tjenesten er tatt i bruk" in tekst(svar)
    organisasjon.refresh_from_db()
    assert (organisasjon.tatt_i_bruk_av, organisasjon.vilkar_versjon) == (admin, "2026-11")
    assert "Godtatt av ASTRID TESTPERSON" in tekst(nettleser.get(adresse))


@pytest.mark.parametrize("antall", [1, 12])
def test_it_lists_kontoer_with_statistics_in_a_constant_number_of_queries(
    antall: int, organisasjon: Organisasjon, nettleser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for nr in range(antall):
        Konto.objects.create(organisasjon=organisasjon, navn=f"Konto {nr}")
    with django_assert_max_num_queries(12):
        svar = tekst(nettleser.get(reverse("kontoer:organisasjon", args=[organisasjon.id])))
    assert svar.count('data-navn="Dokumenter"') == antall


def test_it_keeps_links_and_refuses_what_is_no_web_address(organisasjon: Organisasjon, nettleser: Client) -> None:
    adresse = reverse("kontoer:lenker", args=[organisasjon.id])
    svar = tekst(nettleser.post(adresse, {"personvernerklaering": "javascript:alert(1)"}))
    assert "id_personvernerklaering_error" in svar
    nettleser.post(adresse, {"personvernerklaering": "https://testvik.example/personvern"})
    organisasjon.refresh_from_db()
    assert organisasjon.personvernerklaering == "https://testvik.example/personvern"
