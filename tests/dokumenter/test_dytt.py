"""A broker that is away: nobody gets an error, and nobody waits for it twice."""

import time
from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.db import transaction

from dokumenter import dytt as modul
from dokumenter.dytt import dytt
from fiks_deldokument.settings import REDIS_VALG


@pytest.fixture
def broker_borte() -> Iterator[None]:
    """The queue is a Redis on a port where nobody listens, reached with the settings of a real one."""
    vanlig = current_app._get_current_object()
    app = Celery(broker="redis://127.0.0.1:9/0", set_as_current=False)
    app.conf.broker_transport_options = REDIS_VALG
    app.set_current()
    modul._sist.tapt = float("-inf")
    yield
    modul._sist.tapt = float("-inf")
    vanlig.set_current()
    app.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_borte")
def test_it_loses_a_nudge_quickly_and_then_leaves_the_broker_alone() -> None:
    startet = time.monotonic()
    with transaction.atomic():
        for _ in range(50):
            dytt("dokumenter.fjern_slettede")
    assert time.monotonic() - startet < 2
    assert modul._sist.er_nylig()
