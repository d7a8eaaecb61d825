"""The one clock: the database's, and the monotonic one in between."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from adapters import klokke
from adapters.klokke import Maling

pytestmark = pytest.mark.django_db
NAA = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _maling(*, foran: float, usikkerhet: float = 0.01, alder: float = 0.0) -> Maling:
    verten = NAA + timedelta(seconds=foran)
    return Maling(NAA, time.monotonic() - alder, verten, usikkerhet)


def test_it_is_now() -> None:
    for_ = datetime.now(UTC)
    assert for_ - timedelta(seconds=5) < klokke.naa() < datetime.now(UTC) + timedelta(seconds=5)


@pytest.mark.parametrize("foran", [86_400.0, -86_400.0, 6.5])
def test_it_tells_how_far_a_host_is_ahead_or_behind(foran: float) -> None:
    assert _maling(foran=foran).avvik() == foran


def test_it_blames_no_clock_for_an_answer_that_took_long() -> None:
    assert _maling(foran=7, usikkerhet=8).avvik() == 0.0
    assert _maling(foran=9, usikkerhet=8).avvik() == 9.0


def test_it_counts_on_from_the_last_answer_whatever_the_hosts_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """And asks no more than that, where the database has a clock of its own."""
    monkeypatch.setattr(klokke, "_siste", _maling(foran=86_400, alder=30))
    monkeypatch.setattr(klokke, "HOLDBAR_SEKUNDER", float("inf"))
    with CaptureQueriesContext(connection) as sporringer:
        naa = klokke.naa()
    assert len(sporringer) == 0
    if connection.vendor == "sqlite":
        assert abs((naa - datetime.now(UTC)).total_seconds()) < 5
        assert klokke.avvik() == 0.0
    else:
        assert timedelta(seconds=30) <= naa - NAA < timedelta(seconds=35)
        assert klokke.avvik() == 86_400


def test_it_asks_again_when_the_answer_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(klokke, "_siste", _maling(foran=86_400, alder=2))
    monkeypatch.setattr(klokke, "HOLDBAR_SEKUNDER", 1.0)
    with CaptureQueriesContext(connection) as sporringer:
        assert abs((klokke.naa() - datetime.now(UTC)).total_seconds()) < 5
    assert len(sporringer) == (0 if connection.vendor == "sqlite" else 1)


def test_it_never_goes_backwards_between_two_answers() -> None:
    tider = [klokke.naa() for _ in range(100)]
    assert tider == sorted(tider)
