"""Database and store are compared; objects go only when they are old, few and nobody's, and rows never."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.models import Blokk, Deling, Dokument, Gravsteinsmerke, Reservasjon
from dokumenter.services.avstemming import Avstemming, avstem, logg_funn
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.gravsteiner import Gravskrift, nytt_navn, skriv_gravstein
from dokumenter.storage.lager import VAKTPOST, LagerError, dokumentlager
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def avstem_naa(*, torrkjor: bool = False, maks: int | None = None) -> Avstemming:
    return avstem(naa=timezone.now(), torrkjor=torrkjor, maks=maks)


def foreldrelos(tmp_path: Path, *, timer: float = 25, dokument_id: UUID | None = None, navn: str = "") -> str:
    """An object without a row, so many hours old."""
    navn = navn or f"{prefiks_for(dokument_id or uuid4())}{uuid4()}"
    dokumentlager().write(navn, [b"rest"])
    tid = timezone.now().timestamp() - timer * 3600
    os.utime(tmp_path / "dokumenter" / navn, (tid, tid))
    return navn


def finnes(*navnene: str) -> list[bool]:
    return [dokumentlager().exists(navn) for navn in navnene]


def test_it_finds_nothing_where_all_is_well(deling: Deling) -> None:
    funn = avstem_naa()
    assert (funn.objekter, funn.uten_objekt, funn.uten_rad, funn.fjernet, funn.stanset) == (1, {}, [], 0, "")


def test_it_removes_what_is_old_and_nobodys_only(deling: Deling, tmp_path: Path) -> None:
    gammelt, nytt = foreldrelos(tmp_path), foreldrelos(tmp_path, timer=1)
    gravstein = foreldrelos(tmp_path, navn=nytt_navn(0))
    fremmed = foreldrelos(tmp_path, navn="ab/noe-annet/fil")
    rart = foreldrelos(tmp_path, navn=f"ab/{'x' * 36}/fil")
    reservert = Reservasjon.objects.create(id=uuid4()).pk
    av_andre = foreldrelos(tmp_path, dokument_id=reservert)
    funn = avstem_naa()
    assert (funn.uten_rad, funn.fjernet) == ([gammelt], 1)
    assert finnes(gammelt, nytt, gravstein, fremmed, rart, av_andre) == [False, True, True, True, True, True]
    assert finnes(Blokk.objects.get().navn) == [True]


def test_it_leaves_to_the_deletion_what_it_is_about_to_remove(deling: Deling, kari: User, tmp_path: Path) -> None:
    dokument = deling.dokumenter.select_related("deling__konto").get()
    foreldrelos(tmp_path, dokument_id=dokument.pk)
    slett_dokument(dokument=dokument, av=kari)
    funn = avstem_naa()
    assert (funn.uten_rad, funn.uten_objekt) == ([], {})


def test_it_only_looks_when_asked_to(deling: Deling, tmp_path: Path) -> None:
    gammelt = foreldrelos(tmp_path)
    funn = avstem_naa(torrkjor=True)
    assert (funn.uten_rad, funn.fjernet, finnes(gammelt)) == ([gammelt], 0, [True])


def test_it_finds_dokumenter_without_objects_and_keeps_their_rows(
    deling: Deling, caplog: pytest.LogCaptureFixture
) -> None:
    dokument = deling.dokumenter.get()
    dokumentlager().remove(dokument.blokker.get().navn)
    funn = avstem_naa()
    assert funn.uten_objekt == {dokument.pk: 1}
    logg_funn(funn=funn)
    assert "dokument_uten_objekter" in caplog.text
    assert str(dokument.pk) in caplog.text
    dokument.refresh_from_db()
    assert (dokument.tilstand, dokument.blokker.count()) == (Dokument.Tilstand.TILGJENGELIG, 1)


def test_it_removes_nothing_when_it_would_be_much(deling: Deling, settings: Settings, tmp_path: Path) -> None:
    navnene = [foreldrelos(tmp_path) for _ in range(3)]
    settings.AVSTEM_MAKS_OBJEKTER = 2
    funn = avstem_naa()
    assert (funn.stanset, funn.fjernet, finnes(*navnene)) == ("for_mange", 0, [True] * 3)
    assert avstem_naa(maks=2).stanset == "for_mange"
    assert avstem_naa(maks=3).fjernet == 3


def test_it_removes_nothing_when_it_is_a_large_part_of_all(deling: Deling, settings: Settings, tmp_path: Path) -> None:
    navnene = [foreldrelos(tmp_path) for _ in range(21)]
    assert avstem_naa().stanset == "for_mange"
    settings.AVSTEM_MAKS_PROSENT = 99
    assert avstem_naa().fjernet == len(navnene)


def test_it_removes_nothing_when_much_is_missing(deling: Deling, settings: Settings, tmp_path: Path) -> None:
    gammelt = foreldrelos(tmp_path)
    dokumentlager().remove(Blokk.objects.get().navn)
    settings.AVSTEM_MAKS_OBJEKTER = 0
    assert (avstem_naa().stanset, finnes(gammelt)) == ("for_mange", [True])


def test_it_removes_nothing_from_an_old_copy_of_the_database_or_soon_after(deling: Deling, tmp_path: Path) -> None:
    gammelt = foreldrelos(tmp_path)
    skriv_gravstein(dokumentlager(), nytt_navn(5), [Gravskrift("deling", uuid4(), "trukket", timezone.now())])
    assert avstem_naa(maks=9).stanset == "foreldet_database"
    Gravsteinsmerke.objects.create(pk=1, siste=5, gjenopprettet=timezone.now() - timedelta(days=6))
    assert (avstem_naa().stanset, finnes(gammelt)) == ("nylig_gjenopprettet", [True])
    assert avstem_naa(maks=9).fjernet == 1


def test_it_concludes_nothing_without_the_sentinel(deling: Deling, tmp_path: Path) -> None:
    gammelt = foreldrelos(tmp_path)
    dokumentlager().remove(VAKTPOST)
    with pytest.raises(LagerError):
        avstem_naa()
    assert finnes(gammelt) == [True]
