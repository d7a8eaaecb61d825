"""Every end is told in the store, once, whoever dies on the way; nothing is told that did not happen."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dokumenter.models import Deling, Gravstein
from dokumenter.services import gravsteiner
from dokumenter.services.deling import forkast_utkast, forleng_deling, trekk_tilbake
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.gravsteiner import (
    ForeldetDatabaseError,
    bekreft_gravlagt,
    er_foreldet,
    sett_a_jour,
    siste_nummer,
    skriv_ventende,
)
from dokumenter.services.sletting import slett_dokument
from dokumenter.services.utlop import avslutt_utlopte
from dokumenter.storage.gravsteiner import Gravskrift, les_gravstein, nyere_gravsteiner, nytt_navn, skriv_gravstein
from dokumenter.storage.lager import LagerError, dokumentlager
from hendelser.models import SYSTEM
from kontoer.models import Konto
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def objekter() -> list[str]:
    return list(nyere_gravsteiner(dokumentlager(), enn=0))


def skrevet() -> list[Gravskrift]:
    return [skrift for navn in objekter() for skrift in les_gravstein(dokumentlager(), navn)]


def sett(*felter: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(skrift, felt) for felt in felter) for skrift in skrevet()]


def ta_bort_lageret(tmp_path: Path) -> None:
    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")


def koble_til_lageret(tmp_path: Path) -> None:
    (tmp_path / "frakoblet").rename(tmp_path / "dokumenter")


def test_it_tells_of_a_recall(deling: Deling, kari: User) -> None:
    trekk_tilbake(deling=deling, av=kari)
    assert skrevet() == []
    assert bekreft_gravlagt(gjelder=[deling.pk])
    assert sett("art", "gjelder", "grunn") == [("deling", deling.pk, "trukket")]
    assert not Gravstein.objects.exists()


def test_it_tells_of_one_dokument(deling: Deling, kari: User) -> None:
    dokument = deling.dokumenter.select_related("deling__konto").get()
    slett_dokument(dokument=dokument, av=kari)
    slett_dokument(dokument=dokument, av=kari)
    assert bekreft_gravlagt(gjelder=[dokument.pk])
    assert sett("art", "gjelder", "grunn") == [("dokument", dokument.pk, "slettet")]


def test_it_tells_of_many_expiries_in_one_object(konto: Konto, kari: User, mottaker: User) -> None:
    delinger = {lag_deling(konto, kari, mottaker, varighet=timedelta(seconds=-1)).pk for _ in range(5)}
    avslutt_utlopte(naa=timezone.now())
    assert skriv_ventende() == 5
    assert {skrift.gjelder for skrift in skrevet()} == delinger
    assert len(objekter()) == 1


def test_it_tells_of_every_new_end(deling: Deling, kari: User) -> None:
    til = timezone.now() + timedelta(days=2)
    forleng_deling(deling=deling, tilgjengelig_til=til, av=kari)
    skriv_ventende()
    assert sett("art", "gjelder", "frist") == [("frist", deling.pk, til)]


def test_it_tells_of_a_konto_once(konto: Konto, admin: User) -> None:
    slett_konto(konto=konto, av=admin)
    assert skriv_ventende() == 1
    assert skriv_ventende() == 0
    assert sett("art", "gjelder", "tidspunkt") == [("konto", konto.pk, Konto.objects.get().slettet)]


def test_it_tells_of_a_draft_a_person_throws_away_and_of_none_the_system_gives_up(konto: Konto, kari: User) -> None:
    kastet, glemt = lag_utkast(konto, kari), lag_utkast(konto, kari)
    dokument = lag_dokument(kastet)
    slett_dokument(dokument=dokument, av=SYSTEM)
    forkast_utkast(deling=kastet, av=kari)
    Deling.objects.filter(pk=glemt.pk).update(opprettet=timezone.now() - timedelta(days=9))
    assert avslutt_utlopte(naa=timezone.now()) == 1
    skriv_ventende()
    assert sett("art", "gjelder", "grunn") == [("deling", kastet.pk, "forkastet")]


def test_it_tells_nothing_that_was_rolled_back(deling: Deling, kari: User) -> None:
    with transaction.atomic():
        trekk_tilbake(deling=deling, av=kari)
        transaction.set_rollback(True)
    assert bekreft_gravlagt(gjelder=[deling.pk])
    assert skriv_ventende() == 0
    assert skrevet() == []


def test_it_closes_and_waits_when_the_store_is_away(deling: Deling, kari: User, tmp_path: Path) -> None:
    ta_bort_lageret(tmp_path)
    trekk_tilbake(deling=deling, av=kari)
    assert not bekreft_gravlagt(gjelder=[deling.pk])
    deling.refresh_from_db()
    assert not deling.er_apen(timezone.now())
    with pytest.raises(LagerError):
        skriv_ventende()
    koble_til_lageret(tmp_path)
    assert skriv_ventende() == 1
    assert sett("gjelder") == [(deling.pk,)]


def test_it_writes_the_same_object_after_it_was_stopped_half_way(
    deling: Deling, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    trekk_tilbake(deling=deling, av=kari)
    with monkeypatch.context() as brudd:
        brudd.setattr(gravsteiner, "_ferdig", _avbryt)
        with pytest.raises(KeyboardInterrupt):
            bekreft_gravlagt(gjelder=[deling.pk])
    [navn] = objekter()
    assert not er_foreldet()
    assert skriv_ventende() == 1
    assert objekter() == [navn]
    assert not Gravstein.objects.exists()


def _avbryt(navn: str) -> None:
    raise KeyboardInterrupt


def test_it_says_of_no_dokument_that_it_is_gone_before_the_store_knows(deling: Deling, kari: User) -> None:
    trekk_tilbake(deling=deling, av=kari)
    fjern_objekter(dokument_id=deling.dokumenter.get().pk)
    assert sett("gjelder") == [(deling.pk,)]


def test_it_writes_nothing_from_a_database_that_is_older_than_the_store(deling: Deling, kari: User) -> None:
    skriv_gravstein(dokumentlager(), nytt_navn(40), [Gravskrift("deling", deling.pk, "trukket", timezone.now())])
    assert er_foreldet()
    trekk_tilbake(deling=deling, av=kari)
    assert not bekreft_gravlagt(gjelder=[deling.pk])
    with pytest.raises(ForeldetDatabaseError):
        skriv_ventende()
    sett_a_jour(siste=40, naa=timezone.now())
    assert not er_foreldet()
    assert skriv_ventende() == 1
    assert siste_nummer() == 41


@pytest.mark.django_db(transaction=True)
def test_it_gives_each_object_a_number_of_its_own(konto: Konto, kari: User, mottaker: User) -> None:
    delinger = [lag_deling(konto, kari, mottaker) for _ in range(6)]
    for deling in delinger:
        trekk_tilbake(deling=deling, av=kari)
    ider: list[UUID] = [deling.pk for deling in delinger]
    svar: list[bool] = []

    def bekreft(id_: UUID) -> None:
        svar.append(bekreft_gravlagt(gjelder=[id_]))
        connection.close()

    trader = [threading.Thread(target=bekreft, args=(id_,)) for id_ in ider]
    for trad in trader:
        trad.start()
    skriv_ventende()
    for trad in trader:
        trad.join()
    assert svar == [True] * 6
    assert sorted(skrift.gjelder for skrift in skrevet()) == sorted(ider)
    numre = [navn.split("-")[0] for navn in objekter()]
    assert len(set(numre)) == len(numre)
    assert not Gravstein.objects.exists()
