"""From KS' links of a dokument to the page of its deling, through the doors a person takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.altinn import Klokke
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users import klokke
from users.models import User

Nettleser = Callable[[User | None], Client]
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
LENKER = ["/dokumentlager/nedlasting/{}", "/dokumentlager/nedlasting/{}/", "/dokumentlager/nedlasting/niva4/{}"]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument, shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


@pytest.fixture
def _stille_klokke(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page counts the session's seconds down."""
    monkeypatch.setattr(klokke, "naa", Klokke(klokke.naa()))


@pytest.mark.parametrize("lenke", LENKER)
def test_it_leads_the_recipient_to_the_deling(
    lenke: str, deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    sti = lenke.format(deling.dokumenter.get().pk)
    svar = nettleser_for(mottaker).get(sti, headers={"accept": ACCEPT}, follow=True)
    assert [adresse for adresse, _status in svar.redirect_chain][-1] == f"/d/{deling.pk}"
    assert svar.status_code == 200
    assert "vedtak.pdf" in svar.content.decode()


@pytest.mark.parametrize("lenke", LENKER)
@pytest.mark.parametrize("metode", ["get", "head"])
def test_it_answers_nobody_the_same_for_every_id_and_looks_nothing_up(
    metode: str, lenke: str, deling: Deling, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ekte, ukjent = deling.dokumenter.get().pk, uuid4()
    with django_assert_num_queries(0):
        svar = [
            getattr(Client(), metode)(lenke.format(id_), headers={"accept": ACCEPT}, follow=True)
            for id_ in (ekte, ukjent)
        ]
    assert [en.redirect_chain for en in svar] == [[(f"/d/dokument/{id_}", 302)] for id_ in (ekte, ukjent)]
    assert [(en.status_code, en.content) for en in svar] == [(200, svar[0].content)] * 2


def test_it_comes_back_to_the_same_place_after_login(deling: Deling) -> None:
    dokument = deling.dokumenter.get().pk
    svar = Client().get(f"/d/dokument/{dokument}?logg-inn")
    assert (svar.status_code, svar["Location"]) == (302, f"/logg-inn/?next=%2Fd%2Fdokument%2F{dokument}")


@pytest.mark.usefixtures("_stille_klokke")
@pytest.mark.parametrize("hvem", ["kari", "ola", "per", "fremmed"])
def test_it_answers_all_others_as_if_it_did_not_exist(
    hvem: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    sider = [klient.get(f"/d/dokument/{id_}") for id_ in (deling.dokumenter.get().pk, uuid4())]
    innhold = [re.sub('csrfmiddlewaretoken" value="[^"]*"', "", svar.content.decode()) for svar in sider]
    assert [svar.status_code for svar in sider] == [404, 404]
    assert innhold[0] == innhold[1]
    assert "vedtak" not in innhold[0]
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_AVVIST, deling_id=deling.pk).count() == 1


def test_it_finds_no_draft(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    dokument = lag_dokument(lag_utkast(konto, kari))
    assert nettleser_for(kari).get(f"/d/dokument/{dokument.pk}").status_code == 404
