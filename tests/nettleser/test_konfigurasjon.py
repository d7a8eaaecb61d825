"""Konfigurasjon in a real browser: every page accessible and narrow enough, and the administrator's first day."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kontoer.models import Integrasjon, Konto, Organisasjon
from kontoer.urls import urlpatterns
from standins.personer import personer
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

_SIDER = sorted({str(sti.name) for sti in urlpatterns} - {"konfigurasjon", "logg_eksport"})


@pytest.fixture
def adresser(konto: Konto, kari: User, ola: User, admin: User) -> dict[str, str]:
    """The address of each page, with a konto of a long name and a system."""
    organisasjon = konto.organisasjon
    Konto.objects.create(organisasjon=organisasjon, navn="Barnehageadministrasjonskontoret " * 3)
    integrasjon = Integrasjon.objects.create(organisasjon=organisasjon, navn="Fagsystem", autorisert_orgnr="311500015")
    mulige = {
        "organisasjon_id": organisasjon.id,
        "konto_id": konto.id,
        "integrasjon_id": integrasjon.id,
        "bruker_id": kari.id,
    }
    administratorer = {"bruker_id": admin.id}
    adresser = {}
    for sti in urlpatterns:
        ider = mulige | (administratorer if sti.name == "fjern_administrator" else {})
        argumenter = {felt: ider[felt] for felt in sti.pattern.converters}
        adresser[str(sti.name)] = reverse(f"kontoer:{sti.name}", kwargs=argumenter)
    return adresser


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, adresser: dict[str, str], admin: User, bredde: int
) -> None:
    side = ny_side(admin, bredde=bredde)
    for navn in _SIDER:
        side.goto(adresser[navn])
        axe(side)
        ingen_overflyt(side)


@pytest.mark.parametrize("navn", ["ny_konto", "ny_bruker", "slett_konto", "ny_integrasjon"])
def test_it_moves_to_what_is_wrong(ny_side: NySide, adresser: dict[str, str], admin: User, navn: str) -> None:
    side = ny_side(admin, bredde=320)
    side.goto(adresser[navn])
    side.locator("main form button[type=submit]").click()
    expect(side.locator("ds-error-summary")).to_be_focused()
    axe(side)
    ingen_overflyt(side)
    side.locator("ds-error-summary a").first.click()
    expect(side.locator("[aria-invalid=true]").first).to_be_focused()


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_takes_an_administrator_from_terms_to_the_first_user(
    ny_side: NySide, organisasjon: Organisasjon, admin: User, uten_js: bool
) -> None:
    Organisasjon.objects.update(tatt_i_bruk=None, tatt_i_bruk_av=None)
    side = ny_side(admin, uten_js=uten_js)
    side.goto("/")
    side.locator(".meny").get_by_role("link", name="Konfigurasjon").click()
    side.get_by_role("link", name="Ta i bruk").click()
    side.get_by_label("Jeg godtar vilkårene på vegne av organisasjonen").check()
    side.get_by_role("button", name="Ta i bruk").click()
    side.get_by_role("link", name="Ny konto").click()
    side.get_by_label("Navn").fill("Barnevern")
    side.get_by_role("button", name="Opprett konto").click()
    side.get_by_role("link", name="Legg til bruker").click()
    side.get_by_label("Fødselsnummer").fill(personer["kari"].fnr)
    side.get_by_label("Navn").fill("Kari Testperson")
    side.get_by_role("button", name="Legg til bruker").click()
    expect(side.get_by_role("heading", name="Kari Testperson")).to_be_visible()
    side.get_by_role("link", name="Logg", exact=True).click()
    expect(side.locator("tbody tr")).to_have_count(2)


@pytest.mark.parametrize("uten_js", [False, True])
@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_finds_a_konto_for_the_log_by_a_part_of_its_name(
    ny_side: NySide, adresser: dict[str, str], admin: User, uten_js: bool, bredde: int
) -> None:
    side = ny_side(admin, uten_js=uten_js, bredde=bredde)
    side.goto(adresser["logg"])
    side.get_by_role("searchbox", name="Konto eller person").fill("barnehage")
    side.keyboard.press("Enter")
    treff = side.get_by_role("link", name="Barnehageadministrasjonskontoret")
    expect(treff).to_be_visible()
    if not uten_js:
        axe(side)
        ingen_overflyt(side)
    assert "barnehage" not in side.url
    treff.click()
    expect(side.get_by_text("Konto: Barnehageadministrasjonskontoret")).to_be_visible()
    if not uten_js:
        axe(side)
        ingen_overflyt(side)


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_copies_an_id_and_shows_it_alone_without_javascript(
    ny_side: NySide, adresser: dict[str, str], konto: Konto, admin: User, uten_js: bool
) -> None:
    side = ny_side(admin, uten_js=uten_js)
    side.goto(adresser["konto"])
    expect(side.get_by_text(str(konto.id), exact=True)).to_be_visible()
    knapp = side.get_by_role("button", name="Kopier Kontoens id")
    if uten_js:
        expect(knapp).to_have_count(0)
        return
    side.evaluate("navigator.clipboard.writeText = async (tekst) => { window.kopiert = tekst; }")
    knapp.click()
    expect(side.locator("[data-kopistatus]")).to_have_text("Kopiert")
    assert side.evaluate("window.kopiert") == str(konto.id)
