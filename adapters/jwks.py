"""The published keys of an issuer of tokens: found by its metadata, kept for a day, asked for again when new ones come.

Promises: the answer comes within the deadline, or is a `KeysUnavailable`; an issuer that is down for less than a week
does not stop those who come with keys we have seen; a key is unknown only when a copy made after it came lacks it, and
no lock is held while we ask. RFC 7517, RFC 8414, OpenID Connect Discovery 1.0.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any, Protocol

import jwt

from adapters.http import CallError, Deadline, call, is_address, new_session

ALGORITHMS = ("RS256", "RS384", "RS512")
_FRESH_SECONDS = 24 * 3600  # Digdir: keep the keys about a day, never ask for each call
_KEEP_SECONDS = 7 * 24 * 3600  # an old copy is better than none when the issuer does not answer
_AGAIN_SECONDS = 30  # an old copy is used this long before we ask once more
_REFRESH_SECONDS = 10
_REFRESHES = 5  # within so many seconds, for keys we do not know: anybody can make up a `kid`
_OK = 200


class KeysUnavailableError(Exception):
    """The keys cannot be had now; trying again may help. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownKeyError(Exception):
    """The issuer publishes no such key."""


class Cache(Protocol):
    """Where documents are kept between calls and shared between processes; Django's cache is one."""

    def get(self, key: str, /) -> Any: ...

    def set(self, key: str, value: Any, timeout: float | None, /) -> Any: ...

    def add(self, key: str, value: Any, timeout: float | None, /) -> bool: ...


class PublishedKeys:
    """The metadata and keys of one issuer. Safe to share between threads."""

    def __init__(
        self,
        *,
        issuer: str,
        metadata: str,
        cache: Cache,
        clock: Callable[[], float] = time.time,
        slash_counts: bool = True,
        parsed_seconds: float = 60,
    ) -> None:
        """`metadata` is the path below the issuer, `.well-known/…`. Unless `slash_counts`, one at its end may differ.

        For `parsed_seconds` a key is kept in this process too, so that a call costs no look-up.
        """
        self._issuer = issuer
        self._metadata_url = f"{issuer.rstrip('/')}/{metadata}"
        self._slash_counts = slash_counts
        self._parsed_seconds = parsed_seconds
        self._cache = cache
        self._clock = clock
        self._session = new_session()
        self._parsed: dict[tuple[str, str], tuple[jwt.PyJWK, float]] = {}

    def find(self, kid: str, alg: str, deadline: Deadline, *, purpose: str = "") -> jwt.PyJWK:
        """The key; an unknown one makes us ask again, so and so often for each `purpose`.

        Raises UnknownKeyError, KeysUnavailableError.
        """
        parsed, until = self._parsed.get((kid, alg), (None, 0.0))
        if parsed is not None and self._clock() < until:
            return parsed
        url = self._keys_url(deadline)
        try:
            key = _among(self._document(url, deadline), kid, alg) or self._find_anew(url, kid, alg, deadline, purpose)
        except KeysUnavailableError:
            self.forget_metadata()
            raise
        self._parsed[kid, alg] = key, self._clock() + self._parsed_seconds
        return key

    def metadata(self, deadline: Deadline) -> dict[str, Any]:
        """What the issuer says about itself. Raises KeysUnavailableError."""
        metadata = self._document(self._metadata_url, deadline)
        issuer = metadata.get("issuer")
        same = isinstance(issuer, str) and issuer.rstrip("/") == self._issuer.rstrip("/")
        if not same or (self._slash_counts and issuer != self._issuer):
            raise KeysUnavailableError("metadata_issuer")
        return metadata

    def forget_metadata(self) -> None:
        """An address in it did not answer: read it anew the next time, unless that was done just now."""
        kept = self._cache.get(_name("document", self._metadata_url))
        if kept and kept["fetched"] + _REFRESH_SECONDS < kept.get("until", 0):
            self._keep(self._metadata_url, kept | {"until": kept["fetched"] + _REFRESH_SECONDS})

    def _keys_url(self, deadline: Deadline) -> str:
        url = self.metadata(deadline).get("jwks_uri")
        if not isinstance(url, str) or not is_address(url, like=self._issuer):
            self.forget_metadata()
            raise KeysUnavailableError("metadata_jwks_uri")
        return url

    def _find_anew(self, url: str, kid: str, alg: str, deadline: Deadline, purpose: str) -> jwt.PyJWK:
        """The key in a fresh copy. Nobody's made-up key uses up the refresh of another's: then we do not know."""
        unknown = _name(f"unknown-{alg}-{kid}", url)
        if self._cache.get(unknown):
            raise UnknownKeyError
        turns = (_name(f"refresh-{purpose}-{turn}", url) for turn in range(_REFRESHES))
        if not any(self._cache.add(turn, 1, _REFRESH_SECONDS) for turn in turns):
            raise KeysUnavailableError("refreshes")
        key = _among(self._fetch_and_keep(url, deadline), kid, alg)
        if key is None:
            self._cache.set(unknown, 1, _REFRESH_SECONDS)
            raise UnknownKeyError
        return key

    def _document(self, url: str, deadline: Deadline) -> dict[str, Any]:
        """The JSON object at the address, at most a day old; older if it cannot be had anew."""
        kept = self._cache.get(_name("document", url))
        if not kept:
            return self._fetch_and_keep(url, deadline)
        if not self._clock() < kept.get("until", 0):
            try:
                # There is something to go on with, so half of the time is left for that.
                return self._fetch_and_keep(url, Deadline(_remaining(deadline) / 2))
            except KeysUnavailableError:
                self._keep(url, kept | {"until": self._clock() + _AGAIN_SECONDS})
        return dict(kept["document"])

    def _fetch_and_keep(self, url: str, deadline: Deadline) -> dict[str, Any]:
        document = self._fetch(url, deadline)
        now = self._clock()
        self._keep(url, {"fetched": now, "until": now + _FRESH_SECONDS, "document": document})
        return document

    def _keep(self, url: str, kept: dict[str, Any]) -> None:
        """As long as it may be used at all, counted from when it was fetched."""
        left = kept["fetched"] + _KEEP_SECONDS - self._clock()
        if left > 0:
            self._cache.set(_name("document", url), kept, left)

    def _fetch(self, url: str, deadline: Deadline) -> dict[str, Any]:
        try:
            answer = call(self._session, "GET", url, deadline=deadline, headers={"Accept": "application/json"})
            document = answer.json() if answer.status == _OK else None
        except CallError as error:
            raise KeysUnavailableError(error.code) from error
        if not isinstance(document, dict):
            raise KeysUnavailableError(f"status_{answer.status}" if answer.status != _OK else "nonsense")
        return document


def _among(jwks: dict[str, Any], kid: str, alg: str) -> jwt.PyJWK | None:
    keys = jwks.get("keys")
    for key in keys if isinstance(keys, list) else []:
        matches = isinstance(key, dict) and key.get("kid") == kid and key.get("kty") == "RSA"
        if matches and key.get("use", "sig") == "sig" and key.get("alg", alg) == alg:
            try:
                return jwt.PyJWK(key, algorithm=alg)
            except (jwt.PyJWKError, jwt.InvalidKeyError, ValueError, TypeError):
                continue
    return None


def _remaining(deadline: Deadline) -> float:
    try:
        return deadline.remaining()
    except CallError as error:
        raise KeysUnavailableError(error.code) from error


def _name(kind: str, url: str) -> str:
    # `kind` may hold what anybody sends us.
    return f"jwks-{hashlib.sha256(f'{kind} {url}'.encode(errors='surrogatepass')).hexdigest()}"
