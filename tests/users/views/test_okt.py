"""The login's life as the page's script asks about it, and without the script."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.users.test_middleware import flytt_tiden
from users.models import User

Nettleser = Callable[[User | None], Client]


def test_it_prolongs_the_idle_limit_and_not_the_longest(nettleser_for: Nettleser, mottaker: User) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, aktiv=29, innlogget=60)
    assert klient.get("/okt/status/").json()["inaktiv_om"] <= 60
    svar = klient.post("/okt/forleng/").json()
    assert 1795 <= svar["inaktiv_om"] <= 1800
    assert 3595 <= svar["slutt_om"] <= 3600
    assert klient.get("/okt/status/").json()["inaktiv_om"] >= 1795


def test_it_tells_nobody_that_there_is_no_login(client: Client, db: None) -> None:
    assert client.get("/okt/status/").json() == {"innlogget": False, "tekst": "Du er logget ut."}
    assert client.post("/okt/forleng/").json()["innlogget"] is False


def test_it_demands_csrf_to_prolong(mottaker: User, nettleser_for: Nettleser) -> None:
    klient = Client(enforce_csrf_checks=True)
    klient.cookies = nettleser_for(mottaker).cookies
    assert klient.post("/okt/forleng/").status_code == 403
    assert klient.get("/okt/forleng/").status_code == 405


def test_it_says_on_every_page_when_the_login_ends(nettleser_for: Nettleser, mottaker: User) -> None:
    klient = nettleser_for(mottaker)
    assert "hvis du ikke gjør noe, og uansett klokken" in klient.get("/").content.decode()
    flytt_tiden(klient, innlogget=100)
    tekst = klient.get("/").content.decode()
    assert "Du blir logget ut klokken" in tekst
    assert "hvis du ikke gjør noe" not in tekst
    assert "Du blir logget ut" not in Client().get("/").content.decode()


@pytest.mark.parametrize("neste", ["https://feil.example/", "//feil.example"])
def test_it_never_leads_to_another_site(client: Client, db: None, neste: str) -> None:
    tekst = client.get("/utlogget/", {"next": neste}).content.decode()
    assert "feil.example" not in tekst.split("<main")[1].split("</main>")[0]
    assert "/logg-inn/?next=%2F&quot;" in tekst or '/logg-inn/?next=%2F"' in tekst


def test_it_tells_the_second_tab_to_go_back_to_the_first(
    nettleser_for: Nettleser, mottaker: User, client: Client
) -> None:
    assert "Lukk denne fanen" in nettleser_for(mottaker).get("/okt/innlogget/").content.decode()
    assert "Du er ikke logget inn" in client.get("/okt/innlogget/").content.decode()
