"""What must hold for every page: no fault that axe finds, nothing wider than the window."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_REGLER = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A dialog that fades in is pale on the way, and the way takes longer on a slow machine.
_I_RO = """() => Promise.all(document.getAnimations()
    .filter((bevegelse) => Number.isFinite(bevegelse.effect.getComputedTiming().endTime))
    .map((bevegelse) => bevegelse.finished.catch(() => null)))"""
# Only what we ask for leaves the page: to fetch all that is well takes longer than to find out that it is.
_KJOR_AXE = """async (regler) => {
    const svar = await axe.run(document, {runOnly: {type: 'tag', values: regler}, resultTypes: ['violations']});
    const tekst = (brudd, node) => `${brudd.id}: ${node.target} ${node.failureSummary}`;
    const funn = svar.violations.flatMap((brudd) => brudd.nodes.map((node) => tekst(brudd, node)));
    return {funn: funn, bestatt: svar.passes.length};
}"""
_FOR_BREDE = """() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const stikkerUt = (e) => e.getBoundingClientRect().right > window.innerWidth + 1;
    return [...document.querySelectorAll('body *')].filter(stikkerUt).slice(-5).map((e) => e.tagName);
}"""


def axe(side: Page) -> None:
    """Fails with rule and place for each violation of WCAG 2.2 A and AA or best practice, in light and in dark."""
    side.wait_for_load_state()
    side.evaluate(_AXE.read_text())
    for farger in ("dark", "light"):
        side.emulate_media(color_scheme=farger)
        side.evaluate(_I_RO)
        svar: dict[str, Any] = side.evaluate(_KJOR_AXE, _REGLER)
        assert svar["bestatt"], f"{side.url}: axe fant ingenting å kontrollere"
        assert not svar["funn"], f"{side.url} ({farger})\n" + "\n".join(svar["funn"])


def ingen_overflyt(side: Page) -> None:
    """Fails when the page scrolls sideways (WCAG 1.4.10), and names the widest elements."""
    side.wait_for_load_state()  # a page that has just begun has no width yet
    for_brede = side.evaluate(_FOR_BREDE)
    assert not for_brede, f"{side.url} er bredere enn vinduet: {for_brede}"
