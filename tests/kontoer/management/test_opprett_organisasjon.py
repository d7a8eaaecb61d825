"""The command that makes an organisation."""

import io
import sys
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from kontoer.models import Organisasjon
from kontoer.queries import administratorer_i
from standins.personer import kommuner, personer

pytestmark = pytest.mark.django_db
FNR, ORGNR = personer["admin"].fnr, kommuner["testvik"].orgnr


@pytest.fixture
def tast(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What is typed on standard input."""
    return lambda tekst: monkeypatch.setattr(sys, "stdin", io.StringIO(tekst))


def _kjor(*flere: str, orgnr: str = ORGNR) -> str:
    ut = io.StringIO()
    call_command("opprett_organisasjon", "--orgnr", orgnr, "--navn", "Testvik kommune", *flere, stdout=ut, stderr=ut)
    return ut.getvalue()


@pytest.mark.parametrize(
    "tekst", [f"{FNR} Astrid Test", f" {FNR[:6]} {FNR[6:]}  Astrid  Test\n", f"\ufeff{FNR[:6]}-{FNR[6:]} Astrid Test"]
)
def test_it_makes_the_organisation(tekst: str) -> None:
    utskrift = _kjor("--administrator", tekst)
    organisasjon = Organisasjon.objects.get()
    assert str(organisasjon.id) in utskrift
    assert FNR not in utskrift
    assert administratorer_i(organisasjon).get().navn == "Astrid Test"


@pytest.mark.parametrize("argumenter", [[], ["--administrator", "-"]])
def test_it_reads_the_number_from_standard_input(argumenter: list[str], tast: Callable[[str], None]) -> None:
    tast(f"{FNR} Astrid Test\nmer\n")
    _kjor(*argumenter)
    assert administratorer_i(Organisasjon.objects.get()).get().navn == "Astrid Test"


@pytest.mark.parametrize(
    ("administrator", "orgnr", "melding"),
    [
        ("12345678901 Astrid Test", ORGNR, "Fødselsnummeret er ikke gyldig"),
        (f"{FNR} Astrid Test", "123456789", "Organisasjonsnummeret er ikke gyldig"),
        (FNR, ORGNR, "Oppgi administratoren som"),
        ("Astrid Test", ORGNR, "Oppgi administratoren som"),
        ("", ORGNR, "Oppgi administratoren som"),
    ],
)
def test_it_refuses_with_a_clear_message_that_holds_no_number(administrator: str, orgnr: str, melding: str) -> None:
    with pytest.raises(CommandError, match=melding) as feil:
        _kjor("--administrator", administrator, orgnr=orgnr)
    assert feil.value.returncode == 1
    assert not any(siffer in str(feil.value) for siffer in (FNR, "12345678901"))
    assert feil.value.__suppress_context__ or feil.value.__context__ is None
    assert not Organisasjon.objects.exists()


def test_it_refuses_an_organisation_that_is_here_already() -> None:
    _kjor("--administrator", f"{FNR} Astrid Test")
    with pytest.raises(CommandError, match="registrert fra før"):
        _kjor("--administrator", f"{FNR} Astrid Test")
    assert Organisasjon.objects.count() == 1
