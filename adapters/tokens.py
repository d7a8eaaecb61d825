"""Keeps one access token per process: reused until shortly before it expires, and fetched by one thread at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import jwt
from jwt.types import Options

from adapters.http import CallError, Deadline

# What reading a token may raise besides what the library means to: a number too large, or nested too deep.
UNREADABLE = (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, RecursionError)
WITHOUT_TIMES: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
_LAST_TIME = 10**10  # in the year 2286


@dataclass(frozen=True)
class Token:
    """An access token; `expires` in seconds since 1970. The value is no part of the repr."""

    value: str = field(repr=False)
    expires: float


def read_token(value: object) -> Token:
    """A JWT with its own `exp`. It came over TLS from its issuer, so the signature is not ours to check.

    Raises CallError (nonsense) for anything else.
    """
    if not isinstance(value, str):
        raise CallError("nonsense")
    try:
        claims: dict[str, Any] = jwt.decode(value, options={"verify_signature": False})
    except UNREADABLE as error:
        raise CallError("nonsense") from error
    expires = claims.get("exp")
    if not is_time(expires):
        raise CallError("nonsense")
    return Token(value, float(expires))


def is_time(value: object) -> TypeGuard[float]:
    """Whether a claim is a moment that a clock can show, in seconds since 1970 (RFC 7519 NumericDate)."""
    # Neither NaN nor an infinity is between two numbers.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _LAST_TIME


def check_times(claims: dict[str, Any], *, now: float, leeway: float) -> None:
    """Is a token good at `now`? The library asks the host's clock; give it WITHOUT_TIMES, and then this.

    Raises the library's own errors.
    """
    if "iat" in claims and _seconds(claims["iat"], jwt.InvalidIssuedAtError) > now + leeway:
        raise jwt.ImmatureSignatureError("iat")
    if "nbf" in claims and _seconds(claims["nbf"], jwt.DecodeError) > now + leeway:
        raise jwt.ImmatureSignatureError("nbf")
    if "exp" in claims and _seconds(claims["exp"], jwt.DecodeError) <= now - leeway:
        raise jwt.ExpiredSignatureError("exp")


def _seconds(value: Any, otherwise: type[jwt.InvalidTokenError]) -> int:
    try:
        return int(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise otherwise("no time") from error


class TokenKeeper:
    """Holds the token that `fetch` gives. `margin` seconds before `exp` it is no longer handed out."""

    def __init__(
        self, fetch: Callable[[Deadline], Token], *, margin: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._fetch = fetch
        self._margin = margin
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._failure: Exception | None = None
        self._attempts = 0

    def get(self, deadline: Deadline) -> str:
        """A valid token. Those who wait while another fetches share what comes of it, the failure too.

        Raises what `fetch` raises, or CallError (timeout) when the wait takes too long.
        """
        if token := self._valid():
            return token.value
        seen = self._attempts
        if not self._lock.acquire(timeout=deadline.remaining()):
            raise CallError("timeout")
        try:
            if token := self._valid():
                return token.value
            if self._failure is not None and self._attempts != seen:
                raise self._failure.with_traceback(None)
            return self._renew(deadline).value
        finally:
            self._lock.release()

    def forget(self, value: str) -> None:
        """Drop a token that was refused, unless a newer one has come already."""
        token = self._token
        if token is not None and token.value == value:
            self._token = None

    def _valid(self) -> Token | None:
        token = self._token
        return token if token is not None and token.expires - self._margin > self._clock() else None

    def _renew(self, deadline: Deadline) -> Token:
        try:
            self._token = self._fetch(deadline)
            self._failure = None
        except Exception as error:
            self._failure = error
            raise
        finally:
            self._attempts += 1
        return self._token
