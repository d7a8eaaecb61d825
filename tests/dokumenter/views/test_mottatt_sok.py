"""Mottatt: what is told of each deling, what is new, what is ended, and a search that is in no address."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User
from users.tegn import sokbar

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """With a title; and one without."""
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(tittel="Vedtak om plass", soketekst=sokbar("Vedtak om plass"))
    lag_deling(konto, kari, mottaker)
    return deling


def _sok(klient: Client, tekst: str) -> str:
    return klient.post("/mottatt/sok/", {"sok": tekst}, follow=True).content.decode()


def test_it_tells_delinger_apart(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(mottaker)
    side = klient.get("/mottatt/").content.decode()
    for tekst in ("Vedtak om plass", "1 dokument fra Testvik kommune", "Testvik kommune, Barnevern.", "1 fil, 7"):
        assert tekst in side
    assert side.count(">Ny</span>") == 2
    klient.get(f"/d/{deling.id}")
    assert klient.get("/mottatt/").content.decode().count(">Ny</span>") == 1


def test_it_hides_a_title_below_its_level(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    klient = nettleser_for(mottaker)
    okt = klient.session
    okt["acr"] = "idporten-loa-substantial"
    okt.save()
    assert "Vedtak om plass" not in klient.get("/mottatt/").content.decode()
    assert "Ingen treff" in _sok(klient, "vedtak")


def test_it_folds_what_has_ended_and_names_no_files(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    trekk_tilbake(deling=deling, av=kari)
    klient = nettleser_for(mottaker)
    side = klient.get("/mottatt/").content.decode()
    assert "1 som er avsluttet" in side
    assert '<details class="ds-details avsluttede">' in side
    assert "vedtak.pdf" not in side
    trekk_tilbake(deling=Deling.objects.exclude(pk=deling.pk).get(), av=kari)
    side = klient.get("/mottatt/").content.decode()
    assert '<details class="ds-details avsluttede" open>' in side
    assert "Ingenting kan hentes nå." in side


def test_it_searches_without_the_word_in_an_address(
    deling: Deling, mottaker: User, nettleser_for: Nettleser, logg: io.StringIO
) -> None:
    klient = nettleser_for(mottaker)
    svar = klient.post("/mottatt/sok/", {"sok": " vedtak  OM "})
    assert svar["Location"] == "/mottatt/?sok=1"
    side = klient.get("/mottatt/?sok=1").content.decode()
    assert "Vedtak om plass" in side
    assert "1 dokument fra" not in side
    assert 'value="vedtak OM"' in side
    assert "vedtak" not in logg.getvalue().lower()
    assert "1 dokument fra" in klient.get("/mottatt/").content.decode()
    assert "Ingen treff" in _sok(klient, "finnes ikke")
    assert "1 dokument fra" in _sok(klient, "")
    assert "1 dokument fra" in klient.get("/mottatt/?sok=1").content.decode()
    assert klient.post("/mottatt/sok/", {"sok": "\0" + "x" * 5000}).status_code == 302


def test_it_keeps_the_search_on_the_next_page(
    konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    for _nr in range(27):
        lag_deling(konto, kari, mottaker)
    assert "?sok=1&amp;etter=" in _sok(nettleser_for(mottaker), "barnevern")


@pytest.mark.parametrize("metode", ["get", "post"])
def test_it_is_for_those_who_are_logged_in(metode: str, fremmed: User, nettleser_for: Nettleser) -> None:
    assert getattr(Client(), metode)("/mottatt/sok/").status_code in {302, 405}
    assert nettleser_for(fremmed).get("/mottatt/sok/").status_code == 405
    assert "Ingen treff" in _sok(nettleser_for(fremmed), "vedtak")


def test_it_asks_as_seldom_with_a_search(
    deling: Deling,
    konto: Konto,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(mottaker)
    _sok(klient, "testvik")
    for _nr in range(2):
        with django_assert_max_num_queries(9):
            klient.get("/mottatt/?sok=1")
        for _deling in range(12):
            lag_deling(konto, kari, mottaker)
