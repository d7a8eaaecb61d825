"""The body of an upload request as a source of bytes that survives a client that goes away."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.request import UnreadablePostError

logger = structlog.get_logger(__name__)


class Kropp:
    """Reads a request's body. If the client vanishes, what had arrived is given and then the source is empty.

    `brutt` tells afterwards that the body ended before its time.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.brutt = False
        sett_tidsgrense(request)

    def read(self, storrelse: int, /) -> bytes:
        """At most so many bytes; empty at the end."""
        try:
            return self._request.read(storrelse)
        except UnreadablePostError:
            if self.brutt:
                return b""
            self.brutt = True
            # The server may still hold bytes that came before the break.
            return self.read(storrelse)


def sett_tidsgrense(request: HttpRequest) -> None:
    """Let a client that has gone silent free its thread. Only gunicorn hands the socket over."""
    socket: Any = request.META.get("gunicorn.socket")
    if socket is not None:
        socket.settimeout(settings.OPPLASTING_STILLSTAND_SEKUNDER)
