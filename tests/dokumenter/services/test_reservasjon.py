"""Ids set aside: what is written for a dokument that never came to be is found by them, and nothing else is touched."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.errors import LagerUtilgjengelig, TomtDokument
from dokumenter.models import Blokk, Deling, Dokument, Reservasjon
from dokumenter.services import reservasjon
from dokumenter.services.innsending import send_inn
from dokumenter.services.nedlasting import les_dokument
from dokumenter.services.reservasjon import (
    gi_opp_gamle_reservasjoner,
    gi_opp_reservasjon,
    glem_reservasjoner,
    reserver_id,
    rydd_reservasjon,
)
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.gravsteiner import PREFIKS
from dokumenter.storage.lager import VAKTPOST, LagerError, dokumentlager
from dokumenter.tilgang import krev_delerett
from kontoer.models import Konto
from tests.dokumenter.brutt_commit import la_commit_briste
from tests.dokumenter.services.test_innsending import Sammen, innsending
from users.models import User

DOGN = timedelta(days=1, seconds=1)


def send(konto: Konto, kari: User, strom: object = None) -> Dokument:
    kilde = io.BytesIO(b"innhold") if strom is None else strom
    return send_inn(rett=krev_delerett(kari, konto), innsending=innsending(), strom=kilde)  # type: ignore[arg-type]


def objekter() -> list[str]:
    return [navn for navn in dokumentlager().list("") if not navn.startswith(PREFIKS)]


def skriv_uten_dokument(id_: UUID) -> None:
    """As a process does that dies before its commit."""
    dokumentlager().write(f"{prefiks_for(id_)}blokk", [b"kryptert"])


def rydd_reservasjoner(*, naa: datetime) -> int:
    """As the task does at that time."""
    return sum(rydd_reservasjon(id_=id_, naa=naa) for id_ in gi_opp_gamle_reservasjoner(naa=naa))


@pytest.mark.django_db
def test_it_sets_many_aside_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        ider = {reserver_id() for _ in range(100)}
    assert ider == set(Reservasjon.objects.values_list("pk", flat=True))
    assert len(ider) == 100


@pytest.mark.django_db
def test_it_uses_none_that_has_waited_long(monkeypatch: pytest.MonkeyPatch) -> None:
    reserver_id()
    monkeypatch.setattr(reservasjon, "_BRUKES_INNEN_SEKUNDER", -1.0)
    gamle = set(Reservasjon.objects.values_list("pk", flat=True))
    assert reserver_id() not in gamle


@pytest.mark.django_db
def test_it_shares_none_with_a_forked_process() -> None:
    reserver_id()
    barn = os.fork()
    if barn == 0:
        os._exit(len(reservasjon._forrad.ider))
    assert os.waitstatus_to_exitcode(os.waitpid(barn, 0)[1]) == 0
    assert len(reservasjon._forrad.ider) == 99


def test_it_ends_with_the_dokument_it_was_for(konto: Konto, kari: User) -> None:
    dokument = send(konto, kari)
    assert not Reservasjon.objects.filter(pk=dokument.pk).exists()
    assert rydd_reservasjoner(naa=timezone.now() + 3 * DOGN) == 0
    lest = Dokument.objects.select_related("deling__konto").get()
    assert b"".join(les_dokument(dokument=lest, start=0, slutt=7)) == b"innhold"
    assert lest.deling.er_apen(timezone.now())


def test_it_leaves_nothing_of_what_failed(konto: Konto, kari: User) -> None:
    with pytest.raises(TomtDokument):
        send(konto, kari, io.BytesIO(b""))
    assert not Deling.objects.exists()
    assert objekter() == []
    assert Reservasjon.objects.count() == 99


@pytest.mark.django_db
def test_it_removes_what_a_dead_process_left_after_a_day() -> None:
    id_ = reserver_id()
    skriv_uten_dokument(id_)
    naa = timezone.now()
    assert rydd_reservasjoner(naa=naa) == 0
    assert len(objekter()) == 1
    assert rydd_reservasjoner(naa=naa + DOGN) == 1
    assert objekter() == []


@pytest.mark.django_db
def test_it_looks_once_more_the_day_after_and_then_forgets() -> None:
    id_, naa = reserver_id(), timezone.now()
    rydd_reservasjoner(naa=naa + DOGN)
    skriv_uten_dokument(id_)  # a writer that had stood still
    assert rydd_reservasjoner(naa=naa + 2 * DOGN) == 1
    assert not Reservasjon.objects.exists()


def test_it_enters_nothing_that_was_given_up_meanwhile(konto: Konto, kari: User) -> None:
    def sveip() -> None:
        rydd_reservasjoner(naa=timezone.now() + DOGN)

    with pytest.raises(LagerUtilgjengelig):
        send(konto, kari, Sammen(sveip, b"innhold"))
    assert not Dokument.objects.exists()
    assert not Deling.objects.exists()
    assert objekter() == []
    assert send(konto, kari).tilstand == Dokument.Tilstand.KONTROLLERES


@pytest.mark.django_db
def test_it_removes_nothing_when_the_store_is_not_ours() -> None:
    id_ = reserver_id()
    skriv_uten_dokument(id_)
    dokumentlager().remove(VAKTPOST)
    with pytest.raises(LagerError):
        rydd_reservasjoner(naa=timezone.now() + 3 * DOGN)
    assert len(objekter()) == 1
    assert Reservasjon.objects.filter(pk=id_).exists()


def test_it_gives_up_nothing_that_was_entered(konto: Konto, kari: User) -> None:
    dokument = send(konto, kari)
    gi_opp_reservasjon(id_=dokument.pk)
    assert objekter() == [Blokk.objects.get().navn]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kom_fram", [True, False])
def test_it_leaves_nothing_readable_when_nobody_heard_of_the_commit(
    konto: Konto, kari: User, kom_fram: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender is told that it failed, so it must not be there, whether the database had time to commit or not."""
    glem_reservasjoner()
    reserver_id()
    la_commit_briste(monkeypatch, kom_fram=kom_fram)
    with pytest.raises(DatabaseError):
        send(konto, kari)
    assert Dokument.objects.count() == kom_fram
    assert not Dokument.objects.filter(nokkel__isnull=False).exists()
    assert not Deling.objects.filter(tilstand=Deling.Tilstand.DELT).exists()
    assert objekter() == []
