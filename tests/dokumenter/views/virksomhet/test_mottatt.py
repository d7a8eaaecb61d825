"""Mottatt for one who can open the post of businesses: the list, and the choice of whom to act for."""

from uuid import UUID

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Mottaker
from kontoer.models import Konto
from standins.server import Standins
from tests.altinn import Klokke, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.virksomhet.lag import Nettleser, lag_til, med_navn, side, vist
from users.models import User


def test_it_lists_what_is_shared_with_me_and_with_the_one_business(
    deling: Deling, konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    post = lag_bruker("post")
    egen, andres = lag_deling(konto, kari, post), lag_til(konto, kari, "verksted")
    tekst = side(nettleser_for(post).get("/mottatt/"))
    assert str(deling.id) in tekst
    assert str(egen.id) in tekst
    assert str(andres.id) not in tekst
    assert f"virksomheten {med_navn('bakeri')}" in tekst
    assert tekst.count(f"Til virksomheten {vist('bakeri')}") == 1
    assert "Velg virksomhet" not in tekst


def test_it_lists_confidential_post_for_those_who_have_it(
    deling: Deling, konto: Konto, altinn: Standins, nettleser_for: Nettleser
) -> None:
    Konto.objects.update(taushetsbelagt=True)
    assert str(deling.id) not in side(nettleser_for(lag_bruker("post")).get("/mottatt/"))
    assert str(deling.id) in side(nettleser_for(lag_bruker("post_begge")).get("/mottatt/"))


def test_it_names_no_business_whose_post_of_this_kind_one_cannot_open(
    konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    """To one who got it as a person, another recipient is nobody's business."""
    post = lag_bruker("post")
    egen = lag_deling(konto, kari, post)
    Mottaker.objects.create(deling=egen, type=Mottaker.Type.ORGANISASJON, oppslag=orgnr("bakeri"))
    merke = f"Til virksomheten {vist('bakeri')}"
    assert merke in side(nettleser_for(post).get("/mottatt/"))
    Konto.objects.update(taushetsbelagt=True)
    tekst = side(nettleser_for(post).get("/mottatt/"))
    assert str(egen.id) in tekst
    assert merke not in tekst


def test_it_lets_one_choose_among_several_and_change_it(
    deling: Deling, konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    flere = lag_bruker("post_flere")
    til_verksted, egen = lag_til(konto, kari, "verksted"), lag_deling(konto, kari, flere)
    klient = nettleser_for(flere)

    def listet() -> set[UUID]:
        tekst = side(klient.get("/mottatt/"))
        return {ett.id for ett in (deling, til_verksted, egen) if str(ett.id) in tekst}

    forst = side(klient.get("/mottatt/"))
    assert "Velg hvem du representerer" in forst
    assert "Du representerer:" not in forst
    assert listet() == {egen.id}
    for valg, ventet, tekst in (
        (orgnr("bakeri"), {egen.id, deling.id}, f"virksomheten {med_navn('bakeri')}"),
        (orgnr("verksted"), {egen.id, til_verksted.id}, f"virksomheten {med_navn('verksted')}"),
        ("alle", {egen.id, deling.id, til_verksted.id}, "alle virksomhetene"),
    ):
        svar = klient.post("/mottatt/representer/", {"virksomhet": valg}, follow=True)
        assert f"Du representerer: <strong>{tekst}</strong>" in side(svar)
        assert listet() == ventet
    assert altinn.altinn.antall["parter"] == 1


@pytest.mark.parametrize("valg", ["", "312401010 ", "tull", "312405059"])
def test_it_takes_no_choice_of_what_is_not_ones_own(
    valg: str, deling: Deling, konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    lag_til(konto, kari, "verksted")
    klient = nettleser_for(lag_bruker("post_flere"))
    svar = klient.post("/mottatt/representer/", {"virksomhet": valg}, follow=True)
    assert "Velg hvem du representerer" in side(svar)
    assert "representerer" not in klient.session


def test_it_forgets_the_choice_of_a_business_one_has_lost(
    deling: Deling, konto: Konto, kari: User, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    lag_til(konto, kari, "verksted")
    klient = nettleser_for(lag_bruker("post_flere"))
    klient.post("/mottatt/representer/", {"virksomhet": orgnr("bakeri")})
    altinn.altinn.fjern_tilgang("post_flere", "bakeri")
    klokke.naa += settings.ALTINN_HUSK_SEKUNDER
    tekst = side(klient.get("/mottatt/"))
    assert str(deling.id) not in tekst
    assert f"Du representerer: <strong>virksomheten {med_navn('verksted')}</strong>" in tekst


def test_it_asks_nothing_by_get(nettleser_for: Nettleser, fremmed: User) -> None:
    assert nettleser_for(fremmed).get("/mottatt/representer/").status_code == 405


def test_it_lists_many_businesses_with_as_few_queries(
    konto: Konto,
    kari: User,
    altinn: Standins,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(lag_bruker("post_flere"))
    klient.get("/mottatt/")
    for _ in range(5):
        lag_til(konto, kari, "bakeri", "verksted")
    klient.post("/mottatt/representer/", {"virksomhet": "alle"})
    with django_assert_max_num_queries(11):
        assert side(klient.get("/mottatt/")).count("Til virksomheten") == 10
