"""The form while it is typed in: the date in words, sizes as the language writes them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from dokumenter.models import Deling
from dokumenter.tekst import dag_i_ord, dag_uten_ukedag
from kontoer.models import Konto
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling
from tests.nettleser.conftest import NySide
from tests.nettleser.opplasting import KVITTERING, LagFil, fyll_ut, lastet_opp, velg
from tests.nettleser.sjekker import axe
from users.models import User


def _dag(dager: int) -> str:
    return dag_i_ord(timezone.localtime() + timedelta(days=dager))


def test_it_tells_the_date_of_what_is_typed(side: Page) -> None:
    felt, ord_ = side.get_by_label("Tilgjengelig i"), side.locator("[data-kontroll=tilgjengelig_i]")
    felt.fill("")
    felt.press_sequentially("3")
    expect(ord_).to_contain_text(_dag(3))
    felt.press_sequentially("0")
    expect(ord_).to_contain_text(_dag(30))
    felt.fill("24.12.2020")
    expect(ord_.locator(".ds-validation-message")).to_be_visible()
    expect(felt).to_have_attribute("aria-invalid", "true")
    felt.fill("5 dager")
    expect(ord_).to_contain_text(_dag(5))
    expect(felt).to_have_attribute("aria-invalid", "false")


def test_it_never_shows_the_date_of_another_number(side: Page) -> None:
    """Not while one types, and not when an early answer comes after a late one."""
    felt, ord_ = side.get_by_label("Tilgjengelig i"), side.locator("[data-kontroll=tilgjengelig_i]")
    felt.fill("7")
    expect(ord_.get_by_text(_dag(7))).to_be_visible()
    holdt: list[Route] = []

    def hold(rute: Route) -> None:
        holdt.append(rute)

    side.route("**/kontroller/", hold, times=1)
    with side.expect_request("**/kontroller/"):
        felt.fill("30")
    expect(ord_.get_by_text(_dag(7))).to_be_hidden()
    felt.fill("90")
    expect(ord_.get_by_text(_dag(90))).to_be_visible()
    with side.expect_response("**/kontroller/"):
        holdt[0].continue_()
    side.evaluate("() => new Promise((ferdig) => requestAnimationFrame(() => setTimeout(ferdig)))")
    expect(ord_.get_by_text(_dag(90))).to_be_visible()


@pytest.mark.parametrize(
    ("knapp", "vist"),
    [("Nynorsk", ["1 byte", "2 byte", "1,5 kB"]), ("English", ["1 byte", "2 bytes", "1.5 kB"])],
)
def test_it_writes_sizes_as_the_server_does(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: LagFil, knapp: str, vist: list[str]
) -> None:
    """In a browser that knows no nynorsk and is set up for English."""
    side = ny_side(kari, sprak="en-US")
    side.goto("/del/")
    side.get_by_role("button", name=knapp).click()
    side.locator("input[type=file]").set_input_files([lag_fil(f"{antall}.txt", antall) for antall in (1, 2, 1536)])
    expect(side.locator(".fil[data-tilstand=ferdig]")).to_have_count(3)
    expect(side.locator(".fil__storrelse")).to_have_text(vist)
    fra_tjeneren = side.request.get(side.url).text().replace("\N{NO-BREAK SPACE}", " ")
    assert re.findall(r'data-vis="storrelse">([^<]+)<', fra_tjeneren) == vist  # and in the order they were chosen


def test_it_says_at_the_button_what_it_will_do(side: Page, lag_fil: LagFil) -> None:
    linje, knapp = side.locator("#del-oppsummering"), side.get_by_role("button", name="Del dokument", exact=True)
    expect(linje).to_be_hidden()
    velg(side, lag_fil("a.pdf", 1000), lag_fil("b.pdf", 1000))
    fyll_ut(side)
    side.get_by_label("Tilgjengelig i").blur()
    dag = dag_uten_ukedag(timezone.now() + timedelta(days=14), naa=timezone.now())
    expect(linje).to_have_text(f"Del 2 filer med 2 mottakere til {dag}")
    expect(knapp).to_have_accessible_description(f"Del 2 filer med 2 mottakere til {dag}")
    side.get_by_role("button", name="Fjern a.pdf").click()
    expect(linje).to_contain_text("Del 1 fil med")
    side.get_by_label("Mottakere").press_sequentially(" 1")
    expect(linje).to_be_hidden()
    expect(knapp).to_have_accessible_description("")
    side.get_by_label("Mottakere").fill(EN_PERSON.verdi)
    side.get_by_label("Mottakere").blur()
    expect(linje).to_have_text(f"Del 1 fil med 1 mottaker til {dag}")


def test_it_leads_from_the_button_to_the_file_that_is_in_the_way(side: Page, lag_fil: LagFil) -> None:
    velg(side, lag_fil("tom.txt", 0))
    expect(side.locator(".fil")).to_contain_text("Filen er tom")
    side.get_by_role("button", name="Del dokument").click()
    side.get_by_role("link", name="tom.txt er ikke lastet opp").click()
    expect(side.locator(".fil")).to_be_focused()


def test_it_writes_a_title_a_case_number_and_a_message(side: Page, lag_fil: LagFil) -> None:
    side.get_by_label("Tittel").fill("Vedtak")
    expect(side).to_have_url(re.compile(r"\?utkast="))
    side.get_by_label("Saksnummer").fill("26/123")
    side.get_by_label("Melding").fill("Hei\n\nPer")
    side.get_by_label("Melding").blur()
    velg(side, lag_fil("a.pdf", 1000))
    fyll_ut(side)
    lastet_opp(side)
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    deling = Deling.objects.get()
    assert (deling.tittel, deling.saksnummer, deling.melding) == ("Vedtak", "26/123", "Hei\n\nPer")


def test_it_removes_and_adds_mottakere_by_keyboard(ny_side: NySide, kari: User, konto: Konto) -> None:
    referanse = lag_deling(konto, kari, EN_PERSON).mottakere.get().pk
    side = ny_side(kari)
    side.goto("/del/")
    felt, brikker = side.get_by_label("Mottakere", exact=True), side.locator("[data-kontroll=mottakere] .ds-chip")
    felt.fill(f"Ola\t{EN_VIRKSOMHET.verdi}")
    felt.blur()
    side.get_by_role("button", name="Fjern ordene, behold numrene").press("Enter")
    expect(felt).to_have_value(EN_VIRKSOMHET.verdi)
    expect(side.get_by_role("button", name=re.compile("^Fjern .*virksomhet"))).to_be_focused()
    side.get_by_text("Nylig brukte mottakere").click()
    side.get_by_role("button", name=re.compile("^Legg til .*person")).press("Enter")
    expect(brikker).to_have_count(2)
    expect(side.get_by_role("button", name=re.compile("^Fjern .*person"))).to_be_focused()
    expect(side.locator("input[name=tidligere]")).to_have_value(str(referanse))
    assert EN_PERSON.verdi not in side.content()
    axe(side)
    # What is kept a moment later is what is read anew.
    with side.expect_response(lambda svar: "/skrevet/" in svar.url and "mottakere=&" in (svar.request.post_data or "")):
        brikker.first.press("Enter")
        expect(felt).to_have_value("")
        expect(brikker).to_have_count(1)
    expect(side).to_have_url(re.compile(r"\?utkast="))
    side.reload()
    expect(brikker).to_have_count(1)
    brikker.first.press("Enter")
    expect(felt).to_be_focused()
    expect(side.locator("input[name=tidligere]")).to_have_value("")


def test_it_removes_no_file_when_enter_is_pressed_in_a_field(side: Page, lag_fil: LagFil) -> None:
    velg(side, lag_fil("a.pdf", 1000))
    lastet_opp(side)
    side.get_by_label("Tittel").fill("Vedtak")
    with side.expect_response("**/kontroller/"):
        side.get_by_label("Tittel").press("Enter")
    lastet_opp(side)
    expect(side.get_by_label("Tittel")).to_have_value("Vedtak")
