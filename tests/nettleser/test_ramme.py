"""The frame and the service's own pages, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

_SIDER = ["/", "/om/", "/informasjonskapsler/", "/finnes-ikke", "/api/"]


@pytest.mark.parametrize("bredde", [1100, 320])
@pytest.mark.parametrize("sti", _SIDER)
def test_it_is_accessible_and_narrow_enough_for_nobody(ny_side: NySide, sti: str, bredde: int) -> None:
    side = ny_side(bredde=bredde)
    side.goto(sti)
    axe(side)
    ingen_overflyt(side)


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough_with_the_whole_menu(
    ny_side: NySide, admin: User, kari: User, bredde: int
) -> None:
    kari.administrerer.create(organisasjon=admin.administrerer.get().organisasjon)
    side = ny_side(kari, bredde=bredde)
    side.goto("/")
    assert side.locator(".meny a").all_inner_texts() == ["Del dokumenter", "Mine delinger", "Mottatt", "Konfigurasjon"]
    axe(side)
    ingen_overflyt(side)


def test_it_lets_the_keyboard_skip_the_menu(ny_side: NySide) -> None:
    side = ny_side()
    side.goto("/")
    side.keyboard.press("Tab")
    expect(side.get_by_role("link", name="Hopp til hovedinnhold")).to_be_focused()
    side.keyboard.press("Enter")
    expect(side.locator("main")).to_be_focused()


def test_it_changes_language_and_stays_on_the_page(ny_side: NySide) -> None:
    side = ny_side()
    side.goto("/om/")
    side.get_by_role("button", name="English").click()
    expect(side).to_have_url(side.url)
    assert side.url.endswith("/om/")
    assert side.locator("html").get_attribute("lang") == "en"
