"""The WSGI entry. Refuses to start while a system check has an error, and makes chunked bodies readable to Django.

Django reads a body only as far as Content-Length says; a `Transfer-Encoding: chunked` request has none and would look
empty. gunicorn has already undone the chunks (`wsgi.input_terminated`), so the wrapper gives such a request a length:
the largest document for streamed bodies, the true one for small ones that it reads first.
It also sets how long a client may stand still.
"""

import io
import os
import socket
import struct
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from fiks_deldokument import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")

_SMA_TYPER = ("application/json", "application/x-www-form-urlencoded")
_RAMME = 1024**2  # multipart headers and metadata beside the document itself
_KONVOLUTT = 50  # an encrypted document is a little longer: at most a fiftieth (CMS in pieces of 1000 bytes)


class ChunkedKropp:
    """WSGI middleware that gives chunked requests a Content-Length; `deldokument.chunked` marks them."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        _sett_tidsgrenser(environ)
        uten_lengde = environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH")
        if uten_lengde and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            self._gi_lengde(environ)
        return self.app(environ, start_response)

    @staticmethod
    def _gi_lengde(environ: dict[str, Any]) -> None:
        environ["deldokument.chunked"] = True
        if environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower() in _SMA_TYPER:
            # One byte more than allowed is enough for Django to refuse the body.
            kropp = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
            environ["wsgi.input"] = io.BytesIO(kropp)
            environ["CONTENT_LENGTH"] = str(len(kropp))
        else:
            maks = settings.OPPLASTING_MAKS_BYTES
            environ["CONTENT_LENGTH"] = str(maks + maks // _KONVOLUTT + _RAMME)


def _sett_tidsgrenser(environ: dict[str, Any]) -> None:
    """Let a client that stands still free its thread: the kernel gives up a read or a write that gets nowhere.

    Python's own time-out would limit how long a write may take in all, and so cut off those who are only slow.
    """
    sokkel: socket.socket | None = environ.get("gunicorn.socket")
    if sokkel is not None:
        grense = struct.pack("ll", settings.OPPLASTING_STILLSTAND_SEKUNDER, 0)
        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, grense)
        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, grense)


def lag_app() -> ChunkedKropp:
    """The application, after the checks. Raises ImproperlyConfigured with every error in words."""
    app = get_wsgi_application()
    checks.krev_gyldige_innstillinger()
    return ChunkedKropp(app)


application = lag_app()
