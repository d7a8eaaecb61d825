"""What all stand-ins share: routes under a mount point, faults on demand, and a count of calls."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from standins.wsgi import BadRequestError, Handler, Request, Response, json_response, page

log = logging.getLogger("standins")


class Standin:
    """One stand-in. ``spoler`` tells what to spoil; what is used is removed, unless ``varig`` is set.

    A fault of an endpoint (its name is a key of ``spoler``) is one of: a status code (``500``), ``"tull"`` (200 with
    nonsense), ``"html"`` (200 with a web page), ``"brudd"`` (the connection is reset), or ``{"treg": seconds}``,
    ``{"status": 429, "retry_after": 3}``.
    """

    prefix = ""
    spolbart: frozenset[str] = frozenset()

    def __init__(self, base: str) -> None:
        self.base = base
        self.lock = threading.RLock()
        self.antall: Counter[str] = Counter()
        self._spoler: dict[str, object] = {}
        self._routes: dict[str, dict[str, tuple[Handler, str]]] = {}
        self.route("GET", "/_test/spoler", lambda request: json_response(self.spoler))
        self.route("POST", "/_test/spoler", self._set_spoler)

    @property
    def spoler(self) -> dict[str, object]:
        """What is spoilt next; set it to a mapping of the names in ``spolbart`` (and ``varig``)."""
        return self._spoler

    @spoler.setter
    def spoler(self, spoler: Mapping[str, object]) -> None:
        endpoints = {name for methods in self._routes.values() for _, name in methods.values() if name}
        unknown = set(spoler) - self.spolbart - endpoints - {"varig"}
        if unknown:
            raise ValueError(f"cannot spoil {sorted(unknown)}")
        self._spoler = dict(spoler)

    def _set_spoler(self, request: Request) -> Response:
        wanted = request.json()
        if not isinstance(wanted, dict):
            raise BadRequestError("body must be an object")
        try:
            self.spoler = wanted
        except ValueError as error:
            raise BadRequestError(str(error)) from error
        return json_response(self.spoler)

    def nullstill(self) -> None:
        """Forget faults and counts."""
        self.spoler = {}
        self.antall.clear()

    def ta_spol(self, *names: str) -> dict[str, Any]:
        """The faults with these names, taken out unless ``varig``."""
        with self.lock:
            taken = {name: self._spoler[name] for name in names if name in self._spoler}
            if not self._spoler.get("varig"):
                for name in taken:
                    del self._spoler[name]
        return taken

    def route(self, method: str, path: str, handler: Handler, name: str = "") -> None:
        """Serve ``path``; an endpoint with a name is counted and can be spoilt under that name."""
        self._routes.setdefault(path, {})[method] = (handler, name)

    def handle(self, request: Request) -> Response:
        """Answer one request whose path is below the mount point."""
        methods = self._routes.get(request.path)
        if methods is None:
            return page("Finnes ikke", "<p>Det er ingenting på denne adressen.</p>", 404)
        if request.method not in methods:
            return Response(405, headers=[("Allow", ", ".join(methods))])
        handler, name = methods[request.method]
        if name:
            with self.lock:
                self.antall[name] += 1
            for fault in self.ta_spol(name).values():
                faulty = _faulty_response(fault)
                if faulty is not None:
                    return faulty
        return handler(request)


def _faulty_response(fault: Any) -> Response | None:
    """The spoilt answer, or None to go on with the right one."""
    if isinstance(fault, bool):
        fault = 500
    settings = fault if isinstance(fault, dict) else {"status": fault} if isinstance(fault, int) else {fault: True}
    time.sleep(float(settings.get("treg", 0)))
    if settings.get("brudd"):
        raise ConnectionResetError
    if settings.get("tull"):
        return Response(200, b'{"tull": [\xff\xfe', "application/json")
    if settings.get("html"):
        return page("Planlagt vedlikehold", "<p>Tjenesten er straks tilbake.</p>")
    if "status" in settings:
        response = json_response({"error": "server_error", "title": "Feil på bestilling"}, int(settings["status"]))
        if "retry_after" in settings:
            response.headers.append(("Retry-After", str(settings["retry_after"])))
        return response
    return None
