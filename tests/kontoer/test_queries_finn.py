"""Kontoer and people by a part of their name."""

import pytest

from kontoer.models import Konto, Kontotilgang
from kontoer.queries_finn import HOYST, kontoer_som_heter, personer_som_heter
from kontoer.services.konto import slett_konto
from standins.personer import personer
from users.models import User


@pytest.mark.parametrize("tekst", ["barnevern", "BARNE", "vern", " barne  vern "])
def test_it_finds_a_konto_also_a_deleted_one(tekst: str, konto: Konto, admin: User) -> None:
    slett_konto(konto=konto, av=admin)
    assert kontoer_som_heter(konto.organisasjon, tekst).rader == [(konto.id, "Barnevern")]


def test_it_knows_large_letters_from_small_in_every_database(konto: Konto) -> None:
    Konto.objects.update(navn="Ærlig Økonomi på Ås")
    assert kontoer_som_heter(konto.organisasjon, "ÅS økonomi").rader == [(konto.id, "Ærlig Økonomi på Ås")]


@pytest.mark.parametrize("tekst", ["", "  ", "finnes ikke"])
def test_it_finds_nothing_for_nothing(tekst: str, konto: Konto, kari: User) -> None:
    for treff in (kontoer_som_heter(konto.organisasjon, tekst), personer_som_heter(konto.organisasjon, tekst)):
        assert treff == ([], False)


def test_it_finds_those_registered_here_also_when_they_have_left(konto: Konto, kari: User, per: User) -> None:
    Kontotilgang.objects.filter(bruker=kari).delete()
    navn = personer["kari"].navn
    assert personer_som_heter(konto.organisasjon, navn.lower()).rader == [(kari.id, navn)]
    assert per.id not in dict(personer_som_heter(konto.organisasjon, "e").rader)


def test_it_shows_no_more_than_some(konto: Konto) -> None:
    Konto.objects.bulk_create(Konto(organisasjon=konto.organisasjon, navn=f"Skole {nr}") for nr in range(HOYST + 1))
    treff = kontoer_som_heter(konto.organisasjon, "skole")
    assert (len(treff.rader), treff.flere) == (HOYST, True)
