"""Reading a page."""

from typing import Protocol


class HarInnhold(Protocol):
    """Any answer of the test client."""

    @property
    def content(self) -> bytes: ...


def tekst(svar: HarInnhold) -> str:
    """The page with single spaces, so that line breaks in the markup do not matter."""
    return " ".join(svar.content.decode().split())
