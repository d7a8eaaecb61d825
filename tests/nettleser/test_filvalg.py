"""Files that are dragged onto the page, from a folder window: real drags, as the browser gets them from the machine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dokumenter.models import Dokument
from tests.nettleser.opplasting import LagFil, krev_likt, lastet_opp

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


def test_it_takes_neither_folders_nor_empty_files(side: Page, dra: Dra, lag_fil: LagFil, tmp_path: Path) -> None:
    mappe = tmp_path / "saker"
    mappe.mkdir()
    (mappe / "inni.pdf").write_bytes(b"x")
    dra("[data-slipp]", mappe, lag_fil("tom.txt", 0), lag_fil("full.txt", 100))
    expect(side.locator(".fil").filter(has_text="saker")).to_contain_text("Mapper kan ikke lastes opp")
    expect(side.locator(".fil").filter(has_text="tom.txt")).to_contain_text("Filen er tom")
    expect(side.locator(".fil").filter(has_text="full.txt")).to_contain_text("Lastet opp")
    assert Dokument.objects.get().dokumentnavn == "full.txt"
