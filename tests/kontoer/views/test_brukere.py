"""The pages for users of a konto."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kontoer.models import Konto, Kontotilgang
from kontoer.queries import tilganger_pa
from standins.personer import personer
from tests.kontoer.sider import tekst
from users.models import User

FNR = personer["fremmed"].fnr


@pytest.fixture
def nettleser(admin: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    """The administrator's."""
    return nettleser_for(admin)


def test_it_registers_a_user_by_number_and_name(konto: Konto, nettleser: Client) -> None:
    adresse = reverse("kontoer:ny_bruker", args=[konto.id])
    skjema = tekst(nettleser.get(adresse))
    assert "Fødselsnummer</label>" in skjema
    assert "Navn</label>" in skjema
    felter = {"fnr": f"\u200b{FNR[:6]}.{FNR[6:]}\ufe0f", "navn": "Frida Test", "kan_dele": "on"}
    svar = nettleser.post(adresse, felter, follow=True)
    assert "Brukeren er lagt til" in tekst(svar)
    assert FNR not in tekst(svar)
    [tilgang] = tilganger_pa(konto)
    assert (tilgang.navn, tilgang.kan_dele, tilgang.kan_laste_opp, tilgang.er_administrator) == (
        "Frida Test",
        True,
        True,
        False,
    )


def test_it_keeps_what_was_typed_when_the_number_is_wrong(konto: Konto, nettleser: Client) -> None:
    felter = {"fnr": "12345678901", "navn": "Frida Test", "er_administrator": "on"}
    svar = tekst(nettleser.post(reverse("kontoer:ny_bruker", args=[konto.id]), felter))
    assert "Fødselsnummeret er ikke gyldig" in svar
    assert 'value="Frida Test"' in svar
    assert 'value="12345678901"' in svar
    assert svar.count("checked") == 1


def test_it_says_that_somebody_is_a_user_already(konto: Konto, kari: User, nettleser: Client) -> None:
    felter = {"fnr": personer["kari"].fnr, "navn": "Kari Test"}
    svar = tekst(nettleser.post(reverse("kontoer:ny_bruker", args=[konto.id]), felter))
    assert '<a class="ds-link" href="#id_fnr">Personen er allerede bruker på kontoen.</a>' in svar


def test_it_changes_rights(konto: Konto, kari: User, nettleser: Client) -> None:
    adresse = reverse("kontoer:rettigheter", args=[konto.id, kari.id])
    assert "KARI TESTPERSON" in tekst(nettleser.get(adresse))
    nettleser.post(adresse, {"er_administrator": "on"})
    tilgang = Kontotilgang.objects.get()
    assert (tilgang.kan_dele, tilgang.kan_laste_opp, tilgang.er_administrator) == (False, False, True)


def test_it_asks_before_it_removes(konto: Konto, kari: User, nettleser: Client) -> None:
    adresse = reverse("kontoer:fjern_bruker", args=[konto.id, kari.id])
    assert "KARI TESTPERSON mister tilgangen" in tekst(nettleser.get(adresse))
    assert Kontotilgang.objects.exists()
    nettleser.post(adresse)
    assert not Kontotilgang.objects.exists()
    assert nettleser.post(adresse).status_code == 404


def test_it_does_not_find_a_person_who_is_no_user(konto: Konto, per: User, nettleser: Client) -> None:
    assert nettleser.get(reverse("kontoer:rettigheter", args=[konto.id, per.id])).status_code == 404
