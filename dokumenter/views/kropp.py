"""The body of an upload request as a source of bytes that survives a client that goes away."""

from __future__ import annotations

import socket
from contextlib import suppress

from django.http import HttpRequest
from django.http.request import UnreadablePostError


class Kropp:
    """Reads a request's body. If the client vanishes or goes silent, what had arrived is given, and then no more.

    `brutt` tells afterwards that the body ended before its time.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.brutt = False

    def read(self, storrelse: int, /) -> bytes:
        """At most so many bytes; empty at the end."""
        try:
            return self._request.read(storrelse)
        except UnreadablePostError:
            if self.brutt:
                return b""
            self.brutt = True
            self._vent_ikke_lenger()
            # The server may still hold bytes that came before the break.
            return self.read(storrelse)

    def _vent_ikke_lenger(self) -> None:
        """What has arrived can still be read and the answer still be sent, but nobody waits for this client again."""
        sokkel: socket.socket | None = self._request.META.get("gunicorn.socket")
        if sokkel is not None:
            with suppress(OSError):
                sokkel.shutdown(socket.SHUT_RD)
