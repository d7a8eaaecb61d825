"""The page sends a digest with every piece, and goes on with an upload only when it is of the file that is chosen."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from dokumenter.models import Dokument
from dokumenter.services.nedlasting import les_dokument
from tests.nettleser.conftest import NySide
from tests.nettleser.kabel import Kabel
from tests.nettleser.opplasting import AVBRUTT, MB, LagFil, glem, krev_likt, lastet_opp, velg
from tests.nettleser.sjekker import axe, ingen_overflyt
from tests.nettleser.trang import Trang
from users.models import User

STOR = 12 * MB


@pytest.fixture
def trang(live_server: LiveServer) -> Iterator[Trang]:
    trang = Trang(live_server.url, maks=64 * MB)
    yield trang
    trang.kast()


def _nekt_dialoger(side: Page) -> None:
    side.on("dialog", lambda dialog: dialog.accept())


def _bryt_av(side: Page, kabel: Kabel, *filer: Path, etter: int = 5 * MB) -> None:
    """Leave the page when the files are about half way, and come back to it."""
    kabel.byte_per_sekund = 2 * MB
    til = kabel.sendt + etter
    velg(side, *filer)
    kabel.kryp_etter(til)
    side.reload()
    kabel.byte_per_sekund = 0


def _levende() -> list[Dokument]:
    return [dokument for dokument in Dokument.objects.all() if not dokument.er_borte]


def test_it_sends_a_piece_again_that_was_damaged_on_the_way(
    ny_side: NySide, trang: Trang, kari: User, konto: object, konsoll: list[str], lag_fil: LagFil
) -> None:
    side, fil = ny_side(kari), lag_fil("stor.bin", STOR)
    summer: list[str | None] = []

    def noter(foresporsel: Request) -> None:
        if foresporsel.method == "PATCH":
            summer.append(foresporsel.headers.get("upload-checksum"))

    side.on("request", noter)
    side.goto(f"{trang.url}/del/")
    trang.skader = 2
    velg(side, fil)
    expect(side.locator(".fil__status")).to_contain_text("ble skadet på veien")
    lastet_opp(side)
    krev_likt(fil, Dokument.objects.get())
    assert trang.sluppet[:3] == [MB, MB, MB]
    assert sum(trang.sluppet) == STOR + 2 * MB
    assert all(re.fullmatch(r"sha256 [A-Za-z0-9+/]{43}=", en or "") for en in summer)
    glem(konsoll, "status of 460")


def test_it_begins_anew_when_another_file_of_the_same_name_and_size_is_chosen(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    _nekt_dialoger(side)
    fil = lag_fil("vedtak.pdf", STOR)
    _bryt_av(side, kabel, fil)
    expect(side.locator(".fil__status")).to_have_text(re.compile(r"fortsette fra [1-9]\d? %"))
    assert Dokument.objects.get().mottatt > 0
    fil.write_bytes(os.urandom(STOR))
    velg(side, fil)
    expect(side.locator(".fil [data-vis=merknad]")).to_have_text(
        "Filen er ikke den samme som sist, så opplastingen begynte forfra."
    )
    expect(side.locator("[data-filstans]")).to_contain_text("begynte forfra")
    lastet_opp(side)
    (dokument,) = _levende()
    krev_likt(fil, dokument)
    axe(side)
    ingen_overflyt(side)
    glem(konsoll, *AVBRUTT)


@pytest.mark.parametrize("sammen", [True, False])
def test_it_finds_the_right_one_of_two_that_look_alike(
    side: Page, kabel: Kabel, konsoll: list[str], tmp_path: Path, sammen: bool
) -> None:
    _nekt_dialoger(side)
    filer = [tmp_path / mappe / "vedtak.pdf" for mappe in ("a", "b")]
    for fil in filer:
        fil.parent.mkdir()
        fil.write_bytes(os.urandom(STOR))
    _bryt_av(side, kabel, *filer, etter=8 * MB)
    expect(side.locator(".fil[data-tilstand=velg]")).to_have_count(2)
    begynt = list(Dokument.objects.order_by("opprettet", "id"))
    assert all(0 < dokument.mottatt < STOR for dokument in begynt)
    if sammen:
        velg(side, *reversed(filer))
    else:
        velg(side, filer[1])
        expect(side.locator(f"[data-dokument='{begynt[1].pk}']")).to_have_attribute("data-tilstand", "ferdig")
        velg(side, filer[0])
    lastet_opp(side, 2)
    expect(side.locator(".fil [data-vis=merknad]:visible")).to_have_count(0)
    for fil, dokument in zip(filer, begynt, strict=True):
        krev_likt(fil, Dokument.objects.get(pk=dokument.pk))
    glem(konsoll, *AVBRUTT)


def test_it_never_mixes_the_files_of_two_windows(side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil) -> None:
    """Both show the same unfinished row; each is given its own file for it."""
    _nekt_dialoger(side)
    fil = lag_fil("vedtak.pdf", STOR)
    _bryt_av(side, kabel, fil)
    annen = side.context.new_page()
    annen.goto(side.url)
    expect(annen.locator(".fil[data-tilstand=velg]")).to_have_count(1)
    kabel.byte_per_sekund = MB
    velg(side, fil)
    expect(side.locator(".fil[data-tilstand=laster]")).to_have_count(1)
    fil2 = fil.parent / "annen" / fil.name
    fil2.parent.mkdir()
    fil2.write_bytes(os.urandom(STOR))
    velg(annen, fil2)
    kabel.byte_per_sekund = 0
    expect(annen.locator(".fil__status")).to_have_text("Lastet opp")
    expect(side.locator(".fil__status")).to_have_text(re.compile("Lastet opp|fjernet i et annet vindu"))
    innhold = [_innhold(dokument) for dokument in _levende()]
    assert fil2.read_bytes() in innhold
    assert set(innhold) <= {fil.read_bytes(), fil2.read_bytes()}
    annen.close()
    glem(konsoll, *AVBRUTT, "status of 404", "status of 410")


def test_it_begins_anew_where_the_browser_has_no_digests(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    """As on plain http: nobody can tell whether it is the same file."""
    _nekt_dialoger(side)
    side.context.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    side.reload()
    fil = lag_fil("vedtak.pdf", STOR)
    _bryt_av(side, kabel, fil)
    assert Dokument.objects.get().mottatt > 0
    velg(side, fil)
    expect(side.locator(".fil [data-vis=merknad]")).to_contain_text("Vi kan ikke se om filen er den samme")
    lastet_opp(side)
    (dokument,) = _levende()
    krev_likt(fil, dokument)
    glem(konsoll, *AVBRUTT)


def _innhold(dokument: Dokument) -> bytes:
    return b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt))
