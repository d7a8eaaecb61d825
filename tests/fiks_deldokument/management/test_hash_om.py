"""What an operator reads when IDENT_NOKKEL is changed."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.users.services.test_omhashing import GAMMEL, NY
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _en_bruker(settings: Settings, request: pytest.FixtureRequest) -> None:
    """One user under the old key; the new one is in use now."""
    settings.IDENT_NOKKEL = GAMMEL
    request.getfixturevalue("mottaker")
    settings.IDENT_NOKKEL = f"{NY},{GAMMEL}"


def test_it_looks_without_touching(capsys: pytest.CaptureFixture[str]) -> None:
    for_ = User.objects.get().fnr_hash
    call_command("hash_om", "--torrkjor")
    ut = capsys.readouterr().out
    assert "Nå: brukere: 1 under uten id" in ut
    assert "Identnøkkel uten id: brukes fortsatt, behold den" in ut
    assert User.objects.get().fnr_hash == for_


def test_it_says_when_the_old_key_may_go(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("hash_om", "--bolk", "1")
    ut = capsys.readouterr().out
    assert "Nyeste identnøkkel: ny" in ut
    assert "Regnet om brukere: 1" in ut
    assert "Nå: brukere: 1 under ny" in ut
    assert "Nå: mottakere som er personer: ingen" in ut
    assert "Identnøkkel uten id: brukes ikke lenger. Den kan fjernes når det er 120 minutter siden" in ut


def test_it_fails_and_names_what_it_cannot_open(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.update(fnr_kryptert=b"")
    with pytest.raises(CommandError, match="1 står ikke under den nyeste nøkkelen"):
        call_command("hash_om")
    svar = capsys.readouterr()
    assert f"Nummeret kan ikke åpnes, og raden er urørt (brukere): {User.objects.get().pk}" in svar.err
    assert "1 står under en nøkkel som ikke er i IDENT_NOKKEL" in svar.err
    assert NY.partition(":")[2] not in svar.out + svar.err


def test_it_tells_of_a_key_that_was_taken_out_too_early(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    settings.IDENT_NOKKEL = NY
    call_command("hash_om", "--torrkjor")
    assert "1 står under en nøkkel som ikke er i IDENT_NOKKEL" in capsys.readouterr().err
    call_command("hash_om")
    assert "Nå: brukere: 1 under ny" in capsys.readouterr().out
