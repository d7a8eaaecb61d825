"""What an operator reads after the database was restored from a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dokumenter.models import Deling
from dokumenter.storage.gravsteiner import Gravskrift, nytt_navn, skriv_gravstein
from dokumenter.storage.lager import VAKTPOST, dokumentlager
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Open here; the store knows that it was recalled."""
    deling = lag_deling(konto, kari, mottaker)
    skriv_gravstein(dokumentlager(), nytt_navn(3), [Gravskrift("deling", deling.pk, "trukket", timezone.now())])
    return deling


def apen(deling: Deling) -> bool:
    deling.refresh_from_db()
    return deling.er_apen(timezone.now())


def test_it_shows_without_touching(deling: Deling, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("gjenopprett", "--torrkjor")
    ut = capsys.readouterr().out
    assert "Gravsteiner i lageret som er nyere enn databasen: 1" in ut
    assert "Delinger: 1 stengt nå, 0 var det fra før, 0 finnes ikke i databasen" in ut
    assert "Tørrkjøring: ingenting er endret." in ut
    assert apen(deling)


def test_it_closes_and_reports(deling: Deling, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("gjenopprett")
    svar = capsys.readouterr()
    assert "Delinger: 1 stengt nå" in svar.out
    assert "Dokumenter som mangler innhold i lageret: 0" in svar.out
    assert "Databasen kan tas i bruk." in svar.out
    assert "2 numre mangler i rekken av gravsteiner." in svar.err
    assert not apen(deling)
    call_command("gjenopprett")
    assert "Gravsteiner i lageret som er nyere enn databasen: 0" in capsys.readouterr().out


def test_it_reports_what_is_missing_on_either_side(
    deling: Deling, capsys: pytest.CaptureFixture[str], tmp_path: Path, konto: Konto, kari: User
) -> None:
    annen = lag_deling(konto, kari).dokumenter.get()
    objekt = tmp_path / "dokumenter" / annen.blokker.get().navn
    objekt.unlink()
    call_command("gjenopprett")
    ut = capsys.readouterr().out
    assert f"Dokumenter som mangler innhold i lageret: 1\n  {annen.pk}: 1 objekter mangler" in ut


def test_it_stops_at_what_it_cannot_read(deling: Deling, capsys: pytest.CaptureFixture[str]) -> None:
    dokumentlager().write(nytt_navn(4), [b"x" * 100])
    with pytest.raises(CommandError, match="kan ikke leses"):
        call_command("gjenopprett")
    assert "Kan ikke brukes: gravsteiner/" in capsys.readouterr().err
    assert not apen(deling)
    call_command("gjenopprett", "--godta-ugyldige")
    assert "Databasen kan tas i bruk." in capsys.readouterr().out


def test_it_needs_the_store(deling: Deling) -> None:
    dokumentlager().remove(VAKTPOST)
    with pytest.raises(CommandError, match="vaktposten"):
        call_command("gjenopprett")
    assert apen(deling)
