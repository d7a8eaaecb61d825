"""What every page needs to know."""

from django.conf import settings
from django.http import HttpRequest


def side(request: HttpRequest) -> dict[str, object]:
    """Values for the frame of every page."""
    return {"sprak_valg": settings.LANGUAGES}
