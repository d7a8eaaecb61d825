from __future__ import annotations

from typing import Any

import pytest

from adapters.http import Deadline
from adapters.jwks import KeysUnavailableError, PublishedKeys, UnknownKeyError
from standins.maskinporten import Maskinporten
from standins.server import Standins

METADATA = ".well-known/oauth-authorization-server"


class Cache:
    """Remembers what it is given; `timeout` is for the caller's tests to look at."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str, /) -> Any:
        return self.values.get(key)

    def set(self, key: str, value: Any, timeout: float | None, /) -> None:
        self.values[key] = value

    def add(self, key: str, value: Any, timeout: float | None, /) -> bool:
        return self.values.setdefault(key, value) is value and key not in {"_"} and self._fresh(key)

    def _fresh(self, key: str) -> bool:
        seen = self.values.setdefault("_added", set())
        new = key not in seen
        seen.add(key)
        return new


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def maskinporten(standins: Standins) -> Maskinporten:
    standins.nullstill()
    return standins.maskinporten


def keys_of(maskinporten: Maskinporten, clock: Clock, cache: Cache | None = None) -> PublishedKeys:
    return PublishedKeys(issuer=maskinporten.issuer, metadata=METADATA, cache=cache or Cache(), clock=clock)


def kid(maskinporten: Maskinporten) -> str:
    return str(maskinporten.nokler.jwks()["keys"][0]["kid"])


def test_it_asks_once_a_day(maskinporten: Maskinporten) -> None:
    clock, cache = Clock(), Cache()
    for _ in range(3):
        keys_of(maskinporten, clock, cache).find(kid(maskinporten), "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 1
    clock.now += 25 * 3600
    keys_of(maskinporten, clock, cache).find(kid(maskinporten), "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 2


def test_it_uses_an_old_copy_while_the_issuer_is_down(maskinporten: Maskinporten) -> None:
    clock, cache = Clock(), Cache()
    keys_of(maskinporten, clock, cache).find(kid(maskinporten), "RS256", Deadline(5))
    clock.now += 48 * 3600
    maskinporten.spoler = {"metadata": {"status": 500}, "jwks": {"status": 500}, "varig": True}
    assert keys_of(maskinporten, clock, cache).find(kid(maskinporten), "RS256", Deadline(5)).key_id
    with pytest.raises(KeysUnavailableError):
        keys_of(maskinporten, clock).find(kid(maskinporten), "RS256", Deadline(5))


def test_it_asks_again_for_an_unknown_key_but_not_for_every_call(maskinporten: Maskinporten) -> None:
    keys = keys_of(maskinporten, Clock())
    for _ in range(5):
        with pytest.raises(UnknownKeyError):
            keys.find("finnes-ikke", "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 2


def test_it_wants_the_issuer_to_the_letter(maskinporten: Maskinporten) -> None:
    keys = PublishedKeys(issuer=maskinporten.issuer.rstrip("/"), metadata=METADATA, cache=Cache())
    with pytest.raises(KeysUnavailableError):
        keys.find(kid(maskinporten), "RS256", Deadline(5))
