"""The tasks find their own work, survive a failing item, and are all on beat's list or sent by name."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from dokumenter import tasks
from dokumenter.models import Deling, Dokument, Manedstall, Reservasjon
from dokumenter.services import kontroll
from dokumenter.services.reservasjon import reserver_id
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.blokker import fjern_blokk, prefiks_for
from dokumenter.storage.lager import VAKTPOST, Blokklager, LagerError, dokumentlager
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User


@pytest.fixture
def to_slettede(konto: Konto, kari: User) -> list[Dokument]:
    utkast = lag_utkast(konto, kari)
    dokumenter = [lag_dokument(utkast), lag_dokument(utkast)]
    for dokument in dokumenter:
        slett_dokument(dokument=dokument, av=kari)
    return dokumenter


def test_it_removes_all_that_waits(to_slettede: list[Dokument]) -> None:
    assert tasks.fjern_slettede() == 2
    assert tasks.fjern_slettede() == 0
    assert not Dokument.objects.exclude(tilstand=Dokument.Tilstand.SLETTET).exists()


def test_it_checks_all_that_waits(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    for _ in range(2):
        lag_dokument(utkast, kontroller=False)
    assert tasks.kontroller_ventende() == 2
    assert not Dokument.objects.exclude(tilstand=Dokument.Tilstand.TILGJENGELIG).exists()


def test_it_leaves_a_dokument_that_another_worker_checks(konto: Konto, kari: User) -> None:
    dokument = lag_dokument(lag_utkast(konto, kari), kontroller=False)
    cache.add(f"kontroll:{dokument.pk}", 1, timeout=30)
    assert not tasks.kontroller_dokument(str(dokument.pk))
    cache.delete(f"kontroll:{dokument.pk}")
    assert tasks.kontroller_dokument(str(dokument.pk))


def test_it_checks_those_it_is_nudged_about_the_smallest_first(
    konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    utkast = lag_utkast(konto, kari)
    store, sma = (lag_dokument(utkast, innhold=b"x" * storrelse, kontroller=False) for storrelse in (5000, 10))
    rekkefolge: list[UUID] = []
    kontroller_dokument = kontroll.kontroller_dokument

    def husk(*, dokument_id: UUID) -> bool:
        rekkefolge.append(dokument_id)
        return kontroller_dokument(dokument_id=dokument_id)

    monkeypatch.setattr(kontroll, "kontroller_dokument", husk)
    assert tasks.kontroller_dokument(str(store.pk), str(sma.pk), str(uuid4())) == 2
    assert rekkefolge == [sma.pk, store.pk]


@pytest.mark.django_db
def test_it_removes_what_was_written_for_what_never_came_and_goes_on_after_one_that_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        dokumentlager().write(f"{prefiks_for(reserver_id())}blokk", [b"kryptert"])
    assert tasks.rydd_reservasjoner() == 0
    Reservasjon.objects.update(opprettet=timezone.now() - timedelta(days=2))
    feilet: list[str] = []

    def feiler_forst(*, lager: Blokklager, navn: str) -> None:
        if not feilet:
            feilet.append(navn)
            raise LagerError
        fjern_blokk(lager=lager, navn=navn)

    monkeypatch.setattr("dokumenter.services.reservasjon.fjern_blokk", feiler_forst)
    assert tasks.rydd_reservasjoner() == 2
    assert tasks.rydd_reservasjoner() == 1
    assert list(dokumentlager().list("")) == []


def test_it_ends_what_is_out_of_time(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    Deling.objects.update(tilgjengelig_til=deling.delt)
    assert tasks.avslutt_utlopte() == 1
    assert tasks.fjern_slettede() == 1


@pytest.mark.django_db  # on a newer Django the worker, when it loads its tasks, asks what the database can do
def test_it_has_a_registered_task_behind_every_line_of_the_schedule() -> None:
    current_app.loader.import_default_modules()
    planlagt = {linje["task"] for linje in settings.CELERY_BEAT_SCHEDULE.values()}
    assert planlagt
    assert planlagt <= set(current_app.tasks)


@pytest.mark.usefixtures("skjev_klokke")
def test_it_destroys_nothing_on_a_host_whose_clock_is_wrong(konto: Konto, kari: User) -> None:
    deling, igar = lag_deling(konto, kari), timezone.now() - timedelta(days=2)
    lag_dokument(lag_utkast(konto, kari))
    Deling.objects.update(opprettet=igar)
    Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=igar)
    Reservasjon.objects.create(id=uuid4(), opprettet=igar)
    sveip = (tasks.avslutt_utlopte, tasks.slett_bestilte, tasks.rydd_reservasjoner, tasks.rydd_gammelt, tasks.avstem)
    assert [utfor() for utfor in sveip] == [0, 0, 0, 0, 0]
    assert Deling.objects.levende().count() == 2
    assert not Dokument.objects.filter(nokkel=None).exists()
    assert not Reservasjon.objects.filter(oppgitt__isnull=False).exists()


def test_it_tells_the_store_and_compares_and_waits_while_the_store_is_away(konto: Konto, kari: User) -> None:
    slett_dokument(dokument=lag_dokument(lag_utkast(konto, kari)), av=kari)
    dokumentlager().remove(VAKTPOST)
    assert (tasks.skriv_gravsteiner(), tasks.avstem()) == (0, 0)
    dokumentlager().prepare()
    assert (tasks.skriv_gravsteiner(), tasks.avstem()) == (1, 0)


def test_it_counts_the_months(konto: Konto, kari: User, mottaker: User) -> None:
    lag_deling(konto, kari, mottaker)
    assert tasks.tell_maneder() == 1
    assert Manedstall.objects.filter(gjelder=konto.pk).exists()
