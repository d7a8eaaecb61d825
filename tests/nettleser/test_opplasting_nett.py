"""Uploading over networks as they are: narrow proxies, cut connections, none at all, a machine that sleeps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dokumenter.models import Dokument
from tests.nettleser.conftest import NySide
from tests.nettleser.kabel import Kabel
from tests.nettleser.opplasting import AVBRUTT, MB, LagFil, glem, halvveis, krev_likt, lastet_opp, velg
from tests.nettleser.trang import Trang
from tests.prosess.tjeneste import vent_til
from users.models import User


@pytest.fixture
def trang(live_server: LiveServer) -> Iterator[Trang]:
    """A proxy with the limit that proxies come with."""
    trang = Trang(live_server.url, maks=MB)
    yield trang
    trang.kast()


@pytest.fixture
def bak_trang(ny_side: NySide, trang: Trang, kari: User, konto: object) -> Page:
    """Kari on the page, behind the proxy."""
    side = ny_side(kari)
    side.set_default_timeout(10_000)
    side.goto(f"{trang.url}/del/")
    return side


def test_it_finds_the_size_that_a_proxy_takes_once_for_all_files(
    bak_trang: Page, trang: Trang, konsoll: list[str], lag_fil: LagFil
) -> None:
    stor, neste = lag_fil("stor.bin", 20 * MB), lag_fil("neste.bin", 3 * MB)
    velg(bak_trang, stor)
    lastet_opp(bak_trang)
    assert trang.avvist == [2 * MB]
    velg(bak_trang, neste)
    lastet_opp(bak_trang, 2)
    assert trang.avvist == [2 * MB]
    assert trang.sluppet == [MB] * 23
    for fil in (stor, neste):
        krev_likt(fil, Dokument.objects.get(dokumentnavn=fil.name))
    glem(konsoll, "status of 413")


def test_it_says_so_when_a_proxy_takes_nothing(
    bak_trang: Page, trang: Trang, konsoll: list[str], lag_fil: LagFil
) -> None:
    trang.maks = MB // 2
    velg(bak_trang, lag_fil("stor.bin", 5 * MB))
    expect(bak_trang.locator(".fil__status")).to_contain_text("slipper ikke gjennom nettet du er på")
    assert trang.avvist == [MB]
    bak_trang.get_by_role("button", name="Fjern stor.bin").click()
    expect(bak_trang.locator(".fil")).to_have_count(0)
    glem(konsoll, "status of 413")


def test_it_sends_smaller_pieces_when_it_is_cut_off_again_and_again(
    bak_trang: Page, trang: Trang, konsoll: list[str], lag_fil: LagFil
) -> None:
    """As by something on the way that gives no request more than a minute, and passes on only whole ones."""
    fil = lag_fil("stor.bin", 20 * MB)
    trang.maks, trang.kutter = 2 * MB, True
    velg(bak_trang, fil)
    expect(bak_trang.locator(".fil__status")).to_contain_text("Ingen forbindelse")
    expect(bak_trang.locator(".fil[data-tilstand=ferdig]")).to_have_count(1, timeout=60_000)
    assert set(trang.avvist) == {4 * MB}  # the browser itself tries again as well
    assert trang.sluppet == [MB, 2 * MB] + [MB] * 17
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, *AVBRUTT)


def test_it_waits_while_the_machine_is_offline(
    bak_trang: Page, trang: Trang, konsoll: list[str], lag_fil: LagFil
) -> None:
    """The proxy makes it many requests; the browser lets the one that is on its way go on."""
    fil = lag_fil("stor.bin")
    trang.slipp_bare = 3
    velg(bak_trang, fil)
    # Not by what the page says: a piece that will be refused counts in its bar until the answer comes.
    vent_til(lambda: len(trang.sluppet) > trang.slipp_bare, hva=f"tre biter gjennom, en som venter: {trang.avvist}")
    bak_trang.context.set_offline(True)
    trang.slipp()
    expect(bak_trang.locator(".fil__status")).to_contain_text("Ingen forbindelse")
    expect(bak_trang.locator("[data-filstans]")).to_contain_text("Ingen forbindelse")
    assert 0 < Dokument.objects.get().mottatt < fil.stat().st_size
    bak_trang.context.set_offline(False)
    lastet_opp(bak_trang)
    expect(bak_trang.locator("[data-filstans]")).to_be_empty()
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, "status of 413", *AVBRUTT)


@pytest.mark.parametrize(
    ("svar", "hentet"),
    [(b"HTTP/1.1 200", False), (b"HTTP/1.1 200", True), (b"HTTP/1.1 201", True), (b"HTTP/1.1 204", True)],
    ids=["skript", "utkast", "ny fil", "bit"],
)
def test_it_goes_on_when_an_answer_is_cut_off_after_its_first_line(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil, svar: bytes, hentet: bool
) -> None:
    """A browser takes the line for the whole answer: a yes without the headers that say what was done."""
    fil = lag_fil("stor.bin", 3 * MB)
    if hentet:  # the script that sends, which is otherwise fetched with the first file
        side.evaluate("() => window.Deldokument.hentTus()")
    kabel.kutt_svar = svar
    velg(side, fil)
    lastet_opp(side)
    assert kabel.kutt_svar == b""
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, *AVBRUTT)


def test_it_asks_for_a_reload_when_the_page_is_from_before_an_upgrade(
    side: Page, konsoll: list[str], lag_fil: LagFil
) -> None:
    """The script that sends has another name then. To wait for the one that is gone would be to wait for ever."""
    side.locator("[data-tus]").evaluate("(skjema) => { skjema.dataset.tus = '/fra-forrige-utgave.js'; }")
    velg(side, lag_fil("liten.bin", 1000))
    expect(side.locator(".fil__status")).to_contain_text("Tjenesten er oppdatert siden du åpnet siden")
    glem(konsoll, "status of 404", "MIME")


def test_it_goes_on_after_the_machine_has_slept(side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil) -> None:
    """Scripts stand still and the connection dies meanwhile."""
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 2 * MB
    velg(side, fil)
    halvveis(side, kabel)
    styring = side.context.new_cdp_session(side)
    styring.send("Page.setWebLifecycleState", {"state": "frozen"})
    kabel.trekk_ut()
    mottatt = Dokument.objects.get().mottatt
    kabel.byte_per_sekund = 0
    kabel.sett_inn()
    styring.send("Page.setWebLifecycleState", {"state": "active"})
    lastet_opp(side)
    assert mottatt < fil.stat().st_size
    krev_likt(fil, Dokument.objects.get())
    glem(konsoll, *AVBRUTT)
