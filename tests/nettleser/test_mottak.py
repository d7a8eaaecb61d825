"""The recipient in a real browser: the link, the list, a file that is being checked, a download."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

LANGT_NAVN = "Vedtak_" + "om_tjenester" * 15 + " æøå 日本語.pdf"


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared with the recipient: one file with a name as long as they come, without a place to break it."""
    deling = lag_deling(konto, kari, mottaker)
    Dokument.objects.update(dokumentnavn=LANGT_NAVN)
    return deling


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, mottaker: User, fremmed: User, bredde: int
) -> None:
    avsluttet = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=avsluttet, av=kari)
    for hvem, sti in [
        (None, f"/d/{deling.id}"),
        (mottaker, f"/d/{deling.id}"),
        (mottaker, f"/d/{avsluttet.id}"),
        (mottaker, "/mottatt/"),
        (fremmed, f"/d/{deling.id}"),
        (fremmed, "/mottatt/"),
    ]:
        side = ny_side(hvem, bredde=bredde)
        side.goto(sti)
        axe(side)
        ingen_overflyt(side)


def test_it_downloads_what_was_shared_under_its_own_name(
    ny_side: NySide, deling: Deling, mottaker: User, tmp_path: Path
) -> None:
    side = ny_side(mottaker)
    side.goto("/mottatt/")
    side.get_by_role("link", name="1 dokument fra Testvik kommune").click()
    with side.expect_download() as nedlasting:
        side.get_by_role("link", name="Last ned").click()
    nedlasting.value.save_as(tmp_path / "fil")
    assert nedlasting.value.suggested_filename == LANGT_NAVN
    assert (tmp_path / "fil").read_bytes() == b"innhold"


def test_it_tells_when_the_check_is_done_without_being_asked(ny_side: NySide, deling: Deling, mottaker: User) -> None:
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    side = ny_side(mottaker)
    side.goto(f"/d/{deling.id}")
    expect(side.get_by_text("Kontrolleres – vent litt")).to_be_visible()
    axe(side)
    with side.expect_request(f"**/d/{deling.id}") as sporsmal:
        Dokument.objects.update(tilstand=Dokument.Tilstand.TILGJENGELIG)
    assert sporsmal.value.all_headers()["uten-aktivitet"] == "ja"
    expect(side.get_by_role("link", name="Last ned")).to_be_visible()
    expect(side.get_by_role("status").filter(has_text="kan lastes ned")).to_have_count(1)
    axe(side)


def test_it_needs_no_javascript(ny_side: NySide, deling: Deling, mottaker: User) -> None:
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    side = ny_side(mottaker, uten_js=True)
    side.goto(f"/d/{deling.id}")
    Dokument.objects.update(tilstand=Dokument.Tilstand.TILGJENGELIG)
    side.get_by_role("link", name="Last siden på nytt").click()
    expect(side.get_by_role("link", name="Last ned")).to_be_visible()
