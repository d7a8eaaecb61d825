"""What the tests of uploading in a browser do and ask for."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from dokumenter.models import Dokument
from dokumenter.services.nedlasting import les_dokument
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET
from tests.nettleser.kabel import Kabel

MB = 1024**2
KVITTERING = re.compile(r"/delinger/[0-9a-f-]{36}/\?ny=1$")
LagFil = Callable[..., Path]


def fyll_ut(side: Page) -> None:
    """Everything but the files."""
    side.get_by_label("Mottakere").fill(f"{EN_PERSON.verdi}\n{EN_VIRKSOMHET.verdi}")
    side.get_by_label("Tilgjengelig i").fill("14")


def velg(side: Page, *filer: Path) -> None:
    """Choose files in the field."""
    side.get_by_label("Dokumenter").set_input_files(list(filer))


def halvveis(side: Page, kabel: Kabel) -> None:
    """Wait until the first file is on its way, past 10 %, and keep it there."""
    kabel.kryp_etter(3 * MB)
    expect(side.locator(".fil__status").first).to_contain_text(re.compile(r"^[1-9]\d? %"))


def lastet_opp(side: Page, antall: int = 1) -> None:
    """Wait until so many files are complete, and no fewer are in the list."""
    expect(side.locator(".fil")).to_have_count(antall)
    expect(side.locator(".fil[data-tilstand=ferdig]")).to_have_count(antall)


# A block that was cut off is put in store a moment later; who asked how far it came before that, is told by 409.
AVBRUTT = ("net::ERR_", "status of 409")


def glem(konsoll: list[str], *ventet: str) -> None:
    """Messages that hold one of the texts are what may be there; others fail the test at its end."""
    konsoll[:] = [melding for melding in konsoll if not any(tekst in melding for tekst in ventet)]


def krev_likt(fil: Path, dokument: Dokument) -> None:
    """Fails unless the service has the file, whole and unchanged."""
    assert dokument.tilstand != Dokument.Tilstand.VENTER
    assert b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.storrelse or 0)) == fil.read_bytes()
