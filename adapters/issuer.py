"""An issuer of tokens, ID-porten or Maskinporten: the addresses and keys that it publishes, and forms sent to it.

What is published is kept for a day and asked for again when a new key comes or an address fails. Promises: every call
ends within the deadline, name look-up included; an issuer that is down for less than a week does not stop those who
come with keys we have seen; a key is unknown only when a copy made after it came lacks it, and no lock is held while
we ask. RFC 7517, RFC 8414, OpenID Connect Discovery 1.0.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, Protocol, TypeVar

import jwt

from adapters.http import Answer, CallError, Deadline, call, is_address, new_session

OPENID_METADATA = ".well-known/openid-configuration"
OAUTH_METADATA = ".well-known/oauth-authorization-server"
ALGORITHMS = ("RS256", "RS384", "RS512")
JSON_WANTED = {"Accept": "application/json"}
_FRESH_SECONDS = 24 * 3600  # Digdir: keep the keys about a day, never ask for each call
_KEEP_SECONDS = 7 * 24 * 3600  # an old copy is better than none when the issuer does not answer
_AGAIN_SECONDS = 30  # an old copy is used this long before we ask once more
_REFRESH_SECONDS = 10
_REFRESHES = 5  # within so many seconds, for keys we do not know: anybody can make up a `kid`
_OK = 200


@dataclass(frozen=True)
class Metadata:
    """What an issuer says about itself. Whoever needs addresses makes a class of this: each field is one, demanded."""

    issuer: str


M = TypeVar("M", bound=Metadata)


class IssuerUnavailableError(Exception):
    """What it publishes cannot be had now, or makes no sense; trying again may help.

    `code` is a CallError's, `status_` and a number, `metadata_` and the field that is wrong, or `refreshes`.
    """

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


class Memory:
    """A cache of this process alone, for the few documents of one issuer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[Any, float]] = {}

    def get(self, key: str, /) -> Any:
        """What was set, or None."""
        value, until = self._kept.get(key, (None, 0.0))
        return value if time.monotonic() < until else None

    def set(self, key: str, value: Any, timeout: float | None, /) -> None:
        """Keep it so many seconds."""
        self._kept[key] = value, time.monotonic() + (math.inf if timeout is None else timeout)

    def add(self, key: str, value: Any, timeout: float | None, /) -> bool:
        """Keep it unless something is kept there already; tells whether it was."""
        with self._lock:
            if self.get(key) is not None:
                return False
            self.set(key, value, timeout)
            return True


class Issuer(Generic[M]):
    """One issuer, with the addresses that `document` demands. Safe to share between threads."""

    def __init__(
        self,
        *,
        issuer: str,
        well_known: str,
        document: type[M],
        cache: Cache,
        clock: Callable[[], float] = time.time,
        headers: Mapping[str, str] = JSON_WANTED,
        slash_counts: bool = True,
        old_copies: bool = True,
        parsed_seconds: float = 60,
    ) -> None:
        """`well_known` is the path below the issuer. Unless `slash_counts`, one at the end of its name may differ.

        Unless `old_copies`, what is a day old or forgotten is not used, and what fails is forgotten at once: for those
        whom no stranger can make ask. For `parsed_seconds` a key is kept in this process too, so that a call costs no
        look-up.
        """
        self._issuer = issuer
        self._metadata_url = f"{issuer.rstrip('/')}/{well_known}"
        self._document_type = document
        self._headers = headers
        self._slash_counts = slash_counts
        self._old_copies = old_copies
        self._parsed_seconds = parsed_seconds
        self._cache = cache
        self._clock = clock
        self._reading, self._posting = new_session(), new_session()  # what hangs in one is not counted in the other
        self._parsed: dict[tuple[str, str], tuple[jwt.PyJWK, float]] = {}

    def metadata(self, deadline: Deadline) -> M:
        """What it says about itself, every address checked. Raises IssuerUnavailableError."""
        described = self._described(deadline)
        demanded = [field.name for field in fields(self._document_type) if field.name != "issuer"]
        addresses = {name: self._address(described, name) for name in demanded}
        return self._document_type(issuer=described["issuer"], **addresses)

    def post(self, url: str, form: Mapping[str, str], deadline: Deadline) -> Answer:
        """POST of a form to one of its addresses; if none answers, they are read anew the next time.

        Raises CallError.
        """
        try:
            return call(self._posting, "POST", url, deadline=deadline, headers=self._headers, form=form)
        except CallError:
            self.forget_metadata()
            raise

    def find(self, kid: str, alg: str, deadline: Deadline, *, purpose: str = "") -> jwt.PyJWK:
        """The key; an unknown one makes us ask again, so and so often for each `purpose`.

        Raises UnknownKeyError, IssuerUnavailableError.
        """
        parsed, until = self._parsed.get((kid, alg), (None, 0.0))
        if parsed is not None and self._clock() < until:
            return parsed
        url = self._address(self._described(deadline), "jwks_uri")
        try:
            key = _among(self._document(url, deadline), kid, alg) or self._find_anew(url, kid, alg, deadline, purpose)
        except IssuerUnavailableError:
            self.forget_metadata()
            raise
        self._parsed[kid, alg] = key, self._clock() + self._parsed_seconds
        return key

    def forget_metadata(self) -> None:
        """An address in it did not answer: read it anew the next time, unless that was done just now."""
        kept = self._cache.get(_name("document", self._metadata_url))
        soonest = kept["fetched"] + _REFRESH_SECONDS if kept and self._old_copies else 0.0
        if kept and soonest < kept.get("until", 0):
            self._keep(self._metadata_url, kept | {"until": soonest})

    def _described(self, deadline: Deadline) -> dict[str, Any]:
        metadata = self._document(self._metadata_url, deadline)
        issuer = metadata.get("issuer")
        same = isinstance(issuer, str) and issuer.rstrip("/") == self._issuer.rstrip("/")
        if not same or (self._slash_counts and issuer != self._issuer):
            self.forget_metadata()
            raise IssuerUnavailableError("metadata_issuer")
        return metadata

    def _address(self, described: Mapping[str, Any], name: str) -> str:
        url = described.get(name)
        if not isinstance(url, str) or not is_address(url, like=self._issuer):
            self.forget_metadata()
            raise IssuerUnavailableError(f"metadata_{name}")
        return url

    def _find_anew(self, url: str, kid: str, alg: str, deadline: Deadline, purpose: str) -> jwt.PyJWK:
        """The key in a fresh copy. Nobody's made-up key uses up the refresh of another's: then we do not know."""
        unknown = _name(f"unknown-{alg}-{kid}", url)
        if self._cache.get(unknown):
            raise UnknownKeyError
        turns = (_name(f"refresh-{purpose}-{turn}", url) for turn in range(_REFRESHES))
        if not any(self._cache.add(turn, 1, _REFRESH_SECONDS) for turn in turns):
            raise IssuerUnavailableError("refreshes")
        key = _among(self._fetch_and_keep(url, deadline), kid, alg)
        if key is None:
            self._cache.set(unknown, 1, _REFRESH_SECONDS)
            raise UnknownKeyError
        return key

    def _document(self, url: str, deadline: Deadline) -> dict[str, Any]:
        """The JSON object at the address, at most a day old; older if it cannot be had anew."""
        kept = self._cache.get(_name("document", url))
        fresh = bool(kept) and self._clock() < kept.get("until", 0)
        if not kept or not (fresh or self._old_copies):
            return self._fetch_and_keep(url, deadline)
        if not fresh:
            try:
                # There is something to go on with, so half of the time is left for that.
                return self._fetch_and_keep(url, Deadline(_remaining(deadline) / 2))
            except IssuerUnavailableError:
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
            answer = call(self._reading, "GET", url, deadline=deadline, headers=self._headers)
            document = answer.json() if answer.status == _OK else None
        except CallError as error:
            raise IssuerUnavailableError(error.code) from error
        if not isinstance(document, dict):
            raise IssuerUnavailableError(f"status_{answer.status}" if answer.status != _OK else "nonsense")
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
        raise IssuerUnavailableError(error.code) from error


def _name(kind: str, url: str) -> str:
    # `kind` may hold what anybody sends us.
    return f"jwks-{hashlib.sha256(f'{kind} {url}'.encode(errors='surrogatepass')).hexdigest()}"
