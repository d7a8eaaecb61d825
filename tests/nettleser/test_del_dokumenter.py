"""Del dokumenter in a real browser: uploads that start at once and survive what happens to people and networks."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Dialog, Page, Request, Route, expect

from dokumenter.models import Deling, Dokument
from kontoer.models import Konto
from tests.dokumenter.lag import EN_PERSON
from tests.nettleser.conftest import NySide
from tests.nettleser.kabel import Kabel
from tests.nettleser.opplasting import (
    AVBRUTT,
    KVITTERING,
    MB,
    LagFil,
    fyll_ut,
    glem,
    halvveis,
    krev_likt,
    velg,
)
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User


def test_it_uploads_several_at_once_while_the_form_is_filled_in(side: Page, lag_fil: LagFil) -> None:
    filer = [lag_fil(navn, MB) for navn in ("a.pdf", "bilde æøå 测试.png", "c.bin", "d.txt", "e.zip")]
    velg(side, *filer)
    fyll_ut(side)
    expect(side.locator(".fil[data-tilstand=ferdig]")).to_have_count(5)
    expect(side).to_have_url(re.compile(r"\?utkast="))
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    deling = Deling.objects.get()
    assert (deling.tilstand, deling.mottakere.count()) == (Deling.Tilstand.DELT, 2)
    for fil in filer:
        krev_likt(fil, deling.dokumenter.get(dokumentnavn=fil.name))


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_answers_with_a_link_to_copy_and_a_text_to_send(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: LagFil, bredde: int
) -> None:
    side = ny_side(kari, bredde=bredde)
    side.context.grant_permissions(["clipboard-read", "clipboard-write"])
    side.goto("/del/")
    velg(side, lag_fil("stor.bin", 70 * MB))
    fyll_ut(side)
    expect(side.locator(".fil__status")).to_have_text("Lastet opp", timeout=60_000)
    side.get_by_role("button", name="Del dokument").click()
    lenke = side.get_by_label("Lenke").input_value()
    assert Dokument.objects.get().tilstand == Dokument.Tilstand.KONTROLLERES, "the link does not wait for the bytes"
    assert lenke == f"{settings.BASE_URL}/d/{Deling.objects.get().pk}"
    side.get_by_role("button", name="Kopier lenke").click()
    expect(side.get_by_role("button", name="Kopiert")).to_be_visible()
    expect(side.locator("[data-kopistatus]").first).to_have_text("Kopiert")
    assert side.evaluate("() => navigator.clipboard.readText()") == lenke
    assert lenke in side.get_by_label("Tekst til e-post").input_value()
    axe(side)
    ingen_overflyt(side)


def test_it_pauses_and_goes_on_from_what_was_received(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 2 * MB
    velg(side, fil)
    halvveis(side, kabel)
    axe(side)
    side.get_by_role("button", name="Pause stor.bin").click()
    expect(side.locator(".fil__status")).to_contain_text("Satt på pause på")
    side.get_by_role("button", name="Del dokument").click()
    expect(side.locator("[data-delstatus]")).to_contain_text("stor.bin er ikke lastet opp")
    kabel.byte_per_sekund = 0
    side.get_by_role("button", name="Fortsett stor.bin").click()
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, *AVBRUTT)


def test_it_waits_for_the_files_and_shares_by_itself(side: Page, kabel: Kabel, lag_fil: LagFil) -> None:
    fil = lag_fil("stor.bin", 4 * MB)
    kabel.byte_per_sekund = MB // 10
    fyll_ut(side)
    velg(side, fil)
    side.get_by_role("button", name="Del dokument").click()
    expect(side.locator("[data-delstatus]")).to_contain_text("Vent til filene er lastet opp")
    kabel.byte_per_sekund = 0
    side.wait_for_url(KVITTERING)
    assert Deling.objects.get().tilstand == Deling.Tilstand.DELT


def test_it_goes_on_by_itself_when_the_network_comes_back(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 2 * MB
    velg(side, fil)
    halvveis(side, kabel)
    kabel.trekk_ut()
    expect(side.locator(".fil__status")).to_have_text(re.compile(r"Ingen forbindelse. Fortsetter av seg selv fra"))
    kabel.byte_per_sekund = 0
    kabel.sett_inn()
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, *AVBRUTT)


def test_it_does_not_make_a_file_twice_when_the_answer_was_lost(
    side: Page, konsoll: list[str], lag_fil: LagFil
) -> None:
    fil = lag_fil("vedtak.pdf", MB)

    def mist_svaret(rute: Route) -> None:
        rute.fetch()
        rute.abort()

    side.route("**/opplasting/", mist_svaret, times=1)
    velg(side, fil)
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, "net::ERR_FAILED")


@pytest.mark.parametrize(("status", "tekst"), [(507, "ikke plass til mer"), (503, "svarer ikke akkurat nå")])
def test_it_waits_while_the_service_cannot_take_more(
    side: Page, konsoll: list[str], lag_fil: LagFil, status: int, tekst: str
) -> None:
    fil = lag_fil("vedtak.pdf", MB)
    side.route("**/opplasting/*", lambda rute: rute.fulfill(status=status), times=1)
    velg(side, fil)
    expect(side.locator(".fil__status")).to_contain_text(tekst)
    side.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, f"status of {status}")


def test_it_goes_on_after_a_reload_when_the_same_file_is_chosen(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    fil = lag_fil("stor.bin")
    advarsler: list[str] = []
    opprettet: list[str] = []

    def svar(dialog: Dialog) -> None:
        advarsler.append(dialog.type)
        dialog.accept()

    def noter(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/opplasting/"):
            opprettet.append(request.url)

    side.on("dialog", svar)
    side.on("request", noter)
    kabel.byte_per_sekund = 2 * MB
    velg(side, fil)
    halvveis(side, kabel)
    side.reload()
    kabel.byte_per_sekund = 0
    assert advarsler == ["beforeunload"]
    expect(side.locator(".fil__status")).to_have_text(re.compile(r"Velg filen på nytt for å fortsette fra [1-9]\d? %"))
    assert Dokument.objects.get().mottatt > 0
    velg(side, fil)
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    assert len(opprettet) == 1
    krev_likt(fil, Dokument.objects.get())
    assert side.evaluate("() => localStorage.length + sessionStorage.length") == 0
    glem(konsoll, *AVBRUTT)


def test_it_goes_on_after_logout(side: Page, kabel: Kabel, lag_fil: LagFil) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 3 * MB
    velg(side, fil)
    halvveis(side, kabel)
    side.context.clear_cookies(name="deldokument_okt")
    kabel.byte_per_sekund = 0
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    krev_likt(fil, Dokument.objects.get())


def test_it_tells_what_cannot_be_uploaded_and_removes_it(side: Page, lag_fil: LagFil) -> None:
    velg(side, lag_fil("tom.txt", 0), lag_fil("full.txt", 100))
    expect(side.locator(".fil").filter(has_text="tom.txt")).to_contain_text("Filen er tom")
    expect(side.locator(".fil").filter(has_text="full.txt")).to_contain_text("Lastet opp")
    side.get_by_role("button", name="Fjern tom.txt").click()
    side.get_by_role("button", name="Fjern full.txt").click()
    expect(side.locator(".fil")).to_have_count(0)
    assert Dokument.objects.get().er_borte


def test_it_checks_numbers_and_time_without_leaving_the_page(side: Page) -> None:
    side.get_by_label("Mottakere").fill(f"{EN_PERSON.verdi}, 123")
    side.get_by_role("button", name="Kontroller mottakere").click()
    funn = side.locator("[data-kontroll=mottakere]")
    expect(funn).to_contain_text(f"{EN_PERSON.verdi[:6]}*****")
    expect(funn).to_contain_text("Mottaker nummer 2 (123)")
    side.get_by_role("button", name="7 dager").first.click()
    expect(side.get_by_label("Tilgjengelig i")).to_have_value("7")
    expect(side.locator("[data-kontroll=tilgjengelig_i]")).to_contain_text("(norsk tid)")
    axe(side)


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_does_the_whole_job_without_scripts(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: LagFil, bredde: int
) -> None:
    side = ny_side(kari, bredde=bredde, uten_js=True)
    side.goto("/del/")
    fil = lag_fil("vedtak.pdf", 3 * MB)
    side.get_by_label("Mottakere").fill(f"{EN_PERSON.verdi} 123")
    velg(side, fil)
    side.get_by_role("button", name="Del dokument").click()
    expect(side.get_by_text("Mottaker nummer 2 (123)").first).to_be_visible()
    expect(side.get_by_text("vedtak.pdf").first).to_be_visible()
    side.get_by_label("Mottakere").fill(EN_PERSON.verdi)
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    krev_likt(fil, Deling.objects.get(tilstand=Deling.Tilstand.DELT).dokumenter.get())


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_for_everybody(ny_side: NySide, kari: User, konto: Konto, lag_fil: LagFil, bredde: int) -> None:
    side = ny_side(kari, bredde=bredde)
    side.goto("/del/")
    velg(side, lag_fil("et ganske langt filnavn uten noe særlig innhold.pdf", 1000))
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    side.get_by_role("button", name="Del dokument").click()
    expect(side.get_by_role("link", name="Skriv minst ett")).to_be_visible()
    axe(side)
    ingen_overflyt(side)
