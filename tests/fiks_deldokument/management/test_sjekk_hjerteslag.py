"""The health check of worker and beat."""

import time

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from fiks_deldokument import hjerteslag
from fiks_deldokument.koer import KOER

pytestmark = pytest.mark.django_db


def test_it_passes_while_the_heartbeat_is_young(capsys: pytest.CaptureFixture[str]) -> None:
    for ko in KOER:
        hjerteslag.sla(ko)
    call_command("sjekk_hjerteslag")
    assert "Siste livstegn" in capsys.readouterr().out


def test_it_fails_when_there_is_none() -> None:
    with pytest.raises(CommandError, match="Ingen livstegn"):
        call_command("sjekk_hjerteslag")


def test_it_fails_when_it_is_old() -> None:
    for ko in KOER:
        cache.set(f"hjerteslag-{ko}", time.time() - 200, timeout=None)
    with pytest.raises(CommandError, match="200 sekunder"):
        call_command("sjekk_hjerteslag", maks=120)
