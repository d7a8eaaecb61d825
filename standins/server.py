"""All stand-ins behind one threading HTTP server on loopback."""

import contextlib
import html
import logging
import re
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from standins.altinn import Altinn
from standins.enhetsregisteret import Enhetsregisteret
from standins.idporten import IdPorten
from standins.maskinporten import Maskinporten
from standins.sms import Sms
from standins.standin import Standin
from standins.wsgi import BadRequestError, Request, Response, json_response, page

log = logging.getLogger("standins")
VERT = "127.0.0.1"
_CSS = Path(__file__).with_name("standins.css").read_bytes()
_NUMBER = re.compile(r"\d{6}\s?\d{5}")
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Standins:
    """The WSGI application, and the state of each stand-in for tests in the same process."""

    def __init__(self, base: str, klientfil: Path | None = None, produkt: str | None = None) -> None:
        self.base = base
        self.produkt = produkt
        self.idporten = IdPorten(base, klientfil)
        self.maskinporten = Maskinporten(base, klientfil)
        self.altinn = Altinn(base, self.maskinporten)
        self.enhetsregisteret = Enhetsregisteret(base)
        self.sms = Sms(base)
        self._standins: tuple[Standin, ...] = (
            *(self.idporten, self.maskinporten, self.altinn),
            *(self.enhetsregisteret, self.sms),
        )
        self._felles = self._lag_felles()

    def nullstill(self) -> None:
        """Everything as at start, but for keys and registered clients."""
        for standin in self._standins:
            standin.nullstill()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The WSGI entry."""
        try:
            response = self._answer(Request.from_environ(environ))
        except BadRequestError as error:
            response = json_response({"error": "invalid_request", "error_description": str(error)}, 400)
        except ConnectionResetError:
            environ["standins.connection"].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            raise
        except Exception as error:  # the outer edge; the text of an unknown error may hold a number, its name cannot
            log.error("A stand-in failed: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG))
            response = json_response({"error": "server_error"}, 500)
        return response.send(start_response)

    def _answer(self, request: Request) -> Response:
        for standin in self._standins:
            if request.path == standin.prefix or request.path.startswith(f"{standin.prefix}/"):
                return standin.handle(replace(request, path=request.path.removeprefix(standin.prefix)))
        return self._felles.handle(request)

    def _lag_felles(self) -> Standin:
        """What lies outside the mount points."""
        felles = Standin(self.base)
        counts = {standin.prefix[1:]: standin.antall for standin in self._standins}
        felles.route("GET", "/", lambda _: self._front_page())
        felles.route("GET", "/helse", lambda _: Response(200, b"ok"))
        felles.route("GET", "/standins.css", lambda _: Response(200, _CSS, "text/css; charset=utf-8"))
        felles.route("GET", "/_test/antall", lambda _: json_response(counts))
        felles.route("POST", "/_test/nullstill", lambda _: self._nullstill())
        return felles

    def _nullstill(self) -> Response:
        self.nullstill()
        return Response(204)

    def _front_page(self) -> Response:
        addresses = {
            "ID-porten": f"{self.idporten.issuer}/.well-known/openid-configuration",
            "Maskinporten": f"{self.maskinporten.issuer}.well-known/oauth-authorization-server",
            "Sendte SMS": f"{self.base}/sms/innboks",
        }
        if self.produkt:
            addresses["Tjenesten selv"] = self.produkt
        items = "".join(
            f'<li><a href="{html.escape(url)}">{html.escape(name)}</a></li>' for name, url in addresses.items()
        )
        text = (
            "<p>Lokale etterligninger for utvikling og test. Altinn svarer under <code>/altinn</code>, "
            "Enhetsregisteret under <code>/enhetsregisteret/api</code>.</p>"
        )
        return page("Etterligninger", f"{text}<ul>{items}</ul>")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        """Bind without the name look-up of HTTPServer, which may wait for a DNS that is not there."""
        # The base class would do this: an address that was just in use can be taken again.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        socket.socket.bind(self.socket, self.server_address)
        self.server_name, self.server_port = VERT, self.socket.getsockname()[1]
        self.setup_environ()


class _Handler(WSGIRequestHandler):
    server_version = "standins"

    def get_environ(self) -> WSGIEnvironment:
        """The connection goes along, so that a fault can reset it."""
        return {**super().get_environ(), "standins.connection": self.connection}

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Method, path and status; never a query, and never what looks like a fødselsnummer."""
        path = _NUMBER.sub("***", getattr(self, "path", "").partition("?")[0])
        log.info("%s %s %s", getattr(self, "command", "-"), path, code)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class')
        """Nothing else: the base class would print the query."""


def lag_server(port: int = 0, klientfil: Path | None = None, produkt: str | None = None) -> tuple[_Server, Standins]:
    """A bound server and its application; port 0 takes a free one."""
    server = _Server((VERT, port), _Handler)
    app = Standins(f"http://{VERT}:{server.server_port}", klientfil, produkt)
    server.set_app(app)
    return server, app


@contextlib.contextmanager
def start_i_traad(port: int = 0, klientfil: Path | None = None) -> Iterator[Standins]:
    """Run the stand-ins in a thread of this process; gives the object whose state tests read and set."""
    server, app = lag_server(port, klientfil)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
