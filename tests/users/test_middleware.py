"""The limits of a login, with time moved in the session."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from hendelser.models import Hendelse, Hendelsestype
from tests.idporten import Person
from users.models import Okt, User

Nettleser = Callable[[User | None], Client]


def flytt_tiden(klient: Client, *, aktiv: float = 0, innlogget: float = 0) -> None:
    """So many minutes pass since the last act, and since the login."""
    okt = klient.session
    okt["siste_aktivitet"] -= int(aktiv * 60)
    okt["innlogget"] -= int(innlogget * 60)
    okt.save()


def er_innlogget(klient: Client) -> bool:
    return bool(klient.get("/okt/status/").json()["innlogget"])


@pytest.mark.parametrize(
    ("aktiv", "innlogget", "grunn"),
    [(30.1, 30.1, "inaktiv"), (0, 120.1, "lengst"), (29, 119, None), (200, 200, "lengst")],
)
def test_it_ends_a_login_by_both_limits(
    nettleser_for: Nettleser, mottaker: User, aktiv: float, innlogget: float, grunn: str | None
) -> None:
    klient = nettleser_for(mottaker)
    nokkel = klient.session.session_key
    flytt_tiden(klient, aktiv=aktiv, innlogget=innlogget)
    assert er_innlogget(klient) is (grunn is None)
    assert Session.objects.filter(session_key=nokkel).exists() is (grunn is None)
    utlogginger = Hendelse.objects.filter(type=Hendelsestype.LOGGET_UT)
    assert [h.data["grunn"] for h in utlogginger] == ([grunn] if grunn else [])


def test_it_follows_the_settings(nettleser_for: Nettleser, mottaker: User, settings: Settings) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, aktiv=6, innlogget=6)
    settings.OKT_INAKTIV_MINUTTER = 5
    assert not er_innlogget(klient)


def test_it_trusts_no_session_without_times(mottaker: User) -> None:
    klient = Client()
    klient.force_login(mottaker)
    assert not er_innlogget(klient)


def test_it_says_why_and_leads_back(nettleser_for: Nettleser, mottaker: User) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, aktiv=31, innlogget=31)
    svar = klient.get("/mottatt/?side=2", follow=True)
    assert svar.redirect_chain == [("/utlogget/?next=%2Fmottatt%2F%3Fside%3D2", 302)]
    tekst = svar.content.decode()
    assert "fordi du ikke hadde gjort noe på 30 minutter" in tekst
    assert "/logg-inn/?next=%2Fmottatt%2F%3Fside%3D2" in tekst


def test_it_says_why_on_an_open_page_and_only_once(nettleser_for: Nettleser, mottaker: User) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, innlogget=121)
    assert "en innlogging varer i høyst 120 minutter" in klient.get("/").content.decode()
    assert "en innlogging varer" not in klient.get("/").content.decode()


def test_it_removes_the_okt_of_a_login_that_ran_out(person: Callable[[str], Person]) -> None:
    kari = person("kari")
    kari.logg_inn()
    flytt_tiden(kari.produkt, aktiv=31)
    assert not kari.er_innlogget
    assert not Okt.objects.exists()
    assert kari.logg_inn(next="/mottatt/")["Location"] == "/mottatt/"
    assert "okt_slutt" not in kari.produkt.session


def test_it_writes_the_activity_at_most_once_a_minute(
    nettleser_for: Nettleser, mottaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, aktiv=0.9)
    for_ = klient.session["siste_aktivitet"]
    with django_assert_num_queries(2) as lest:
        klient.get("/okt/status/")
    assert not [s for s in lest.captured_queries if "UPDATE" in s["sql"]]
    klient.get("/mottatt/")
    assert klient.session["siste_aktivitet"] == for_
    flytt_tiden(klient, aktiv=0.2)
    klient.get("/mottatt/")
    assert klient.session["siste_aktivitet"] > for_


def test_it_does_not_count_the_page_asking_by_itself(nettleser_for: Nettleser, mottaker: User) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, aktiv=20)
    for_ = klient.session["siste_aktivitet"]
    klient.get("/okt/status/")
    klient.get("/mottatt/", headers={"Uten-Aktivitet": "ja"})
    assert klient.session["siste_aktivitet"] == for_


def test_it_ends_a_login_that_only_scripts_have_used(nettleser_for: Nettleser, mottaker: User) -> None:
    klient = nettleser_for(mottaker)
    for _gang in range(3):
        flytt_tiden(klient, aktiv=11)
        klient.get("/mottatt/", headers={"Uten-Aktivitet": "ja"})
    assert not er_innlogget(klient)


def test_it_leaves_the_session_alone_where_no_login_is_needed(
    nettleser_for: Nettleser, mottaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    klient = nettleser_for(mottaker)
    flytt_tiden(klient, aktiv=20)
    for_ = klient.session["siste_aktivitet"]
    with django_assert_num_queries(0):
        klient.get("/livez")
    assert klient.session["siste_aktivitet"] == for_
