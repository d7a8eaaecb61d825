"""Sessions are Django's in every way but how they are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Djangos
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.module_loading import import_string
from pytest_django import DjangoAssertNumQueries

from users.oktlager import SessionStore

pytestmark = pytest.mark.django_db


def test_it_is_the_one_in_use() -> None:
    assert import_string(f"{settings.SESSION_ENGINE}.SessionStore") is SessionStore


@pytest.mark.parametrize(("skriver", "leser"), [(Djangos, SessionStore), (SessionStore, Djangos)])
def test_it_reads_and_is_read_by_djangos_own(skriver: type[Djangos], leser: type[Djangos]) -> None:
    """A login is good on both sides of an upgrade, and of a step back."""
    skrevet = skriver()
    skrevet["innlogget"] = 17
    skrevet.save()
    okt = leser(skrevet.session_key)
    assert okt["innlogget"] == 17
    assert okt.session_key == skrevet.session_key


def test_it_asks_once_per_request_and_again_in_the_next(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    skrevet = SessionStore()
    skrevet["en"] = 1
    skrevet.save()
    okt = SessionStore(skrevet.session_key)
    with django_assert_num_queries(1):
        assert (okt["en"], okt.get("to")) == (1, None)
    Session.objects.all().delete()
    assert dict(SessionStore(skrevet.session_key).items()) == {}


def test_it_knows_no_session_that_is_unknown_or_out_of_date() -> None:
    skrevet = SessionStore()
    skrevet["en"] = 1
    skrevet.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for nokkel in (skrevet.session_key, "x" * 32):
        okt = SessionStore(nokkel)
        assert okt.get("en") is None
        assert okt.session_key is None
