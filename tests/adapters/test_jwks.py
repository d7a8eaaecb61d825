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


def test_it_takes_a_new_key_though_others_made_it_ask_just_before(maskinporten: Maskinporten) -> None:
    keys = keys_of(maskinporten, Clock())
    for made_up in ("x", "y", "\ud800"):
        with pytest.raises(UnknownKeyError):
            keys.find(made_up, "RS256", Deadline(5))
    maskinporten.nokler.roter()
    assert keys.find(maskinporten.nokler.aktiv.kid, "RS256", Deadline(5)).key_id == maskinporten.nokler.aktiv.kid


def test_it_asks_a_few_times_only_for_keys_made_up_and_says_then_that_it_does_not_know(
    maskinporten: Maskinporten,
) -> None:
    keys = keys_of(maskinporten, Clock())
    for number in range(5):
        with pytest.raises(UnknownKeyError):
            keys.find(f"made-up-{number}", "RS256", Deadline(5))
    for number in range(5, 20):
        with pytest.raises(KeysUnavailableError):
            keys.find(f"made-up-{number}", "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 6


def test_it_does_not_call_a_key_unknown_when_the_keys_cannot_be_had(maskinporten: Maskinporten) -> None:
    keys = keys_of(maskinporten, Clock())
    assert keys.find(kid(maskinporten), "RS256", Deadline(5))
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    for _ in range(10):
        with pytest.raises(KeysUnavailableError):
            keys.find("new", "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 6


def test_it_reads_the_metadata_anew_when_the_address_in_it_is_dead(
    maskinporten: Maskinporten, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    keys = keys_of(maskinporten, clock)
    real = maskinporten.metadata()
    monkeypatch.setattr(maskinporten, "metadata", lambda: real | {"jwks_uri": "http://127.0.0.1:9/"})
    for _ in range(3):
        with pytest.raises(KeysUnavailableError, match="connection"):
            keys.find(kid(maskinporten), "RS256", Deadline(5))
    assert maskinporten.antall["metadata"] == 1
    monkeypatch.setattr(maskinporten, "metadata", lambda: real)
    clock.now += 11
    assert keys.find(kid(maskinporten), "RS256", Deadline(5))


def test_it_goes_on_with_an_old_copy_without_asking_for_each_call(maskinporten: Maskinporten) -> None:
    clock, cache = Clock(), Cache()
    keys_of(maskinporten, clock, cache).find(kid(maskinporten), "RS256", Deadline(5))
    clock.now += 48 * 3600
    maskinporten.spoler = {"metadata": {"status": 500}, "jwks": {"status": 500}, "varig": True}
    for _ in range(5):
        assert keys_of(maskinporten, clock, cache).find(kid(maskinporten), "RS256", Deadline(5)).key_id
    assert maskinporten.antall == {"metadata": 2, "jwks": 2}


@pytest.mark.parametrize(
    "url", ["http://[", 7, None, "", "/jwks", "http://", "http://æøå.example/", "http://a b/", "http://x:y/", ["x"]]
)
def test_it_takes_no_address_that_is_none(
    maskinporten: Maskinporten, monkeypatch: pytest.MonkeyPatch, url: object
) -> None:
    metadata = maskinporten.metadata() | {"jwks_uri": url}
    monkeypatch.setattr(maskinporten, "metadata", lambda: metadata)
    with pytest.raises(KeysUnavailableError, match="metadata_jwks_uri"):
        keys_of(maskinporten, Clock()).find("x", "RS256", Deadline(5))
