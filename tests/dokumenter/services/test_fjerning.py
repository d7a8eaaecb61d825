"""The objects go for sure, whatever fails for one of them; and nothing is taken for gone that is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services import fjerning
from dokumenter.services.fjerning import ettersyn_av_slettede, fjern_flere, fjern_objekter, fjern_slettede
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from dokumenter.storage.gravsteiner import PREFIKS
from dokumenter.storage.lager import VAKTPOST, LagerError, dokumentlager
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.dokumenter.plan import plan
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def dokumentet(deling: Deling) -> Dokument:
    return deling.dokumenter.select_related("deling__konto").get()


def objekter() -> list[str]:
    return [navn for navn in dokumentlager().list("") if navn != VAKTPOST and not navn.startswith(PREFIKS)]


@pytest.fixture
def slettede(konto: Konto, kari: User) -> list[Dokument]:
    """Five whose keys are destroyed."""
    utkast = lag_utkast(konto, kari)
    dokumenter = [lag_dokument(utkast) for _ in range(5)]
    avslutt_deling(deling=utkast, slutt=Deling.Slutt.FORKASTET, av=kari)
    return dokumenter


@pytest.fixture
def nekt(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[UUID]]:
    """Dokumenter whose objects the store does not remove."""
    nektet: set[UUID] = set()
    lager = dokumentlager()
    remove: Callable[[str], None] = lager.remove

    def fjern(name: str) -> None:
        if UUID(name.split("/")[1]) in nektet:
            raise LagerError
        remove(name)

    with monkeypatch.context() as m:
        m.setattr(lager, "remove", fjern)
        yield nektet


def test_it_does_not_remove_objects_of_a_living_dokument(deling: Deling) -> None:
    assert not fjern_objekter(dokument_id=dokumentet(deling).pk)
    assert len(objekter()) == 1


def test_it_removes_objects_that_no_row_knows_of(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    navn = dokument.blokker.get().navn
    dokumentlager().write(navn.rsplit("/", 1)[0] + "/uten-rad", [b"skrevet av en som ble drept"])
    slett_dokument(dokument=dokument, av=kari)
    fjern_objekter(dokument_id=dokument.pk)
    assert objekter() == []


def test_it_removes_what_a_late_writer_left_after_the_deletion(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    navn = dokument.blokker.get().navn
    slett_dokument(dokument=dokument, av=kari)
    fjern_objekter(dokument_id=dokument.pk)
    dokumentlager().write(navn, [b"for sent"])
    assert ettersyn_av_slettede(naa=timezone.now()) == 0
    senere = timezone.now() + timedelta(hours=3)
    assert ettersyn_av_slettede(naa=senere) == 1
    assert ettersyn_av_slettede(naa=senere) == 0
    assert objekter() == []


def test_it_concludes_nothing_from_an_empty_mount(deling: Deling, kari: User, tmp_path: Path) -> None:
    dokument = dokumentet(deling)
    slett_dokument(dokument=dokument, av=kari)
    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")
    (tmp_path / "dokumenter").mkdir()
    with pytest.raises(LagerError):
        fjern_objekter(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert dokument.tilstand == Dokument.Tilstand.SLETTES
    assert dokument.blokker.count() == 1


def test_it_counts_missing_objects_as_removed(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    slett_dokument(dokument=dokument, av=kari)
    dokumentlager().remove(dokument.blokker.get().navn)
    assert fjern_objekter(dokument_id=dokument.pk)


def test_it_removes_all_that_waits_and_says_so_once(slettede: list[Dokument]) -> None:
    assert fjern_slettede() == 5
    assert fjern_slettede() == 0
    assert objekter() == []
    assert not Blokk.objects.exists()
    assert set(Dokument.objects.values_list("tilstand", flat=True)) == {Dokument.Tilstand.SLETTET}
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_SLETTET).count() == 5


def test_it_removes_those_it_is_told_of(slettede: list[Dokument]) -> None:
    assert fjern_flere(dokument_ider=[dokument.pk for dokument in slettede[:2]]) == 2
    assert len(objekter()) == 3


def test_it_goes_past_what_the_store_does_not_remove(
    slettede: list[Dokument], nekt: set[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fjerning, "_FLEST_BLOKKER", 2)
    nekt |= {dokument.pk for dokument in slettede[:3]}
    assert fjern_slettede() == 2
    assert set(Dokument.objects.filter(tilstand="slettes").values_list("pk", flat=True)) == nekt
    nekt.clear()
    assert fjern_slettede() == 3


def test_it_gives_up_when_the_store_is_away(slettede: list[Dokument], tmp_path: Path) -> None:
    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")
    assert fjern_slettede() == 0
    (tmp_path / "frakoblet").rename(tmp_path / "dokumenter")
    assert fjern_slettede() + fjern_slettede() == 5


def test_it_says_of_each_alone_what_the_database_refuses_together(
    slettede: list[Dokument], monkeypatch: pytest.MonkeyPatch
) -> None:
    fullfor = fjerning._fullfor

    def nekter(ider: Any) -> int:
        if len(ider) > 1 or slettede[0].pk in ider:
            raise DatabaseError
        return fullfor(ider)

    with monkeypatch.context() as m:
        m.setattr(fjerning, "_fullfor", nekter)
        assert fjern_slettede() == 4
    assert fjern_slettede() == 1


def test_it_begins_with_none_when_its_time_is_out(slettede: list[Dokument]) -> None:
    assert fjern_slettede(frist=time.monotonic()) == 0
    assert fjern_flere(dokument_ider=[slettede[0].pk], frist=time.monotonic()) == 0
    assert len(objekter()) == 5


def test_it_changes_rows_by_their_ids_whatever_the_tilstand_has_an_index_of(slettede: list[Dokument]) -> None:
    with CaptureQueriesContext(connection) as sporsmal:
        fjern_slettede()
    endringer = [en["sql"] for en in sporsmal if en["sql"].startswith('UPDATE "dokumenter_dokument"')]
    assert len(endringer) == 1
    assert "dokument_slettes" not in plan(endringer[0])
    assert "dokument_arbeid" not in plan(endringer[0])
