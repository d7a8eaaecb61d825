"""The body of a small call: one JSON object in UTF-8 (RFC 8259), or null."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class Jsonkropp(Parser):
    """A list or a number would else be taken for an object without fields, and a search then finds everything."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The object. Whatever is raised becomes the library's own 400."""
        kropp = json.loads(request.body.decode("utf-8-sig"), parse_constant=_avvis)
        if kropp is not None and not isinstance(kropp, dict):
            raise TypeError("ikke et objekt")
        return kropp


def _avvis(navn: str) -> NoReturn:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(navn)
