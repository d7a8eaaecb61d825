"""The heartbeat that shows that beat, queue and worker live."""

import time

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from fiks_deldokument import hjerteslag
from fiks_deldokument.tasks import sla_hjerteslag_task


def test_it_has_no_age_before_the_first() -> None:
    assert hjerteslag.alder() is None


def test_it_is_young_after_the_task_and_ages() -> None:
    sla_hjerteslag_task()
    alder = hjerteslag.alder()
    assert alder is not None
    assert 0 <= alder < 5


def test_it_passes_the_health_check_while_young(capsys: pytest.CaptureFixture[str]) -> None:
    sla_hjerteslag_task()
    call_command("sjekk_hjerteslag")
    assert "Siste livstegn" in capsys.readouterr().out


def test_it_fails_the_health_check_when_there_is_none() -> None:
    with pytest.raises(CommandError, match="Ingen livstegn"):
        call_command("sjekk_hjerteslag")


def test_it_fails_the_health_check_when_it_is_old() -> None:
    cache.set("hjerteslag", time.time() - 200, timeout=None)
    with pytest.raises(CommandError, match="200 sekunder"):
        call_command("sjekk_hjerteslag", maks=120)
