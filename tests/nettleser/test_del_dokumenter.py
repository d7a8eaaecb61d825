"""Del dokumenter in a real browser: uploads that start at once and survive what happens to people and networks."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Dialog, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from dokumenter.models import Deling, Dokument
from dokumenter.services.nedlasting import les_dokument
from dokumenter.storage.lager import dokumentlager
from kontoer.models import Konto
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET
from tests.nettleser.conftest import NySide
from tests.nettleser.kabel import Kabel
from tests.nettleser.sjekker import axe, ingen_overflyt
from users.models import User

MB = 1024**2
KVITTERING = re.compile(r"/delinger/[0-9a-f-]{36}/\?ny=1$")


@pytest.fixture(autouse=True)
def _lager() -> None:
    dokumentlager().prepare()


@pytest.fixture
def kabel(live_server: LiveServer) -> Iterator[Kabel]:
    """Between the browser and the service."""
    kabel = Kabel(live_server.url)
    yield kabel
    kabel.kast()


@pytest.fixture
def side(ny_side: NySide, kabel: Kabel, kari: User, konto: Konto) -> Page:
    """Kari on the page, at the other end of the cable."""
    side = ny_side(kari)
    side.set_default_timeout(10_000)
    side.goto(f"{kabel.url}/del/")
    return side


@pytest.fixture
def lag_fil(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file of random bytes."""

    def lag(navn: str, storrelse: int = 12 * MB) -> Path:
        fil = tmp_path / navn
        fil.write_bytes(os.urandom(storrelse))
        return fil

    return lag


def _fyll_ut(side: Page) -> None:
    side.get_by_label("Mottakere").fill(f"{EN_PERSON.verdi}\n{EN_VIRKSOMHET.verdi}")
    side.get_by_label("Tilgjengelig i").fill("14")


def _velg(side: Page, *filer: Path) -> None:
    side.get_by_label("Dokumenter").set_input_files(list(filer))


def _halvveis(side: Page) -> None:
    expect(side.locator(".fil__status").first).to_contain_text(re.compile(r"^[1-9]\d? %"))


def _glem(konsoll: list[str], ventet: str) -> None:
    """Messages that hold the text are what should be there; others fail the test at its end."""
    konsoll[:] = [melding for melding in konsoll if ventet not in melding]


def _krev_likt(fil: Path, dokument: Dokument) -> None:
    assert dokument.tilstand != Dokument.Tilstand.VENTER
    assert b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.storrelse or 0)) == fil.read_bytes()


def test_it_uploads_several_at_once_while_the_form_is_filled_in(side: Page, lag_fil: Callable[..., Path]) -> None:
    filer = [lag_fil(navn, MB) for navn in ("a.pdf", "bilde æøå 测试.png", "c.bin", "d.txt", "e.zip")]
    _velg(side, *filer)
    _fyll_ut(side)
    expect(side.locator(".fil[data-tilstand=ferdig]")).to_have_count(5)
    expect(side).to_have_url(re.compile(r"\?utkast="))
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    deling = Deling.objects.get()
    assert (deling.tilstand, deling.mottakere.count()) == (Deling.Tilstand.DELT, 2)
    for fil in filer:
        _krev_likt(fil, deling.dokumenter.get(dokumentnavn=fil.name))


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_answers_with_a_link_to_copy_and_a_text_to_send(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: Callable[..., Path], bredde: int
) -> None:
    side = ny_side(kari, bredde=bredde)
    side.context.grant_permissions(["clipboard-read", "clipboard-write"])
    side.goto("/del/")
    _velg(side, lag_fil("stor.bin", 200 * MB))
    _fyll_ut(side)
    expect(side.locator(".fil__status")).to_have_text("Lastet opp", timeout=60_000)
    start = time.monotonic()
    side.get_by_role("button", name="Del dokument").click()
    lenke = side.get_by_label("Lenke").input_value()
    assert time.monotonic() - start < 1
    assert lenke == f"{settings.BASE_URL}/d/{Deling.objects.get().pk}"
    side.get_by_role("button", name="Kopier lenke").click()
    expect(side.get_by_role("button", name="Kopiert")).to_be_visible()
    expect(side.locator("[data-kopistatus]").first).to_have_text("Kopiert")
    assert side.evaluate("() => navigator.clipboard.readText()") == lenke
    assert lenke in side.get_by_label("Tekst til e-post").input_value()
    axe(side)
    ingen_overflyt(side)


def test_it_pauses_and_goes_on_from_what_was_received(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: Callable[..., Path]
) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 2 * MB
    _velg(side, fil)
    _halvveis(side)
    axe(side)
    side.get_by_role("button", name="Pause stor.bin").click()
    expect(side.locator(".fil__status")).to_contain_text("Satt på pause på")
    side.get_by_role("button", name="Del dokument").click()
    expect(side.locator("[data-delstatus]")).to_contain_text("stor.bin er ikke lastet opp")
    kabel.byte_per_sekund = 0
    side.get_by_role("button", name="Fortsett stor.bin").click()
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    _krev_likt(fil, Dokument.objects.get())
    _glem(konsoll, "status of 409")  # the block that was cut by the pause was put in store a moment later


def test_it_waits_for_the_files_and_shares_by_itself(side: Page, kabel: Kabel, lag_fil: Callable[..., Path]) -> None:
    fil = lag_fil("stor.bin", 4 * MB)
    kabel.byte_per_sekund = 2 * MB
    _fyll_ut(side)
    _velg(side, fil)
    side.get_by_role("button", name="Del dokument").click()
    expect(side.locator("[data-delstatus]")).to_contain_text("Vent til filene er lastet opp")
    side.wait_for_url(KVITTERING)
    assert Deling.objects.get().tilstand == Deling.Tilstand.DELT


def test_it_goes_on_by_itself_when_the_network_comes_back(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: Callable[..., Path]
) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 2 * MB
    _velg(side, fil)
    _halvveis(side)
    kabel.trekk_ut()
    expect(side.locator(".fil__status")).to_have_text(re.compile(r"Ingen forbindelse. Fortsetter av seg selv fra"))
    kabel.byte_per_sekund = 0
    kabel.sett_inn()
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    _krev_likt(fil, Dokument.objects.get())
    _glem(konsoll, "net::ERR_")


def test_it_does_not_make_a_file_twice_when_the_answer_was_lost(
    side: Page, konsoll: list[str], lag_fil: Callable[..., Path]
) -> None:
    fil = lag_fil("vedtak.pdf", MB)

    def mist_svaret(rute: Route) -> None:
        rute.fetch()
        rute.abort()

    side.route("**/opplasting/", mist_svaret, times=1)
    _velg(side, fil)
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    _krev_likt(fil, Dokument.objects.get())
    _glem(konsoll, "net::ERR_FAILED")


@pytest.mark.parametrize(("status", "tekst"), [(507, "ikke plass til mer"), (503, "svarer ikke akkurat nå")])
def test_it_waits_while_the_service_cannot_take_more(
    side: Page, konsoll: list[str], lag_fil: Callable[..., Path], status: int, tekst: str
) -> None:
    fil = lag_fil("vedtak.pdf", MB)
    side.route("**/opplasting/*", lambda rute: rute.fulfill(status=status), times=1)
    _velg(side, fil)
    expect(side.locator(".fil__status")).to_contain_text(tekst)
    side.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    _krev_likt(fil, Dokument.objects.get())
    _glem(konsoll, f"status of {status}")


def test_it_goes_on_after_a_reload_when_the_same_file_is_chosen(
    side: Page, kabel: Kabel, lag_fil: Callable[..., Path]
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
    _velg(side, fil)
    _halvveis(side)
    side.reload()
    kabel.byte_per_sekund = 0
    assert advarsler == ["beforeunload"]
    expect(side.locator(".fil__status")).to_have_text(re.compile(r"Velg filen på nytt for å fortsette fra [1-9]\d? %"))
    assert Dokument.objects.get().mottatt > 0
    _velg(side, fil)
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    assert len(opprettet) == 1
    _krev_likt(fil, Dokument.objects.get())
    assert side.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_it_goes_on_after_logout(side: Page, kabel: Kabel, lag_fil: Callable[..., Path]) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 3 * MB
    _velg(side, fil)
    _halvveis(side)
    side.context.clear_cookies(name="deldokument_okt")
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    _krev_likt(fil, Dokument.objects.get())


def test_it_tells_what_cannot_be_uploaded_and_removes_it(side: Page, lag_fil: Callable[..., Path]) -> None:
    _velg(side, lag_fil("tom.txt", 0), lag_fil("full.txt", 100))
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
    ny_side: NySide, kari: User, konto: Konto, lag_fil: Callable[..., Path], bredde: int
) -> None:
    side = ny_side(kari, bredde=bredde, uten_js=True)
    side.goto("/del/")
    fil = lag_fil("vedtak.pdf", 3 * MB)
    side.get_by_label("Mottakere").fill(f"{EN_PERSON.verdi} 123")
    _velg(side, fil)
    side.get_by_role("button", name="Del dokument").click()
    expect(side.get_by_text("Mottaker nummer 2 (123)").first).to_be_visible()
    expect(side.get_by_text("vedtak.pdf").first).to_be_visible()
    side.get_by_label("Mottakere").fill(EN_PERSON.verdi)
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    _krev_likt(fil, Deling.objects.get(tilstand=Deling.Tilstand.DELT).dokumenter.get())


@pytest.mark.parametrize("bredde", [1100, 320])
def test_it_is_for_everybody(
    ny_side: NySide, kari: User, konto: Konto, lag_fil: Callable[..., Path], bredde: int
) -> None:
    side = ny_side(kari, bredde=bredde)
    side.goto("/del/")
    _velg(side, lag_fil("et ganske langt filnavn uten noe særlig innhold.pdf", 1000))
    expect(side.locator(".fil__status")).to_have_text("Lastet opp")
    side.get_by_role("button", name="Del dokument").click()
    expect(side.get_by_role("link", name="Skriv minst ett")).to_be_visible()
    axe(side)
    ingen_overflyt(side)
