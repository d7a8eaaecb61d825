"""A content type that Django can read. It does so before there is a request, so what it stumbles in is a 500.

Python knows codings that are no way to write text (`zlib`, `idna`). Django would use the one that is named to read the
query, the fields, everything; one that nobody knows it passes over, and so are these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.utils.http import parse_header_parameters

_TEGNSETT = re.compile(r";\s*charset\s*=\s*(?:\"[^\"]*\"|[^;]*)", re.IGNORECASE)
App = Callable[..., Iterable[bytes]]


class LesbarInnholdstype:
    """WSGI middleware: the parameters that cannot be used are taken away."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if ";" in environ.get("CONTENT_TYPE", ""):
            environ["CONTENT_TYPE"] = lesbar_innholdstype(environ["CONTENT_TYPE"])
        return self.app(environ, start_response)


def lesbar_innholdstype(verdi: str) -> str:
    """The type as it is, without an impossible charset, or without parameters where they cannot be read at all."""
    try:
        _type, parametre = parse_header_parameters(verdi)
        utydet = str(parametre.get("charset", "utf-8"))
        b"a\xff".decode(utydet, errors="replace").encode()
    except Exception:  # whatever the library for mail headers, which Django uses, stumbles in
        rett = _TEGNSETT.sub("", verdi)
        return rett if rett != verdi and lesbar_innholdstype(rett) == rett else verdi.partition(";")[0]
    return verdi
