"""The service's own tasks."""

import pytest
from celery import current_app

from fiks_deldokument import hjerteslag
from fiks_deldokument.tasks import sla_hjerteslag_task

pytestmark = pytest.mark.django_db


def test_it_beats() -> None:
    sla_hjerteslag_task("nokler")
    assert hjerteslag.alder("nokler") is not None


def test_it_is_planned_oftener_than_the_health_check_allows() -> None:
    assert current_app.conf.beat_schedule["hjerteslag_nokler"]["schedule"] < 120 / 3
