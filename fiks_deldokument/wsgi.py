"""The WSGI entry. Refuses to start while a system check has an error, and makes chunked bodies readable to Django.

Django reads a body only as far as Content-Length says; a `Transfer-Encoding: chunked` request has none and would look
empty. The wrapper gives such a request a length, that of the largest document: small bodies are read before Django
asks (`dokumenter.protokoll.liten_kropp`), and others end where they end.
It also sets how long a client may stand still, reads on for a while after a refusal, so that the client gets it, closes
a connection whose body nobody has read to its end, and keeps the metrics to the address that is theirs.
"""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from adapters.databasefrist import Frister, sett_frister
from dokumenter.protokoll.kropp import CHUNKED, er_lest, lengste_kropp
from fiks_deldokument import checks
from fiks_deldokument.fortsett import Fortsett
from fiks_deldokument.tegnsett import LesbarInnholdstype

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")

_LES_BYTES = 256 * 1024
_LES_UT_SEKUNDER = 30
_LES_UT_STILLSTAND_SEKUNDER = 5
# Each holds a thread. Whoever sends many refused bodies at once must not get hold of them all.
_LES_UT_SAMTIDIG = threading.BoundedSemaphore(max(1, settings.WEB_TRADER // 6))
App = Callable[..., Iterable[bytes]]


class ChunkedKropp:
    """WSGI middleware that gives chunked requests a Content-Length; `kropp.CHUNKED` marks them."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        _sett_tidsgrenser(environ, settings.OPPLASTING_STILLSTAND_SEKUNDER)
        har_kropp = environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ
        uten_lengde = environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH")
        if uten_lengde and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            self._gi_lengde(environ)
        return _Utlop(self.app, environ, start_response) if har_kropp else self.app(environ, start_response)

    @staticmethod
    def _gi_lengde(environ: WSGIEnvironment) -> None:
        environ[CHUNKED] = True
        environ["CONTENT_LENGTH"] = str(lengste_kropp())


class _Utlop:
    """A request is served; if it is refused, the rest of its body is read and thrown away, for at most half a minute.

    A client that is still sending when it is refused (KS' Java client, most libraries) would otherwise find the
    connection broken, and never see the answer that tells what was wrong. RFC 9112 section 9.6.
    """

    def __init__(self, app: App, environ: WSGIEnvironment, start_response: StartResponse) -> None:
        self._environ = environ
        self._avvist = False
        self._start_response = start_response
        self._svar = app(environ, self._merk_status)

    def _merk_status(self, status: str, hoder: list[tuple[str, str]], *feil: Any) -> Callable[[bytes], object]:
        self._avvist = not status.startswith("2")
        return self._start_response(status, hoder, *feil)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._svar)

    def close(self) -> None:
        """The server calls this after the last byte of the answer."""
        try:
            if (lukk := getattr(self._svar, "close", None)) is not None:
                lukk()
        finally:
            sokkel: socket.socket | None = self._environ.get("gunicorn.socket")
            kropp: Any = self._environ.get("wsgi.input")  # not before: another may have stood there until it was read
            if sokkel is not None and not er_lest(kropp):
                if self._avvist and not kropp.failed:
                    self._les_ut(sokkel, kropp)
                # gunicorn would wait for what is left, in this thread; the connection is closed in place of that.
                kropp.failed = kropp.failed or not er_lest(kropp)

    def _les_ut(self, sokkel: socket.socket, kropp: Any) -> None:
        if not _LES_UT_SAMTIDIG.acquire(blocking=False):
            return
        _sett_tidsgrenser(self._environ, _LES_UT_STILLSTAND_SEKUNDER)
        # One that sends a byte now and then never stands still; the clock ends that one too.
        frist = threading.Timer(_LES_UT_SEKUNDER, _slutt_a_lese, [sokkel])
        frist.daemon = True
        frist.start()
        try:
            while kropp.read(_LES_BYTES):
                pass
        except Exception:
            kropp.failed = True
        finally:
            frist.cancel()
            _LES_UT_SAMTIDIG.release()


def _slutt_a_lese(sokkel: socket.socket) -> None:
    with suppress(OSError):
        sokkel.shutdown(socket.SHUT_RD)


class IndreAdresse:
    """WSGI middleware that answers with metrics on the inner address, and with the service everywhere else.

    Which address a request came to is asked of its socket: nothing the client writes can pretend another.
    """

    def __init__(self, app: App, metrikk: App, *, port: int) -> None:
        self.app = app
        self.metrikk = metrikk
        self.port = port

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        navn = environ["gunicorn.socket"].getsockname()
        if isinstance(navn, tuple) and navn[1] == self.port:
            return self.metrikk(environ, start_response)
        return self.app(environ, start_response)


def _sett_tidsgrenser(environ: WSGIEnvironment, sekunder: int) -> None:
    """Let a client that stands still free its thread: the kernel gives up a read or a write that gets nowhere.

    Python's own time-out would limit how long a write may take in all, and so cut off those who are only slow.
    """
    sokkel: socket.socket | None = environ.get("gunicorn.socket")
    if sokkel is not None:
        grense = struct.pack("ll", sekunder, 0)
        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, grense)
        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, grense)


def lag_app() -> App:
    """The application, after the checks. Raises ImproperlyConfigured with every error in words."""
    app = get_wsgi_application()
    checks.krev_gyldige_innstillinger()
    sett_frister(Frister(**settings.DATABASE_FRISTER))
    from fiks_deldokument import metrikk
    from fiks_deldokument.gravsteinsvakt import Gravsteinsvakt

    tjeneste = Gravsteinsvakt(Fortsett(ChunkedKropp(LesbarInnholdstype(app))))
    adresse = settings.METRIKK_ADRESSE
    return IndreAdresse(tjeneste, metrikk.app, port=int(adresse.rpartition(":")[2])) if adresse else tjeneste


application = lag_app()
