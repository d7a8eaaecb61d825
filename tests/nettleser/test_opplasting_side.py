"""The page while files are on their way: the screen is kept awake, leaving warns, another tab may act on the draft."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from dokumenter.models import Deling, Dokument
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
    lastet_opp,
    velg,
)

_TELL_LASER = """() => {
    window.laser = { bedt: 0, holdt: 0 };
    const be = async (slag) => {
        window.laser.bedt += slag === "screen" ? 1 : 0;
        window.laser.holdt += 1;
        return { release: async () => { window.laser.holdt -= 1; } };
    };
    Object.defineProperty(Navigator.prototype, "wakeLock", { get: () => ({ request: be }) });
}"""


@pytest.fixture
def dialoger(side: Page) -> list[str]:
    """The kinds of dialogs that came; each is answered with no: stay."""
    typer: list[str] = []

    def bli(dialog: Dialog) -> None:
        typer.append(dialog.type)
        dialog.dismiss()

    side.on("dialog", bli)
    return typer


def _laser(side: Page, bedt: int, holdt: int) -> None:
    """Wait until so many wake locks have been asked for, and so many are held."""
    ventet = {"bedt": bedt, "holdt": holdt}
    side.wait_for_function("(v) => window.laser.bedt === v.bedt && window.laser.holdt === v.holdt", arg=ventet)


def test_it_keeps_the_screen_awake_while_it_uploads(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    side.context.add_init_script(f"({_TELL_LASER})()")
    side.reload()
    _laser(side, 0, 0)
    kabel.byte_per_sekund = 2 * MB
    velg(side, lag_fil("stor.bin"))
    halvveis(side, kabel)
    _laser(side, 1, 1)
    side.get_by_role("button", name="Pause stor.bin").click()
    _laser(side, 1, 0)
    kabel.byte_per_sekund = 0
    side.get_by_role("button", name="Fortsett stor.bin").click()
    lastet_opp(side)
    _laser(side, 2, 0)
    glem(konsoll, *AVBRUTT)


def test_it_warns_before_one_leaves_in_the_middle(
    side: Page, kabel: Kabel, dialoger: list[str], lag_fil: LagFil
) -> None:
    fil = lag_fil("stor.bin")
    kabel.byte_per_sekund = 2 * MB
    velg(side, fil)
    halvveis(side, kabel)
    side.get_by_role("link", name="Mottatt").click(no_wait_after=True)
    expect(side.locator(".fil__status")).to_contain_text("%")
    kabel.byte_per_sekund = 0
    lastet_opp(side)
    assert dialoger == ["beforeunload"]
    krev_likt(fil, Dokument.objects.get())
    side.get_by_role("link", name="Mottatt").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Mottatt")
    assert dialoger == ["beforeunload"]


def test_it_shows_the_same_draft_in_two_tabs(side: Page, konsoll: list[str], lag_fil: LagFil) -> None:
    velg(side, lag_fil("en.pdf", 1000))
    lastet_opp(side)
    annen = side.context.new_page()
    annen.goto(side.url)
    lastet_opp(annen)
    velg(annen, lag_fil("to.pdf", 2000))
    lastet_opp(annen, 2)
    fyll_ut(side)
    side.get_by_role("button", name="Del dokument").click()
    # Nothing is shared that this tab has not shown.
    expect(side.locator(".ds-error-summary")).to_contain_text("lagt til filer fra et annet vindu")
    lastet_opp(side, 2)
    side.get_by_role("button", name="Del dokument").click()
    side.wait_for_url(KVITTERING)
    assert Deling.objects.get().dokumenter.count() == 2
    # What the other tab shows is out of date: it says so, adds nothing to what is shared, and shares it no second time.
    velg(annen, lag_fil("tre.pdf", 3000))
    expect(annen.locator(".fil").filter(has_text="tre.pdf")).to_contain_text("delt eller forkastet i et annet vindu")
    assert Dokument.objects.count() == 2
    annen.get_by_role("button", name="Fjern tre.pdf").click()
    annen.get_by_role("button", name="Del dokument").click()
    annen.wait_for_url(re.compile(r"/delinger/"))
    assert Deling.objects.count() == 1
    glem(konsoll, "status of 404", "status of 409")


def test_it_does_not_bring_back_by_itself_what_another_tab_removed(
    side: Page, kabel: Kabel, konsoll: list[str], lag_fil: LagFil
) -> None:
    kabel.byte_per_sekund = 2 * MB
    velg(side, lag_fil("stor.bin"))
    halvveis(side, kabel)
    annen = side.context.new_page()
    annen.goto(side.url)
    annen.get_by_role("button", name="Fjern stor.bin").click()
    expect(annen.locator(".fil")).to_have_count(0)
    kabel.byte_per_sekund = 0
    expect(side.locator(".fil__status")).to_contain_text("fjernet i et annet vindu")
    assert all(dokument.er_borte for dokument in Dokument.objects.all())
    side.get_by_role("button", name="Prøv igjen stor.bin").click()
    lastet_opp(side)
    glem(konsoll, "status of 404", "status of 410")


def test_it_still_says_what_is_wrong_when_the_next_file_went_well(side: Page, lag_fil: LagFil) -> None:
    """For those who hear the page: the two have a place each."""
    velg(side, lag_fil("tom.bin", 0), lag_fil("god.bin", 1000))
    expect(side.locator("[data-filstatus]")).to_contain_text("god.bin")
    expect(side.locator("[data-filstans]")).to_contain_text("tom.bin")
    side.get_by_role("button", name="Fjern tom.bin").click()
    expect(side.locator("[data-filstans]")).to_be_empty()
