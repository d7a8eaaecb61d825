"""Several tabs at once, as when a browser is opened with those it had."""

from playwright.sync_api import Page, expect

from standins.idporten import IdPorten
from standins.personer import personer
from tests.nettleser.conftest import NySide

FANER = 6


def _apne_faner(side: Page) -> list[Page]:
    """Open all tabs in the same moment."""
    side.evaluate("(antall) => { for (let nr = 0; nr < antall; nr++) window.open(`/mottatt/?fane=${nr}`); }", FANER)
    while len(side.context.pages) < FANER + 1:
        side.wait_for_timeout(50)
    return side.context.pages[1:]


def test_it_logs_in_each_tab_and_leads_it_to_its_own_page(ny_side: NySide, idporten_i_nettleser: IdPorten) -> None:
    side = ny_side()
    side.goto("/")
    faner = _apne_faner(side)
    for fane in faner:
        fane.get_by_role("button", name=personer["mottaker"].navn).wait_for()
    for fane in faner:
        fane.get_by_role("button", name=personer["mottaker"].navn).click(no_wait_after=True)
    for fane in faner:
        expect(fane.get_by_role("heading", name="Mottatt", level=1)).to_be_visible()
    assert {fane.url.rpartition("/")[2] for fane in faner} == {f"?fane={nr}" for nr in range(FANER)}
