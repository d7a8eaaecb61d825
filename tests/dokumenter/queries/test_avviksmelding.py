"""The draft: what the log can tell, in words, with nobody's number and no file's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from dokumenter.models import Deling
from dokumenter.queries.avviksmelding import avviksutkast
from dokumenter.queries.eksponering import eksponering_av
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Utkast = Callable[..., str]


@pytest.fixture
def utkast(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Utkast:
    """The text, of a report that differs so from one where the first of two has got half."""
    deling = lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=50, av=mottaker))
    rapport = eksponering_av(deling, naa=timezone.now())
    return lambda **endring: avviksutkast(replace(rapport, **endring))


def test_it_tells_what_the_log_knows_and_leaves_the_rest_open(utkast: Utkast) -> None:
    tekst = utkast()
    for del_ in ("Testvik kommune delte", "1 PDF-fil", "2 (personer: 2, virksomheter: 0)", "så delingen: 1 av 2"):
        assert del_ in tekst
    assert "lastet ned noe: 1. Av dem fikk 0 alt." in tekst
    assert "Første nedlasting" in tekst
    assert "fortsatt åpen" in tekst
    assert "72 timer" in tekst


def test_it_holds_no_number_of_a_person_and_no_name_of_a_file(utkast: Utkast) -> None:
    assert "vedtak" not in utkast()
    assert not re.search(r"\d{6}[\d*]{5}", utkast())


@pytest.mark.parametrize(
    ("slutt", "del_"), [(Deling.Slutt.TRUKKET, "trukket tilbake 2"), (Deling.Slutt.UTLOPT, "ble avsluttet 2")]
)
def test_it_says_how_it_ended(utkast: Utkast, slutt: Deling.Slutt, del_: str) -> None:
    naar = datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert del_ in utkast(slutt=(slutt, naar))


def test_it_tells_of_others_and_of_what_is_not_known(utkast: Utkast) -> None:
    assert "1 annen logget inn" in utkast(avvist=1)
    assert "3 andre logget inn" in utkast(avvist=3)
    assert "logget inn og ble avvist" not in utkast()
    tom = utkast(mottakere=())
    assert "Første nedlasting" not in tom


def test_it_speaks_the_readers_language(utkast: Utkast) -> None:
    with translation.override("en"):
        assert "DRAFT BREACH REPORT" in utkast()
