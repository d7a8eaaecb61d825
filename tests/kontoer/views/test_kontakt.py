"""Kontakt for mottakere: the form, who may use it, and that Konfigurasjon says when nobody has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kontoer.models import Kontaktinfo, Konto
from tests.kontoer.sider import tekst
from users.models import User

Nettleser = Callable[[User | None], Client]
FELTER = {
    "telefon": "55 55 55 55",
    "epost": "post@testvik.example",
    "apningstid": "man–fre\n9–15",
    "svarlenke": "https://svar.example/",
}


def test_it_is_asked_for_and_saved(konto: Konto, admin: User, nettleser_for: Nettleser) -> None:
    klient, sti = nettleser_for(admin), f"/konfigurasjon/konto/{konto.id}/"
    assert "Kontoen har ingen kontaktinformasjon" in tekst(klient.get(sti))
    assert "Kontoer uten kontaktinformasjon" in tekst(klient.get(f"/konfigurasjon/{konto.organisasjon_id}/"))
    assert klient.post(f"{sti}kontakt/", FELTER)["Location"] == sti
    assert Kontaktinfo.objects.get().svarlenke == "https://svar.example/"
    assert "Kontoen har ingen kontaktinformasjon" not in tekst(klient.get(sti))
    assert "Kontoer uten kontaktinformasjon" not in tekst(klient.get(f"/konfigurasjon/{konto.organisasjon_id}/"))
    assert "55 55 55 55" in klient.get(f"{sti}kontakt/").content.decode()


@pytest.mark.parametrize(
    ("felt", "verdi", "feil"),
    [
        ("telefon", "ring meg", "Skriv telefonnummeret med sifre"),
        ("telefon", "ring 555 eller 556", "Skriv telefonnummeret med sifre"),
        ("epost", "post", "Skriv en e-postadresse"),
        ("svarlenke", "http://svar.example/", "Adressen må begynne med https"),
        ("svarlenke", "javascript:alert(1)", "Skriv hele adressen til siden"),
    ],
)
def test_it_says_what_is_wrong(
    felt: str, verdi: str, feil: str, konto: Konto, admin: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(admin).post(f"/konfigurasjon/konto/{konto.id}/kontakt/", FELTER | {felt: verdi})
    assert feil in tekst(svar)
    assert not Kontaktinfo.objects.exists()


@pytest.mark.parametrize(("hvem", "status"), [("kontoadmin", 302), ("kari", 403), ("fremmed", 404), (None, 302)])
def test_it_is_for_those_who_administer_the_konto(
    hvem: str | None, status: int, konto: Konto, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    assert klient.post(f"/konfigurasjon/konto/{konto.id}/kontakt/", FELTER).status_code == status
    assert Kontaktinfo.objects.exists() == (hvem == "kontoadmin")
