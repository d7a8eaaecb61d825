"""One HTTP call within a deadline: bounded in time and size, no redirects, no credentials but those given.

Promises: no exception of requests gets out, and no text of an error holds an address, a header or a body.
Not promised: a repeat. Whoever calls decides whether to try again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3

_CHUNK_BYTES = 64 * 1024
_CONNECT_SECONDS = 1.5  # for each of the peer's addresses, TLS included


class CallError(Exception):
    """No usable answer. `code`: timeout, connection, too_large or nonsense."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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


def new_session() -> requests.Session:
    """Keeps connections open between calls, and keeps nothing else: no cookies. Usable from several threads."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _OnlyWhatIsGiven()
    return session


def call(
    session: requests.Session,
    method: str,
    url: str,
    *,
    deadline: Deadline,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Any = None,
    max_bytes: int = 1024 * 1024,
) -> Answer:
    """Send `form` (urlencoded) or `body` (JSON) and read the whole answer. Raises CallError."""
    left = deadline.remaining()
    # `total` gives to the answer what the connection did not use; a kept connection uses nothing.
    timeout = urllib3.Timeout(connect=min(left / 2, _CONNECT_SECONDS), total=left)
    try:
        with session.request(
            method,
            url,
            headers=headers,
            data=form,
            json=body,
            timeout=timeout,  # type: ignore[arg-type]  # requests takes it, its stubs do not say so
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, _read(response, deadline, max_bytes))
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise CallError("timeout") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise CallError("connection") from error


def _read(response: requests.Response, deadline: Deadline, max_bytes: int) -> bytes:
    """The body, as it comes: a peer that trickles one byte now and then must not outlast the deadline."""
    content = bytearray()
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        content += chunk
        if len(content) > max_bytes:
            raise CallError("too_large")
        deadline.remaining()
    return bytes(content)
