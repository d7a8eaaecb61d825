"""A request, an answer and a table of routes: as much HTTP as the stand-ins need, on plain WSGI."""

import html
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger("standins")
MAX_BODY_BYTES = 1024 * 1024


class BadRequestError(Exception):
    """The request cannot be understood; the text is shown to the caller and holds no personal data."""


@dataclass(frozen=True)
class Request:
    """One request. ``path`` is without the mount point once a stand-in handles it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @classmethod
    def from_environ(cls, environ: WSGIEnvironment) -> "Request":
        """Read the whole request; bodies are small by design."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > MAX_BODY_BYTES:
            raise BadRequestError("body is too long")
        headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        return cls(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", ""),
            query=environ.get("QUERY_STRING", ""),
            headers=headers,
            body=environ["wsgi.input"].read(length) if length else b"",
        )

    def params(self) -> dict[str, str]:
        """Query of a GET, form of a POST. OAuth allows no parameter twice."""
        raw = self.query if self.method == "GET" else self.body.decode("utf-8", "replace")
        parsed = parse_qs(raw, keep_blank_values=True)
        if any(len(values) > 1 for values in parsed.values()):
            raise BadRequestError("a parameter is given twice")
        return {name: values[0] for name, values in parsed.items()}

    def json(self) -> Any:
        """The JSON body; demands the content type, so that a plain web form cannot forge it."""
        if self.headers["content-type"].partition(";")[0].strip().lower() != "application/json":
            raise BadRequestError("content type must be application/json")
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise BadRequestError("body is not JSON") from error

    def cookie(self, name: str) -> str:
        """The cookie's value, or an empty text."""
        # SimpleCookie gives up at the first odd value, and the product's cookies come along: ports share them.
        pairs = (pair.strip().partition("=") for pair in self.headers.get("cookie", "").split(";"))
        return next((value for key, _, value in pairs if key == name), "")

    def bearer(self) -> str:
        """The token of ``Authorization: Bearer``, or an empty text."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""


@dataclass
class Response:
    """One answer, never cached."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: list[tuple[str, str]] = field(default_factory=list)

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the answer to the WSGI server."""
        fixed = [("Content-Type", self.content_type), ("Content-Length", str(len(self.body)))]
        fixed += [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
        start_response(f"{self.status} {HTTPStatus(self.status).phrase}", fixed + self.headers)
        return [self.body]


Handler = Callable[[Request], Response]


def json_response(data: object, status: int = 200) -> Response:
    """Data as JSON."""
    return Response(status, json.dumps(data, ensure_ascii=False).encode(), "application/json")


def redirect(url: str, **params: str | None) -> Response:
    """302 to ``url`` with the parameters added to its query; those that are None are left out."""
    parts = urlsplit(url)
    added = urlencode({name: value for name, value in params.items() if value is not None})
    query = "&".join(part for part in (parts.query, added) if part)
    return Response(302, headers=[("Location", urlunsplit(parts._replace(query=query)))])


def page(title: str, content: str, status: int = 200, frame_src: str = "'none'") -> Response:
    """A small Norwegian page; ``content`` is HTML with every value already escaped."""
    body = (
        '<!doctype html><html lang="nb"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)} – lokal etterligning</title>"
        '<link rel="stylesheet" href="/standins.css"><link rel="icon" href="data:,"></head>'
        f"<body><main><h1>{html.escape(title)}</h1>{content}</main></body></html>"
    )
    policy = f"default-src 'none'; style-src 'self'; img-src data:; frame-src {frame_src}; frame-ancestors 'none'"
    headers = [("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer")]
    return Response(status, body.encode(), "text/html; charset=utf-8", headers)
