"""`Expect: 100-continue`: a client that asks before it sends a body is told to go on when somebody wants the body.

gunicorn says so at once, before the application knows of the request: then a large document is sent in full to be told
that the upload is unknown or the caller not let in. `gunicorn.conf.py` turns that off, and this says it at the first
read. If nobody reads, the answer is the refusal, and the connection ends: what comes next on it may be the body or not.
See docs/beslutninger/0015-fortsett-nar-noen-leser.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

App = Callable[..., Iterable[bytes]]
_FORTSETT = b"HTTP/1.1 100 Continue\r\n\r\n"


class Fortsett:
    """WSGI middleware, outermost of those that read bodies.

    `deldokument.fortsett` in the environment says go on, for one that reads the server's body without `read`.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        venter = environ.get("HTTP_EXPECT", "").lower() == "100-continue"
        if not venter or environ.get("SERVER_PROTOCOL") == "HTTP/1.0" or "gunicorn.socket" not in environ:
            return self.app(environ, start_response)
        kropp = _Ventende(environ)

        def svar(status: str, hoder: list[tuple[str, str]], *feil: Any) -> Callable[[bytes], object]:
            if kropp.venter:
                kropp.gi_opp()
                # gunicorn's own answer; without it the connection ends as well, only unannounced.
                with suppress(AttributeError):
                    start_response.__self__.force_close()  # type: ignore[attr-defined]
            return start_response(status, hoder, *feil)

        return self.app(environ, svar)


class _Ventende:
    """Stands where the server's body stood until it is read for the first time."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ
        self._kropp: Any = environ["wsgi.input"]
        self.venter = True
        environ["wsgi.input"] = self
        environ["deldokument.fortsett"] = self._fortsett

    def read(self, *storrelse: int) -> bytes:
        """As the server's body."""
        self._fortsett()
        lest: bytes = self._kropp.read(*storrelse)
        return lest

    def readline(self, *storrelse: int) -> bytes:
        """As the server's body."""
        self._fortsett()
        lest: bytes = self._kropp.readline(*storrelse)
        return lest

    def __iter__(self) -> Iterator[bytes]:
        self._fortsett()
        return iter(self._kropp)

    @property
    def failed(self) -> bool:
        """The server's mark: nobody knows where the next request on the connection begins."""
        return bool(self._kropp.failed)

    @failed.setter
    def failed(self, verdi: bool) -> None:
        self._kropp.failed = verdi

    def gi_opp(self) -> None:
        """It is answered without its body."""
        self.venter = False
        self._kropp.failed = True

    def _fortsett(self) -> None:
        if self.venter:
            self.venter = False
            with suppress(OSError):
                self._environ["gunicorn.socket"].sendall(_FORTSETT)
            self._environ["wsgi.input"] = self._kropp
