"""The login's life in a real browser: told before it ends, logged in again without losing what was typed."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from kontoer.models import Organisasjon
from standins.idporten import IdPorten
from standins.personer import personer
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


def kom_tilbake_til_fanen(side: Page) -> None:
    side.wait_for_load_state()  # the page's scripts come after its fields, and nobody listens before that
    side.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_asks_in_time_and_goes_on(ny_side: NySide, mottaker: User, settings: Settings, bredde: int) -> None:
    settings.OKT_INAKTIV_MINUTTER = 2
    side = ny_side(mottaker, bredde=bredde)
    side.goto("/")
    dialog = side.get_by_role("alertdialog", name="Er du fortsatt her?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("hvis du ikke gjør noe")
    expect(dialog.get_by_role("button", name="Fortsett")).to_be_focused()
    axe(side)
    ingen_overflyt(side)
    settings.OKT_INAKTIV_MINUTTER = 30
    side.get_by_role("button", name="Fortsett").click()
    expect(dialog).to_be_hidden()


def test_it_takes_escape_as_an_answer(ny_side: NySide, mottaker: User, settings: Settings) -> None:
    settings.OKT_INAKTIV_MINUTTER = 2
    side = ny_side(mottaker)
    side.goto("/")
    expect(side.get_by_role("alertdialog")).to_be_visible()
    settings.OKT_INAKTIV_MINUTTER = 30
    with side.expect_response("**/okt/forleng/") as svar:
        side.keyboard.press("Escape")
    assert svar.value.json()["inaktiv_om"] > 1700
    expect(side.get_by_role("alertdialog")).to_be_hidden()


def test_it_says_that_the_longest_time_cannot_be_moved(ny_side: NySide, mottaker: User, settings: Settings) -> None:
    settings.OKT_LENGST_MINUTTER = 2
    side = ny_side(mottaker)
    side.goto("/")
    dialog = side.get_by_role("alertdialog", name="Du blir snart logget ut")
    expect(dialog).to_contain_text("Tiden kan ikke forlenges")
    expect(dialog).to_contain_text("Filer som lastes opp, fortsetter")
    axe(side)
    side.get_by_role("button", name="Jeg forstår").click()
    expect(dialog).to_be_hidden()


def test_it_keeps_what_was_typed_while_one_logs_in_again_in_another_tab(
    ny_side: NySide, idporten_i_nettleser: IdPorten, organisasjon: Organisasjon, admin: User
) -> None:
    side = ny_side()
    skjema = f"/konfigurasjon/{organisasjon.pk}/ny-konto/"
    side.goto(f"/logg-inn/?next={skjema}")
    side.get_by_role("button", name=personer["admin"].navn).click()
    side.get_by_label("Navn", exact=True).fill("Helsestasjonen")
    Session.objects.all().delete()
    kom_tilbake_til_fanen(side)
    dialog = side.get_by_role("alertdialog", name="Du er logget ut")
    expect(dialog).to_contain_text("Det du har skrevet, står fortsatt på siden")
    axe(side)
    with side.context.expect_page() as ny_fane:
        dialog.get_by_role("link").click()
    expect(ny_fane.value.get_by_role("heading", name="Du er logget inn igjen")).to_be_visible()
    kom_tilbake_til_fanen(side)
    expect(dialog).to_be_hidden()
    expect(side.get_by_label("Navn", exact=True)).to_have_value("Helsestasjonen")
    side.locator("main form button[type=submit]").first.click()
    expect(side.locator("main")).to_contain_text("Helsestasjonen")
    assert organisasjon.kontoer.get().navn == "Helsestasjonen"


def test_it_logs_in_and_out_with_idporten(ny_side: NySide, idporten_i_nettleser: IdPorten) -> None:
    side = ny_side()
    side.goto("/")
    side.get_by_role("link", name="Logg inn").first.click()
    side.get_by_role("button", name=personer["kari"].navn).click()
    expect(side.get_by_role("button", name="Logg ut")).to_be_visible()
    side.get_by_role("button", name="Logg ut").click()
    expect(side.get_by_text("Du er logget ut.")).to_be_visible()
    expect(side.get_by_role("link", name="Logg inn").first).to_be_visible()
    assert not idporten_i_nettleser.sesjoner


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_where_login_fails_or_ends(
    ny_side: NySide, idporten_i_nettleser: IdPorten, bredde: int
) -> None:
    side = ny_side(bredde=bredde)
    for sti in ("/oidc/callback/?code=x&state=x", "/utlogget/?next=/mottatt/&bevart=ja", "/okt/innlogget/"):
        side.goto(sti)
        axe(side)
        ingen_overflyt(side)


def test_it_tells_and_works_without_javascript(ny_side: NySide, mottaker: User) -> None:
    side = ny_side(mottaker, uten_js=True)
    side.goto("/")
    expect(side.locator("footer")).to_contain_text("hvis du ikke gjør noe, og uansett klokken")
    expect(side.get_by_role("alertdialog")).to_be_hidden()
