"""Who it is from, and whether it is real: in a real browser, for each kind of person, wide and narrow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dokumenter.models import Deling
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.referanse import sikre_referanse
from kontoer.models import Kontaktinfo, Konto
from kontoer.services.profil import sett_logo
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User
from users.tegn import sokbar

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><style>.a{fill:#003a70}</style>'
    b'<rect class="a" width="120" height="40" rx="6"/><circle cx="20" cy="20" r="12" fill="#fff"/></svg>'
)
TITTEL = "Vedtak om plass i barnehage og tilskudd til transport"


@pytest.fixture
def deling(konto: Konto, kari: User, admin: User, mottaker: User) -> Deling:
    """With all that a sender can say; and one that has ended."""
    sett_logo(organisasjon=konto.organisasjon, innhold=SVG, alt="Testvik kommune", av=admin)
    Kontaktinfo.objects.create(
        konto=konto,
        telefon="55 55 55 55",
        epost="postmottak@testvik.example",
        apningstid="Mandag til fredag kl. 9-15\nLunsj kl. 11.30-12",
        svarlenke="https://svar.example/",
    )
    slutt = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=slutt, av=kari)
    deling = lag_deling(konto, kari, mottaker)
    felter = {"tittel": TITTEL, "saksnummer": "2026/1234-5", "melding": "Hei!\n\nHer er vedtaket.\nHilsen oss"}
    Deling.objects.update(**felter, soketekst=sokbar(TITTEL))
    deling.refresh_from_db()
    return deling


def _se(side: Page, navn: str) -> None:
    """What holds for each page; and a picture of it, where somebody wants to look."""
    axe(side)
    ingen_overflyt(side)
    if mappe := os.environ.get("TEST_BILDER"):
        bredde = side.viewport_size or {"width": 0}
        side.screenshot(path=Path(mappe) / f"{navn}-{bredde['width']}.png", full_page=True)


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, admin: User, mottaker: User, bredde: int
) -> None:
    for hvem, sti, navn in [
        (None, "/", "forside"),
        (None, "/ekte/", "ekte"),
        (mottaker, f"/d/{deling.id}", "hent"),
        (mottaker, "/mottatt/", "mottatt"),
        (admin, f"/konfigurasjon/{konto.organisasjon_id}/logo/", "logo"),
        (admin, f"/konfigurasjon/{konto.organisasjon_id}/logo/fjern/", "fjern-logo"),
        (admin, f"/konfigurasjon/konto/{konto.id}/kontakt/", "kontakt"),
        (admin, f"/konfigurasjon/konto/{konto.id}/", "konto"),
    ]:
        side = ny_side(hvem, bredde=bredde)
        side.goto(sti)
        _se(side, navn)


@pytest.mark.parametrize(("uten_js", "bredde"), [(False, 1100), (True, 320)])
def test_it_answers_a_reference(ny_side: NySide, deling: Deling, uten_js: bool, bredde: int) -> None:
    side = ny_side(None, uten_js=uten_js, bredde=bredde)
    side.goto("/")
    for nr, (skrevet, svar) in enumerate(
        [
            ("tull", "Dette er ingen referanse"),
            ("ZZZZZ-ZZZZZ", "Vi finner ingen åpen deling med denne referansen"),
            (sikre_referanse(deling=deling).lower(), "Ja: delt av Testvik kommune, kan hentes til"),
        ]
    ):
        side.get_by_label("Referansen i meldingen").fill(skrevet)
        side.keyboard.press("Enter")
        expect(side.get_by_text(svar)).to_be_visible()
        assert skrevet not in side.url
        if not uten_js:
            _se(side, f"ekte-svar-{nr}")


def test_it_shows_the_logo_an_administrator_uploads(
    ny_side: NySide, deling: Deling, konto: Konto, admin: User, mottaker: User, tmp_path: Path
) -> None:
    fil = tmp_path / "logo.svg"
    fil.write_bytes(SVG.replace(b"#003a70", b"#700000"))
    side = ny_side(admin, uten_js=True)
    side.goto(f"/konfigurasjon/{konto.organisasjon_id}/logo/")
    side.get_by_label("Bilde", exact=False).last.set_input_files(fil)
    side.get_by_role("button", name="Lagre").click()
    expect(side.get_by_text("Logoen er lagret.")).to_be_visible()
    hos = ny_side(mottaker)
    hos.goto(f"/d/{deling.id}")
    bilde = hos.get_by_role("img", name="Testvik kommune")
    expect(bilde).to_be_visible()
    assert bilde.evaluate("(bilde) => bilde.complete && bilde.naturalWidth > 0")
    hos.goto(bilde.get_attribute("src") or "")
    expect(hos.locator("svg")).to_be_visible()


def test_it_finds_again_what_was_received(ny_side: NySide, deling: Deling, mottaker: User) -> None:
    side = ny_side(mottaker)
    side.goto("/mottatt/")
    side.get_by_label("Tittel, saksnummer eller avsender").fill("tilskudd")
    side.keyboard.press("Enter")
    expect(side.get_by_role("link", name=TITTEL)).to_be_visible()
    assert "tilskudd" not in side.url
    side.get_by_label("Tittel, saksnummer eller avsender").fill("finnes ikke")
    side.get_by_role("button", name="Søk").click()
    expect(side.get_by_text("Ingen treff")).to_be_visible()
    _se(side, "ingen-treff")
    side.get_by_role("link", name="Vis alle").click()
    expect(side.get_by_role("link", name=TITTEL)).to_be_visible()
