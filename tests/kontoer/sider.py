"""Reading a page."""

from django.http import HttpResponse


def tekst(svar: HttpResponse) -> str:
    """The page with single spaces, so that line breaks in the markup do not matter."""
    return " ".join(svar.content.decode().split())
