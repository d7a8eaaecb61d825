"""The body of a request as a source of bytes: the one reader, whichever door the request came through.

It gives every byte in its order however the network has cut them, survives a client that goes away, and waits for
nobody longer than agreed. What it leans on in gunicorn is told in docs/beslutninger/0013-en-leser-av-kropper.md.
"""

from __future__ import annotations

import inspect
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import SocketUnreader

from dokumenter.errors import UgyldigKropp
from dokumenter.protokoll.chunked import Bitleser, UgyldigBitkodingError
from dokumenter.protokoll.ledning import BruttLedningError, Kroppsleser, Ledning, Lengdeleser, Takt

# In a request's environ: its length was unknown, and the one it has now was put there by us.
CHUNKED = "deldokument.chunked"
RAMME_BYTES = 1024**2  # multipart headers and metadata beside the document itself
_KONVOLUTT = 50  # an encrypted document is a little longer: at most a fiftieth (CMS in pieces of 1000 bytes)


class Kropp:
    """Reads a request's body. If the client vanishes or is too slow, what had arrived is given, and then no more.

    `brutt` tells afterwards that the body ended before its time.
    """

    def __init__(self, request: HttpRequest, senest: float | None = None) -> None:
        """`senest` is the moment (`time.monotonic()`) by which the whole body must have come; without it, the pace is
        all that is asked for: OPPLASTING_MINSTE_TAKT over OPPLASTING_STILLSTAND_SEKUNDER of waiting.
        """
        self._request = request
        self._senest = senest
        self._leser: Kroppsleser | _GjennomServeren | None = None
        self.brutt = False

    def read(self, storrelse: int, /) -> bytes:
        """Exactly so many bytes, fewer only at the end or before a break; then empty.

        Raises UgyldigKropp when the body is not coded as HTTP says: then nobody knows what its bytes are.
        """
        try:
            return self._kilde.read(storrelse)
        except UgyldigBitkodingError:
            self._bryt()
            raise UgyldigKropp from None
        except OSError:
            self._bryt()
            return b""

    def er_her(self, antall: int) -> bool:
        """Have so many bytes of it come already? Then reading them waits for nobody."""
        if isinstance(self._kilde, Kroppsleser):
            return self._kilde.ledning.kommet() >= antall
        return "gunicorn.socket" not in self._request.META

    @property
    def _kilde(self) -> Kroppsleser | _GjennomServeren:
        """Not chosen before somebody reads: a client that has asked first (`fiks_deldokument/fortsett.py`) is then told
        to go on. What the headers alone can refuse, is refused before that.
        """
        if self._leser is None:
            fortsett: Callable[[], None] | None = self._request.META.pop("deldokument.fortsett", None)
            if fortsett is not None:
                fortsett()
            vindu = settings.OPPLASTING_STILLSTAND_SEKUNDER
            takt = Takt(vindu=vindu, minst=vindu * settings.OPPLASTING_MINSTE_TAKT, senest=self._senest)
            self._leser = _direkte(self._request, takt) or _GjennomServeren(self._request, takt)
        return self._leser

    def _bryt(self) -> None:
        """What has arrived can still be read and the answer still be sent, but nobody waits for this client again."""
        if self.brutt:
            return
        self.brutt = True
        kropp = self._request.META.get("wsgi.input")
        if isinstance(kropp, Body):
            kropp.failed = True
        _les_ikke_mer(self._request)


def _direkte(request: HttpRequest, takt: Takt) -> Kroppsleser | None:
    """The body from the socket itself, when server and connection are of the kinds we know, and nobody has begun.

    gunicorn copies every byte three times on the way, which costs more than encrypting it. Our reader takes the place
    of gunicorn's, so whoever reads the rest of the body, gunicorn too, reads it through ours.
    """
    kropp: Any = request.META.get("wsgi.input")
    sokkel: Any = request.META.get("gunicorn.socket")
    if type(kropp) is not Body or type(sokkel) is not socket.socket or kropp.buf.getbuffer().nbytes:
        return None
    leser = kropp.reader
    if isinstance(leser, Lengdeleser | Bitleser):
        leser.ledning.takt = takt
        return leser
    unreader: Any = _unreader_for(leser)
    if type(unreader) is not SocketUnreader or unreader.sock is not sokkel:
        return None
    ledning = Ledning(unreader, sokkel, takt)
    kropp.reader = Lengdeleser(ledning, leser.length) if type(leser) is LengthReader else Bitleser(ledning)
    return kropp.reader  # type: ignore[no-any-return]  # gunicorn is untyped


def er_lest(kropp: Any) -> bool:
    """Is a server's body read to its end, as far as can be known? If not, the server would wait for the rest."""
    leser: Any = getattr(kropp, "reader", None)
    if isinstance(leser, Lengdeleser | Bitleser):
        return leser.ferdig and not kropp.buf.tell()
    if type(leser) is LengthReader:
        return not leser.length and not kropp.buf.tell()
    return type(leser) is ChunkedReader and leser.parser is None and not kropp.buf.tell()


def _unreader_for(leser: Any) -> Any:
    """What the server has read and not used lies there, and nowhere else; None when that is not certain."""
    if type(leser) is LengthReader:
        return leser.unreader
    urort = type(leser) is ChunkedReader and not leser.buf.tell()
    if urort and inspect.getgeneratorstate(leser.parser) == inspect.GEN_CREATED:
        return leser.req.unreader
    return None


class _GjennomServeren:
    """The body as the server gives it: slower, and right whatever the server is."""

    def __init__(self, request: HttpRequest, takt: Takt) -> None:
        self._request = request
        self._takt = takt
        self._brutt = False
        self._mangler = lovet_lengde(request) or 0

    def read(self, storrelse: int, /) -> bytes:
        """As `Kroppsleser.read`."""
        self._takt.lengst()
        startet = time.monotonic()
        try:
            data = self._request.read(storrelse)
        except ParseException as feil:
            raise UgyldigBitkodingError(type(feil).__name__) from feil
        except UnreadablePostError:
            if self._brutt:
                raise
            # The server may still hold bytes that came before the break; then nobody waits any more.
            self._brutt = True
            _les_ikke_mer(self._request)
            return self.read(storrelse)
        self._mangler -= len(data)
        if not data and storrelse and (self._brutt or self._mangler > 0):  # a server may take an early end for the end
            raise BruttLedningError("Kroppen sluttet før tiden.")
        self._takt.regn_med(time.monotonic() - startet, len(data))
        return data


def lovet_lengde(request: HttpRequest) -> int | None:
    """How many bytes the body has, by its headers; None when only the body itself tells."""
    lengde = str(request.META.get("CONTENT_LENGTH") or "0")
    return None if request.META.get(CHUNKED) or not lengde.isdecimal() else int(lengde)


def lengste_kropp() -> int:
    """The most bytes that any body may have: the largest dokument, the envelope it may be encrypted in, and the form
    around it with its metadata.
    """
    maks: int = settings.OPPLASTING_MAKS_BYTES
    return maks + maks // _KONVOLUTT + RAMME_BYTES


def _les_ikke_mer(request: HttpRequest) -> None:
    sokkel: socket.socket | None = request.META.get("gunicorn.socket")
    if sokkel is not None:
        with suppress(OSError):
            sokkel.shutdown(socket.SHUT_RD)
