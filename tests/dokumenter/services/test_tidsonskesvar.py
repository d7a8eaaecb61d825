"""Closing wishes for more time."""

import pytest

from dokumenter.models import Deling, Mottaker, Tidsonske
from dokumenter.services.tidsonskesvar import avvis_tidsonsker_fra, besvar_tidsonsker
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Svar = Tidsonske.Svar


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two, who both ask."""
    deling = lag_deling(konto, kari, mottaker, fremmed)
    for bruker in (mottaker, fremmed):
        Tidsonske.objects.create(deling=deling, bruker=bruker, grunn="syk")
    return deling


def test_it_answers_once_and_tells_it_once(deling: Deling, kari: User) -> None:
    for ventet in (2, 0):
        antall = besvar_tidsonsker(deling=deling, onsker=Tidsonske.objects.all(), svar=Svar.FORLENGET, av=kari)
        assert antall == ventet
    hendelse = Hendelse.objects.get(type=Hendelsestype.TIDSONSKE_BESVART)
    assert (hendelse.data, hendelse.aktor_id) == ({"svar": "forlenget", "antall": 2}, kari.id)


def test_it_answers_none_of_another_deling(deling: Deling, konto: Konto, kari: User, mottaker: User) -> None:
    annen = lag_deling(konto, kari, mottaker)
    assert not besvar_tidsonsker(deling=annen, onsker=Tidsonske.objects.all(), svar=Svar.AVSLATT, av=kari)
    assert Tidsonske.objects.ventende().count() == 2


def test_it_closes_what_a_removed_person_asked_for_and_nothing_else(deling: Deling, kari: User, fremmed: User) -> None:
    borte = deling.mottakere.get(oppslag=fremmed.fnr_hash)
    assert avvis_tidsonsker_fra(mottaker=borte, av=kari) == 1
    assert Tidsonske.objects.get(svar=Svar.AVSLATT).bruker == fremmed


def test_it_closes_what_was_asked_for_a_removed_business(deling: Deling, kari: User, fremmed: User) -> None:
    Tidsonske.objects.filter(bruker=fremmed).update(pa_vegne_av="999999999")
    virksomhet = Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="999999999")
    assert avvis_tidsonsker_fra(mottaker=virksomhet, av=kari) == 1
    assert Tidsonske.objects.ventende().get().pa_vegne_av == ""
