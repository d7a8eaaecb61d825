"""A broker that is away: nobody gets an error, and nobody waits for it twice."""

import time
from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.db import transaction
from structlog.testing import capture_logs

from adapters.dytt import dytt, glem_tap
from fiks_deldokument.settings import REDIS_VALG


@pytest.fixture
def broker_borte() -> Iterator[None]:
    """The queue is a Redis on a port where nobody listens, reached with the settings of a real one."""
    vanlig = current_app._get_current_object()
    app = Celery(broker="redis://127.0.0.1:9/0", set_as_current=False)
    app.conf.broker_transport_options = REDIS_VALG
    app.set_current()
    yield
    vanlig.set_current()
    app.close()


def _dytt_femti_ganger() -> list[str]:
    """What was logged."""
    with capture_logs() as logg, transaction.atomic():
        for _ in range(50):
            dytt("dokumenter.fjern_slettede")
    return [linje["event"] for linje in logg]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_borte")
def test_it_loses_a_nudge_quickly_and_then_leaves_the_broker_alone() -> None:
    startet = time.monotonic()
    assert _dytt_femti_ganger() == ["dytt_tapt"]
    assert _dytt_femti_ganger() == []
    assert time.monotonic() - startet < 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_borte")
def test_it_tries_again_when_the_loss_is_forgotten() -> None:
    assert _dytt_femti_ganger() == ["dytt_tapt"]
    glem_tap()
    assert _dytt_femti_ganger() == ["dytt_tapt"]
