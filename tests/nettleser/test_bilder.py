"""The tour that `make bilder` takes of the demo, from end to end: what a newcomer meets after `make run`."""

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from scripts.bilder import HJELP, MAPPE, Fotograf, hjelpebilder, utgaver, vandre
from scripts.demo import Demo
from scripts.porter import ledig_portpar
from tests.nettleser.sjekker import ingen_overflyt

MANIFEST = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}


class Kontrollor(Fotograf):
    """Looks at each page in place of taking pictures of it."""

    sett: set[str]

    def ta(self, side: Page, navn: str, hoyest: int = 0, *, mork: bool = False) -> None:
        """The page is no wider than the window, at any of the widths."""
        for fil, bredde, _farger in utgaver(navn, mork=mork):
            side.set_viewport_size({"width": bredde, "height": 900})
            ingen_overflyt(side)
            self.sett.add(fil)

    def ta_til_hjelp(self, side: Page, navn: str) -> None:
        """The same of those that Hjelp shows."""
        self.sett |= {fil for fil, _farger in hjelpebilder(navn)}


@pytest.mark.lang
def test_it_gets_through_the_demo_and_meets_every_page_there_is_a_picture_of(
    chromium: Browser, settings: Settings, tmp_path: Path
) -> None:
    statisk = tmp_path / "statisk"
    settings.STATIC_ROOT = statisk
    settings.STORAGES = {**settings.STORAGES, "staticfiles": MANIFEST}
    call_command("collectstatic", interactive=False, verbosity=0)
    demo = Demo(tmp_path, ledig_portpar(), STATIC_ROOT=str(statisk))
    with demo.kjor():
        kontrollor = Kontrollor(chromium, demo.url, tmp_path, tmp_path)
        kontrollor.sett = set()
        vandre(kontrollor, demo)
    assert demo.levende() == []
    assert kontrollor.sett == {bilde.name for mappe in (MAPPE, HJELP) for bilde in mappe.iterdir()}
