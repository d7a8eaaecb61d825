"""What is typed on Del dokumenter, whatever happens to the page, the login and the network."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, Page, Route, expect

from dokumenter.models import Deling
from dokumenter.services.skrevet import les_skrevet
from kontoer.models import Konto
from standins.idporten import IdPorten
from standins.personer import personer
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET
from tests.nettleser.conftest import NySide
from tests.nettleser.kabel import Kabel
from tests.nettleser.opplasting import AVBRUTT, KVITTERING, MB, LagFil, fyll_ut, glem, lastet_opp, velg
from tests.nettleser.sjekker import axe
from users.models import User


def _skriv(side: Page) -> None:
    """Fill in the form, and wait until it is kept."""
    fyll_ut(side)
    side.get_by_label("Tilgjengelig i").fill("21")
    frist = time.monotonic() + 20
    while not any(les_skrevet(deling=en).get("tilgjengelig_i") == "21" for en in Deling.objects.all()):
        assert time.monotonic() < frist
        side.wait_for_timeout(50)


def _krev_skrevet(side: Page) -> None:
    expect(side.get_by_label("Mottakere")).to_have_value(f"{EN_PERSON.verdi}\n{EN_VIRKSOMHET.verdi}")
    expect(side.get_by_label("Tilgjengelig i")).to_have_value("21")


def test_it_keeps_what_is_typed_when_the_page_is_loaded_anew_during_an_upload(
    side: Page, kabel: Kabel, lag_fil: LagFil, konsoll: list[str]
) -> None:
    side.on("dialog", lambda dialog: dialog.accept())
    kabel.byte_per_sekund = MB
    velg(side, lag_fil("stor.bin"))
    expect(side.locator(".fil")).to_have_count(1)
    _skriv(side)
    side.reload()
    _krev_skrevet(side)
    expect(side.locator(".fil")).to_have_count(1)
    glem(konsoll, *AVBRUTT)


def test_it_gets_through_in_the_end_when_the_network_is_lost_at_the_last_press(
    side: Page, kabel: Kabel, lag_fil: LagFil, konsoll: list[str]
) -> None:
    velg(side, lag_fil("a.bin", MB))
    lastet_opp(side)
    _skriv(side)
    kabel.trekk_ut()
    with pytest.raises(Error), side.expect_navigation():
        side.get_by_role("button", name="Del dokument").click(no_wait_after=True)
    side.wait_for_url("chrome-error://**")
    kabel.sett_inn()
    utkast = Deling.objects.get()
    side.goto(f"{kabel.url}/del/?utkast={utkast.pk}")
    _krev_skrevet(side)
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    assert Deling.objects.get().mottakere.count() == 2
    glem(konsoll, *AVBRUTT)


@pytest.mark.parametrize("hvordan", ["logget ut i en annen fane", "mistet kapsel"])
def test_it_keeps_what_is_typed_when_the_login_is_gone_at_the_last_press(
    ny_side: NySide,
    idporten_i_nettleser: IdPorten,
    kari: User,
    konto: Konto,
    lag_fil: LagFil,
    konsoll: list[str],
    hvordan: str,
) -> None:
    side = ny_side()
    side.goto("/logg-inn/?next=/del/")
    side.get_by_role("button", name=personer["kari"].navn).click()
    side.wait_for_url("**/del/")
    velg(side, lag_fil("a.bin", MB))
    lastet_opp(side)
    _skriv(side)
    if hvordan == "mistet kapsel":
        side.context.clear_cookies()
    else:
        annen = side.context.new_page()
        annen.goto("/")
        annen.get_by_role("button", name="Logg ut").click()
        expect(annen.get_by_text("Du er logget ut.")).to_be_visible()
    side.get_by_role("button", name="Del dokument").click()
    lenke = "Åpne siden på nytt" if hvordan == "mistet kapsel" else "Logg inn igjen"
    side.get_by_role("link", name=lenke).click()
    knapp = side.get_by_role("button", name=personer["kari"].navn)
    expect(knapp.or_(side.get_by_label("Mottakere"))).to_be_visible()
    if knapp.is_visible():
        knapp.click()
    _krev_skrevet(side)
    expect(side.locator(".fil")).to_contain_text("Lastet opp")
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    assert Deling.objects.get().mottakere.count() == 2
    glem(konsoll, "status of 401", "status of 403")


def test_it_tells_the_second_window_that_its_changes_are_not_used(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: LagFil, konsoll: list[str]
) -> None:
    side = ny_side(kari)
    side.goto("/del/")
    velg(side, lag_fil("a.bin", MB))
    lastet_opp(side)
    annen = side.context.new_page()
    annen.goto(side.url)
    _skriv(side)
    annen.get_by_label("Mottakere").fill(EN_VIRKSOMHET.verdi)
    expect(annen.locator("[data-delstatus]")).to_contain_text("endret eller delt i et annet vindu")
    annen.get_by_role("button", name="Del dokument").click()
    expect(annen.locator(".ds-error-summary")).to_contain_text("Utkastet er endret i et annet vindu")
    axe(annen)
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    annen.get_by_label("Tilgjengelig i").fill("30")
    annen.get_by_role("button", name="Del dokument").click()
    expect(annen.get_by_text("Det du endret her, er ikke brukt.")).to_be_visible()
    assert Deling.objects.get().mottakere.count() == 2
    glem(konsoll, "status of 409")


def test_it_begins_a_draft_for_what_is_typed_before_any_file_is_chosen(
    ny_side: NySide, kari: User, konto: Konto
) -> None:
    side = ny_side(kari)
    side.goto("/del/")
    side.get_by_label("Tilgjengelig i").fill("7")
    side.get_by_label("Tilgjengelig i").blur()
    assert not Deling.objects.exists()
    _skriv(side)
    expect(side).to_have_url(re.compile(r"\?utkast="))
    side.goto("/del/")
    side.get_by_role("link", name="Fortsett").click()
    _krev_skrevet(side)


def test_it_keeps_the_last_that_is_typed_while_the_draft_is_begun(side: Page, kabel: Kabel) -> None:
    """Changed, and changed back, before there is anything to keep it in."""
    venter: list[Route] = []
    side.route("**/del/utkast/", lambda en: venter.append(en))  # noqa: PLW0108  # Playwright calls no builtin
    tid = side.get_by_label("Tilgjengelig i")
    forst = tid.input_value()
    with side.expect_request("**/del/utkast/"):
        side.get_by_label("Tittel").fill("Vedtak")
    tid.fill("21")
    with side.expect_response(lambda svar: svar.url.endswith("/skrevet/")):
        venter.pop().continue_()
    assert les_skrevet(deling=Deling.objects.get())["tilgjengelig_i"] == "21"
    with side.expect_response(lambda svar: svar.url.endswith("/skrevet/")):
        tid.fill(forst)
    assert les_skrevet(deling=Deling.objects.get())["tilgjengelig_i"] == forst


def test_it_makes_one_deling_when_the_button_is_pressed_twice_without_javascript(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: LagFil
) -> None:
    side = ny_side(kari, uten_js=True)
    side.goto("/del/")
    fyll_ut(side)
    fil: Path = lag_fil("a.bin", 5 * MB)
    velg(side, fil)
    side.get_by_role("button", name="Del dokument").dblclick()
    side.wait_for_url(KVITTERING)
    expect(side.get_by_text("Det du endret her, er ikke brukt.")).to_have_count(0)
    assert Deling.objects.exclude(delt=None).count() == 1


def test_it_keeps_typing_out_of_a_session_that_is_gone(
    ny_side: NySide, kari: User, konto: Konto, konsoll: list[str]
) -> None:
    side = ny_side(kari)
    side.goto("/del/")
    _skriv(side)
    with side.expect_response(lambda svar: svar.url.endswith("/skrevet/") and svar.status == 401):
        Session.objects.all().delete()  # what was just typed may be on its way, and be the first that is refused
        side.get_by_label("Tilgjengelig i").fill("30")
    expect(side.get_by_label("Tilgjengelig i")).to_have_value("30")
    side.goto("about:blank")
    glem(konsoll, "status of 401")
