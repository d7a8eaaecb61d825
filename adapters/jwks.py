"""The published keys of an issuer of tokens: found by its metadata, kept for a day, asked for again when new ones come.

Promises: the answer comes within the deadline, or is a `KeysUnavailable`; an issuer that is down for less than a week
does not stop those who come with keys we have seen. RFC 7517, RFC 8414, OpenID Connect Discovery 1.0.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import jwt

from adapters.http import CallError, Deadline, call, new_session

ALGORITHMS = ("RS256", "RS384", "RS512")
_FRESH_SECONDS = 24 * 3600  # Digdir: keep the keys about a day, never ask for each call
_KEEP_SECONDS = 7 * 24 * 3600  # an old copy is better than none when the issuer does not answer
_BETWEEN_REFRESHES_SECONDS = 10
_PARSED_SECONDS = 60  # in this process, so that a call costs no look-up
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
    """The keys of one issuer. Safe to share between threads."""

    def __init__(self, *, issuer: str, metadata: str, cache: Cache, clock: Callable[[], float] = time.time) -> None:
        """`issuer` is compared to the letter; `metadata` is the path below it, `.well-known/…`."""
        self._issuer = issuer
        self._metadata_url = f"{issuer.rstrip('/')}/{metadata}"
        self._cache = cache
        self._clock = clock
        self._session = new_session()
        self._parsed: dict[tuple[str, str], tuple[jwt.PyJWK, float]] = {}

    def find(self, kid: str, alg: str, deadline: Deadline) -> jwt.PyJWK:
        """The key; an unknown one makes us ask again, at most once in ten seconds.

        Raises UnknownKeyError, KeysUnavailableError.
        """
        parsed, until = self._parsed.get((kid, alg), (None, 0.0))
        if parsed is not None and self._clock() < until:
            return parsed
        url = self._keys_url(deadline)
        key = _among(self._document(url, deadline), kid, alg)
        if key is None and self._cache.add(_name("refreshed", url), 1, _BETWEEN_REFRESHES_SECONDS):
            key = _among(self._document(url, deadline, anew=True), kid, alg)
        if key is None:
            raise UnknownKeyError
        self._parsed[kid, alg] = key, self._clock() + _PARSED_SECONDS
        return key

    def _keys_url(self, deadline: Deadline) -> str:
        metadata = self._document(self._metadata_url, deadline)
        if metadata.get("issuer") != self._issuer:
            raise KeysUnavailableError("metadata_issuer")
        url = metadata.get("jwks_uri")
        if not isinstance(url, str) or urlsplit(url).scheme not in {"https", urlsplit(self._issuer).scheme}:
            raise KeysUnavailableError("metadata_jwks_uri")
        return url

    def _document(self, url: str, deadline: Deadline, *, anew: bool = False) -> dict[str, Any]:
        """The JSON object at the address, at most a day old; older if it cannot be had anew."""
        kept: dict[str, Any] | None = self._cache.get(_name("document", url))
        if kept and not anew and self._clock() - kept["fetched"] < _FRESH_SECONDS:
            return dict(kept["document"])
        try:
            document = self._fetch(url, deadline)
        except KeysUnavailableError:
            if kept is None:
                raise
            return dict(kept["document"])
        self._cache.set(_name("document", url), {"fetched": self._clock(), "document": document}, _KEEP_SECONDS)
        return document

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
            except (jwt.PyJWKError, jwt.InvalidKeyError):
                return None
    return None


def _name(kind: str, url: str) -> str:
    return f"jwks-{kind}-{hashlib.sha256(url.encode()).hexdigest()}"
