"""One HTTP call within a deadline: bounded in time and size, no redirects, no credentials but those given.

Promises: no exception of requests gets out, and no text of an error holds an address, a header or a body.
Not promised: a repeat. Whoever calls decides whether to try again.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from adapters.line import Brake, BrakedAdapter, LateError, Line

# It writes headers that it cannot read into the log, to the letter.
logging.getLogger("urllib3").setLevel(logging.ERROR)

_CHUNK_BYTES = 64 * 1024
_CONNECT_SECONDS = 1.5  # for each of the peer's addresses, TLS included


class CallError(Exception):
    """No usable answer. `code`: timeout, connection, too_large or nonsense. `reached`: the peer let us connect."""

    def __init__(self, code: str, *, reached: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.reached = reached


class Deadline:
    """The moment by which a chain of calls must have ended."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Seconds left, above 0. Raises CallError (timeout) when there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise CallError("timeout")
        return left


@dataclass(frozen=True)
class Answer:
    """Status and whole body."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises CallError (nonsense)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise CallError("nonsense") from error


class _OnlyWhatIsGiven(requests.auth.AuthBase):
    """Without it, requests would let a .netrc replace the Authorization header."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        return r


class Session(requests.Session):
    """Keeps connections to one peer open between calls, and keeps nothing else: no cookies."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.auth = _OnlyWhatIsGiven()
        for scheme in ("https://", "http://"):
            self.mount(scheme, BrakedAdapter())


def new_session() -> Session:
    """For the calls to one peer, from several threads."""
    return Session()


def is_address(url: object, *, like: str) -> bool:
    """Whether a peer's text is an address we may call: with a host, over https, or over what `like` itself uses."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        scheme, host, _port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and scheme in {"https", urlsplit(like).scheme}


def call(
    session: Session,
    method: str,
    url: str,
    *,
    deadline: Deadline,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Any = None,
    max_bytes: int = 1024 * 1024,
) -> Answer:
    """Send `form` (urlencoded) or `body` (JSON) and read the whole answer.

    Raises CallError, at the deadline at the latest: name look-up, connecting and every byte of the answer included.
    """
    content = {"headers": headers, "data": form, "json": body}
    brake = Brake()
    try:
        return session.line.run(
            lambda: _send(session, method, url, content, deadline=deadline, max_bytes=max_bytes),
            deadline.remaining(),
            brake,
        )
    except (LateError, requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise CallError("timeout", reached=brake.reached) from error
    # HTTPException and ValueError: a few oddities that requests lets through, a host that is no name among them.
    except (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
        raise CallError("connection", reached=brake.reached) from error
    except CallError as error:
        error.reached = brake.reached
        raise


def _send(
    session: Session, method: str, url: str, content: Mapping[str, Any], *, deadline: Deadline, max_bytes: int
) -> Answer:
    left = deadline.remaining()
    # `total` gives to the answer what the connection did not use; a kept connection uses nothing.
    timeout: Any = urllib3.Timeout(connect=min(left / 2, _CONNECT_SECONDS), total=left)
    with session.request(method, url, **content, timeout=timeout, allow_redirects=False, stream=True) as response:
        return Answer(response.status_code, _read(response, deadline, max_bytes))


def _read(response: requests.Response, deadline: Deadline, max_bytes: int) -> bytes:
    """The body, as it comes: a peer that trickles one byte now and then must not outlast the deadline."""
    content = bytearray()
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        content += chunk
        if len(content) > max_bytes:
            raise CallError("too_large")
        deadline.remaining()
    return bytes(content)
