"""What the receipt for an archive says, and what it does not."""

import json
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Mottaker
from dokumenter.queries.arkivkvittering import FORMAT, arkivkvittering_for, nummer_til
from dokumenter.queries.avsender import synlig_deling
from dokumenter.services.godkjenning import godkjenn_deling
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.nedlasting import hent_dokument, lever_dokument
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    return lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)


def data_om(deling: Deling, av: User) -> dict[str, Any]:
    return arkivkvittering_for(synlig_deling(av, deling.pk)).som_data()


def test_it_tells_what_was_delivered_to_whom(deling: Deling, kari: User, mottaker: User) -> None:
    dokument = hent_dokument(deling_id=deling.id, dokument_id=deling.dokumenter.get().id, av=mottaker, okt="okt")
    b"".join(lever_dokument(dokument=dokument, start=0, slutt=40, av=mottaker))
    data = data_om(deling, kari)
    assert (data["format"], data["deltAv"], data["avsluttet"]) == (FORMAT, "KARI TESTPERSON", None)
    (fil,) = data["dokumenter"]
    assert (fil["storrelse"], fil["sha256"], fil["tattUt"]) == (100, deling.dokumenter.get().sha256, False)
    forste, andre = data["mottakere"]
    assert [(en["byte"], en["altHentet"]) for en in forste["leveranser"]] == [(40, False)]
    assert andre["leveranser"] == []


def test_it_holds_no_whole_number_of_a_person(deling: Deling, kari: User) -> None:
    tekst = json.dumps(data_om(deling, kari))
    for person in personer.values():
        assert person.fnr not in tekst
    assert personer["mottaker"].fnr[:6] + "*****" in tekst


def test_it_names_other_recipients_by_what_they_are(deling: Deling) -> None:
    assert nummer_til(Mottaker(type=Mottaker.Type.ORGANISASJON, oppslag="312401010")) == "312401010"


def test_it_remembers_what_is_ended_and_taken_out(deling: Deling, kari: User) -> None:
    dokument = deling.dokumenter.select_related("deling__konto").get()
    slett_dokument(dokument=dokument, av=kari)
    avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    data = data_om(deling, kari)
    assert data["avsluttet"]["hvorfor"] == "trukket"
    (fil,) = data["dokumenter"]
    assert fil["tattUt"]
    assert fil["innholdetOdelagt"].startswith(str(timezone.localdate().year))


def test_it_tells_of_those_who_were_taken_out_and_what_they_had_got(deling: Deling, kari: User, mottaker: User) -> None:
    dokument = hent_dokument(deling_id=deling.id, dokument_id=deling.dokumenter.get().id, av=mottaker, okt="okt")
    b"".join(lever_dokument(dokument=dokument, start=0, slutt=100, av=mottaker))
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=mottaker.fnr_hash).pk, av=kari)
    igjen, ute = data_om(deling, kari)["mottakere"]
    assert (igjen["fjernet"], igjen["leveranser"]) == (None, [])
    assert ute["fjernet"].startswith(str(timezone.localdate().year))
    assert [(en["byte"], en["altHentet"]) for en in ute["leveranser"]] == [(100, True)]


def test_it_tells_whether_a_second_person_let_it_out(deling: Deling, kari: User, ola: User) -> None:
    assert data_om(deling, kari)["godkjenning"] is None
    Deling.objects.filter(pk=deling.pk).update(godkjenning=Deling.Godkjenning.VENTER)
    assert data_om(deling, kari)["godkjenning"] == {"tilstand": "venter", "av": "", "tidspunkt": None}
    godkjenn_deling(deling=synlig_deling(ola, deling.pk), av=ola)
    godkjent = data_om(deling, kari)["godkjenning"]
    assert (godkjent["tilstand"], godkjent["av"], bool(godkjent["tidspunkt"])) == ("godkjent", "OLA TESTPERSON", True)


def test_it_asks_the_same_number_of_questions_however_many(
    konto: Konto, kari: User, mottaker: User, fremmed: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for mottakere in ((mottaker,), (mottaker, fremmed)):
        deling = synlig_deling(kari, lag_deling(konto, kari, *mottakere).pk)
        with django_assert_num_queries(6):
            arkivkvittering_for(deling)
