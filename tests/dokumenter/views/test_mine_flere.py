"""Several delinger chosen in the list, through the door of those who share."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from dokumenter.models import Deling
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]
STI = "/delinger/flere/"


@pytest.fixture
def delinger(konto: Konto, kari: User, mottaker: User) -> list[Deling]:
    """Three; the last is over."""
    delinger = [lag_deling(konto, kari, mottaker) for _nr in range(3)]
    trekk_tilbake(deling=delinger[2], av=kari)
    return delinger


def valgt(delinger: list[Deling], handling: str, **mer: str) -> dict[str, object]:
    """What the form sends."""
    return {"deling": [str(deling.id) for deling in delinger], "handling": handling, **mer}


def apne() -> int:
    return Deling.objects.filter(tilstand=Deling.Tilstand.DELT).count()


def test_it_asks_how_many_before_it_recalls(delinger: list[Deling], kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    side = klient.post(STI, valgt(delinger, "trekk_tilbake", sporring="tilstand=apen")).content.decode()
    assert "Vil du trekke tilbake 2 delinger?" in side
    assert "1 av dem du valgte, er over allerede" in side
    assert "Dette kan ikke gjøres om." in side
    assert 'href="/delinger/?tilstand=apen"' in side
    assert apne() == 2


@pytest.mark.parametrize("hvem", ["kari", "ola"])
def test_it_recalls_and_tells_of_each_also_when_pressed_twice(
    hvem: str, delinger: list[Deling], nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    felter = valgt(delinger, "trekk_tilbake", bekreft="ja")
    side = klient.post(STI, felter).content.decode()
    assert "2 delinger er trukket tilbake." in side
    assert side.count("Ikke endret") == 1
    assert apne() == 0
    assert klient.post(STI, felter).content.decode().count("Ikke endret") == 3


def test_it_extends_after_asking_for_a_time(delinger: list[Deling], kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    side = klient.post(STI, valgt(delinger, "forleng")).content.decode()
    assert "Hvor lenge skal 2 delinger kunne hentes?" in side
    side = klient.post(STI, valgt(delinger, "forleng", bekreft="ja", tilgjengelig_i="tull")).content.decode()
    assert "For å gå videre" in side
    side = klient.post(STI, valgt(delinger, "forleng", bekreft="ja", tilgjengelig_i="20")).content.decode()
    assert "2 delinger kan hentes til " in side
    assert len({*Deling.objects.filter(tilstand="delt").values_list("tilgjengelig_til", flat=True)}) == 1


@pytest.mark.parametrize("hvem", ["admin", "uten_rett", "per", "mottaker"])
def test_it_answers_those_it_is_not_for_as_if_nothing_existed(
    hvem: str, delinger: list[Deling], nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    for ider in ([str(delinger[0].id)], [str(uuid4())], ["tull"], []):
        svar = klient.post(STI, {"deling": ider, "handling": "trekk_tilbake", "bekreft": "ja"}, follow=True)
        assert "Velg minst én deling" in svar.content.decode()
    assert apne() == 2


def test_it_sends_nobody_to_login(delinger: list[Deling]) -> None:
    svar = Client().post(STI, valgt(delinger, "trekk_tilbake", bekreft="ja"))
    assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
    assert apne() == 2


def test_it_demands_that_the_form_is_ours(delinger: list[Deling], kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    klient.handler.enforce_csrf_checks = True
    assert klient.post(STI, valgt(delinger, "trekk_tilbake", bekreft="ja")).status_code == 403
    assert apne() == 2


@pytest.mark.parametrize("felter", [{}, {"handling": "noe annet"}])
def test_it_goes_back_to_the_list_without_something_to_do(
    felter: dict[str, str], delinger: list[Deling], kari: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    assert klient.post(STI, {**felter, "sporring": "//ond.example"})["Location"] == "/delinger/?%2F%2Fond.example="
    assert klient.get(STI)["Location"] == "/delinger/"


def test_it_takes_no_more_than_a_hundred_at_once(delinger: list[Deling], kari: User, nettleser_for: Nettleser) -> None:
    ider = [str(delinger[0].id), *(str(uuid4()) for _nr in range(100))]
    svar = nettleser_for(kari).post(STI, {"deling": ider, "handling": "trekk_tilbake", "bekreft": "ja"}, follow=True)
    assert "Velg høyst 100 delinger om gangen." in svar.content.decode()
    assert apne() == 2
