"""Mine delinger in a real browser: the pages at both widths, and the acts by hand, also without JavaScript."""

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.nedlasting import lever_dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two, one of whom has got half of it."""
    deling = lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=50, av=mottaker))
    return deling


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(
    ny_side: NySide, deling: Deling, konto: Konto, kari: User, mottaker: User, ola: User, per: User, bredde: int
) -> None:
    lag_dokument(lag_utkast(konto, kari))
    avsluttet = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=avsluttet, av=kari)
    stier = ["", f"{deling.id}/", f"{deling.id}/?ny=1", f"{avsluttet.id}/", "?tilstand=utlopt", "?tilstand=tull"]
    stier += [f"{deling.id}/{handling}/" for handling in ("forleng", "trekk-tilbake", "slett")]
    stier.append(f"{deling.id}/dokument/{deling.dokumenter.get().id}/slett/")
    side = ny_side(kari, bredde=bredde)
    for sti in stier:
        side.goto(f"/delinger/{sti}")
        axe(side)
        ingen_overflyt(side)
    tom = ny_side(per, bredde=bredde)
    tom.goto("/delinger/")
    axe(tom)


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_prolongs_and_recalls_by_hand(ny_side: NySide, deling: Deling, ola: User, uten_js: bool) -> None:
    side = ny_side(ola, uten_js=uten_js)
    side.goto("/delinger/")
    side.get_by_role("link", name="1 dokument, delt").click()
    expect(side.get_by_label("Lenke")).to_have_value(f"http://127.0.0.1:8000/d/{deling.id}")
    side.get_by_role("link", name="Forleng").click()
    side.get_by_label("Tilgjengelig i").fill("9999")
    side.get_by_role("button", name="Lagre ny frist").click()
    expect(side.locator(".ds-validation-message")).to_contain_text("høyst 365 dager")
    side.get_by_label("Tilgjengelig i").fill("20")
    side.get_by_role("button", name="Lagre ny frist").click()
    expect(side.get_by_role("status").first).to_contain_text("kan hentes til")
    side.get_by_role("link", name="Trekk tilbake").click()
    expect(side.get_by_text("delvis hentet (50 %)")).to_be_visible()
    side.get_by_role("button", name="Trekk tilbake").click()
    expect(side.get_by_role("status").first).to_contain_text("trukket tilbake")
    deling.refresh_from_db()
    assert deling.slutt == Deling.Slutt.TRUKKET
