"""The body of an upload request as a source of bytes that survives a client that goes away."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any, Self

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from gunicorn.http.body import Body, LengthReader


class Kropp:
    """Reads a request's body. If the client vanishes or goes silent, what had arrived is given, and then no more.

    `brutt` tells afterwards that the body ended before its time.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._direkte = _Direkte.finn(request)
        self.brutt = False

    def read(self, storrelse: int, /) -> bytes:
        """At most so many bytes; empty at the end."""
        if self._direkte is not None:
            data = self._direkte.read(storrelse)
            self.brutt = self._direkte.brutt
            return data
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


class _Direkte:
    """A body of known length straight from gunicorn's socket, past its buffers.

    They copy every byte three times, which costs more than encrypting it. The count of what is left is kept up, so
    that gunicorn knows as well as before where the next request on the connection begins.
    """

    def __init__(self, kropp: Body, leser: LengthReader, sokkel: socket.socket) -> None:
        self._kropp = kropp
        self._leser = leser
        self._sokkel = sokkel
        self.brutt = False

    @classmethod
    def finn(cls, request: HttpRequest) -> Self | None:
        """The way past, on a plain connection with a body whose length is known and that nobody has begun on."""
        kropp: Any = request.META.get("wsgi.input")
        sokkel: Any = request.META.get("gunicorn.socket")
        if type(kropp) is not Body or type(kropp.reader) is not LengthReader or type(sokkel) is not socket.socket:
            return None
        return None if kropp.buf.getbuffer().nbytes else cls(kropp, kropp.reader, sokkel)

    def read(self, storrelse: int, /) -> bytes:
        """Exactly so many bytes, or as many as there are before the end or the time limit; empty at the end."""
        onsket = min(storrelse, self._leser.length)
        if not onsket or self.brutt:
            return b""
        # What gunicorn read together with the headers comes first.
        forst: bytes = self._kropp.read(min(onsket, self._leser.unreader.buf.getbuffer().nbytes))
        if len(forst) == onsket:
            return forst
        try:
            data = self._sokkel.recv(onsket - len(forst), socket.MSG_WAITALL)
        except OSError:
            data = b""
        self._leser.length -= len(data)
        if not data:
            self.brutt = self._kropp.failed = True
        return forst + data if forst else data
