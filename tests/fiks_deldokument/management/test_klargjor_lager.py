"""Taking a new document store into use."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from dokumenter.storage.lager import dokumentlager


def _lager_i(settings: Settings, sti: Path) -> None:
    valg = settings.STORAGES["dokumenter"] | {"OPTIONS": {"location": str(sti)}}
    settings.STORAGES = settings.STORAGES | {"dokumenter": valg}


def test_it_makes_a_new_store_ready_and_can_be_run_again(settings: Settings, tmp_path: Path) -> None:
    _lager_i(settings, tmp_path / "nytt")
    for _ in range(2):
        call_command("klargjor_lager", verbosity=0)
    dokumentlager().ready()
    assert [fil.name for fil in (tmp_path / "nytt").iterdir() if fil.is_file()] == ["vaktpost"]


def test_it_explains_a_store_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("ikke en mappe", encoding="utf-8")
    _lager_i(settings, tmp_path / "fil" / "lager")
    with pytest.raises(CommandError, match="Lageret kan ikke brukes"):
        call_command("klargjor_lager")
