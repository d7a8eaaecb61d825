"""`make bilder`: pictures of the pages in docs/skjermbilder and of Hjelp in static/hjelp, of a running demo.

The demo is the one of `make run`, in a folder that is thrown away, and is shared in and fetched from. All persons and
files are invented.
"""

import json
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
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
HJELP = ROT / "static" / "hjelp"
_LAVEST, _HOYEST, _SKJEMA = 480, 1000, 1700  # px; what is below that is not in the picture
_HJELP_BREDDE, _HJELP_HOYDE = 960, 800  # px; templates/hjelp/rolle.html keeps room for that
_LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 46 56"><rect width="46" height="56" rx="6"
fill="#0a5c3a"/><path d="M8 40l15-24 15 24z" fill="#fff"/><path d="M8 46h30" stroke="#fff" stroke-width="4"/></svg>"""
_FRIST = 30_000  # ms; a demo that starts on a busy machine is slow at first
_FARGER = 64  # text in one colour has some dozen shades at its edges
_FORSOK, _TEGNETID = 20, 100  # times, ms between them
_TILGJENGELIG = "Tilgjengelig"
# At its top, with no field in focus, its letters there and nothing on the move.
_I_RO = """() => document.activeElement.blur() || scrollTo(0, 0) || Promise.all([document.fonts.ready,
    ...document.getAnimations().filter((bevegelse) => Number.isFinite(bevegelse.effect.getComputedTiming().endTime))
        .map((bevegelse) => bevegelse.finished.catch(() => null))])"""


Farger = Literal["light", "dark"]


def utgaver(navn: str, *, mork: bool) -> Iterator[tuple[str, int, Farger]]:
    """The pictures of a page: file, width and colours. In the dark only the wide one, and only of some pages."""
    for bredde in BREDDER:
        yield f"{navn}-{bredde}.png", bredde, "light"
    if mork:
        yield f"{navn}-mork-{max(BREDDER)}.png", max(BREDDER), "dark"


def hjelpebilder(navn: str) -> Iterator[tuple[str, Farger]]:
    """The pictures of a role's page of Hjelp."""
    yield f"{navn}.png", "light"
    yield f"{navn}-mork.png", "dark"


class Fotograf:
    """Opens pages of the demo as whom it is told, and takes pictures of them."""

    def __init__(self, nettleser: Browser, url: str, ut: Path, hjelp: Path) -> None:
        self._nettleser, self._url, self._ut, self._hjelp = nettleser, url, ut, hjelp

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

    def ta(self, side: Page, navn: str, hoyest: int = _HOYEST, *, mork: bool = False) -> None:
        """One picture of the page for each width, from its top and no higher than it must be."""
        for fil_, bredde, farger in utgaver(navn, mork=mork):
            side.set_viewport_size({"width": bredde, "height": _LAVEST})
            hoyde = int(side.evaluate("document.documentElement.scrollHeight"))
            self._knips(side, self._ut / fil_, bredde, min(max(hoyde, _LAVEST), hoyest), farger)

    def ta_til_hjelp(self, side: Page, navn: str) -> None:
        """The top of the page, for Hjelp."""
        for fil_, farger in hjelpebilder(navn):
            self._knips(side, self._hjelp / fil_, _HJELP_BREDDE, _HJELP_HOYDE, farger)

    def _knips(self, side: Page, ut: Path, bredde: int, hoyde: int, farger: Farger) -> None:
        side.mouse.move(0, 0)
        side.set_viewport_size({"width": bredde, "height": hoyde})
        side.emulate_media(color_scheme=farger)
        side.evaluate(_I_RO)
        ut.write_bytes(med_palett(_ferdig_tegnet(side), _FARGER))
        side.emulate_media(color_scheme="light")


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


def fyll_ut(side: Page, konto: str, mottakere: list[str], varighet: str, filer: list[FilePayload]) -> None:
    """Fill in Del dokumenter, and wait until the files are there."""
    side.get_by_label("Dokumenter").set_input_files(filer)
    side.get_by_label("Konto", exact=True).select_option(label=f"{konto} (Testvik kommune)")
    side.get_by_label("Mottakere").fill("\n".join(mottakere))
    side.get_by_label("Tilgjengelig i").fill(varighet)
    expect(side.locator(".fil[data-tilstand=ferdig]")).to_have_count(len(filer), timeout=_FRIST)


def del_dokument(side: Page) -> None:
    """Press the button, and wait until the worker has looked the files over and the receipt says so."""
    side.get_by_role("button", name="Del dokument", exact=True).click()
    side.wait_for_url(re.compile(r"ny=1"))
    for merke in side.locator("#dokumentliste .ds-tag").all():
        expect(merke).to_have_text(_TILGJENGELIG, timeout=_FRIST)


def velg_i_konfigurasjon(side: Page, *lenker: str) -> None:
    """From Konfigurasjon by the links of these names."""
    side.goto("/konfigurasjon/")
    for lenke in lenker:
        side.get_by_role("main").get_by_role("link", name=lenke, exact=True).click()


def lagre(side: Page) -> None:
    """Press the button, and wait for the next page."""
    with side.expect_navigation():
        side.get_by_role("button", name="Lagre", exact=True).click()


def forbered(side: Page) -> None:
    """Astrid says who the municipality is and whom to ask, and lets Barnevern have four eyes."""
    velg_i_konfigurasjon(side, "Logo")
    logo: FilePayload = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": _LOGO}
    side.get_by_label("Bilde").last.set_input_files(logo)
    lagre(side)
    velg_i_konfigurasjon(side, "Byggesak", "Endre kontakt")
    side.get_by_label("Telefon").fill("77 00 00 00")
    side.get_by_label("E-post").fill("byggesak@testvik.example")
    side.get_by_label("Åpningstid").fill("Mandag til fredag kl. 9–15")
    lagre(side)
    velg_i_konfigurasjon(side, "Barnevern", "Innstillinger")
    side.get_by_label("Fire øyne").check()
    lagre(side)


def avsender(fotograf: Fotograf, numre: dict[str, str]) -> Page:
    """Kari shares three times, one of them with four eyes, and recalls the first; on the receipt of the last."""
    side = fotograf.side("kari", "/del/")
    fyll_ut(side, "Byggesak", [numre["mottaker2"]], "1 uke", [pdf("Foreløpig svar.pdf", 90_000)])
    del_dokument(side)
    side.get_by_role("link", name="Trekk tilbake").click()
    side.get_by_role("button", name="Trekk tilbake").click()
    side.goto("/del/")
    fyll_ut(side, "Barnevern", [numre["mottaker3"]], "14", [pdf("Referat fra møtet.pdf", 210_000)])
    del_dokument(side)
    side.goto("/del/")
    kart = fil("Situasjonskart.png", "image/png", b"\x89PNG\r\n\x1a\n", 640_000)
    mottakere = [numre["mottaker"], numre["bakeri"]]
    fyll_ut(side, "Byggesak", mottakere, "14", [pdf("Vedtak i byggesak.pdf", 1_350_000), kart])
    side.get_by_label("Tittel").fill("Vedtak om garasje")
    side.get_by_label("Saksnummer").fill("2026/1532")
    side.get_by_label("Melding").fill("Her er vedtaket og kartet. Fristen for å klage er tre uker.")
    fotograf.ta(side, "del-dokumenter", _SKJEMA, mork=True)
    fotograf.ta_til_hjelp(side, "saksbehandler")
    del_dokument(side)
    fotograf.ta(side, "kvittering", mork=True)
    return side


def mottaker(fotograf: Fotograf, sti: str, referanse: str) -> None:
    """Mona checks the reference, opens the link, logs in and fetches a file. Frida, whom it is not for, tries too."""
    side = fotograf.side(None, "/ekte/")
    side.get_by_label("Referansen i meldingen").fill(referanse)
    side.get_by_role("button", name="Kontroller referansen").click()
    expect(side.get_by_text("Testvik kommune").first).to_be_visible()
    fotograf.ta(side, "er-meldingen-ekte")
    side.goto(sti)
    fotograf.ta(side, "lenke-for-innlogging")
    side.get_by_role("main").get_by_role("link", name="Logg inn").click()
    fotograf.ta(side, "etterligning-av-id-porten")
    velg_person(side, "mottaker")
    expect(side.get_by_role("heading", name="Vedtak om garasje")).to_be_visible()
    with side.expect_download() as nedlasting:
        side.get_by_role("link", name="Last ned", exact=True).first.click()
    nedlasting.value.path()
    side.goto(sti)
    expect(side.get_by_text("Du har hentet 1 av 2.")).to_be_visible()
    fotograf.ta(side, "lenke-etter-innlogging", _SKJEMA, mork=True)
    fotograf.ta_til_hjelp(side, "mottaker")
    side.get_by_role("link", name="Hent med kommando").click()
    fotograf.ta(side, "hent-med-kommando")
    for adresse, navn in (("/mottatt/", "mottatt"), ("/mottatt/innsyn/", "innsyn")):
        side.goto(adresse)
        fotograf.ta(side, navn)
    side.goto(sti)
    side.get_by_role("button", name="Be om mer tid").click()
    fotograf.ta(fotograf.side("fremmed", sti), "lenke-feil-person")


def folg_opp(fotograf: Fotograf, side: Page) -> None:
    """Kari sees what has become of it, from her receipt; Ola looks at what waits for him."""
    side.goto(side.url.partition("?")[0])
    deling = side.url
    fotograf.ta(side, "deling", _SKJEMA, mork=True)
    for sti, navn in (("mottakere/", "legg-til-mottaker"), ("filer/", "legg-til-fil"), ("eksponering/", "eksponering")):
        side.goto(deling + sti)
        fotograf.ta(side, navn, _SKJEMA)
    side.goto("/delinger/")
    fotograf.ta(side, "mine-delinger", mork=True)
    ola = fotograf.side("ola", "/delinger/til-godkjenning/")
    ola.get_by_role("main").get_by_role("link", name="1 dokument, delt").click()
    ola.get_by_role("link", name="Godkjenn", exact=True).click()
    fotograf.ta(ola, "godkjenning")


def administrator(fotograf: Fotograf, side: Page) -> None:
    """Astrid goes through Konfigurasjon, and takes Kari's access to Barnevern."""
    velg_i_konfigurasjon(side)
    fotograf.ta(side, "konfigurasjon", mork=True)
    fotograf.ta_til_hjelp(side, "administrator")
    for lenker, navn in (
        (("Byggesak",), "konto"),
        (("Byggesak", "Innstillinger"), "innstillinger"),
        (("Integrasjoner",), "integrasjoner"),
        (("Statistikk",), "statistikk"),
        (("Logg",), "logg"),
        (("Logo",), "logo"),
    ):
        velg_i_konfigurasjon(side, *lenker)
        fotograf.ta(side, navn, mork=navn == "statistikk")
    velg_i_konfigurasjon(side, "Barnevern")
    side.get_by_role("link", name="Fjern KARI TESTPERSON").click()
    side.get_by_role("button", name="Fjern").click()
    velg_i_konfigurasjon(side, "Delinger uten eier")
    fotograf.ta(side, "delinger-uten-eier")


def vandre(fotograf: Fotograf, demo: Demo) -> None:
    """The whole tour of the demo."""
    personer = json.loads((ROT / "standins" / "personer.json").read_text(encoding="utf-8"))
    numre = {key: person["fnr"] for key, person in personer["personer"].items()}
    numre |= {key: virksomhet["orgnr"] for key, virksomhet in personer["virksomheter"].items()}
    fotograf.ta(fotograf.side(None, "/"), "forside", mork=True)
    for sti, navn in (("/api/", "api"), ("/hjelp/", "hjelp"), ("/hva-er-nytt/", "hva-er-nytt")):
        fotograf.ta(fotograf.side(None, sti), navn)
    astrid = fotograf.side("admin", "/konfigurasjon/")
    forbered(astrid)
    kari = avsender(fotograf, numre)
    referanse = kari.locator(".referanse .kode").inner_text()
    mottaker(fotograf, urlsplit(kari.get_by_label("Lenke", exact=True).input_value()).path, referanse)
    folg_opp(fotograf, kari)
    demo.gjor("from dokumenter.tasks import tell_maneder; tell_maneder()")  # beat does it in some minutes
    administrator(fotograf, astrid)


def main() -> int:
    """Take them all, and put them in the place of the old ones when every one is there."""
    if not chromium():
        print("Trenger Chromium, og fant ingen.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="deldokument-bilder-") as navn:
        ut, hjelp = Path(navn) / "bilder", Path(navn) / "hjelp"
        ut.mkdir()
        hjelp.mkdir()
        demo = Demo(Path(navn), ledig_portpar())
        print("Starter demoen …", flush=True)
        with demo.kjor(), sync_playwright() as playwright:
            nettleser = start_chromium(playwright)
            vandre(Fotograf(nettleser, demo.url, ut, hjelp), demo)
            nettleser.close()
        for fra, til in ((ut, MAPPE), (hjelp, HJELP)):
            shutil.rmtree(til, ignore_errors=True)
            shutil.copytree(fra, til)
    for bilde in sorted([*MAPPE.iterdir(), *HJELP.iterdir()]):
        print(f"{bilde.stat().st_size / 1000:6.1f} kB  {bilde.relative_to(ROT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
