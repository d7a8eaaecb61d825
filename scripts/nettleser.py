"""The Chromium of this machine, without a screen, driven by Playwright: for tests and for pictures."""

from playwright.sync_api import Browser, BrowserContext, Playwright

from scripts.forutsetninger import chromium


def start_chromium(playwright: Playwright) -> Browser:
    """A browser; its windows share nothing."""
    return playwright.chromium.launch(executable_path=chromium() or None, args=["--no-sandbox"])


def nytt_vindu(
    nettleser: Browser, url: str, *, bredde: int, hoyde: int = 900, sprak: str = "nb-NO", uten_js: bool = False
) -> BrowserContext:
    """A window of so many px on the service at `url`, in Norway and in light mode, with nobody logged in."""
    return nettleser.new_context(
        base_url=url,
        java_script_enabled=not uten_js,
        viewport={"width": bredde, "height": hoyde},
        locale=sprak,
        timezone_id="Europe/Oslo",
        color_scheme="light",
    )
