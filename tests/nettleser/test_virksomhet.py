"""Acting for a business in a real browser: the choice, the lesson, the outage."""

import pytest
from playwright.sync_api import expect

from dokumenter.models import Deling, Mottaker
from kontoer.models import Konto
from standins.server import Standins
from tests.altinn import altinn, kjorende_altinn, orgnr, standin
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

__all__ = ["altinn", "kjorende_altinn", "standin"]


@pytest.fixture
def deling(konto: Konto, kari: User) -> Deling:
    """Shared with two businesses, apart; gives the first."""
    delinger = [lag_deling(konto, kari) for _ in range(2)]
    for deling, key in zip(delinger, ("bakeri", "verksted"), strict=True):
        Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=orgnr(key))
    return delinger[0]


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_and_narrow_enough(ny_side: NySide, deling: Deling, altinn: Standins, bredde: int) -> None:
    for person, sti in [
        ("post", f"/d/{deling.id}"),
        ("post", "/mottatt/"),
        ("post_flere", "/mottatt/"),
        ("post_ingen", f"/d/{deling.id}"),
    ]:
        side = ny_side(lag_bruker(person), bredde=bredde)
        side.goto(sti)
        axe(side)
        ingen_overflyt(side)


@pytest.mark.parametrize("uten_js", [False, True])
def test_it_lets_one_choose_and_change(ny_side: NySide, deling: Deling, altinn: Standins, uten_js: bool) -> None:
    side = ny_side(lag_bruker("post_flere"), uten_js=uten_js)
    side.goto("/mottatt/")
    side.get_by_label("Virksomhet").select_option(orgnr("bakeri"))
    side.get_by_role("button", name="Fortsett").click()
    expect(side.get_by_text("Du representerer: virksomheten")).to_be_visible()
    expect(side.get_by_role("link", name="1 dokument fra Testvik kommune")).to_have_count(1)
    side.get_by_label("Bytt virksomhet").select_option("alle")
    side.get_by_role("button", name="Bytt").click()
    expect(side.get_by_text("Du representerer: alle virksomhetene")).to_be_visible()
    expect(side.get_by_role("link", name="1 dokument fra Testvik kommune")).to_have_count(2)


def test_it_copies_the_text_to_send_on(ny_side: NySide, deling: Deling, altinn: Standins) -> None:
    side = ny_side(lag_bruker("post_ingen"))
    side.goto(f"/d/{deling.id}")
    side.get_by_role("button", name="Kopier teksten").click()
    expect(side.get_by_role("button", name="Kopiert")).to_be_visible()
    assert "«Ordinær post til virksomheten»" in side.get_by_label("Tekst du kan sende").input_value()


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_accessible_in_an_outage(
    ny_side: NySide, deling: Deling, altinn: Standins, konsoll: list[str], bredde: int
) -> None:
    altinn.altinn.spoler = {"parter": 500, "varig": True}
    side = ny_side(lag_bruker("post"), bredde=bredde)
    for sti in ("/mottatt/", f"/d/{deling.id}"):
        side.goto(sti)
        axe(side)
        ingen_overflyt(side)
    altinn.altinn.spoler = {}
    side.get_by_role("link", name="Prøv igjen").click()
    expect(side.get_by_role("heading", name="Dokumenter til virksomheten")).to_be_visible()
    assert [linje for linje in konsoll if "status of 503" not in linje] == []
    konsoll.clear()
