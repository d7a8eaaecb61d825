"""A form that is sent too late is kept for the one who wrote it. Tried on the form that makes a konto."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from kontoer.models import Konto, Organisasjon
from standins.idporten import IdPorten
from tests.idporten import Person
from tests.users.test_middleware import flytt_tiden
from users.models import User

NyPerson = Callable[[str], Person]


@pytest.fixture
def skjema(organisasjon: Organisasjon) -> str:
    """The address of the form "Ny konto"."""
    return reverse("kontoer:ny_konto", args=[organisasjon.pk])


def bli_utlogget(noen: Person, idporten: IdPorten, hvordan: str) -> None:
    if hvordan == "idporten":
        Client().get("/oidc/frontchannel-logout/", {"iss": idporten.issuer, "sid": noen.sid})
    else:
        flytt_tiden(noen.produkt, aktiv=31, innlogget=121 if hvordan == "lengst" else 31)


@pytest.mark.parametrize("hvordan", ["inaktiv", "lengst", "idporten"])
def test_it_gives_the_form_back_to_the_one_who_wrote_it(
    person: NyPerson, idporten: IdPorten, skjema: str, hvordan: str
) -> None:
    admin = person("admin")
    admin.logg_inn()
    bli_utlogget(admin, idporten, hvordan)
    svar = admin.produkt.post(skjema, {"navn": "Skole æøå"}, follow=True)
    assert "Vi har tatt vare på det du skrev" in svar.content.decode()
    assert not Konto.objects.exists()
    assert not [s for s in Session.objects.all() if "Skole" in str(s.get_decoded())]
    assert admin.logg_inn(next=skjema)["Location"] == skjema
    for _ in range(2):
        assert 'value="Skole æøå"' in admin.produkt.get(skjema).content.decode()
    admin.produkt.post(skjema, {"navn": "Skole æøå"})
    assert Konto.objects.get().navn == "Skole æøå"
    assert "Skole" not in admin.produkt.get(skjema).content.decode().split('name="navn"')[1][:200]


def test_it_never_shows_it_to_anybody_else(person: NyPerson, idporten: IdPorten, skjema: str, admin: User) -> None:
    forste = person("admin")
    forste.logg_inn()
    bli_utlogget(forste, idporten, "inaktiv")
    forste.produkt.post(skjema, {"navn": "Hemmelig"})
    assert "bevart_skjema" in forste.produkt.session
    forste.key = "kari"
    forste.annet.cookies.clear()
    forste.logg_inn()
    assert "bevart_skjema" not in forste.produkt.session


def test_it_does_not_keep_a_form_of_somebody_it_never_knew(skjema: str) -> None:
    klient = Client()
    assert klient.post(skjema, {"navn": "X"})["Location"].startswith("/logg-inn/?next=")
    assert "bevart_skjema" not in klient.session


def test_it_does_not_keep_more_than_a_form(person: NyPerson, idporten: IdPorten, skjema: str) -> None:
    admin = person("admin")
    admin.logg_inn()
    bli_utlogget(admin, idporten, "inaktiv")
    svar = admin.produkt.post(skjema, {"navn": "x" * 300_000}, follow=True)
    assert "Vi har tatt vare på" not in svar.content.decode()


def test_it_answers_scripts_with_401(client: Client, db: None) -> None:
    for hoder in ({"accept": "application/json"}, {"tus-resumable": "1.0.0"}):
        svar = client.get("/mottatt/", headers=hoder)
        assert (svar.status_code, svar.json()["feil"]) == (401, "innlogging_kreves")


def test_it_leads_back_to_the_page_an_act_was_done_from(client: Client, db: None) -> None:
    svar = client.post("/opplasting/gjenoppta/", headers={"referer": "http://testserver/del/?utkast=1"})
    assert svar["Location"] == "/logg-inn/?next=%2Fdel%2F%3Futkast%3D1"
    svar = client.post("/opplasting/gjenoppta/", headers={"referer": "https://feil.example/del/"})
    assert svar["Location"] == "/logg-inn/?next=%2F"
