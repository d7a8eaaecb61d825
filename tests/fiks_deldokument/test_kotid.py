"""Time in the queue: plans follow a clock that nobody sets, and messages expire by the database's."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app, signals

from adapters import klokke
from fiks_deldokument.komelding import Komelding
from fiks_deldokument.kotid import gar_jevnt

pytestmark = pytest.mark.django_db
_EN_TIME = timedelta(hours=1)


def _sendt(utloper: datetime | None) -> datetime | None:
    headers = {"expires": utloper and utloper.isoformat()}
    signals.before_task_publish.send(sender="dokumenter.avslutt_utlopte", headers=headers)
    return datetime.fromisoformat(headers["expires"]) if headers["expires"] else None


@pytest.mark.parametrize("feil", [_EN_TIME, -_EN_TIME, timedelta()])
def test_it_sends_what_expires_with_the_databases_time(feil: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiks_deldokument.kotid._STARTET", datetime.now(UTC) + feil)
    monkeypatch.setattr("fiks_deldokument.kotid._MONOTONIC", time.monotonic())
    utloper = _sendt(current_app.now() + timedelta(seconds=60))
    assert utloper is not None
    assert timedelta(seconds=30) < utloper - klokke.naa() < timedelta(seconds=90)


def test_it_lets_what_never_expires_be() -> None:
    assert _sendt(None) is None


def test_it_plans_by_a_clock_that_only_goes_forwards() -> None:
    for_ = gar_jevnt()
    assert for_ <= current_app.now() <= gar_jevnt()


@pytest.mark.parametrize("feil", [_EN_TIME, -_EN_TIME, timedelta()])
@pytest.mark.parametrize("alder", [-30, 300])
def test_it_throws_away_what_is_old_and_nothing_else(
    feil: timedelta, alder: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is ahead asks the database first. One behind takes what is old too, which does no harm."""
    monkeypatch.setattr("fiks_deldokument.kotid._STARTET", datetime.now(UTC) + feil)
    monkeypatch.setattr("fiks_deldokument.kotid._MONOTONIC", time.monotonic())
    foresporsel = Komelding.__new__(Komelding)
    foresporsel._app, foresporsel._request_dict = current_app, {"id": "en"}
    foresporsel.id = "en"
    foresporsel.expires = klokke.naa() - timedelta(seconds=alder)
    assert foresporsel.maybe_expire() is (alder > 0 and feil >= timedelta())
