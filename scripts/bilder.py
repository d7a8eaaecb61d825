"""`make bilder`: pictures of the pages in docs/skjermbilder, of a running demo that is shared in and fetched from.

The demo is the one of `make run`, in a folder that is thrown away. All persons and files are invented.
"""

import json
import random
import re
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

ROT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROT))

from scripts.demo import Demo  # noqa: E402
from scripts.forutsetninger import chromium  # noqa: E402
from scripts.nettleser import nytt_vindu, start_chromium  # noqa: E402
from scripts.png import med_palett  # noqa: E402
from scripts.porter import ledig_portpar  # noqa: E402

BREDDER = (320, 1280)
MAPPE = ROT / "docs" / "skjermbilder"
_LAVEST, _HOYEST, _SKJEMA = 480, 1200, 1700  # px; what is below that is not in the picture
_FRIST = 30_000  # ms; a demo that starts on a busy machine is slow at first
_FORSOK, _TEGNETID = 20, 100  # times, ms between them
_TILGJENGELIG = "Tilgjengelig"
# At its top, with no field in focus, its letters there and nothing on the move.
_I_RO = """() => document.activeElement.blur() || scrollTo(0, 0) || Promise.all([document.fonts.ready,
    ...document.getAnimations().filter((bevegelse) => Number.isFinite(bevegelse.effect.getComputedTiming().endTime))
        .map((bevegelse) => bevegelse.finished.catch(() => null))])"""


class Fotograf:
    """Opens pages of the demo as whom it is told, and takes pictures of them."""

    def __init__(self, nettleser: Browser, url: str, ut: Path) -> None:
        self._nettleser, self._url, self._ut = nettleser, url, ut

    def side(self, person: str | None, sti: str) -> Page:
        """The page, in a window of its own; as nobody, or logged in by the stand-in's button for the person."""
        vindu = nytt_vindu(self._nettleser, self._url, bredde=max(BREDDER))
        vindu.set_default_timeout(_FRIST)
        side = vindu.new_page()
        side.goto(sti if person is None else f"/logg-inn/?next={sti}")
        if person is not None:
            velg_person(side, person)
            side.wait_for_url(lambda naa: naa.startswith(f"{self._url}/"))  # a page may send her on, but not back
        return side

    def ta(self, side: Page, navn: str, hoyest: int = _HOYEST) -> None:
        """One picture of the page for each width, from its top and no higher than it must be."""
        side.mouse.move(0, 0)
        for bredde in BREDDER:
            side.set_viewport_size({"width": bredde, "height": _LAVEST})
            hoyde = int(side.evaluate("document.documentElement.scrollHeight"))
            side.set_viewport_size({"width": bredde, "height": min(max(hoyde, _LAVEST), hoyest)})
            side.evaluate(_I_RO)
            (self._ut / f"{navn}-{bredde}.png").write_bytes(med_palett(_ferdig_tegnet(side)))


def _ferdig_tegnet(side: Page) -> bytes:
    """A picture that comes out the same twice in a row: right after a change of size some of it may not be drawn."""
    forrige = b""
    for _gang in range(_FORSOK):
        side.wait_for_timeout(_TEGNETID)
        bilde = side.screenshot(caret="hide")
        if bilde == forrige:
            return bilde
        forrige = bilde
    raise RuntimeError(f"{side.url} blir ikke ferdig tegnet")


def velg_person(side: Page, person: str) -> None:
    """Press the person's button on the login page of the stand-in."""
    side.locator(f'button[name="person"][value="{person}"]').click()


def fil(navn: str, type_: str, begynnelse: bytes, storrelse: int) -> FilePayload:
    """A file of no meaning that begins as its type does; the same every time."""
    return {"name": navn, "mimeType": type_, "buffer": begynnelse + random.Random(navn).randbytes(storrelse)}  # noqa: S311


def pdf(navn: str, storrelse: int) -> FilePayload:
    """What passes for a PDF."""
    return fil(navn, "application/pdf", b"%PDF-1.7\n", storrelse)


def fyll_ut(side: Page, mottakere: list[str], varighet: str, filer: list[FilePayload]) -> None:
    """Fill in Del dokumenter, and wait until the files are there."""
    side.get_by_label("Konto", exact=True).select_option(label="Byggesak (Testvik kommune)")
    side.get_by_label("Mottakere").fill("\n".join(mottakere))
    side.get_by_label("Tilgjengelig i").fill(varighet)
    side.get_by_label("Dokumenter").set_input_files(filer)
    expect(side.locator(".fil[data-tilstand=ferdig]")).to_have_count(len(filer), timeout=_FRIST)


def del_dokument(side: Page) -> None:
    """Press the button, and wait until the worker has looked the files over and the receipt says so."""
    side.get_by_role("button", name="Del dokument", exact=True).click()
    side.wait_for_url(re.compile(r"ny=1"))
    for merke in side.locator("#dokumentliste .ds-tag").all():
        expect(merke).to_have_text(_TILGJENGELIG, timeout=_FRIST)


def avsender(fotograf: Fotograf, numre: dict[str, str]) -> Page:
    """Kari shares twice and recalls the first; returns her window, on the receipt of the second."""
    side = fotograf.side("kari", "/del/")
    fyll_ut(side, [numre["mottaker2"]], "1 uke", [pdf("Foreløpig svar.pdf", 90_000)])
    del_dokument(side)
    side.get_by_role("link", name="Trekk tilbake").click()
    side.get_by_role("button", name="Trekk tilbake").click()
    side.goto("/del/")
    kart = fil("Situasjonskart.png", "image/png", b"\x89PNG\r\n\x1a\n", 640_000)
    fyll_ut(side, [numre["mottaker"], numre["bakeri"]], "14", [pdf("Vedtak i byggesak.pdf", 1_350_000), kart])
    fotograf.ta(side, "del-dokumenter", _SKJEMA)
    del_dokument(side)
    fotograf.ta(side, "kvittering")
    return side


def mottaker(fotograf: Fotograf, sti: str) -> None:
    """Mona opens the link, logs in and fetches one of the files. Frida, whom it is not for, tries the link too."""
    side = fotograf.side(None, sti)
    fotograf.ta(side, "lenke-for-innlogging")
    side.get_by_role("main").get_by_role("link", name="Logg inn").click()
    fotograf.ta(side, "etterligning-av-id-porten")
    velg_person(side, "mottaker")
    expect(side.get_by_role("heading", name="Dokumenter til deg")).to_be_visible()
    fotograf.ta(side, "lenke-etter-innlogging")
    with side.expect_download() as nedlasting:
        side.get_by_role("link", name="Last ned", exact=True).first.click()
    nedlasting.value.path()
    side.goto("/mottatt/")
    fotograf.ta(side, "mottatt")
    fotograf.ta(fotograf.side("fremmed", sti), "lenke-feil-person")


def administrator(fotograf: Fotograf) -> None:
    """Astrid goes through Konfigurasjon."""
    side = fotograf.side("admin", "/konfigurasjon/")
    hjem = side.url  # who administers one organisation only is sent right to it
    fotograf.ta(side, "konfigurasjon")
    for lenke, navn in (("Byggesak", "konto"), ("Integrasjoner", "integrasjoner"), ("Logg", "logg")):
        side.goto(hjem)
        side.get_by_role("main").get_by_role("link", name=lenke, exact=True).click()
        fotograf.ta(side, navn)


def vandre(fotograf: Fotograf) -> None:
    """The whole tour of the demo."""
    personer = json.loads((ROT / "standins" / "personer.json").read_text(encoding="utf-8"))
    numre = {key: person["fnr"] for key, person in personer["personer"].items()}
    numre |= {key: virksomhet["orgnr"] for key, virksomhet in personer["virksomheter"].items()}
    for sti, navn in (("/", "forside"), ("/api/", "api")):
        fotograf.ta(fotograf.side(None, sti), navn)
    kari = avsender(fotograf, numre)
    mottaker(fotograf, urlsplit(kari.get_by_label("Lenke", exact=True).input_value()).path)
    kari.goto(kari.url.partition("?")[0])
    fotograf.ta(kari, "deling")
    kari.goto("/delinger/")
    fotograf.ta(kari, "mine-delinger")
    administrator(fotograf)


def main() -> int:
    """Take them all, and put them in the place of the old ones when every one is there."""
    if not chromium():
        print("Trenger Chromium, og fant ingen.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="deldokument-bilder-") as navn:
        ut = Path(navn) / "bilder"
        ut.mkdir()
        demo = Demo(Path(navn), ledig_portpar())
        print("Starter demoen …", flush=True)
        with demo.kjor(), sync_playwright() as playwright:
            nettleser = start_chromium(playwright)
            vandre(Fotograf(nettleser, demo.url, ut))
            nettleser.close()
        shutil.rmtree(MAPPE, ignore_errors=True)
        shutil.copytree(ut, MAPPE)
    for bilde in sorted(MAPPE.iterdir()):
        print(f"{bilde.stat().st_size / 1000:6.1f} kB  {bilde.relative_to(ROT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
