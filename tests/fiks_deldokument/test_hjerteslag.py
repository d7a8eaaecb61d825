"""The heartbeat that shows that beat, queue and worker live."""

import time

import pytest
from celery import current_app
from django.core.cache import cache

from fiks_deldokument import hjerteslag
from fiks_deldokument.koer import KOER

pytestmark = pytest.mark.django_db


def test_it_has_no_age_before_the_first() -> None:
    assert hjerteslag.alder() is None


def test_it_is_young_after_a_beat() -> None:
    for ko in KOER:
        hjerteslag.sla(ko)
    alder = hjerteslag.alder()
    assert alder is not None
    assert 0 <= alder < 5


def test_it_has_no_age_before_every_queue_has_beaten() -> None:
    for ko in KOER[1:]:
        hjerteslag.sla(ko)
    assert hjerteslag.alder() is None
    assert hjerteslag.alder(KOER[1]) is not None


def test_it_is_as_old_as_its_slowest_queue() -> None:
    for ko in KOER:
        hjerteslag.sla(ko)
    cache.set("hjerteslag-nokler", time.time() - 200, timeout=None)
    alder = hjerteslag.alder()
    assert alder is not None
    assert 199 < alder < 210


def test_it_tells_beat_from_worker() -> None:
    current_app.send_task("fiks_deldokument.sla_hjerteslag", args=[KOER[0]])
    assert hjerteslag.alder() is None
    alder = hjerteslag.alder(hjerteslag.BEAT)
    assert alder is not None
    assert 0 <= alder < 5


def test_it_tells_how_wrong_the_clock_of_each_host_is(skjev_klokke: float) -> None:
    assert hjerteslag.klokkeavvik().keys() == {"web"}
    hjerteslag.sla(KOER[0])
    hjerteslag.sla(hjerteslag.BEAT)
    avvik = hjerteslag.klokkeavvik()
    assert avvik.keys() == {"web", "worker", "beat"}
    assert all(abs(sekunder - skjev_klokke) < 60 for sekunder in avvik.values())
    assert hjerteslag.med_gal_klokke() == ["worker", "beat"]
