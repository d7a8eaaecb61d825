"""Somebody who fills in the form before the page's scripts have come: nothing of it is passed over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from dokumenter.models import Deling
from dokumenter.services.skrevet import les_skrevet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.lag import EN_PERSON
from tests.nettleser.conftest import NySide
from tests.nettleser.opplasting import KVITTERING, LagFil, lastet_opp, velg
from users.models import User

Slipp = Callable[[], None]


@pytest.fixture
def side(ny_side: NySide, kari: User, konto: Konto) -> Page:
    """Kari's window, before it has been anywhere."""
    return ny_side(kari)


@pytest.fixture
def slipp_skriptene(side: Page) -> Slipp:
    """The scripts are on their way until this is called."""
    venter: list[Route] = []
    er_sluppet: list[bool] = []

    def ta_imot(en: Route) -> None:
        if er_sluppet:
            en.continue_()
        else:
            venter.append(en)

    def slipp() -> None:
        er_sluppet.append(True)
        for en in venter:
            en.continue_()

    side.route("**/static/js/*.js", ta_imot)
    return slipp


def test_it_takes_the_files_that_were_chosen(
    side: Page, slipp_skriptene: Slipp, konto: Konto, kari: User, mottaker: User, lag_fil: LagFil
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    side.goto(f"/delinger/{deling.id}/filer/", wait_until="commit")
    velg(side, lag_fil("en.bin", 1000), lag_fil("to.bin", 1000))
    slipp_skriptene()
    lastet_opp(side, 2)
    side.get_by_role("button", name="Del filene").click()
    expect(side.get_by_text("2 filer er lagt til.")).to_be_visible()


def test_it_keeps_checks_and_tells_of_what_was_typed(
    side: Page, slipp_skriptene: Slipp, konto: Konto, lag_fil: LagFil
) -> None:
    side.goto("/del/", wait_until="commit")
    side.get_by_label("Mottakere").fill(EN_PERSON.verdi)
    side.get_by_label("Tilgjengelig i").fill("14")
    velg(side, lag_fil("en.bin", 1000))
    slipp_skriptene()
    lastet_opp(side)
    expect(side.locator("[data-kontroll=mottakere] .ds-chip")).to_have_count(1)
    expect(side.locator("[data-oppsummering]")).to_contain_text("1 fil")
    side.reload()
    expect(side.get_by_label("Mottakere")).to_have_value(EN_PERSON.verdi)
    assert les_skrevet(deling=Deling.objects.get())["tilgjengelig_i"] == "14"
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)


def test_it_saves_nothing_where_nothing_was_typed(side: Page, konto: Konto, kari: User) -> None:
    side.goto("/del/")
    with side.expect_response(lambda svar: svar.url.endswith("/skrevet/")):
        side.get_by_label("Tittel").fill("Vedtak")
    lagret: list[str] = []
    side.on("request", lambda en: lagret.append(en.url) if en.method == "POST" else None)
    side.reload()
    expect(side.get_by_label("Tittel")).to_have_value("Vedtak")
    side.wait_for_timeout(1500)  # longer than it waits for the next letter
    assert not lagret
