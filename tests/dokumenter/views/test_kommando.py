"""Hent med kommando, through the door of a recipient."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from dokumenter.models import Deling, Hentenokkel
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


def nokkel_i(svar: object) -> str:
    """The key on the page."""
    return re.findall(r"hent_[\w-]{43}", svar.content.decode())[0]  # type: ignore[attr-defined, no-any-return]


def test_it_shows_the_key_once_with_lines_that_fetch(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient, adresse = nettleser_for(mottaker), f"/d/{deling.id}/kommando"
    assert f'href="{adresse}"' in klient.get(f"/d/{deling.id}").content.decode()
    svar = klient.post(adresse, {"skjema": uuid4()})
    side, dokument = svar.content.decode(), deling.dokumenter.get()
    for tekst in ("curl -f -C -", "Invoke-WebRequest", "curl.exe", dokument.sha256, f"/d/{deling.id}/{dokument.id}"):
        assert tekst in side
    nokkel = nokkel_i(svar)
    assert svar["Cache-Control"].startswith("max-age=0")
    assert nokkel not in klient.get(adresse).content.decode()
    fil = Client().get(f"/d/{deling.id}/{dokument.id}", headers={"Authorization": f"Bearer {nokkel}"})
    assert b"".join(fil) == b"innhold"
    assert "Sist brukt" in klient.get(adresse).content.decode()


def test_it_makes_one_under_a_double_press(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient, felter = nettleser_for(mottaker), {"skjema": uuid4()}
    forste, andre = (nokkel_i(klient.post(f"/d/{deling.id}/kommando", felter)) for _ in range(2))
    assert forste != andre
    assert klient.get(f"/d/{deling.id}/kommando").content.decode().count("Ikke brukt") == 1


def test_it_takes_a_key_back_by_the_button(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(mottaker)
    nokkel = nokkel_i(klient.post(f"/d/{deling.id}/kommando"))
    felter = {"nokkel": Hentenokkel.objects.get().pk}
    for tekst in ("Nøkkelen er trukket tilbake", "Nøkkelen virket ikke lenger fra før"):
        svar = klient.post(f"/d/{deling.id}/kommando/trekk", felter, follow=True)
        assert tekst in svar.content.decode()
    assert "Du har ingen." in svar.content.decode()
    dokument = deling.dokumenter.get()
    hode = {"Authorization": f"Bearer {nokkel}"}
    assert Client().get(f"/d/{deling.id}/{dokument.id}", headers=hode).status_code == 401


@pytest.mark.parametrize("nokkel", ["", "x", "9" * 30, "-1", "²"])
def test_it_takes_back_nothing_for_what_is_no_key(
    nokkel: str, deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(mottaker)
    klient.post(f"/d/{deling.id}/kommando")
    assert klient.post(f"/d/{deling.id}/kommando/trekk", {"nokkel": nokkel}).status_code == 302
    assert Hentenokkel.objects.filter(trukket__isnull=True).count() == 1


@pytest.mark.parametrize("hvem", ["kari", "ola", "per", "fremmed"])
@pytest.mark.parametrize("adresse", ["kommando", "kommando/trekk"])
def test_it_shows_all_others_the_neutral_page(
    hvem: str, adresse: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    for id_ in (deling.id, uuid4()):
        svar = klient.post(f"/d/{id_}/{adresse}")
        assert svar.status_code == 404
        assert "Lenken er feil, eller dokumentene er ikke til deg." in svar.content.decode()
    assert not Hentenokkel.objects.exists()


def test_it_sends_nobody_to_login(deling: Deling) -> None:
    for adresse in ("kommando", "kommando/trekk"):
        svar = Client().post(f"/d/{deling.id}/{adresse}")
        assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")


def test_it_does_not_let_one_take_back_anothers(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    nettleser_for(mottaker).post(f"/d/{deling.id}/kommando")
    nettleser_for(fremmed).post(f"/d/{deling.id}/kommando/trekk", {"nokkel": Hentenokkel.objects.get().pk})
    assert Hentenokkel.objects.get().trukket is None
    assert "Du har ingen." in nettleser_for(fremmed).get(f"/d/{deling.id}/kommando").content.decode()


def test_it_demands_the_level_of_the_deling(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    klient = nettleser_for(mottaker)
    okt = klient.session
    okt["acr"] = "idporten-loa-substantial"
    okt.save()
    assert klient.post(f"/d/{deling.id}/kommando")["Location"].startswith("/logg-inn/")
    assert not Hentenokkel.objects.exists()


def test_it_leads_back_from_what_has_ended(
    deling: Deling, mottaker: User, kari: User, nettleser_for: Nettleser
) -> None:
    trekk_tilbake(deling=deling, av=kari)
    svar = nettleser_for(mottaker).post(f"/d/{deling.id}/kommando")
    assert (svar.status_code, svar["Location"]) == (302, f"/d/{deling.id}")


def test_it_tells_one_who_has_too_many(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(mottaker)
    for _nokkel in range(5):
        klient.post(f"/d/{deling.id}/kommando")
    svar = klient.post(f"/d/{deling.id}/kommando", follow=True)
    assert "Du har laget mange nøkler" in svar.content.decode()
    assert "hent_" not in svar.content.decode()


def test_it_says_so_when_there_is_nothing_to_fetch(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    deling.dokumenter.update(tilstand="kontrolleres")
    side = nettleser_for(mottaker).get(f"/d/{deling.id}/kommando").content.decode()
    assert "Ingen av dokumentene kan hentes akkurat nå" in side
