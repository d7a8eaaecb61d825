"""Ready-written questions: the same answer as the ORM's, asked of the database every time."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, Model, QuerySet, UUIDField
from django.test.utils import isolate_apps
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from adapters.prepared import Parameter, Prepared, PreparedDelete, PreparedInsert, PreparedUpdate
from dokumenter.models import Deling, Dokument, Reservasjon
from hendelser.models import Aktortype, Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def spor_etter_dokument() -> Prepared[Dokument]:
    return Prepared(
        lambda: Dokument.objects.select_related("deling__konto", "deling__delt_av_integrasjon").filter(
            pk=Parameter("id", UUIDField()), tilstand=Dokument.Tilstand.TILGJENGELIG
        )
    )


def kolonner(rad: Model) -> dict[str, object]:
    """Everything the instance has of its row, with the types it has it in."""
    verdier = {felt.attname: getattr(rad, felt.attname) for felt in rad._meta.concrete_fields}
    return {navn: (type(verdi), verdi) for navn, verdi in verdier.items()}


@pytest.fixture
def dokument(konto: Konto, kari: User, mottaker: User) -> Dokument:
    return lag_deling(konto, kari, mottaker).dokumenter.get()


def test_it_answers_as_the_orm_does(dokument: Dokument, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fasit = Dokument.objects.select_related("deling__konto").get(pk=dokument.pk)
    with django_assert_num_queries(1):
        svar = spor_etter_dokument().first(id=dokument.pk)
        assert svar is not None
        for rad, riktig in ((svar, fasit), (svar.deling, fasit.deling), (svar.deling.konto, fasit.deling.konto)):
            assert kolonner(rad) == kolonner(riktig)
            assert not rad._state.adding
        assert svar.deling.delt_av_integrasjon is None


def test_it_gives_every_row_as_the_orm_does(konto: Konto, kari: User, mottaker: User) -> None:
    delinger = [lag_deling(konto, kari, mottaker) for _ in range(3)]
    sporsmal = Prepared(lambda: Deling.objects.filter(konto_id=Parameter("konto", UUIDField())).order_by("id")[:2])
    riktige = sorted(delinger, key=lambda deling: deling.id)[:2]
    svar = sporsmal.all(konto=konto.id)
    assert svar == riktige
    assert [kolonner(rad) for rad in svar] == [kolonner(Deling.objects.get(pk=rad.pk)) for rad in riktige]
    assert sporsmal.all(konto=uuid.uuid4()) == []


def test_it_asks_the_database_every_time(dokument: Dokument) -> None:
    sporsmal = spor_etter_dokument()
    assert sporsmal.first(id=uuid.uuid4()) is None
    assert sporsmal.first(id=dokument.pk) == dokument
    Deling.objects.update(sikkerhetsniva=4)
    svar = sporsmal.first(id=dokument.pk)
    assert svar is not None
    assert svar.deling.sikkerhetsniva == 4
    Dokument.objects.update(tilstand=Dokument.Tilstand.SPERRET)
    assert sporsmal.first(id=dokument.pk) is None


def test_it_reads_only_the_columns_it_is_asked_for(mottaker: User) -> None:
    navn = Parameter("hash", CharField())
    svar = Prepared(lambda: User.objects.filter(fnr_hash=navn).only("fnr_hash")).first(hash=mottaker.fnr_hash)
    assert svar is not None
    assert svar.get_deferred_fields() == {"fnr_kryptert", "is_active", "opprettet", "last_login"}
    assert svar.fnr_hash == mottaker.fnr_hash


@pytest.mark.django_db(transaction=True)
def test_it_is_written_once_in_each_thread() -> None:
    hendelse = Hendelse.objects.create(type=Hendelsestype.INNLOGGET, aktor_type=Aktortype.SYSTEM, data={"æ": [1]})
    skrevet = []

    def skriv() -> QuerySet[Hendelse]:
        skrevet.append(threading.get_ident())
        return Hendelse.objects.filter(type=Parameter("type", CharField()))

    sporsmal = Prepared(skriv)
    svar = []

    def spor() -> None:
        for _ in range(2):
            svar.append(sporsmal.first(type=Hendelsestype.INNLOGGET))
        connection.close()

    traad = threading.Thread(target=spor)
    traad.start()
    traad.join()
    spor()
    assert svar == [hendelse] * 4
    assert [en.data for en in svar if en] == [{"æ": [1]}] * 4
    assert len(skrevet) == len(set(skrevet)) == 2


def test_it_adds_a_row_as_the_orm_does(dokument: Dokument, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Texts, numbers, times, bytes, ids, nulls: all come back as they went."""
    leggtil = PreparedInsert(Dokument)
    for nr in range(2):
        dokument.pk, dokument.dokumentnavn, dokument.korrelasjonsid = uuid.uuid4(), f"{nr} æøå.pdf", uuid.uuid4()
        dokument.nokkel, dokument.opplasting_hash = bytes(range(60)), ""
        with django_assert_num_queries(1):
            leggtil.run(dokument)
        lagret = Dokument.objects.get(pk=dokument.pk)
        lagret.nokkel = bytes(lagret.nokkel or b"")
        assert kolonner(lagret) == kolonner(dokument)
        assert not dokument._state.adding


def test_it_adds_a_row_whose_key_the_database_makes(konto: Konto) -> None:
    hendelse = Hendelse(type=Hendelsestype.KONTO_ENDRET, aktor_type=Aktortype.SYSTEM, data={"felt": ["navn", "æøå"]})
    PreparedInsert(Hendelse).run(hendelse)
    assert Hendelse.objects.get(type=Hendelsestype.KONTO_ENDRET).data == hendelse.data


def test_it_updates_only_the_rows_that_fit_and_tells_how_many(konto: Konto, kari: User, mottaker: User) -> None:
    en, annen = (lag_deling(konto, kari, mottaker) for _ in range(2))
    sett = PreparedUpdate(
        lambda: (
            Deling.objects.filter(pk=Parameter("id", UUIDField()), tilstand=Deling.Tilstand.DELT),
            {"tilgjengelig_til": Parameter("til", DateTimeField())},
        )
    )
    til = timezone.now()
    assert [sett.run(id=id_, til=til) for id_ in (en.pk, uuid.uuid4())] == [1, 0]
    assert Deling.objects.get(pk=en.pk).tilgjengelig_til == til
    assert Deling.objects.get(pk=annen.pk).tilgjengelig_til == annen.tilgjengelig_til
    assert sett.run(id=en.pk, til=None) == 1
    assert Deling.objects.get(pk=en.pk).tilgjengelig_til is None


@pytest.mark.django_db
def test_it_removes_the_rows_it_is_asked_to_and_says_how_many() -> None:
    ider = [uuid.uuid4() for _ in range(3)]
    Reservasjon.objects.bulk_create(Reservasjon(id=en) for en in ider)
    fjern = PreparedDelete(lambda: Reservasjon.objects.filter(pk=Parameter("id", UUIDField()), oppgitt__isnull=True))
    assert [fjern.run(id=en) for en in (ider[0], ider[1], ider[0], uuid.uuid4())] == [1, 1, 0, 0]
    assert Reservasjon.objects.get().pk == ider[2]


@pytest.mark.django_db
def test_it_adds_any_number_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ny = PreparedInsert(Reservasjon)
    for antall in (3, 1, 3):
        with django_assert_num_queries(1):
            ny.run(*(Reservasjon(id=uuid.uuid4()) for _ in range(antall)))
    assert Reservasjon.objects.count() == 7


@isolate_apps("users")
def test_it_takes_no_model_with_a_field_that_finds_its_value_itself() -> None:
    class Endret(Model):
        naar = DateTimeField(auto_now=True)

        class Meta:
            app_label = "users"

    with pytest.raises(NotImplementedError):
        PreparedInsert(Endret).run(Endret())
