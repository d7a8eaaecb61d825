"""Every task has a queue, every queue a worker; and who writes a setting wrong is told so."""

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings

from fiks_deldokument.koer import KOER, STANDARD, les_koer, ruter


def test_it_reads_queues_and_their_processes() -> None:
    assert les_koer(["nokler", " objekter:4"]) == {"nokler": 1, "objekter": 4}


def test_it_serves_every_queue_by_default() -> None:
    assert tuple(settings.WORKER_KOER) == tuple(les_koer(STANDARD.split(","))) == KOER


@pytest.mark.parametrize("deler", [[], [""], ["annet"], ["nokler:0"], ["nokler:x"], ["nokler:65"], ["nokler:-1"]])
def test_it_refuses_what_is_no_queue(deler: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^må "):
        les_koer(deler)


@pytest.mark.django_db  # on a newer Django the worker, when it loads its tasks, asks what the database can do
def test_it_sends_each_task_to_a_queue_that_is_served() -> None:
    current_app.loader.import_default_modules()
    assert set(ruter()) <= set(current_app.tasks)
    assert {rute["queue"] for rute in ruter().values()} | {settings.CELERY_TASK_DEFAULT_QUEUE} == set(KOER)


def test_it_lets_no_sweep_that_waits_outlive_the_next_by_long() -> None:
    """Else they would heap up behind one that is at work, and the heartbeat behind them."""
    for linje in settings.CELERY_BEAT_SCHEDULE.values():
        neste = 24 * 3600 if isinstance(linje["schedule"], crontab) else linje["schedule"]
        assert linje["options"]["expires"] <= 4 * neste
