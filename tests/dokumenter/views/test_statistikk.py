"""Statistikk, through the door of administrators."""

import csv
import io
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.manedstall import tell_maneder
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto, Organisasjon
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def sti(organisasjon: Organisasjon) -> str:
    return f"/konfigurasjon/{organisasjon.id}/statistikk"


@pytest.fixture
def talt(konto: Konto, kari: User, mottaker: User) -> None:
    """One of each: fetched, never fetched, not fetched yet."""
    hentet, aldri, _venter = (lag_deling(konto, kari, mottaker) for _nr in range(3))
    list(lever_dokument(dokument=hentet.dokumenter.get(), start=0, slutt=7, av=mottaker))
    trekk_tilbake(deling=aldri, av=kari)
    tell_maneder(naa=timezone.now())


@pytest.mark.parametrize("slutt", ["/", ".csv"])
@pytest.mark.parametrize(
    ("hvem", "status"),
    [("admin", 200), ("kari", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404), (None, 302)],
)
def test_it_is_for_administrators_of_the_organisation(
    hvem: str | None,
    status: int,
    slutt: str,
    sti: str,
    nettleser_for: Nettleser,
    konto: Konto,
    request: pytest.FixtureRequest,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    assert klient.get(f"{sti}{slutt}").status_code == status


def test_it_draws_what_the_table_says(
    talt: None, sti: str, konto: Konto, admin: User, nettleser_for: Nettleser
) -> None:
    for sporring in ({}, {"konto": str(konto.id)}):
        side = nettleser_for(admin).get(f"{sti}/", sporring).content.decode()
        assert re.findall(r'class="plott__(\w+)"[^>]*height="(\d+)"', side)[:3] == [
            ("hentet", "40"),
            ("ikke", "40"),
            ("aldri", "40"),
        ]
        assert "under en time" in side
        assert " style=" not in side
    assert "Konto for konto" not in side


def test_it_finds_no_konto_of_others_and_says_no_more(
    sti: str, konto: Konto, admin: User, per: User, nettleser_for: Nettleser
) -> None:
    fremmed = Konto.objects.get(navn="Bygg")
    for konto_id in (fremmed.id, uuid4(), "tull"):
        assert nettleser_for(admin).get(f"{sti}/", {"konto": str(konto_id)}).status_code == 404


def test_it_shows_a_deleted_konto_to_one_who_has_its_address(
    talt: None, sti: str, konto: Konto, admin: User, nettleser_for: Nettleser
) -> None:
    slett_konto(konto=konto, av=admin)
    assert nettleser_for(admin).get(f"{sti}/", {"konto": str(konto.id)}).status_code == 200


def test_it_says_that_nothing_is_counted_yet(sti: str, konto: Konto, admin: User, nettleser_for: Nettleser) -> None:
    assert "Ingen tall ennå" in nettleser_for(admin).get(f"{sti}/").content.decode()


def test_it_gives_every_konto_and_month_as_a_file(
    talt: None, sti: str, konto: Konto, admin: User, nettleser_for: Nettleser
) -> None:
    Konto.objects.filter(pk=konto.pk).update(navn="=1+1")
    svar = nettleser_for(admin).get(f"{sti}.csv")
    assert svar["Content-Disposition"] == 'attachment; filename="statistikk.csv"'
    [overskrift, rad] = csv.reader(io.StringIO(svar.getvalue().decode().removeprefix("\ufeff")), delimiter=";")
    assert overskrift[:3] == ["Konto", "Måned", "Delinger"]
    assert rad == ["'=1+1", timezone.localdate().isoformat()[:7], "3", "1", "1", "3", "21", rad[7], str(konto.id)]


@pytest.mark.parametrize("antall", [1, 30])
def test_it_asks_as_often_for_many_kontoer_as_for_one(
    antall: int,
    talt: None,
    sti: str,
    konto: Konto,
    admin: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Konto.objects.bulk_create(Konto(organisasjon=konto.organisasjon, navn=f"Skole {nr}") for nr in range(antall))
    klient = nettleser_for(admin)
    with django_assert_max_num_queries(9):
        assert klient.get(f"{sti}/").status_code == 200
