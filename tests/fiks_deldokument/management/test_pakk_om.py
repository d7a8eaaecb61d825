"""What an operator reads when the master key is changed."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.users.services.test_ompakking import GAMMEL, NY, hovednokkel
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _en_bruker(settings: Settings, request: pytest.FixtureRequest) -> None:
    """One number under the old key; the new one is in use now."""
    settings.HOVEDNOKLER = GAMMEL
    request.getfixturevalue("mottaker")
    settings.HOVEDNOKLER = f"{NY},{GAMMEL}"


def test_it_looks_without_touching(capsys: pytest.CaptureFixture[str]) -> None:
    for_ = bytes(User.objects.get().fnr_kryptert)
    call_command("pakk_om", "--torrkjor")
    ut = capsys.readouterr().out
    assert "Nå: brukernes fødselsnummer: 1 under gammel" in ut
    assert "Hovednøkkel gammel: brukes fortsatt, behold den" in ut
    assert bytes(User.objects.get().fnr_kryptert) == for_


def test_it_says_when_the_old_key_may_go(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("pakk_om", "--bolk", "1")
    ut = capsys.readouterr().out
    assert "Nyeste hovednøkkel: ny" in ut
    assert "Pakket om brukernes fødselsnummer: 1" in ut
    assert "Nå: brukernes fødselsnummer: 1 under ny" in ut
    assert "Nå: dokumentenes nøkler: ingen" in ut
    assert "Hovednøkkel gammel: brukes ikke lenger, og kan fjernes" in ut


def test_it_fails_and_names_what_it_cannot_open(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    settings.HOVEDNOKLER = f"{NY},{hovednokkel('annen', b'a')}"
    with pytest.raises(CommandError, match="1 er ikke under den nyeste nøkkelen"):
        call_command("pakk_om")
    svar = capsys.readouterr()
    assert f"Kan ikke åpnes, og er urørt (brukernes fødselsnummer): {User.objects.get().pk}" in svar.err
    assert "Mangler i HOVEDNOKLER, og 1 kan ikke åpnes uten: gammel" in svar.err
    assert NY.partition(":")[2] not in svar.out + svar.err


@pytest.mark.parametrize("bolk", ["0", "-1", "mange"])
def test_it_takes_at_least_one_at_a_time(bolk: str) -> None:
    with pytest.raises(CommandError, match="minst 1"):
        call_command("pakk_om", f"--bolk={bolk}")
