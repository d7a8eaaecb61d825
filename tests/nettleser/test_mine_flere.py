"""Searching and choosing several in Mine delinger, in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from dokumenter.models import Deling
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.queries.test_mine_sok import kall
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


@pytest.fixture
def delinger(konto: Konto, kari: User, mottaker: User) -> list[Deling]:
    """Two open ones with a title, and one that is over."""
    delinger = [lag_deling(konto, kari, mottaker) for _nr in range(3)]
    kall(delinger[0], "Flytting av en lang og hemmelig tittel som går over flere linjer", "2026/17")
    kall(delinger[1], "Anke")
    trekk_tilbake(deling=delinger[2], av=kari)
    return delinger


def _prov(side: Page) -> None:
    axe(side)
    ingen_overflyt(side)


@pytest.mark.parametrize("uten_js", [False, True])
@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_chooses_all_and_recalls_them_after_asking(
    ny_side: NySide, delinger: list[Deling], kari: User, uten_js: bool, bredde: int
) -> None:
    side = ny_side(kari, uten_js=uten_js, bredde=bredde)
    side.goto("/delinger/")
    side.get_by_text("Velg alle på siden").click()
    bokser = side.locator("input[name=deling]")
    expect(bokser).to_have_count(2)
    for nr in range(2):
        expect(bokser.nth(nr)).to_be_checked()
    side.get_by_role("button", name="Trekk tilbake valgte").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Vil du trekke tilbake 2 delinger?")
    if not uten_js:
        _prov(side)
    side.get_by_role("button", name="Trekk tilbake 2 delinger").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("2 delinger er trukket tilbake.")
    if not uten_js:
        _prov(side)
    assert not Deling.objects.filter(tilstand=Deling.Tilstand.DELT).exists()


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_extends_what_is_chosen(ny_side: NySide, delinger: list[Deling], kari: User, bredde: int) -> None:
    side = ny_side(kari, bredde=bredde)
    side.goto("/delinger/")
    side.get_by_role("checkbox", name="Anke").check()
    side.get_by_role("button", name="Forleng valgte").click()
    side.get_by_role("button", name="Lagre ny frist").click()
    expect(side.get_by_text("For å gå videre må du rette opp")).to_be_visible()
    _prov(side)
    side.get_by_label("Tilgjengelig i").fill("20")
    side.get_by_role("button", name="Lagre ny frist").click()
    expect(side.get_by_role("heading", level=1)).to_contain_text("1 deling kan hentes til ")
    _prov(side)


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_searches_by_keyboard_and_leaves_no_trace_in_the_address(
    ny_side: NySide, delinger: list[Deling], kari: User, bredde: int
) -> None:
    side = ny_side(kari, bredde=bredde)
    side.goto("/delinger/")
    side.get_by_role("searchbox", name="Søk").fill("hemmelig")
    side.keyboard.press("Enter")
    expect(side.get_by_role("link", name="Flytting av en lang")).to_be_visible()
    expect(side.get_by_role("link", name="Anke")).to_have_count(0)
    assert "hemmelig" not in side.url
    _prov(side)
    side.get_by_role("searchbox", name="Søk").fill(personer["mottaker"].fnr)
    side.keyboard.press("Enter")
    expect(side.get_by_role("checkbox", name="Bare mottakeren")).to_be_checked()
    expect(side.get_by_role("link", name="Anke")).to_be_visible()
    assert personer["mottaker"].fnr not in side.url + side.content()
    _prov(side)


def test_it_turns_a_quick_filter_on_and_off(ny_side: NySide, delinger: list[Deling], kari: User) -> None:
    side = ny_side(kari)
    side.goto("/delinger/")
    for valgt in (True, False):
        side.get_by_role("link", name="Ikke hentet").click()
        expect(side.get_by_role("link", name="Anke")).to_be_visible()
        assert (side.get_by_role("link", name="Ikke hentet").get_attribute("aria-current") == "true") is valgt
