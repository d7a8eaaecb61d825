"""An SMS gateway that keeps what it is sent: POST JSON anywhere below ``/sms``, read it at ``/sms/innboks``."""

import time
import uuid
from dataclasses import replace

from standins.standin import Standin
from standins.wsgi import BadRequestError, Request, Response, json_response


class Sms(Standin):
    """The stand-in; ``innboks`` holds each message with ``id``, ``sti`` and ``mottatt`` (epoch s). Fault: ``send``."""

    prefix = "/sms"

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.innboks: list[dict[str, object]] = []
        self.route("POST", "/send", self._send, "send")
        self.route("GET", "/innboks", lambda _: json_response(self.innboks))
        self.route("DELETE", "/innboks", self._tom)

    def handle(self, request: Request) -> Response:
        """Any POST that is not a control call is a message; gateways differ in their paths."""
        if request.method == "POST" and not request.path.startswith("/_test/"):
            request = replace(request, path="/send", headers={**request.headers, "x-sti": request.path})
        return super().handle(request)

    def nullstill(self) -> None:
        """Forget faults, counts and messages."""
        super().nullstill()
        self.innboks.clear()

    def _send(self, request: Request) -> Response:
        message = request.json()
        if not isinstance(message, dict):
            raise BadRequestError("body must be an object")
        received = {"id": str(uuid.uuid4()), "sti": request.headers["x-sti"], "mottatt": time.time()}
        self.innboks.append({**message, **received})
        return json_response({"id": received["id"]}, 201)

    def _tom(self, request: Request) -> Response:
        self.innboks.clear()
        return Response(204)
