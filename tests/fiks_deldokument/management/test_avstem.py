"""What an operator reads when database and store are compared."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from dokumenter.storage.lager import VAKTPOST, dokumentlager

pytestmark = pytest.mark.django_db


@pytest.fixture
def rest(tmp_path: Path) -> str:
    """An old object without a row."""
    navn = f"ab/ab{str(uuid4())[2:]}/{uuid4()}"
    dokumentlager().write(navn, [b"rest"])
    os.utime(tmp_path / "dokumenter" / navn, (0, 0))
    return navn


def test_it_shows_without_touching(rest: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("avstem", "--torrkjor")
    ut = capsys.readouterr().out
    assert f"Objekter som ikke hører til noe dokument: 1\n  {rest}\n" in ut
    assert dokumentlager().exists(rest)


def test_it_removes_and_says_how_many(rest: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("avstem")
    assert "Fjernet: 1" in capsys.readouterr().out
    assert not dokumentlager().exists(rest)


def test_it_fails_when_it_is_too_much_and_does_it_when_told_how_much(
    rest: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.AVSTEM_MAKS_OBJEKTER = 0
    with pytest.raises(CommandError, match="flere enn grensen"):
        call_command("avstem")
    assert dokumentlager().exists(rest)
    call_command("avstem", "--maks", "1")
    assert "Fjernet: 1" in capsys.readouterr().out


def test_it_needs_the_store(rest: str) -> None:
    dokumentlager().remove(VAKTPOST)
    with pytest.raises(CommandError, match="vaktposten"):
        call_command("avstem")
