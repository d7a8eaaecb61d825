"""The warning about a business in a real browser: it comes while one types, and is confirmed before one shares."""

import pytest
from playwright.sync_api import Page, expect

from dokumenter.models import Deling
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from tests.altinn import orgnr
from tests.dokumenter.lag import EN_PERSON, lag_utkast
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from tests.register import gyldige_orgnr, kjorende_register, register
from users.models import User

__all__ = ["kjorende_register", "register"]


@pytest.fixture
def utkast(konto: Konto, kari: User) -> Deling:
    """Kari's draft with one file."""
    return lag_utkast(konto, kari, "vedtak.pdf")


def _fyll(side: Page, utkast: Deling, *mottakere: str) -> None:
    side.goto(f"/del/?utkast={utkast.pk}")
    side.get_by_label("Mottakere").fill("\n".join(mottakere))
    side.get_by_label("Mottakere").press("Tab")


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_shares_after_the_warning_is_confirmed(
    ny_side: NySide, kari: User, utkast: Deling, register: Enhetsregisteret, uten_js: bool
) -> None:
    side = ny_side(kari, uten_js=uten_js)
    _fyll(side, utkast, EN_PERSON.verdi, orgnr("slettet"))
    side.get_by_role("button", name="Del dokument", exact=True).click()
    boks = side.get_by_role("checkbox", name="Jeg har sett advarselen, og vil dele likevel")
    expect(boks).not_to_be_checked()
    expect(side.get_by_text("slettet fredag 1. mars 2024")).to_be_visible()
    assert side.get_by_label("Mottakere").input_value().split() == [EN_PERSON.verdi, orgnr("slettet")]
    boks.check()
    side.get_by_role("button", name="Del dokument", exact=True).click()
    expect(side.get_by_role("heading", name="Dokumentene er delt")).to_be_visible()
    expect(side.get_by_text("NEDLAGTE PRØVEBUTIKK AS").first).to_be_visible()


def test_it_warns_while_one_types_and_forgets_what_is_taken_out(
    ny_side: NySide, kari: User, utkast: Deling, register: Enhetsregisteret
) -> None:
    side = ny_side(kari)
    _fyll(side, utkast, orgnr("konkurs"))
    boks = side.get_by_role("checkbox", name="Jeg har sett advarselen, og vil dele likevel")
    expect(boks).to_be_visible()
    boks.focus()
    side.keyboard.press("Space")
    expect(boks).to_be_checked()
    side.get_by_label("Mottakere").fill(f"{orgnr('konkurs')} {orgnr('bakeri')}")
    side.get_by_label("Tilgjengelig i").focus()
    expect(side.get_by_text("PRØVEBAKERIET AS")).to_be_visible()
    expect(boks).to_be_checked()  # what is warned of is the same
    side.get_by_label("Mottakere").fill(orgnr("bakeri"))
    side.get_by_label("Tilgjengelig i").focus()
    expect(boks).to_have_count(0)


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough_with_every_kind_of_warning(
    ny_side: NySide, kari: User, utkast: Deling, register: Enhetsregisteret, bredde: int
) -> None:
    register.spoler = {"felter": {"navn": "LANGENAVNUTENMELLOMROM" * 9}}
    side = ny_side(kari, bredde=bredde)
    nokler = ("bakeri", "slettet", "konkurs", "avvikling", "tvang", "konsern_nord")
    _fyll(side, utkast, *map(orgnr, nokler), *gyldige_orgnr(1))
    expect(side.get_by_role("checkbox", name="Jeg har sett advarslene, og vil dele likevel")).to_be_visible()
    expect(side.get_by_text("Se etter tastefeil")).to_be_visible()
    axe(side)
    ingen_overflyt(side)


def test_it_says_in_english_what_is_not_checked(
    ny_side: NySide, kari: User, utkast: Deling, register: Enhetsregisteret
) -> None:
    register.spoler = {"enheter": 500, "varig": True}
    side = ny_side(kari, sprak="en-GB")
    side.goto(f"/del/?utkast={utkast.pk}")
    side.locator("#id_mottakere").fill(orgnr("bakeri"))
    side.locator("#id_mottakere").press("Tab")
    expect(side.get_by_text("not checked")).to_be_visible()
    axe(side)
