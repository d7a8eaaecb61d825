"""The pages for systems."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse

from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Organisasjon
from tests.kontoer.sider import tekst
from users.models import User


@pytest.fixture
def nettleser(admin: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    """The administrator's."""
    return nettleser_for(admin)


def _passord(svar: str) -> str:
    funnet = re.search(r"id=\"integrasjon-passord\"[^>]*>([\w-]+)</span>", svar)
    assert funnet is not None
    return funnet[1]


def test_it_shows_the_password_once(organisasjon: Organisasjon, nettleser: Client) -> None:
    adresse = reverse("kontoer:ny_integrasjon", args=[organisasjon.id])
    felter = {"navn": "Fagsystem", "autorisert_orgnr": "311 500 015"}
    svar = nettleser.post(adresse, felter)
    assert "no-store" in svar["Cache-Control"]
    integrasjon = Integrasjon.objects.get()
    passord = _passord(tekst(svar))
    assert check_password(passord, integrasjon.passord_hash)
    assert passord not in tekst(nettleser.get(reverse("kontoer:integrasjon", args=[integrasjon.id])))
    assert "Det finnes en integrasjon med dette navnet" in tekst(nettleser.post(adresse, felter))


def test_it_replaces_the_password(integrasjon: Integrasjon, nettleser: Client) -> None:
    passord = _passord(tekst(nettleser.post(reverse("kontoer:nytt_passord", args=[integrasjon.id]))))
    integrasjon.refresh_from_db()
    assert check_password(passord, integrasjon.passord_hash)


def test_it_gives_access_per_konto(
    integrasjon: Integrasjon, konto: Konto, andre_konto: Konto, annen_organisasjon: Organisasjon, nettleser: Client
) -> None:
    fremmed = Konto.objects.create(organisasjon=annen_organisasjon, navn="Fremmed konto")
    adresse = reverse("kontoer:integrasjon", args=[integrasjon.id])
    svar = tekst(nettleser.post(adresse, {"kontoer": [konto.id]}, follow=True))
    assert svar.count("checked") == 1
    assert "Byggesak" in svar
    assert "Fremmed konto" not in svar
    assert "id_kontoer_error" in tekst(nettleser.post(adresse, {"kontoer": [konto.id, fremmed.id]}))
    assert [tilgang.konto for tilgang in Integrasjonstilgang.objects.all()] == [konto]


def test_it_asks_before_it_deletes(integrasjon: Integrasjon, nettleser: Client) -> None:
    adresse = reverse("kontoer:slett_integrasjon", args=[integrasjon.id])
    assert "«Fagsystem» kan ikke lenger bruke tjenesten" in tekst(nettleser.get(adresse))
    assert "Ingen integrasjoner ennå" in tekst(nettleser.post(adresse, follow=True))
