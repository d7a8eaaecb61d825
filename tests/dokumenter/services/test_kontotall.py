"""The counters say what is there, whatever door it came through, and can be folded and counted anew."""

from importlib import import_module

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dokumenter.models import Deling, Dokument, Kontotall
from dokumenter.queries.statistikk import Kontostatistikk, avvik_i, statistikk_for
from dokumenter.services.kontotall import brett_sammen, tell_pa_nytt
from dokumenter.services.skrevet import flytt_utkast
from dokumenter.services.sletting import slett_dokument
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter import fabrikk
from tests.dokumenter.lag import lag_deling, lag_fil, lag_utkast
from users.models import User


@pytest.fixture
def annen(konto: Konto, kari: User) -> Konto:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Annen")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    return annen


def _tall(konto: Konto) -> Kontostatistikk:
    assert avvik_i([konto.id]) == {}
    return statistikk_for([konto.id])[konto.id]


def test_it_counts_what_comes_and_goes(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf", "b.pdf")
    fil = lag_fil(utkast, "c.pdf", Dokument.Tilstand.VENTER)
    assert _tall(konto) == Kontostatistikk(3, 0, 0, 2430, 2430)
    Dokument.objects.filter(pk=fil.pk).update(mottatt=900, kryptert_storrelse=950)
    assert _tall(konto) == Kontostatistikk(3, 0, 0, 2900, 2950)
    slett_dokument(dokument=fil, av=kari)  # was never shared
    assert _tall(konto) == Kontostatistikk(2, 0, 0, 2000, 2000)
    delt = lag_deling(konto, kari).dokumenter.get()
    assert _tall(konto) == Kontostatistikk(3, 0, 1, 3000, 3000)
    slett_dokument(dokument=delt, av=kari)
    assert _tall(konto) == Kontostatistikk(2, 1, 1, 2000, 2000)
    delt.delete()
    assert _tall(konto) == Kontostatistikk(2, 0, 0, 2000, 2000)


def test_it_counts_what_is_really_received(konto: Konto, kari: User) -> None:
    fabrikk.lag_deling(konto, kari, innhold=b"x" * 1234)
    assert _tall(konto) == Kontostatistikk(1, 0, 1, 1234, 1234)


def test_it_counts_many_in_one_statement(konto: Konto, annen: Konto) -> None:
    delinger = Deling.objects.bulk_create(Deling(konto=ett) for ett in (konto, annen, konto))
    Dokument.objects.bulk_create(
        Dokument(deling=deling, dokumentnavn="a", nokkel=b"n", storrelse=10, mottatt=10) for deling in delinger
    )
    assert (_tall(konto).dokumenter, _tall(annen).dokumenter) == (2, 1)
    Dokument.objects.update(tilstand="slettes", nokkel=None, eksponering="fjernet", nokkel_odelagt=timezone.now())
    assert (_tall(konto), _tall(annen)) == (Kontostatistikk(0, 2, 2, 0, 0), Kontostatistikk(0, 1, 1, 0, 0))


def test_it_follows_a_draft_to_another_konto(konto: Konto, annen: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf", "b.pdf")
    flytt_utkast(deling=utkast, konto=annen, av=kari)
    assert (_tall(konto), _tall(annen)) == (Kontostatistikk(), Kontostatistikk(2, 0, 0, 2000, 2000))


def test_it_forgets_what_was_rolled_back(konto: Konto, kari: User) -> None:
    with transaction.atomic():
        lag_deling(konto, kari)
        transaction.set_rollback(True)
    assert _tall(konto) == Kontostatistikk()


def test_it_writes_nothing_when_nothing_that_counts_is_changed(konto: Konto, kari: User) -> None:
    dokument = lag_deling(konto, kari).dokumenter.get()
    rader = Kontotall.objects.count()
    Dokument.objects.filter(pk=dokument.pk).update(sha256="a" * 64, tilstand=Dokument.Tilstand.TILGJENGELIG)
    assert Kontotall.objects.count() == rader


def test_it_folds_the_rows_of_a_konto_into_one(konto: Konto, annen: Konto, kari: User) -> None:
    for _ in range(3):
        lag_deling(konto, kari)
    lag_deling(annen, kari)
    for_ = _tall(konto)
    assert brett_sammen(minst=3) == 1
    assert Kontotall.objects.filter(konto_id=konto.id).count() == 1
    assert _tall(konto) == for_
    assert brett_sammen(minst=3) == 0


def test_it_counts_anew_and_puts_right_what_was_wrong(konto: Konto, annen: Konto, kari: User) -> None:
    lag_deling(annen, kari)
    Kontotall.objects.create(konto_id=konto.id, dokumenter=3, slettet=0, delte=0, storrelse=-7, mottatt_storrelse=0)
    avvik = [(konto.id, Kontostatistikk(-3, 0, 0, 7, 0))]
    assert list(tell_pa_nytt(rett=False)) == list(tell_pa_nytt(rett=True)) == avvik
    assert list(tell_pa_nytt(rett=True)) == []


def test_it_has_all_its_triggers_after_the_last_migration(konto: Konto) -> None:
    """A migration that rebuilds a table on SQLite takes its triggers with it: let it call `lag_utlosere` of 0014."""
    migrering = import_module("dokumenter.migrations.0014_kontotall")
    sporring = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sporring = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as peker:
        peker.execute(sporring)
        funnet = {navn for (navn,) in peker.fetchall()}
    assert {*migrering._NAVN.values(), migrering._FLYTTET} <= funnet
