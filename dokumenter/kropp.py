"""The body of an upload request as a source of bytes that survives a client that goes away."""

from __future__ import annotations

import inspect
import socket
from contextlib import suppress
from typing import Any, Protocol

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from gunicorn.http.body import Body, ChunkedReader, LengthReader

from dokumenter.bitkoding import Bitleser


class Kropp:
    """Reads a request's body. If the client vanishes or goes silent, what had arrived is given, and then no more.

    `brutt` tells afterwards that the body ended before its time.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._direkte = _finn_direkte(request)
        self.brutt = False

    def read(self, storrelse: int, /) -> bytes:
        """At most so many bytes; empty at the end."""
        if self._direkte is not None:
            data = self._direkte.read(storrelse)
            if self._direkte.brutt and not self.brutt:
                self.brutt = True
                self._vent_ikke_lenger()
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


class _Direkte(Protocol):
    """The body straight from gunicorn's socket, past its buffers.

    They copy every byte three times, which costs more than encrypting it. gunicorn still knows as well as before where
    the next request on the connection begins, or is told (`failed`) that nobody does.
    """

    brutt: bool

    def read(self, storrelse: int, /) -> bytes:
        """Exactly so many bytes, or as many as there are before the end or the time limit; empty at the end."""


def _finn_direkte(request: HttpRequest) -> _Direkte | None:
    """The way past, on a plain connection with a body that nobody has begun on."""
    kropp: Any = request.META.get("wsgi.input")
    sokkel: Any = request.META.get("gunicorn.socket")
    if type(kropp) is not Body or type(sokkel) is not socket.socket or kropp.buf.getbuffer().nbytes:
        return None
    leser = kropp.reader
    if type(leser) is LengthReader:
        return _MedLengde(kropp, leser, sokkel)
    if type(leser) is ChunkedReader and _er_urort(leser):
        kropp.reader = Bitleser(leser.req.unreader, sokkel)
    return _Bitvis(kropp, kropp.reader) if type(kropp.reader) is Bitleser else None


def _er_urort(leser: ChunkedReader) -> bool:
    return not leser.buf.tell() and inspect.getgeneratorstate(leser.parser) == inspect.GEN_CREATED


class _MedLengde:
    """A body of known length. The count of what is left is kept up for gunicorn."""

    def __init__(self, kropp: Body, leser: LengthReader, sokkel: socket.socket) -> None:
        self._kropp = kropp
        self._leser = leser
        self._sokkel = sokkel
        self.brutt = False

    def read(self, storrelse: int, /) -> bytes:
        """See `_Direkte`."""
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


class _Bitvis:
    """A chunked body. Its reader stands where gunicorn's stood, so whoever reads the rest reads through it too."""

    def __init__(self, kropp: Body, leser: Bitleser) -> None:
        self._kropp = kropp
        self._leser = leser
        self.brutt = False

    def read(self, storrelse: int, /) -> bytes:
        """See `_Direkte`."""
        if self.brutt:
            return b""
        try:
            return self._leser.read(storrelse)
        except OSError:
            self.brutt = self._kropp.failed = True
            return b""
