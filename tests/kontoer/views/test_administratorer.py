"""The pages for administrators."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from kontoer.models import Administrator, Organisasjon
from standins.personer import personer
from tests.kontoer.sider import tekst
from users.models import User

Nettleser = Callable[[User | None], Client]


def test_it_adds_another_and_lists_both(organisasjon: Organisasjon, admin: User, nettleser_for: Nettleser) -> None:
    nettleser = nettleser_for(admin)
    adresse = reverse("kontoer:ny_administrator", args=[organisasjon.id])
    felter = {"fnr": personer["fremmed"].fnr, "navn": "Frida Test"}
    svar = tekst(nettleser.post(adresse, felter, follow=True))
    assert "Frida Test" in svar
    assert "ASTRID TESTPERSON" in svar
    assert personer["fremmed"].fnr not in svar
    assert "Personen er allerede administrator" in tekst(nettleser.post(adresse, felter))


def test_it_never_removes_the_last_one(organisasjon: Organisasjon, admin: User, nettleser_for: Nettleser) -> None:
    adresse = reverse("kontoer:fjern_administrator", args=[organisasjon.id, admin.id])
    svar = tekst(nettleser_for(admin).post(adresse, {"forstatt": "on"}))
    assert "Den siste administratoren kan ikke fjernes" in svar
    assert Administrator.objects.exists()


def test_it_removes_oneself_only_when_it_is_said(
    organisasjon: Organisasjon, admin: User, ola: User, nettleser_for: Nettleser
) -> None:
    Administrator.objects.create(organisasjon=organisasjon, bruker=ola)
    nettleser = nettleser_for(admin)
    meg = reverse("kontoer:fjern_administrator", args=[organisasjon.id, admin.id])
    assert "Kryss av for at du vil fjerne deg selv" in tekst(nettleser.post(meg))
    assert "forstatt" not in tekst(
        nettleser.get(reverse("kontoer:fjern_administrator", args=[organisasjon.id, ola.id]))
    )
    assert nettleser.post(meg, {"forstatt": "on"})["Location"] == reverse("forside")
    assert nettleser.get(reverse("kontoer:administratorer", args=[organisasjon.id])).status_code == 404
