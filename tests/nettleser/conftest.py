"""A real Chromium, logged in as whom the test wants. What the page writes to the console fails the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from kontoer.models import Konto
from scripts.nettleser import nytt_vindu, start_chromium
from tests.nettleser.kabel import Kabel
from tests.nettleser.opplasting import MB, LagFil
from users.models import User

# Playwright's sync API runs an event loop in this thread; the tests use the database beside it, one at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# How long a page may take to become as it should; on a busy machine that is longer than the five seconds of Playwright.
expect.set_options(timeout=20_000)


class NySide(Protocol):
    """Opens a window: `bruker` None is nobody, `bredde` in px, `sprak` what the browser is set up for."""

    def __call__(
        self, bruker: User | None = None, *, bredde: int = 1100, uten_js: bool = False, sprak: str = "nb-NO"
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this directory is a browser test, and needs committed rows."""
    for item in items:
        if "tests/nettleser/" in item.path.as_posix():
            item.add_marker(pytest.mark.nettleser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each test has its own windows."""
    with sync_playwright() as playwright:
        nettleser = start_chromium(playwright)
        yield nettleser
        nettleser.close()


@pytest.fixture
def konsoll() -> list[str]:
    """Errors and warnings in the console so far. A test that provokes some asserts which, and clears the list."""
    return []


@pytest.fixture
def ny_side(
    chromium: Browser, live_server: LiveServer, nettleser_for: Callable[[User | None], Client], konsoll: list[str]
) -> Iterator[NySide]:
    """Makes windows with the live server as base address. At the end the console of each must be empty."""
    apnet = []

    def lag(bruker: User | None = None, *, bredde: int = 1100, uten_js: bool = False, sprak: str = "nb-NO") -> Page:
        vindu = nytt_vindu(chromium, live_server.url, bredde=bredde, sprak=sprak, uten_js=uten_js)
        apnet.append(vindu)
        okt = nettleser_for(bruker).cookies.get(settings.SESSION_COOKIE_NAME)
        if okt is not None:
            vindu.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": okt.value, "url": live_server.url}])
        side = vindu.new_page()
        side.on("console", lambda melding: konsoll.extend(_feil_i(melding, side)))
        side.on("pageerror", lambda feil: konsoll.append(str(feil)))
        return side

    yield lag
    for vindu in apnet:
        vindu.close()
    assert not konsoll, konsoll


def _feil_i(melding: ConsoleMessage, side: Page) -> list[str]:
    """The message, if it is an error or warning about more than the status of the page (a test may want 404)."""
    om_siden_selv = urlsplit(melding.location["url"]).path == urlsplit(side.url).path and "status of 4" in melding.text
    # An idle connection that the server closed just as Chromium took it up again: the network's, and not the page's.
    # Whether the page lived through it, the test itself says.
    hvilte = "net::ERR_SOCKET_NOT_CONNECTED" in melding.text
    return [melding.text] if melding.type in {"error", "warning"} and not om_siden_selv and not hvilte else []


@pytest.fixture
def kabel(live_server: LiveServer) -> Iterator[Kabel]:
    """Between the browser and the service."""
    kabel = Kabel(live_server.url)
    yield kabel
    kabel.kast()


@pytest.fixture
def lag_fil(tmp_path: Path) -> LagFil:
    """Makes a file of random bytes."""

    def lag(navn: str, storrelse: int = 12 * MB) -> Path:
        fil = tmp_path / navn
        fil.write_bytes(os.urandom(storrelse))
        return fil

    return lag


@pytest.fixture
def side(ny_side: NySide, kabel: Kabel, kari: User, konto: Konto) -> Page:
    """Kari on the page Del dokumenter, at the other end of the cable."""
    side = ny_side(kari)
    side.goto(f"{kabel.url}/del/")
    return side
