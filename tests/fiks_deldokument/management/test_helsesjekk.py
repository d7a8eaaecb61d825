"""What cron and Kubernetes see."""

import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command

from fiks_deldokument import helsesjekk

pytestmark = pytest.mark.django_db


def test_it_tells_how_long_it_took_and_feeds_the_metric(capsys: pytest.CaptureFixture[str]) -> None:
    assert helsesjekk.siste() is None
    call_command("helsesjekk")
    assert capsys.readouterr().out.startswith("Delt, hentet og slettet på ")
    siste = helsesjekk.siste()
    assert siste is not None
    assert siste.sekunder > 0
    assert abs(siste.naar - time.time()) < 60


def test_it_fails_by_kind_and_lets_the_metric_grow_old() -> None:
    helsesjekk.noter(sekunder=1.0)
    for_ = helsesjekk.siste()
    shutil.rmtree(Path(settings.STORAGES["dokumenter"]["OPTIONS"]["location"]))
    with pytest.raises(CommandError, match=r"^Helsesjekken feilet: \w+$"):
        call_command("helsesjekk")
    assert helsesjekk.siste() == for_


def test_it_is_unknown_until_somebody_has_tried() -> None:
    cache.clear()
    assert helsesjekk.siste() is None
