"""A proxy in front of the service that takes no body above a size: says 413, or cuts the connection without a word."""

from __future__ import annotations

import contextlib
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_FRIST = 60.0
_EGNE_HODER = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Trang:
    """Passes requests on to the service at `mal`, but none with a body above `maks` bytes."""

    def __init__(self, mal: str, *, maks: int) -> None:
        self.maks = maks
        self.kutter = False  # cuts instead of answering 413
        self.skader = 0  # so many bodies of PATCH, the next ones, get one byte changed on the way
        self.slipp_bare = 0  # so many bodies of PATCH; the next wait for `slipp`; 0 is all
        self._apen = threading.Event()
        self.avvist: list[int] = []  # the sizes that were refused, in order
        self.sluppet: list[int] = []  # those of bodies that were passed on, PATCH only
        self._mal = urlsplit(mal).netloc
        trang = self

        class Videre(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    self.close_connection = True  # the browser went away

            def send_videre(self) -> None:
                trang._svar(self)  # the same thing in two classes

            do_GET = do_HEAD = do_POST = do_PATCH = send_videre  # noqa: N815  # the names http.server calls

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name http.server uses
                """Say nothing."""

        self._tjener = ThreadingHTTPServer(("127.0.0.1", 0), Videre)
        self._tjener.daemon_threads = True
        self.url = f"http://localhost:{self._tjener.server_port}"
        threading.Thread(target=self._tjener.serve_forever, daemon=True).start()

    def slipp(self) -> None:
        """Let the bodies that wait go on."""
        self._apen.set()

    def kast(self) -> None:
        """Close for good."""
        self._tjener.shutdown()
        self._tjener.server_close()

    def _svar(self, foresporsel: BaseHTTPRequestHandler) -> None:
        lengde = int(foresporsel.headers.get("Content-Length") or 0)
        kropp = foresporsel.rfile.read(lengde)
        if lengde > self.maks:
            self.avvist.append(lengde)
            if self.kutter:
                foresporsel.close_connection = True
                return
            foresporsel.send_response(http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            foresporsel.send_header("Content-Length", "0")
            foresporsel.end_headers()
            return
        if foresporsel.command == "PATCH":
            self.sluppet.append(lengde)
            if self.skader:
                self.skader -= 1
                kropp = kropp[:-1] + bytes([kropp[-1] ^ 1])
            if self.slipp_bare and len(self.sluppet) > self.slipp_bare:
                self._apen.wait(_FRIST)
        with contextlib.closing(http.client.HTTPConnection(self._mal)) as forbindelse:
            forbindelse.request(foresporsel.command, foresporsel.path, kropp or None, dict(foresporsel.headers))
            svar = forbindelse.getresponse()
            innhold = svar.read()
        foresporsel.send_response(svar.status)
        for navn, verdi in svar.getheaders():
            if navn.lower() not in _EGNE_HODER:
                foresporsel.send_header(navn, verdi)
        lengden = len(innhold) if foresporsel.command != "HEAD" else int(svar.getheader("Content-Length") or 0)
        foresporsel.send_header("Content-Length", str(lengden))
        foresporsel.end_headers()
        foresporsel.wfile.write(innhold)
