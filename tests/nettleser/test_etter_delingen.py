"""What may be done with a deling afterwards, by hand in a real browser, with scripts and without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.opplasting import LagFil, lastet_opp, velg
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User, per: User) -> Deling:
    """Shared with three: one has got half, one is taken out."""
    deling = lag_deling(konto, kari, mottaker, fremmed, per, innhold=b"x" * 100)
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=50, av=mottaker))
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=per.fnr_hash).pk, av=kari)
    return deling


def fjern(deling: Deling, person: User) -> str:
    return f"mottakere/{deling.mottakere.get(oppslag=person.fnr_hash).pk}/fjern/"


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, mottaker: User, bredde: int
) -> None:
    avsluttet = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=avsluttet, av=kari)
    Dokument.objects.filter(deling=deling).update(lagt_til=deling.delt)
    stier = [
        f"{deling.id}/{en}" for en in ("", "?alle=1", "mottakere/", "filer/", "eksponering/", fjern(deling, mottaker))
    ]
    side = ny_side(kari, bredde=bredde)
    for sti in [*stier, f"{avsluttet.id}/eksponering/"]:
        side.goto(f"/delinger/{sti}")
        axe(side)
        ingen_overflyt(side)
    for sti in ("mottakere/", "filer/"):  # with what is wrong
        side.goto(f"/delinger/{deling.id}/{sti}")
        side.locator("main form .ds-button[type=submit]").first.click()
        expect(side.locator(".ds-validation-message:visible").first).to_be_visible()
        axe(side)
        ingen_overflyt(side)
    hos = ny_side(mottaker, bredde=bredde)
    hos.goto(f"/d/{deling.id}")
    expect(hos.get_by_text("Lagt til")).to_be_visible()
    axe(hos)
    ingen_overflyt(hos)


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_adds_and_removes_a_recipient_by_keyboard(
    ny_side: NySide, konto: Konto, kari: User, mottaker: User, fremmed: User, uten_js: bool
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    side = ny_side(kari, uten_js=uten_js)
    side.goto(f"/delinger/{deling.id}/")
    expect(side.get_by_role("link", name="Fjern mottaker")).to_have_count(0)
    side.get_by_role("link", name="Legg til mottaker").press("Enter")
    side.get_by_label("Mottakere").fill(personer["fremmed"].fnr)
    side.get_by_role("button", name="Legg til mottaker").press("Enter")
    expect(side.get_by_role("heading", level=1)).to_have_text("Skal denne få dokumentene?")
    if not uten_js:
        axe(side)
    ingen_overflyt(side)
    side.get_by_role("button", name="Ja, legg til mottakeren").press("Enter")
    expect(side.get_by_text("1 mottaker er lagt til")).to_be_visible()
    side.get_by_role("link", name="Fjern mottaker").first.press("Enter")
    expect(side.get_by_text("Ikke åpnet, ikke hentet.")).to_be_visible()
    side.get_by_role("button", name="Fjern mottaker").press("Enter")
    expect(side.get_by_text("Mottakeren er fjernet")).to_be_visible()
    assert [en.oppslag for en in deling.mottakere.all()] == [fremmed.fnr_hash]
    side.locator("summary").filter(has_text="1 fjernet mottaker").press("Enter")
    expect(side.get_by_text(re.compile(r"^Fjernet \d"))).to_be_visible()


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_adds_a_file_that_the_recipient_can_fetch(
    ny_side: NySide, deling: Deling, ola: User, mottaker: User, lag_fil: LagFil, uten_js: bool
) -> None:
    fil: Path = lag_fil("vedlegg.pdf", 3000)
    side = ny_side(ola, uten_js=uten_js)
    side.goto(f"/delinger/{deling.id}/")
    side.get_by_role("link", name="Legg til fil").click()
    velg(side, fil)
    if not uten_js:
        lastet_opp(side)
        assert deling.dokumenter.count() == 1
        assert side.url.endswith(f"/delinger/{deling.id}/filer/"), "a reload stays here"
        side.reload()
        expect(side.locator(".fil")).to_contain_text("vedlegg.pdf")
    side.get_by_role("button", name="Del filene").click()
    expect(side.get_by_text("1 fil er lagt til.")).to_be_visible()
    assert deling.dokumenter.get(lagt_til__isnull=False).dokumentnavn == "vedlegg.pdf"
    hos = ny_side(mottaker)
    hos.goto(f"/d/{deling.id}")
    expect(hos.get_by_role("heading", name="vedlegg.pdf")).to_be_visible()
    expect(hos.get_by_text("Lagt til")).to_be_visible()


def test_it_takes_a_file_out_before_it_is_shared(ny_side: NySide, deling: Deling, kari: User, lag_fil: LagFil) -> None:
    side = ny_side(kari)
    side.goto(f"/delinger/{deling.id}/filer/")
    velg(side, lag_fil("feil.pdf", 3000))
    lastet_opp(side)
    side.on("dialog", lambda dialog: dialog.accept())
    side.get_by_role("button", name="Fjern feil.pdf").click()
    expect(side.locator(".fil")).to_have_count(0)
    assert Dokument.objects.get(dokumentnavn="feil.pdf").er_borte


def test_it_copies_the_draft_of_the_report(ny_side: NySide, deling: Deling, kari: User) -> None:
    side = ny_side(kari)
    side.goto(f"/delinger/{deling.id}/trekk-tilbake/")
    side.get_by_role("button", name="Trekk tilbake").click()
    expect(side.get_by_role("heading", level=1, name="Eksponeringsrapport")).to_be_visible()
    expect(side.get_by_text("50 byte av 100 byte (50 %)")).to_be_visible()
    side.get_by_role("button", name="Kopier teksten").click()
    expect(side.get_by_role("button", name="Kopiert")).to_be_visible()


def test_it_prints_the_report_with_the_draft(ny_side: NySide, deling: Deling, kari: User) -> None:
    side = ny_side(kari)
    side.goto(f"/delinger/{deling.id}/eksponering/")
    side.emulate_media(media="print")
    expect(side.get_by_role("button", name="Kopier teksten")).to_be_hidden()
    expect(side.get_by_label("Tekst til avviksmeldingen")).to_be_visible()
    assert side.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_shows_technical_events_to_those_who_ask(
    ny_side: NySide, deling: Deling, kari: User, uten_js: bool, skjul: Callable[[Page], None]
) -> None:
    side = ny_side(kari, uten_js=uten_js)
    side.goto(f"/delinger/{deling.id}/")
    skjul(side)
    side.get_by_role("link", name="Vis også tekniske hendelser").click()
    expect(side.get_by_role("cell", name="Dokumentet ble lastet opp")).to_be_visible()
    side.get_by_role("link", name="Skjul tekniske hendelser").click()
    skjul(side)


@pytest.fixture
def skjul() -> Callable[[Page], None]:
    """Only what concerns the sender stands in the log."""

    def sjekk(side: Page) -> None:
        expect(side.get_by_role("cell", name="Dokumentet ble lastet ned")).to_be_visible()
        expect(side.get_by_role("cell", name="Dokumentet ble lastet opp")).to_have_count(0)

    return sjekk
