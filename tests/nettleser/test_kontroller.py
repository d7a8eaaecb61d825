"""Kontroller filen in a real browser: the saved file is hashed there, and the page says which file it is."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dokumenter.models import Deling, Dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, merk_delt
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

INNHOLD = bytes(range(256)) * 40_000  # more than two of the worker's pieces, and not a whole number of blocks


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One file that is some pieces long."""
    return lag_deling(konto, kari, mottaker, innhold=INNHOLD + b"slutt")


@pytest.fixture
def side(ny_side: NySide, deling: Deling, mottaker: User) -> Page:
    """The recipient's page with the check folded out."""
    side = ny_side(mottaker)
    side.goto(f"/d/{deling.id}")
    side.get_by_text("Kontroller filen", exact=True).click()
    return side


@pytest.mark.parametrize(
    ("navn", "innhold", "svar"),
    [
        ("vedtak.pdf", INNHOLD + b"slutt", "vedtak.pdf er helt lik «vedtak.pdf»"),
        ("hva som helst", INNHOLD + b"slutt", "hva som helst er helt lik «vedtak.pdf»"),
        ("vedtak (1).pdf", INNHOLD, "vedtak (1).pdf er ikke lik «vedtak.pdf»: den er kortere"),
        ("vedtak.pdf", INNHOLD + b"SLUTT", "vedtak.pdf er ikke lik «vedtak.pdf», som kommunen delte"),
        ("annen.pdf", b"", "annen.pdf er ikke lik noen av filene her"),
    ],
)
def test_it_says_which_file_it_is_or_what_is_wrong(
    side: Page, tmp_path: Path, navn: str, innhold: bytes, svar: str
) -> None:
    fil = tmp_path / navn
    fil.write_bytes(innhold)
    side.get_by_label("Filen du har lagret").set_input_files(fil)
    expect(side.get_by_role("list", name="Resultat").get_by_text(svar)).to_be_visible()
    expect(side.get_by_role("status").filter(has_text=svar)).to_have_count(1)
    axe(side)


def test_it_takes_a_file_that_is_dropped_on_the_page(side: Page) -> None:
    slipp = """() => {
        const overforing = new DataTransfer();
        overforing.items.add(new File(['noe annet'], 'vedtak.pdf'));
        document.querySelector('h1').dispatchEvent(
            new DragEvent('drop', {dataTransfer: overforing, bubbles: true, cancelable: true}));
    }"""
    side.evaluate(slipp)
    expect(side.get_by_role("list", name="Resultat").get_by_text("den er kortere")).to_be_visible()


def test_it_tells_how_to_do_it_by_hand_without_javascript(ny_side: NySide, deling: Deling, mottaker: User) -> None:
    side = ny_side(mottaker, uten_js=True)
    side.goto(f"/d/{deling.id}")
    side.get_by_text("Kontroller filen", exact=True).click()
    side.get_by_text("Kontroller med en kommando").click()
    expect(side.get_by_label("Filen du har lagret")).to_be_hidden()
    expect(side.get_by_text("certutil -hashfile")).to_be_visible()


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_shows_a_hundred_files_that_a_person_can_use(
    ny_side: NySide, deling: Deling, mottaker: User, bredde: int
) -> None:
    Deling.objects.update(tilstand=Deling.Tilstand.UTKAST, tittel="Vedtak", melding="Hei!\nSe her.", saksnummer="26/1")
    utkast = Deling.objects.get()
    for nr in range(99):
        lag_dokument(utkast, navn=f"Vedlegg {nr} til søknaden om plass.pdf", innhold=b"x" * (nr + 1), kontroller=False)
    Dokument.objects.filter(tilstand="kontrolleres").update(tilstand="tilgjengelig", mappe="bilag")
    Deling.objects.update(tilstand=Deling.Tilstand.DELT)
    merk_delt(deling)
    side = ny_side(mottaker, bredde=bredde)
    side.goto(f"/d/{deling.id}")
    side.get_by_role("link", name="Etter navn").click()
    rader = side.locator("#dokumentliste .rader > li h3")
    expect(rader.nth(1)).to_have_text("bilag/Vedlegg 0 til søknaden om plass.pdf")
    expect(rader.nth(11)).to_have_text("bilag/Vedlegg 10 til søknaden om plass.pdf")
    axe(side)
    ingen_overflyt(side)
