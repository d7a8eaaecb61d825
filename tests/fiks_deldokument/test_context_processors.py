"""The frame of every page: the menu by role, and what the footer links to."""

from collections.abc import Callable

import pytest
from django.test import Client

from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.mark.parametrize(
    ("hvem", "meny"),
    [
        ("kari", ["Del dokumenter", "Mine delinger", "Mottatt"]),
        ("admin", ["Mottatt", "Konfigurasjon"]),
        ("uten_rett", ["Mottatt"]),
        ("fremmed", ["Mottatt"]),
    ],
)
def test_it_shows_each_person_what_is_theirs(
    hvem: str, meny: list[str], konto: Konto, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    svar = nettleser_for(request.getfixturevalue(hvem)).get("/")
    assert [punkt.navn for punkt in svar.context["meny"]] == meny
    side = svar.content.decode()
    assert all(f">{punkt.gjor}</a>" in side for punkt in svar.context["meny"])
    assert "Logg ut" in side


def test_it_shows_nobody_only_the_way_in(db: None) -> None:
    svar = Client().get("/")
    assert list(svar.context["meny"]) == []
    assert "Logg inn</a>" in svar.content.decode()
    assert not svar.cookies


def test_it_marks_the_page_one_is_on(kari: User, nettleser_for: Nettleser) -> None:
    side = nettleser_for(kari).get("/delinger/").content.decode()
    assert side.count('aria-current="page"') == 1
    assert '<a href="/delinger/" aria-current="page">Mine delinger</a>' in side


def test_it_marks_mottatt_where_one_has_followed_a_link(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    deling = lag_deling(konto, kari, kari)
    side = nettleser_for(kari).get(f"/d/{deling.id}").content.decode()
    assert '<a href="/mottatt/" aria-current="true">Mottatt</a>' in side
    assert side.count("aria-current=") == 2  # and the language


def test_it_lets_search_engines_find_the_front_page_alone(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    merke = '<meta name="robots" content="noindex, nofollow">'
    assert merke not in Client().get("/").content.decode()
    assert merke in nettleser_for(kari).get("/").content.decode()
    for sti in ("/ekte/", "/hjelp/", "/om/", f"/d/{lag_deling(konto, kari, kari).id}"):
        assert merke in Client().get(sti).content.decode()


def test_it_changes_language_without_a_token_and_stays_on_the_host(db: None) -> None:
    klient = Client(enforce_csrf_checks=True)
    svar = klient.post(
        "/sprak/", {"language": "en", "next": "https://example.com/"}, HTTP_REFERER="http://testserver/om/"
    )
    assert (svar.status_code, svar["Location"]) == (302, "http://testserver/om/")
    assert klient.get("/").content.decode().count('<html lang="en"') == 1


def test_it_links_to_the_erklaeringer_of_those_who_use_the_service(konto: Konto) -> None:
    organisasjon = konto.organisasjon
    organisasjon.tilgjengelighetserklaering = "https://uustatus.no/nb/erklaringer/publisert/1"
    organisasjon.save()
    assert "Tilgjengelighetserklæring for Testvik kommune" in Client().get("/om/").content.decode()
    organisasjon.tatt_i_bruk = None
    organisasjon.save()
    assert "Testvik" not in Client().get("/om/").content.decode()
