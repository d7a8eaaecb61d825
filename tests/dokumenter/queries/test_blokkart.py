"""Which blocks hold a range: the same whether the list is remembered or not."""

from __future__ import annotations

import io

import pytest
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Dokument
from dokumenter.queries import blokkart
from dokumenter.queries.blokkart import blokker_med
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.opplasting import skriv_bytes, start_opplasting
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_utkast
from users.models import User

STORRELSER = [3, 1, 4, 1, 5, 9, 2, 6]
HELE = sum(STORRELSER)


@pytest.fixture
def dokument(konto: Konto, kari: User) -> Dokument:
    """A checked dokument of eight small blocks."""
    utkast = lag_utkast(konto, kari)
    ny = start_opplasting(deling=utkast, dokumentnavn="a", mimetype="", storrelse=HELE, av=kari).dokument
    for storrelse in STORRELSER:
        ny = skriv_bytes(dokument=ny, posisjon=ny.mottatt, kilde=io.BytesIO(b"x" * storrelse))
    kontroller_dokument(dokument_id=ny.pk)
    ny.refresh_from_db()
    return ny


def numre(dokument: Dokument, start: int, slutt: int) -> list[int]:
    return [plass.nr for plass in blokker_med(dokument=dokument, start=start, slutt=slutt)]


@pytest.mark.parametrize("grense", [blokkart.HUSK_BLOKKER, len(STORRELSER), len(STORRELSER) - 1])
def test_it_finds_the_blocks_of_every_range(dokument: Dokument, monkeypatch: pytest.MonkeyPatch, grense: int) -> None:
    monkeypatch.setattr(blokkart, "HUSK_BLOKKER", grense)
    eier = [nr for nr, storrelse in enumerate(STORRELSER) for _ in range(storrelse)]
    for start in range(HELE):
        for slutt in range(start + 1, HELE + 1):
            assert numre(dokument, start, slutt) == sorted(set(eier[start:slutt]))


def test_it_asks_the_database_once_for_what_is_complete(
    dokument: Dokument, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert numre(dokument, 0, 1) == [0]
        assert numre(dokument, 0, HELE) == list(range(8))


def test_it_remembers_nothing_of_what_may_still_change(
    dokument: Dokument, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dokument.tilstand = Dokument.Tilstand.KONTROLLERES
    with django_assert_num_queries(2):
        assert numre(dokument, 0, 1) == numre(dokument, 0, 2) == [0]


def test_it_forgets_the_oldest(dokument: Dokument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blokkart, "HUSK_DOKUMENTER", 1)
    numre(dokument, 0, 1)
    assert list(blokkart._husket) == [dokument.pk]
