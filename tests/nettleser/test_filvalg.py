"""Files that are dragged onto the page, from a folder window: real drags, as the browser gets them from the machine."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django.fixtures import Settings

from dokumenter.models import Dokument
from tests.nettleser.kabel import Kabel
from tests.nettleser.opplasting import MB, LagFil, krev_likt, lastet_opp
from tests.nettleser.sjekker import axe

Dra = Callable[..., None]


@pytest.fixture
def dra(side: Page) -> Dra:
    """Drags files and folders in over a place on the page, as far as `til`: dragOver or drop."""
    styring = side.context.new_cdp_session(side)

    def dra(over: str, *stier: Path, til: str = "drop") -> None:
        side.locator(over).scroll_into_view_if_needed()
        ramme = side.locator(over).bounding_box()
        assert ramme is not None
        sted = {"x": ramme["x"] + 5, "y": ramme["y"] + 5}
        data = {"items": [], "files": [str(sti) for sti in stier], "dragOperationsMask": 1}
        for hendelse in dict.fromkeys(("dragEnter", "dragOver", til)):
            styring.send("Input.dispatchDragEvent", {"type": hendelse, **sted, "data": data})

    return dra


# Beside the form too: else the browser would leave the page and open the file.
@pytest.mark.parametrize("over", ["[data-slipp]", "h1", "footer"])
def test_it_uploads_what_is_dropped_anywhere_on_the_page(side: Page, dra: Dra, lag_fil: LagFil, over: str) -> None:
    filer = [lag_fil("en.pdf", 1000), lag_fil("to æøå.bin", 2000)]
    dra(over, *filer)
    lastet_opp(side, 2)
    expect(side.locator(".ds-file-upload[data-over]")).to_have_count(0)
    for fil in filer:
        krev_likt(fil, Dokument.objects.get(dokumentnavn=fil.name))


def test_it_shows_where_files_can_be_dropped(side: Page, dra: Dra, lag_fil: LagFil) -> None:
    dra("h1", lag_fil("en.pdf", 1000), til="dragOver")
    expect(side.locator(".ds-file-upload[data-over]")).to_be_visible()
    side.dispatch_event("body", "dragleave")
    expect(side.locator(".ds-file-upload[data-over]")).to_have_count(0)
    expect(side.locator(".fil")).to_have_count(0)
    side.wait_for_function("() => window.tus")  # the first touch fetches it, and the test must not cut that off


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    """Files in folders, with what machines put there."""
    for sti in ("saker/bilag 10.pdf", "saker/bilag 2.pdf", "saker/på Ås/kart.pdf", "saker/.DS_Store", "saker/tom/x"):
        fil = tmp_path / sti
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.write_bytes(sti.encode())
    (tmp_path / "saker/tom/x").unlink()
    return tmp_path / "saker"


def _krev_mappen(side: Page) -> None:
    lastet_opp(side, 3)
    funnet = [(dokument.mappe, dokument.dokumentnavn) for dokument in Dokument.objects.order_by("opprettet")]
    assert funnet == [("saker", "bilag 2.pdf"), ("saker", "bilag 10.pdf"), ("saker/på Ås", "kart.pdf")]
    expect(side.locator(".fil").filter(has_text="kart.pdf")).to_contain_text("saker/på Ås")
    side.reload()
    expect(side.locator(".fil").filter(has_text="kart.pdf")).to_contain_text("saker/på Ås")


def test_it_takes_the_files_of_a_folder_that_is_dropped(side: Page, dra: Dra, mappe: Path) -> None:
    dra("[data-slipp]", mappe)
    _krev_mappen(side)
    axe(side)


def test_it_takes_the_files_of_a_folder_that_is_chosen(side: Page, mappe: Path) -> None:
    with side.expect_file_chooser() as velger:
        side.get_by_role("button", name="Velg en hel mappe").click()
    velger.value.set_files(mappe)
    _krev_mappen(side)


def test_it_takes_all_of_a_folder_or_says_that_it_took_nothing(
    side: Page, dra: Dra, mappe: Path, settings: Settings
) -> None:
    settings.DELING_MAKS_DOKUMENTER = 2
    side.reload()
    for over, feil in ((mappe, "Mappen har for mange filer."), (mappe / "tom", "Mappen har ingen filer.")):
        dra("[data-slipp]", over)
        expect(side.locator("[data-mappestans]")).to_contain_text(feil)
        expect(side.locator(".fil")).to_have_count(0)


def test_it_takes_no_empty_files(side: Page, dra: Dra, lag_fil: LagFil) -> None:
    dra("[data-slipp]", lag_fil("tom.txt", 0), lag_fil("full.txt", 100))
    expect(side.locator(".fil").filter(has_text="tom.txt")).to_contain_text("Filen er tom")
    expect(side.locator(".fil").filter(has_text="full.txt")).to_contain_text("Lastet opp")
    assert Dokument.objects.get().dokumentnavn == "full.txt"


def test_it_keeps_files_in_the_order_they_were_chosen(side: Page, lag_fil: LagFil) -> None:
    """Each is made when the one before has been, and first then do they go up side by side."""
    navn = ["c.pdf", "a.pdf", "b.pdf"]
    gang: list[str] = []
    side.on("request", lambda foresporsel: gang.append("spurt") if er_ny_fil(foresporsel) else None)
    side.on("response", lambda svar: gang.append("svart") if er_ny_fil(svar.request) else None)
    side.get_by_label("Dokumenter").set_input_files([lag_fil(ett, 1000) for ett in navn])
    lastet_opp(side, 3)
    assert gang == ["spurt", "svart"] * 3
    assert list(Dokument.objects.order_by("opprettet").values_list("dokumentnavn", flat=True)) == navn


def test_it_tells_how_far_it_has_come_with_all_of_them(side: Page, kabel: Kabel, dra: Dra, lag_fil: LagFil) -> None:
    samlet = side.locator("[data-samlet]")
    expect(samlet).to_be_hidden()
    kabel.byte_per_sekund = 1 * MB
    dra("h1", lag_fil("stor.bin", 7 * MB), lag_fil("liten.bin", 1 * MB), lag_fil("tom.bin", 0))
    expect(samlet).to_have_text(re.compile(r"^1 av 2 filer er lastet opp, [\d,]+\sMB av 8\sMB\.$"))
    kabel.byte_per_sekund = 0
    expect(samlet).to_have_text(re.compile(r"^2 av 2 filer er lastet opp, 8\sMB av 8\sMB\.$"))
    side.reload()
    expect(samlet).to_have_text(re.compile(r"^2 av 2 filer er lastet opp, 8\sMB av 8\sMB\.$"))


def er_ny_fil(foresporsel: Request) -> bool:
    """Whether the request makes a dokument."""
    return foresporsel.method == "POST" and foresporsel.url.endswith("/opplasting/")
