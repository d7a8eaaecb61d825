"""What waits, how long it has waited, and that asking costs no more with a million dokumenter."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dokumenter.models import Deling, Dokument, Slettebestilling
from dokumenter.queries.drift import antall_som_venter, eldste_forfalte
from dokumenter.services.sletting import slett_dokument
from dokumenter.services.utlop import avslutt_utlopte
from kontoer.models import Integrasjon, Konto
from kontoer.services.konto import slett_konto
from tests.dokumenter.lag import lag_deling, lag_fil, lag_utkast
from tests.dokumenter.plan import plan
from users.models import User

_INGENTING = {
    "dokument_venter": 0,
    "dokument_kontrolleres": 0,
    "dokument_slettes": 0,
    "deling_utlopt": 0,
    "konto_slettet": 0,
    "slettebestilling": 0,
    "gravstein": 0,
}


@pytest.mark.django_db
def test_it_finds_nothing_in_an_empty_database() -> None:
    naa = timezone.now()
    assert antall_som_venter(naa) == _INGENTING
    assert set(eldste_forfalte(naa).values()) == {None}


def test_it_counts_what_is_on_the_way(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    for tilstand in (*Dokument.Tilstand, Dokument.Tilstand.VENTER):
        lag_fil(utkast, tilstand=tilstand)
    antall = antall_som_venter(timezone.now())
    assert antall == _INGENTING | {"dokument_venter": 2, "dokument_kontrolleres": 1, "dokument_slettes": 1}


def test_it_tells_since_when_a_deling_is_out_of_time(konto: Konto, kari: User) -> None:
    slutt = timezone.now() - timedelta(minutes=3)
    for deling, tid in ((lag_deling(konto, kari), slutt), (lag_deling(konto, kari), slutt + timedelta(minutes=1))):
        Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=tid)
    lag_deling(konto, kari)
    naa = timezone.now()
    assert eldste_forfalte(naa)["avslutte"] == slutt
    assert antall_som_venter(naa)["deling_utlopt"] == 2
    avslutt_utlopte(naa=naa)
    assert eldste_forfalte(naa)["avslutte"] is None


@pytest.mark.parametrize("er_utkast", [True, False])
def test_it_tells_since_when_the_konto_of_a_deling_is_gone(
    konto: Konto, kari: User, admin: User, er_utkast: bool
) -> None:
    if er_utkast:
        system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fagsystem", autorisert_orgnr="1")
        Deling.objects.filter(pk=lag_utkast(konto, kari).pk).update(delt_av_bruker=None, delt_av_integrasjon=system)
    else:
        lag_deling(konto, kari)
    slett_konto(konto=konto, av=admin)
    naa = timezone.now()
    assert eldste_forfalte(naa)["avslutte"] == konto.slettet
    assert antall_som_venter(naa)["konto_slettet"] == 1
    avslutt_utlopte(naa=naa)
    assert eldste_forfalte(naa)["avslutte"] is None


def test_it_tells_since_when_objects_wait_to_be_removed(konto: Konto, kari: User) -> None:
    for_ = timezone.now()
    slett_dokument(dokument=lag_deling(konto, kari).dokumenter.get(), av=kari)
    eldst = eldste_forfalte(timezone.now())["fjerne_innhold"]
    assert eldst is not None
    assert for_ <= eldst <= timezone.now()


def test_it_tells_since_when_a_system_has_waited(konto: Konto, kari: User) -> None:
    bestillinger = [Slettebestilling.objects.create(konto=konto, korrelasjonsid=uuid4(), bruker=kari) for _ in range(2)]
    naa = timezone.now()
    assert eldste_forfalte(naa)["utfore_bestilling"] == bestillinger[0].bestilt
    Slettebestilling.objects.filter(pk=bestillinger[0].pk).update(utfort=naa)
    assert eldste_forfalte(naa)["utfore_bestilling"] == bestillinger[1].bestilt
    assert antall_som_venter(naa)["slettebestilling"] == 1


@pytest.mark.django_db
def test_it_finds_all_of_it_by_indexes_and_reads_no_large_table_through() -> None:
    with CaptureQueriesContext(connection) as sporringer:
        naa = timezone.now()
        eldste_forfalte(naa)
        antall_som_venter(naa)
    assert len(sporringer) == 10
    leser_alt = re.compile(r"(Seq Scan on|^SCAN) dokumenter_(dokument|deling)(?! USING| u0 USING)", re.MULTILINE)
    for sporring in sporringer.captured_queries:
        hvordan = plan(sporring["sql"])
        assert re.search(r"index|kontoer_konto", hvordan, re.IGNORECASE), hvordan
        assert leser_alt.search(hvordan) is None, hvordan
