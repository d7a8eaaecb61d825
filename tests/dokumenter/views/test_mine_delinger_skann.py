"""What the scan for malware said, as those who share read it: why a file is blocked, and what to do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.services.sletting import slett_dokument
from dokumenter.tekst import dato_i_ord
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.dokumenter.views.test_mottak_skann import sett
from users.models import User

Nettleser = Callable[[User | None], Client]
SPERRET = "Noe av dette er sperret, og mottakerne kan ikke hente det."
SAGT = [
    ("tilgjengelig", "ikke_skannet", "Filen er ikke skannet for skadevare."),
    ("tilgjengelig", "ren", "ingenting funnet."),
    ("tilgjengelig", "kryptert", "Ikke skannet for skadevare: Filen er kryptert."),
    ("kontrolleres", "skanner_nede", "Skanneren for skadevare svarer ikke."),
    ("sperret", "smittet", "Slett dokumentet her, og si fra til IT-avdelingen"),
    ("sperret", "for_stor", "Del innholdet i mindre filer"),
    ("sperret", "kryptert", "Fjern passordet fra filen og del den på nytt"),
    ("sperret", "ikke_skannet", "Innholdet i lageret er skadet."),
]
I_SKJEMAET = [
    ("tilgjengelig", "ikke_skannet", "Lastet opp"),
    ("tilgjengelig", "for_stor", "Lastet opp. For stor til å skannes"),
    ("tilgjengelig", "kryptert", "Lastet opp. Kryptert, og kan ikke skannes"),
    ("kontrolleres", "skanner_nede", "Lastet opp. Skanneren for skadevare svarte ikke."),
    ("sperret", "smittet", "Sperret: Skanneren fant skadevare."),
    ("sperret", "for_stor", "Sperret: For stor til å skannes"),
    ("sperret", "kryptert", "Sperret: Kryptert, og kan ikke skannes"),
    ("sperret", "ikke_skannet", "Sperret: Innholdet i lageret er skadet."),
]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument, shared by kari."""
    return lag_deling(konto, kari, mottaker)


@pytest.mark.parametrize(("tilstand", "skann", "tekst"), SAGT)
def test_it_tells_those_who_may_share_what_to_do_and_nobody_else(
    deling: Deling,
    nettleser_for: Nettleser,
    kari: User,
    ola: User,
    per: User,
    mottaker: User,
    tilstand: str,
    skann: str,
    tekst: str,
) -> None:
    sett(deling, tilstand, skann)
    for avsender in (kari, ola):
        side = nettleser_for(avsender).get(f"/delinger/{deling.id}/").content.decode()
        assert [ett for _t, _s, ett in SAGT if ett in side] == [tekst]
        assert (SPERRET in side) == (tilstand == "sperret")
    for hvem, status in ((per, 404), (mottaker, 404), (None, 302)):
        svar = nettleser_for(hvem).get(f"/delinger/{deling.id}/")
        assert svar.status_code == status
        assert "skadevare" not in svar.content.decode()


def test_it_says_when_malware_is_destroyed_and_that_it_was(
    deling: Deling, nettleser_for: Nettleser, kari: User
) -> None:
    dokument = sett(deling, "sperret", "smittet")
    assert dokument.skannet is not None
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert f"Innholdet slettes av seg selv {dato_i_ord(dokument.skannet + timedelta(days=7))}." in side
    slett_dokument(dokument=dokument, av=kari)
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "Skanneren fant skadevare i filen før den ble slettet." in side
    assert SPERRET not in side


@pytest.mark.parametrize(("tilstand", "skann", "tekst"), I_SKJEMAET)
def test_it_tells_in_the_form_before_anything_is_shared(
    konto: Konto,
    nettleser_for: Nettleser,
    kari: User,
    ola: User,
    per: User,
    tilstand: str,
    skann: str,
    tekst: str,
) -> None:
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    Dokument.objects.update(tilstand=tilstand, skann=skann, skannet=timezone.now())
    side = nettleser_for(kari).get(f"/del/?utkast={utkast.id}").content.decode()
    assert tekst in side
    assert [ett for _t, _s, ett in I_SKJEMAET[1:] if ett in side] == [ett for ett in [tekst] if ett != "Lastet opp"]
    for hvem in (ola, per, None):
        assert tekst not in nettleser_for(hvem).get(f"/del/?utkast={utkast.id}").content.decode()
