"""What is kept after the content is gone, for how long, and what is never forgotten."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from dokumenter.models import (
    Blokk,
    Deling,
    Dokument,
    Ettersending,
    FjernetMottaker,
    Kollegasvar,
    Mottaker,
    Overtakelse,
    Slettebestilling,
)
from dokumenter.queries.arbeid import uten_innhold_siden
from dokumenter.services import oppbevaring
from dokumenter.services.ettersending import begynn_ettersending
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.oppbevaring import rydd_gammelt
from dokumenter.services.sletting import avslutt_deling
from dokumenter.tasks import rydd_gammelt as oppgave
from hendelser.models import SYSTEM, Hendelse, Hendelsestype, Sted
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.plan import plan
from users.models import User

pytestmark = pytest.mark.django_db
INGENTING = {"delinger": 0, "dokumenter": 0, "hendelser": 0}


@pytest.fixture(autouse=True)
def _frister(settings: Settings) -> None:
    """Metadata for 90 days, the log for a year."""
    settings.METADATA_BEHOLD_DAGER, settings.HENDELSER_BEHOLD_DAGER = 90, 365


def om(dager: float) -> datetime:
    """So many days from now."""
    return timezone.now() + timedelta(days=dager)


def lag_slettet(konto: Konto, av: User, *mottakere: User) -> Deling:
    """A deling that was shared and deleted just now, its content removed from the store."""
    deling = lag_deling(konto, av, *mottakere)
    avslutt_deling(deling=deling, slutt=Deling.Slutt.SLETTET, av=av)
    for dokument in deling.dokumenter.all():
        assert fjern_objekter(dokument_id=dokument.pk)
    return deling


def test_it_forgets_who_approved_and_who_took_over_with_the_deling(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_slettet(konto, kari, mottaker)
    Kollegasvar.objects.create(deling=deling, av=kari, godkjent=False, grunn="Feil fil")
    Overtakelse.objects.create(deling=deling, eier=kari)
    assert rydd_gammelt(naa=om(91))["delinger"] == 1
    assert not Kollegasvar.objects.exists()
    assert not Overtakelse.objects.exists()


def test_it_keeps_everything_for_ever_unless_told_otherwise(
    settings: Settings, konto: Konto, kari: User, mottaker: User
) -> None:
    settings.METADATA_BEHOLD_DAGER = settings.HENDELSER_BEHOLD_DAGER = 0
    lag_slettet(konto, kari, mottaker)
    antall = Hendelse.objects.count()
    assert rydd_gammelt(naa=om(36_500)) == INGENTING
    assert (Deling.objects.count(), Dokument.objects.count(), Mottaker.objects.count()) == (1, 1, 1)
    assert Hendelse.objects.count() == antall


def test_it_forgets_metadata_when_their_time_is_out_and_not_before(konto: Konto, kari: User, mottaker: User) -> None:
    lag_slettet(konto, kari, mottaker)
    lag_deling(konto, kari, mottaker)
    assert rydd_gammelt(naa=om(89.9)) == INGENTING
    assert rydd_gammelt(naa=om(90.1)) == {"delinger": 1, "dokumenter": 1, "hendelser": 0}
    assert (Deling.objects.count(), Dokument.objects.count(), Mottaker.objects.count()) == (1, 1, 1)
    assert Deling.objects.get().tilstand == Deling.Tilstand.DELT
    assert rydd_gammelt(naa=om(90.1)) == INGENTING


def test_it_forgets_who_was_taken_out_and_files_that_never_came(
    konto: Konto, kari: User, mottaker: User, fremmed: User
) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    utkast = begynn_ettersending(deling=deling, av=kari)
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=fremmed.fnr_hash).pk, av=kari)
    avslutt_deling(deling=deling, slutt=Deling.Slutt.SLETTET, av=kari)
    avslutt_deling(deling=utkast, slutt=Deling.Slutt.FORKASTET, av=kari)
    assert fjern_objekter(dokument_id=deling.dokumenter.get().pk)
    assert rydd_gammelt(naa=om(91))["delinger"] == 2
    assert (FjernetMottaker.objects.count(), Ettersending.objects.count(), Deling.objects.count()) == (0, 0, 0)


def test_it_writes_one_event_with_the_counts(konto: Konto, kari: User, mottaker: User) -> None:
    for _ in range(3):
        lag_slettet(konto, kari, mottaker)
    oppgave()
    rydd_gammelt(naa=om(91))
    rydd_gammelt(naa=om(91))
    hendelse = Hendelse.objects.get(type=Hendelsestype.GAMMELT_FJERNET)
    assert hendelse.data == {"delinger": 3, "dokumenter": 3, "hendelser": 0}
    assert hendelse.aktor_type == "system"


def test_it_never_forgets_what_still_has_content(konto: Konto, kari: User, mottaker: User) -> None:
    """Ended long ago, but the store was away: the key is destroyed and the objects are there."""
    deling = lag_deling(konto, kari, mottaker)
    avslutt_deling(deling=deling, slutt=Deling.Slutt.SLETTET, av=kari)
    assert rydd_gammelt(naa=om(1000)) == INGENTING
    assert fjern_objekter(dokument_id=deling.dokumenter.get().pk)
    blokk = Blokk.objects.create(
        dokument=deling.dokumenter.get(), nr=0, start=0, storrelse=1, navn="ab/rest", salt=b"s" * 32
    )
    assert rydd_gammelt(naa=om(1000)) == INGENTING
    blokk.delete()
    assert rydd_gammelt(naa=om(1000))["delinger"] == 1


def test_it_keeps_the_log_of_a_deling_for_as_long_as_the_deling_is_known(
    settings: Settings, konto: Konto, kari: User, mottaker: User
) -> None:
    apen, slettet = lag_deling(konto, kari, mottaker), lag_slettet(konto, kari, mottaker)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=apen)
    skriv_hendelse(Hendelsestype.INNLOGGET, av=kari)
    rydd_gammelt(naa=om(364))
    assert Hendelse.objects.filter(deling_id=slettet.pk).exists(), "the log outlives the metadata"
    antall = Hendelse.objects.count()
    apnes = Hendelse.objects.filter(deling_id=apen.pk).count()
    # All but those of the open deling; what the runs themselves write is of today.
    assert rydd_gammelt(naa=om(366))["hendelser"] == antall - apnes
    assert not Hendelse.objects.exclude(deling_id=apen.pk).exclude(type=Hendelsestype.GAMMELT_FJERNET).exists()
    assert Hendelse.objects.filter(deling_id=apen.pk).count() == apnes


def test_it_reads_the_whole_of_a_long_log(monkeypatch: pytest.MonkeyPatch, konto: Konto, kari: User) -> None:
    monkeypatch.setattr(oppbevaring, "_HENDELSER_BOLK", 3)
    apen = lag_deling(konto, kari)
    for deling_id in (apen.pk, apen.pk, apen.pk, apen.pk, None, uuid4(), apen.pk, None):
        skriv_hendelse(Hendelsestype.DELING_APNET, av=SYSTEM, gjelder=Sted(deling_id=deling_id))
    rydd_gammelt(naa=om(366))
    assert set(Hendelse.objects.exclude(type=Hendelsestype.GAMMELT_FJERNET).values_list("deling_id", flat=True)) == {
        apen.pk
    }


def test_it_forgets_orders_that_were_carried_out(konto: Konto, kari: User) -> None:
    for utfort in (timezone.now(), None):
        Slettebestilling.objects.create(konto=konto, korrelasjonsid=uuid4(), bruker=kari, utfort=utfort)
    rydd_gammelt(naa=om(91))
    assert Slettebestilling.objects.get().utfort is None


def test_it_goes_on_with_the_rest_when_the_database_refuses_some(
    monkeypatch: pytest.MonkeyPatch, konto: Konto, kari: User, mottaker: User
) -> None:
    monkeypatch.setattr(oppbevaring, "_BOLK", 1)
    for _ in range(3):
        lag_slettet(konto, kari, mottaker)
    nektet: list[str] = []

    def nekt_en(kjor: object, sql: str, *args: object) -> object:
        if sql.startswith('DELETE FROM "dokumenter_dokument"') and not nektet:
            nektet.append(sql)
            raise DatabaseError("nektet")
        return kjor(sql, *args)  # type: ignore[operator]

    with capture_logs() as logg, connection.execute_wrapper(nekt_en):
        assert rydd_gammelt(naa=om(91))["delinger"] == 2
    assert [linje["event"] for linje in logg] == ["metadata_ikke_slettet"]
    assert Mottaker.objects.count() == 1, "all of a deling, or nothing"
    assert rydd_gammelt(naa=om(91))["delinger"] == 1


def test_it_finds_them_by_an_index(konto: Konto) -> None:
    assert "deling_avsluttet" in plan(uten_innhold_siden(timezone.now()).order_by("avsluttet")[:10])


def test_it_says_on_the_page_about_the_service_how_long_things_are_kept(client: Client, settings: Settings) -> None:
    tekst = client.get("/om/").content.decode()
    assert "slettes 90 dager etter at innholdet er borte" in tekst
    assert "Loggen slettes etter 365 dager" in tekst
    settings.METADATA_BEHOLD_DAGER = settings.HENDELSER_BEHOLD_DAGER = 0
    assert "Loggen blir liggende" in client.get("/om/").content.decode()
