"""The command that puts a text on every page."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from fiks_deldokument import driftsmelding


def test_it_shows_tells_and_takes_away(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("driftsmelding", "  Nede  i kveld ", "--til", "1 uke")
    call_command("driftsmelding")
    assert capsys.readouterr().out == "Vises nå: Nede i kveld\n" * 2
    call_command("driftsmelding", "--fjern")
    assert capsys.readouterr().out == "Ingen driftsmelding vises.\n"


@pytest.mark.parametrize(
    ("argumenter", "grunn"),
    [
        (["x" * 501], "høyst 500 tegn"),
        (["tekst", "--til", "i morgen kanskje"], "--til: "),
        (["tekst", "--til", "1.1.2020"], "passert"),
    ],
)
def test_it_refuses_what_it_cannot_show(argumenter: list[str], grunn: str) -> None:
    with pytest.raises(CommandError, match=grunn):
        call_command("driftsmelding", *argumenter)
    assert driftsmelding.gjeldende() == ""


def test_it_says_where_the_one_that_is_left_stands(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    settings.DRIFTSMELDING = "fast"
    call_command("driftsmelding", "--fjern")
    assert capsys.readouterr().out.splitlines() == [
        "Vises nå: fast",
        "Den står i innstillingen DRIFTSMELDING, og må tas bort der.",
    ]
