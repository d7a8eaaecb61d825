"""Nudges go together, and once. A broker that is away: nobody gets an error, and nobody waits for it twice."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from celery.signals import before_task_publish
from django.db import connection, transaction
from structlog.testing import capture_logs

from adapters.dytt import dytt, glem_tap
from fiks_deldokument.settings import REDIS_VALG
from tests.dytt import vent_pa_dytt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker_borte() -> Iterator[None]:
    """The queue is a Redis on a port where nobody listens, reached with the settings of a real one."""
    navn = ("broker_url", "broker_transport", "broker_transport_options")
    vanlig = {en: current_app.conf[en] for en in navn}
    borte = ("redis://127.0.0.1:9/0", "redis", REDIS_VALG)
    current_app.conf.update(dict(zip(navn, borte, strict=True)))
    current_app.amqp._producer_pool = None
    yield
    vent_pa_dytt()
    current_app.conf.update(vanlig)
    current_app.amqp._producer_pool = None


@pytest.fixture
def sendt(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, list[str]]]]:
    """The messages that were sent, as (task, arguments). The moment is a long one, also for a busy machine.

    What the test before nudged about is sent first.
    """
    vent_pa_dytt()
    monkeypatch.setattr("adapters.dytt._SAMLE_SEKUNDER", 1.5)
    sendt: list[tuple[str, list[str]]] = []

    def husk(sender: str, body: Any, **_resten: object) -> None:
        sendt.append((sender, list(body[0])))

    before_task_publish.connect(husk, weak=False)
    yield sendt
    before_task_publish.disconnect(husk)


def _dytt_femti_ganger() -> list[str]:
    """What was logged."""
    with capture_logs() as logg:
        with transaction.atomic():
            for _ in range(50):
                dytt("dokumenter.fjern_slettede")
        vent_pa_dytt()
    return [linje["event"] for linje in logg]


def test_it_sends_what_comes_in_the_same_moment_together_and_each_thing_once(sendt: list[Any]) -> None:
    ider = [str(nummer) for nummer in range(8)]

    def kontroller(en: str) -> None:
        dytt("dokumenter.kontroller_dokument", en)
        connection.close()

    trader = [threading.Thread(target=kontroller, args=(en,)) for en in [*ider, *ider]]
    for trad in trader:
        trad.start()
    dytt("dokumenter.fjern_slettede")
    for trad in trader:
        trad.join()
    vent_pa_dytt()
    assert sorted(en for oppgave, argumenter in sendt if argumenter for en in argumenter) == ider
    assert ("dokumenter.fjern_slettede", []) in sendt
    assert len(sendt) == 2


def test_it_shares_a_great_many_among_several_messages(sendt: list[Any]) -> None:
    with transaction.atomic():
        for nummer in range(250):
            dytt("dokumenter.fjern_objekter", str(nummer))
    vent_pa_dytt()
    assert [len(argumenter) for _oppgave, argumenter in sendt] == [100, 100, 50]


def test_it_sends_nothing_for_what_was_rolled_back(sendt: list[object]) -> None:
    with transaction.atomic():
        dytt("dokumenter.fjern_slettede")
        transaction.set_rollback(True)
    vent_pa_dytt()
    assert sendt == []


def test_it_leaves_it_to_the_next_nudge_when_there_is_no_thread_to_be_had(
    sendt: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nekt(_trad: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as uten_trader:
        uten_trader.setattr(threading.Timer, "start", nekt)
        dytt("dokumenter.fjern_slettede")
    assert sendt == []
    dytt("dokumenter.avslutt_utlopte")
    vent_pa_dytt()
    assert sendt == [("dokumenter.fjern_slettede", []), ("dokumenter.avslutt_utlopte", [])]


@pytest.mark.usefixtures("broker_borte")
def test_it_loses_a_nudge_quickly_and_then_leaves_the_broker_alone() -> None:
    startet = time.monotonic()
    assert _dytt_femti_ganger() == ["dytt_tapt"]
    assert _dytt_femti_ganger() == []
    assert time.monotonic() - startet < 2


@pytest.mark.usefixtures("broker_borte")
def test_it_tries_again_when_the_loss_is_forgotten() -> None:
    assert _dytt_femti_ganger() == ["dytt_tapt"]
    glem_tap()
    assert _dytt_femti_ganger() == ["dytt_tapt"]


@pytest.fixture
def broker_som_henger() -> Iterator[None]:
    """The queue is a Redis that takes the connection and then says nothing."""
    navn = ("broker_url", "broker_transport", "broker_transport_options")
    vanlig = {en: current_app.conf[en] for en in navn}
    with socket.create_server(("127.0.0.1", 0), backlog=50) as taus:
        adresse = f"redis://127.0.0.1:{taus.getsockname()[1]}/0"
        valg = REDIS_VALG | {"socket_timeout": 1}
        current_app.conf.update(dict(zip(navn, (adresse, "redis", valg), strict=True)))
        current_app.amqp._producer_pool = None
        yield
        vent_pa_dytt()
    current_app.conf.update(vanlig)
    current_app.amqp._producer_pool = None


@pytest.mark.usefixtures("broker_som_henger")
def test_it_never_holds_a_request_nor_more_than_one_thread_while_a_broker_hangs() -> None:
    startet = time.monotonic()
    with capture_logs() as logg:
        for nummer in range(50):
            dytt("dokumenter.fjern_objekter", str(nummer))
            time.sleep(0.01)
            assert len([en for en in threading.enumerate() if isinstance(en, threading.Timer)]) <= 1
        brukt = time.monotonic() - startet
        vent_pa_dytt()
    assert brukt < 20  # fifty times the time limit would be more
    assert [linje["event"] for linje in logg] == ["dytt_tapt"]
    assert time.monotonic() - startet < 30
