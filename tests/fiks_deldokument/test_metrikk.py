"""What Prometheus reads about how things stand. The whole way, with gunicorn, is in tests/prosess."""

from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from adapters.metrikk import TELLERE
from dokumenter import skanner
from fiks_deldokument import beredskap, hjerteslag, metrikk
from fiks_deldokument.koer import KOER
from tests.clamd import kjorende_clamd


def tall() -> dict[str, float]:
    """Every sample by name and the values of its labels."""
    return {
        "".join([prove.name, *prove.labels.values()]): prove.value
        for familie in text_string_to_metric_families(metrikk.les().decode())
        for prove in familie.samples
    }


@pytest.fixture
def teller(settings: Settings) -> Client:
    """A client of a service that counts."""
    settings.METRIKK_ADRESSE = "127.0.0.1:9100"
    return Client()


@pytest.mark.django_db
def test_it_shows_how_things_stand() -> None:
    for ko in KOER:
        hjerteslag.sla(ko)
    naa = tall()
    assert naa["deldokument_database_svarer"] == naa["deldokument_lager_svarer"] == 1
    assert naa["deldokument_venterdokument_slettes"] == 0
    assert naa["deldokument_forfalt_sekunderfjerne_innhold"] == 0
    assert naa["deldokument_lager_ledig_bytes"] > 0
    assert 0 <= naa["deldokument_hjerteslag_alder_sekunderworker"] < 5
    assert 0 <= naa["deldokument_ko_alder_sekundernokler"] < 5
    assert "deldokument_hjerteslag_alder_sekunderbeat" not in naa


@pytest.mark.django_db
def test_it_says_that_the_database_is_away_and_still_gives_the_rest() -> None:
    def borte(*args: object) -> None:
        raise OperationalError("borte")

    with connection.execute_wrapper(borte):
        naa = tall()
    assert naa["deldokument_database_svarer"] == 0
    assert "deldokument_venterdokument_slettes" not in naa
    assert naa["deldokument_lager_ledig_bytes"] > 0
    assert "deldokument_mottatt_bytes_total" in naa


@pytest.mark.django_db
def test_it_says_that_the_database_went_away_in_the_middle() -> None:
    def borte(kjor: object, sql: str, *args: object) -> object:
        if "dokumenter_" in sql:
            raise OperationalError("borte")
        return kjor(sql, *args)  # type: ignore[operator]

    with connection.execute_wrapper(borte):
        assert "deldokument_venterdokument_slettes" not in tall()


@pytest.mark.django_db
def test_it_says_that_the_store_is_not_ours(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beredskap, "HOLDBAR_SEKUNDER", 0.0)
    (Path(settings.STORAGES["dokumenter"]["OPTIONS"]["location"]) / "vaktpost").unlink()
    naa = tall()
    assert naa["deldokument_lager_svarer"] == 0
    assert "deldokument_lager_ledig_bytes" not in naa


@pytest.mark.django_db
def test_it_gives_the_rest_when_the_cache_is_away(settings: Settings) -> None:
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    }
    naa = tall()
    assert naa["deldokument_database_svarer"] == 1
    assert not [navn for navn in naa if "hjerteslag" in navn]


@pytest.mark.django_db
def test_it_counts_by_the_name_of_the_view_and_never_by_the_address(teller: Client) -> None:
    """An address may hold ids and capabilities, and anybody can ask for any."""
    ukjent = "/d/3fa85f64-5717-4562-b3fc-2c963f66afa6"
    for sti in ("/livez", "/finnes/ikke", ukjent, "/static/finnes-ikke.css", reverse("forside")):
        teller.get(sti)
    visninger = {
        prove.labels["visning"]
        for familie in TELLERE.collect()
        if familie.name == "deldokument_foresporsler"
        for prove in familie.samples
    }
    assert {"livez", "forside", "ukjent", "statisk"} <= visninger
    assert [navn for navn in visninger if "/" in navn or "3fa85f64" in navn] == []


def test_it_counts_nothing_when_nobody_reads(client: Client) -> None:
    for_ = TELLERE.get_sample_value("deldokument_foresporsler_total", {"visning": "livez", "status": "2xx"})
    client.get("/livez")
    assert TELLERE.get_sample_value("deldokument_foresporsler_total", {"visning": "livez", "status": "2xx"}) == for_


@pytest.mark.django_db
def test_it_tells_of_the_scanner_only_where_there_is_one(settings: Settings) -> None:
    assert not [navn for navn in tall() if "skann" in navn]
    settings.CLAMAV_ADRESSE = "127.0.0.1:1"
    skanner.tell_dom("smittet")
    naa = tall()
    assert (naa["deldokument_skannet_totalsmittet"], naa["deldokument_skannet_totalren"]) == (1, 0)
    assert naa["deldokument_skanner_svarer"] == 0
    assert "deldokument_skanner_signaturer_alder_sekunder" not in naa
    with kjorende_clamd() as demon:
        settings.CLAMAV_ADRESSE = demon.adresse
        skanner.spor_skanneren()
    naa = tall()
    assert naa["deldokument_skanner_svarer"] == 1
    assert naa["deldokument_skanner_signaturer_alder_sekunder"] > 0
