"""Four eyes, overtakelse and Hjelp in a real browser: both widths, both ways of working, all languages."""

import re

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, ola: User, mottaker: User) -> Deling:
    """What kari has shared from a konto with four eyes, and nobody has approved."""
    Konto.objects.update(fire_oyne=True)
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    return deling


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, ola: User, admin: User, bredde: int
) -> None:
    egen, kollegas = ny_side(kari, bredde=bredde), ny_side(ola, bredde=bredde)
    pa_siden = [
        (egen, [f"/delinger/{deling.id}/?ny=1", "/delinger/til-godkjenning/"]),
        (
            kollegas,
            [
                "/delinger/",
                "/delinger/til-godkjenning/",
                *(f"/delinger/{deling.id}/{side}" for side in ("", "godkjenn/", "avvis/")),
            ],
        ),
    ]
    for side, stier in pa_siden:
        for sti in stier:
            side.goto(sti)
            axe(side)
            ingen_overflyt(side)
    kollegas.get_by_label("Hvorfor").fill("Feil fil")
    kollegas.get_by_role("button", name="Avvis").click()
    expect(kollegas.get_by_text("Mottakerne har ikke sett noe av den")).to_be_visible()
    axe(kollegas)
    lag_deling(konto, kari)
    Kontotilgang.objects.filter(bruker=kari).delete()
    styrer = ny_side(admin, bredde=bredde)
    for sti in (f"/konfigurasjon/{konto.organisasjon_id}/uten-eier/", f"/konfigurasjon/konto/{konto.id}/uten-eier/"):
        styrer.goto(sti)
        axe(styrer)
        ingen_overflyt(styrer)
    styrer.get_by_role("button", name="Overdra den ene").click()
    expect(styrer.get_by_text("Velg hvem som skal overta.").first).to_be_visible()
    axe(styrer)
    styrer.goto(f"/konfigurasjon/konto/{konto.id}/innstillinger/")
    axe(styrer)
    ingen_overflyt(styrer)


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_helps_accessibly(ny_side: NySide, bredde: int) -> None:
    side = ny_side(None, bredde=bredde)
    for sti in (
        "/hjelp/",
        "/hjelp/mottaker/",
        "/hjelp/saksbehandler/",
        "/hjelp/administrator/",
        "/hjelp/fagsystem/",
        "/hva-er-nytt/",
    ):
        side.goto(sti)
        axe(side)
        ingen_overflyt(side)


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_approves_by_hand(ny_side: NySide, deling: Deling, ola: User, mottaker: User, uten_js: bool) -> None:
    side = ny_side(ola, uten_js=uten_js)
    side.goto("/delinger/")
    side.get_by_role("link", name="Se hva som venter").press("Enter")
    side.get_by_role("link", name="1 dokument, delt").press("Enter")
    side.get_by_role("link", name="Godkjenn").press("Enter")
    side.get_by_role("button", name="Godkjenn", exact=True).press("Enter")
    expect(side.get_by_text("Delingen er godkjent. Lenken virker nå.")).to_be_visible()
    hentes = ny_side(mottaker)
    hentes.goto(f"/d/{deling.id}")
    expect(hentes.get_by_text("vedtak.pdf").first).to_be_visible()


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_hands_over_by_hand(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, ola: User, admin: User, uten_js: bool
) -> None:
    Kontotilgang.objects.filter(bruker=kari).delete()
    side = ny_side(admin, uten_js=uten_js)
    side.goto(f"/konfigurasjon/konto/{konto.id}/")
    side.get_by_role("link", name="Velg hvem som skal overta").press("Enter")
    side.get_by_role("checkbox").check()
    side.get_by_label("Ny eier").select_option(label="OLA TESTPERSON")
    side.get_by_role("button", name="Overdra de valgte").press("Enter")
    expect(side.get_by_role("heading", level=1)).to_have_text(re.compile("Vil du gi 1 deling til"))
    if not uten_js:
        axe(side)
    ingen_overflyt(side)
    side.get_by_role("button", name="Overdra", exact=True).press("Enter")
    expect(side.get_by_text("1 deling er overdratt.")).to_be_visible()
