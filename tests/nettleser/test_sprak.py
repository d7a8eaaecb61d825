"""The language buttons at the foot of the page, in a real browser: translations are as accessible as the source."""

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared by kari with mottaker."""
    return lag_deling(konto, kari, mottaker)


@pytest.mark.parametrize("bredde", [1100, 320])
@pytest.mark.parametrize(
    ("knapp", "sprak", "del_", "hent"),
    [
        ("Nynorsk", "nn", "Del dokument", "Dokument til deg"),
        ("English", "en", "Share documents", "Documents for you"),
    ],
)
def test_it_is_accessible_in_every_language(
    ny_side: NySide,
    deling: Deling,
    kari: User,
    mottaker: User,
    knapp: str,
    sprak: str,
    del_: str,
    hent: str,
    bredde: int,
) -> None:
    for hvem, sti, overskrift in [(kari, "/del/", del_), (mottaker, f"/d/{deling.id}", hent)]:
        side = ny_side(hvem, bredde=bredde)
        side.goto(sti)
        side.get_by_role("button", name=knapp).click()
        expect(side.get_by_role("heading", level=1)).to_have_text(overskrift)
        assert side.url.endswith(sti)
        assert side.locator("html").get_attribute("lang") == sprak
        expect(side.get_by_role("button", name=knapp)).to_have_attribute("aria-current", "true")
        axe(side)
        ingen_overflyt(side)


def test_it_goes_back_to_bokmal_and_stays_there(ny_side: NySide, mottaker: User) -> None:
    side = ny_side(mottaker)
    side.goto("/mottatt/")
    side.get_by_role("button", name="English").click()
    side.get_by_role("link", name="Received", exact=True).click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Received")
    side.get_by_role("button", name="Bokmål").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Mottatt")
    side.goto("/om/")
    assert side.locator("html").get_attribute("lang") == "nb"


def test_it_speaks_the_chosen_language_from_scripts_too(ny_side: NySide, kari: User) -> None:
    side = ny_side(kari)
    side.goto("/del/")
    side.get_by_role("button", name="English").click()
    side.get_by_label("Documents").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 812})
    expect(side.get_by_text("Uploaded", exact=True)).to_be_visible()
    expect(side.locator(".fil").get_by_text("812\N{NO-BREAK SPACE}bytes")).to_be_visible()
