"""Last ned alle in a real browser: the button, what it says, and an archive that opens."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling, Dokument
from kontoer.models import Konto
from tests.dokumenter.views.nedlasting.lag import lag_flere
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

LANGT_NAVN = "Vedtak_" + "om_tjenester" * 15 + " æøå 日本語.pdf"
FILER = [("", "Vedtak æøå.pdf", b"vedtaket"), ("Bilag", "kart.png", b"kartet"), ("", LANGT_NAVN, b"langt")]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_flere(konto, kari, *FILER)


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_downloads_all_as_one_archive_that_opens(
    ny_side: NySide, deling: Deling, mottaker: User, tmp_path: Path, uten_js: bool
) -> None:
    side = ny_side(mottaker, uten_js=uten_js)
    side.goto(f"/d/{deling.id}")
    knapp = side.get_by_role("link", name="Last ned alle", exact=True)
    expect(knapp).to_have_accessible_description("3 dokumenter i én ZIP-fil, 747\N{NO-BREAK SPACE}byte")
    knapp.focus()
    with side.expect_download() as nedlasting:
        side.keyboard.press("Enter")
    assert nedlasting.value.suggested_filename == f"dokumenter-{deling.pk.hex[:8]}.zip"
    nedlasting.value.save_as(tmp_path / "alle.zip")
    with zipfile.ZipFile(tmp_path / "alle.zip") as arkiv:
        assert arkiv.testzip() is None
        innhold = [arkiv.read(navn) for navn in arkiv.namelist()]
        assert (arkiv.namelist()[:2], innhold) == (["Vedtak æøå.pdf", "Bilag/kart.png"], [en for _, _, en in FILER])


@pytest.mark.parametrize("bredde", [1100, 320])
@pytest.mark.parametrize("sprak", ["nb-NO", "nn-NO", "en-GB"])
def test_it_is_accessible_and_narrow_enough_in_every_state(
    ny_side: NySide, deling: Deling, mottaker: User, bredde: int, sprak: str
) -> None:
    side = ny_side(mottaker, bredde=bredde, sprak=sprak)
    for tilstand in (Dokument.Tilstand.TILGJENGELIG, Dokument.Tilstand.SPERRET, Dokument.Tilstand.KONTROLLERES):
        deling.dokumenter.filter(dokumentnavn=LANGT_NAVN).update(tilstand=tilstand)
        side.goto(f"/d/{deling.id}")
        knapp = side.locator(f'a[href^="/d/{deling.id}/alle.zip"]')
        expect(knapp).to_have_count(0 if tilstand == Dokument.Tilstand.KONTROLLERES else 1)
        axe(side)
        ingen_overflyt(side)
