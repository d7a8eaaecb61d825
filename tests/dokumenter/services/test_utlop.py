"""What is out of time ends, many at a time; what fails keeps nothing else open, and nothing is read that is not due."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument
from dokumenter.services import sletting, utlop
from dokumenter.services.opplasting import start_opplasting
from dokumenter.services.sletting import avslutt_laste
from dokumenter.services.utlop import avslutt_utlopte
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Integrasjon, Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.dokumenter.plan import plan
from users.models import User

# What is out of time, drafts, deleted kontoer; and a savepoint around the first two.
_SPORSMAL_UTEN_ARBEID = 3 + 2 * 2


def dokumentet(deling: Deling) -> Dokument:
    return deling.dokumenter.select_related("deling__konto").get()


def delt(deling: Deling) -> bool:
    return Deling.objects.get(pk=deling.pk).tilstand == Deling.Tilstand.DELT


def forfalte(konto: Konto, kari: User, antall: int, siden: timedelta = timedelta(seconds=1)) -> list[Deling]:
    """Shared, without dokumenter, and out of time: all at the same moment, as at midnight."""
    naa = timezone.now() - siden
    return Deling.objects.bulk_create(
        Deling(konto=konto, delt_av_bruker=kari, tilstand="delt", delt=naa - timedelta(days=1), tilgjengelig_til=naa)
        for _ in range(antall)
    )


def test_it_ends_what_is_out_of_time_and_nothing_else(konto: Konto, kari: User, mottaker: User) -> None:
    ute = lag_deling(konto, kari, mottaker, varighet=timedelta(seconds=-1))
    inne = lag_deling(konto, kari, mottaker, varighet=timedelta(minutes=1))
    evig = lag_deling(konto, kari, mottaker)
    Deling.objects.filter(pk=evig.pk).update(tilgjengelig_til=None)
    assert avslutt_utlopte(naa=timezone.now()) == 1
    assert avslutt_utlopte(naa=timezone.now()) == 0
    for deling, apen in ((ute, False), (inne, True), (evig, True)):
        deling.refresh_from_db()
        assert (deling.tilstand == Deling.Tilstand.DELT) is apen
    assert (ute.slutt, ute.avsluttet) == (Deling.Slutt.UTLOPT, ute.tilgjengelig_til)
    assert Hendelse.objects.get(type=Hendelsestype.DELING_UTLOPT).aktor_id is None


def test_it_ends_the_others_when_the_database_refuses_one(
    konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    delinger = [lag_deling(konto, kari, varighet=timedelta(seconds=-1)) for _ in range(3)]
    odelegg = sletting._odelegg_nokler

    def nekter_den_forste(flere: Sequence[Deling], *bare: UUID, **hvordan: Any) -> int:
        if delinger[0] in flere:
            raise DatabaseError
        return odelegg(flere, *bare, **hvordan)

    with monkeypatch.context() as m:
        m.setattr(sletting, "_odelegg_nokler", nekter_den_forste)
        assert avslutt_utlopte(naa=timezone.now()) == 2
    assert delt(delinger[0])
    assert avslutt_utlopte(naa=timezone.now()) == 1


def test_it_spares_a_deling_that_was_prolonged_while_the_sweep_ran(
    konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found once, refused with the others, and not due any more when it is tried alone."""
    delinger = [lag_deling(konto, kari, varighet=timedelta(seconds=-1)) for _ in range(2)]

    prov = utlop._Kilde._prov

    def nekter_flere(*, delinger: Sequence[Deling], **hvordan: Any) -> None:
        if len(delinger) > 1:
            raise DatabaseError
        avslutt_laste(delinger=delinger, **hvordan)

    def forlenger(kilde: utlop._Kilde, deling_id: UUID) -> int:
        Deling.objects.filter(pk=delinger[0].pk).update(tilgjengelig_til=timezone.now() + timedelta(days=1))
        return prov(kilde, deling_id)

    monkeypatch.setattr(utlop, "avslutt_laste", nekter_flere)
    monkeypatch.setattr(utlop._Kilde, "_prov", forlenger)
    assert avslutt_utlopte(naa=timezone.now()) == 1
    assert [delt(deling) for deling in delinger] == [True, False]


def test_it_spares_a_draft_that_was_shared_from_another_konto(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Deling.objects.filter(pk=deling.pk).update(konto=annen)
    assert avslutt_utlopte(naa=timezone.now()) == 0
    assert dokumentet(deling).nokkel is not None


def test_it_ends_all_of_a_deleted_konto_but_what_a_person_may_share_from_another(
    konto: Konto, kari: User, mottaker: User
) -> None:
    delt, utkast, karis = lag_deling(konto, kari, mottaker), lag_utkast(konto, kari), lag_utkast(konto, kari)
    for en in (utkast, karis):
        lag_dokument(en)
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fagsystem", autorisert_orgnr="1")
    Deling.objects.filter(pk=utkast.pk).update(delt_av_bruker=None, delt_av_integrasjon=system)
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    assert avslutt_utlopte(naa=timezone.now()) == 2
    for deling in (delt, utkast):
        deling.refresh_from_db()
        assert deling.slutt == Deling.Slutt.KONTO_SLETTET
        assert dokumentet(deling).nokkel is None
    assert dokumentet(karis).nokkel is not None
    Deling.objects.update(opprettet=timezone.now() - timedelta(hours=25))
    assert avslutt_utlopte(naa=timezone.now() + timedelta(hours=25)) == 1
    karis.refresh_from_db()
    assert karis.slutt == Deling.Slutt.FORKASTET


def test_it_ends_abandoned_drafts_but_not_those_still_uploading(konto: Konto, kari: User) -> None:
    forlatt, i_gang = lag_utkast(konto, kari), lag_utkast(konto, kari)
    start_opplasting(deling=i_gang, dokumentnavn="a", mimetype="", storrelse=5, av=kari)
    Deling.objects.update(opprettet=timezone.now() - timedelta(hours=25))
    assert avslutt_utlopte(naa=timezone.now()) == 1
    forlatt.refresh_from_db()
    i_gang.refresh_from_db()
    assert (forlatt.slutt, i_gang.tilstand) == (Deling.Slutt.FORKASTET, Deling.Tilstand.UTKAST)


def test_it_asks_the_same_of_a_thousand_open_delinger_as_of_one(
    konto: Konto, kari: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Deling.objects.bulk_create(
        Deling(
            konto=konto,
            delt_av_bruker=kari,
            tilstand=Deling.Tilstand.DELT,
            delt=timezone.now(),
            tilgjengelig_til=timezone.now() + timedelta(days=1),
        )
        for _ in range(1000)
    )
    with django_assert_num_queries(_SPORSMAL_UTEN_ARBEID):
        avslutt_utlopte(naa=timezone.now())


def test_it_ends_all_that_end_at_the_same_moment_some_at_a_time(
    konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utlop, "_BOLK", 2)
    forfalte(konto, kari, 9)
    assert avslutt_utlopte(naa=timezone.now()) == 9
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_UTLOPT).count() == 9


def test_it_takes_the_newest_in_turn_with_the_oldest(konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utlop, "_BOLK", 2)
    gamle, nye = forfalte(konto, kari, 6, timedelta(days=1)), forfalte(konto, kari, 2)
    rekkefolge: list[Deling] = []

    def husk(*, delinger: Sequence[Deling], **hvordan: Any) -> None:
        rekkefolge.extend(delinger)
        avslutt_laste(delinger=delinger, **hvordan)

    monkeypatch.setattr(utlop, "avslutt_laste", husk)
    assert avslutt_utlopte(naa=timezone.now()) == 8
    assert set(rekkefolge[2:4]) == set(nye)
    assert set(rekkefolge[:2]) < set(gamle)


def test_it_stops_when_its_time_is_out_and_goes_on_the_next_time(konto: Konto, kari: User) -> None:
    forfalte(konto, kari, 3)
    assert avslutt_utlopte(naa=timezone.now(), frist=time.monotonic()) == 0
    assert avslutt_utlopte(naa=timezone.now()) == 3


def test_it_asks_the_database_as_often_for_fifty_as_for_two(konto: Konto, kari: User) -> None:
    antall = []
    for mange in (2, 50):
        for deling in forfalte(konto, kari, mange):
            Dokument.objects.create(deling=deling, nokkel=b"x", tilstand="tilgjengelig", storrelse=1, mottatt=1)
        with CaptureQueriesContext(connection) as sporsmal:
            assert avslutt_utlopte(naa=timezone.now()) == mange
        antall.append(len(sporsmal))
    assert antall[0] == antall[1]
    assert not Dokument.objects.filter(nokkel__isnull=False).exists()


def test_it_reads_by_index_only_what_is_due(konto: Konto, kari: User) -> None:
    forfalte(konto, kari, 1)
    with CaptureQueriesContext(connection) as sporsmal:
        avslutt_utlopte(naa=timezone.now())
    finner = [en["sql"] for en in sporsmal if en["sql"].startswith("SELECT") and '"tilgjengelig_til" <=' in en["sql"]]
    assert len(finner) > 1
    finner.append(finner[0].replace("ASC", "DESC"))
    for sql in finner:
        hvordan = plan(sql, i_rekkefolge=True)
        assert "deling_forfall" in hvordan
        assert not {"Sort", "TEMP"} & set(hvordan.replace(":", " ").split()), hvordan


def test_it_ends_nothing_before_the_databases_own_clock_says_so(konto: Konto, kari: User) -> None:
    """The second lock: `naa` is wrong. SQLite has no other clock than the one that was asked, so there it ends."""
    delt_, utkast = lag_deling(konto, kari), lag_utkast(konto, kari)
    Deling.objects.filter(pk=delt_.pk).update(tilgjengelig_til=timezone.now() + timedelta(hours=12))
    igjen = 0 if connection.vendor == "sqlite" else 2
    assert avslutt_utlopte(naa=timezone.now() + timedelta(days=2)) == 2 - igjen
    assert Deling.objects.levende().filter(pk__in=[delt_.pk, utkast.pk]).count() == igjen
