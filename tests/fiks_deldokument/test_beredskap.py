"""What a load balancer asks."""

import socket
import threading
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from dokumenter.storage.lager import dokumentlager
from fiks_deldokument import beredskap
from fiks_deldokument.beredskap import Sporsmal

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


def test_it_waits_a_moment_only_for_one_that_hangs_and_puts_no_question_twice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taus:

        def spor() -> bytes:
            with socket.create_connection(taus.getsockname()) as sokkel:
                return sokkel.recv(10)

        sporsmal, startet = Sporsmal(spor), time.monotonic()
        for _ in range(5):
            with pytest.raises(TimeoutError):
                sporsmal.spor()
        assert time.monotonic() - startet < 2
        assert len([trad for trad in threading.enumerate() if trad.name == "beredskap"]) == 1
        forbindelse, _fra = taus.accept()
        with forbindelse:
            forbindelse.sendall(b"her")
        time.sleep(0.2)
        assert sporsmal.svar() == b"her"


def test_it_hands_over_what_goes_wrong() -> None:
    def feil() -> None:
        raise ValueError("noe")

    with pytest.raises(ValueError, match="noe"):
        Sporsmal(feil).spor()
