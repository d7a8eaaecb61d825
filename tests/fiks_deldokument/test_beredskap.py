"""What a load balancer asks."""

import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from dokumenter.storage.lager import dokumentlager
from fiks_deldokument import beredskap

pytestmark = pytest.mark.django_db


def _svar(client: Client) -> tuple[int, bytes]:
    svar = client.get("/readyz")
    return svar.status_code, svar.content


def _ta_bort_vaktposten(settings: Settings) -> None:
    (Path(settings.STORAGES["dokumenter"]["OPTIONS"]["location"]) / "vaktpost").unlink()


def test_it_is_ready_when_database_and_storage_answer(client: Client) -> None:
    assert _svar(client) == (200, b"ok")


def test_it_names_the_storage_when_it_is_not_ours(client: Client, settings: Settings) -> None:
    _ta_bort_vaktposten(settings)
    assert _svar(client) == (503, b"lager")


def test_it_asks_the_storage_now_and_then_only(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _svar(client) == (200, b"ok")
    _ta_bort_vaktposten(settings)
    assert _svar(client) == (200, b"ok")
    monkeypatch.setattr(beredskap, "HOLDBAR_SEKUNDER", 0.0)
    assert _svar(client) == (503, b"lager")
    dokumentlager().prepare()
    assert _svar(client) == (200, b"ok")


@pytest.mark.usefixtures("skjev_klokke")
def test_it_names_the_clock_when_it_is_wrong(client: Client) -> None:
    assert _svar(client) == (503, b"klokke")


@pytest.mark.parametrize(("prosess", "gammel"), [("worker", False), ("beat", False), ("beat", True)])
def test_it_tells_of_another_hosts_clock_but_stays(client: Client, prosess: str, gammel: bool) -> None:
    naar = time.time() - (200 if gammel else 0)
    cache.set(f"klokkeavvik-{prosess}", (naar, -86_400.0), timeout=None)
    assert _svar(client) == (200, b"ok" if gammel else f"ok\nklokke: {prosess}".encode())
