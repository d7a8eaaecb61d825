"""KS' link for persons has the address of the systems' download: a browser is shown the way to the page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

_SIDE = "text/html"


def personlenke(request: HttpRequest) -> str | None:
    """Where a person who follows the link of a dokument is to go; None for all that is not a browser at that address.

    The same for every id, so that nobody learns which ids there are. A system names the type it wants, or takes any.
    """
    treff = request.resolver_match
    if treff is None or treff.url_name != "nedlasting" or request.method not in {"GET", "HEAD"}:
        return None
    if "Authorization" in request.headers or request.get_preferred_type(["application/json", "text/html"]) != _SIDE:
        return None
    return reverse("dokumenter:finn_deling", args=[treff.kwargs["dokumentId"]])
