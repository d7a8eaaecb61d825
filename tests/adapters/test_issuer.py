from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from adapters.http import CallError, Deadline
from adapters.issuer import (
    OAUTH_METADATA,
    OPENID_METADATA,
    Issuer,
    IssuerUnavailableError,
    Memory,
    Metadata,
    UnknownKeyError,
)
from standins.maskinporten import Maskinporten
from standins.server import Standins


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


@dataclass(frozen=True)
class Addresses(Metadata):
    token_endpoint: str
    jwks_uri: str


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def maskinporten(standins: Standins) -> Maskinporten:
    standins.nullstill()
    return standins.maskinporten


def keys_of(maskinporten: Maskinporten, clock: Clock, cache: Cache | None = None) -> Issuer[Metadata]:
    return Issuer(
        issuer=maskinporten.issuer,
        well_known=OAUTH_METADATA,
        document=Metadata,
        cache=cache or Cache(),
        clock=clock,
    )


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
    with pytest.raises(IssuerUnavailableError):
        keys_of(maskinporten, clock).find(kid(maskinporten), "RS256", Deadline(5))


def test_it_asks_again_for_an_unknown_key_but_not_for_every_call(maskinporten: Maskinporten) -> None:
    keys = keys_of(maskinporten, Clock())
    for _ in range(5):
        with pytest.raises(UnknownKeyError):
            keys.find("finnes-ikke", "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 2


def test_it_wants_the_issuer_to_the_letter(maskinporten: Maskinporten) -> None:
    keys = Issuer(issuer=maskinporten.issuer.rstrip("/"), well_known=OAUTH_METADATA, document=Metadata, cache=Cache())
    with pytest.raises(IssuerUnavailableError):
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
        with pytest.raises(IssuerUnavailableError):
            keys.find(f"made-up-{number}", "RS256", Deadline(5))
    assert maskinporten.antall["jwks"] == 6


def test_it_does_not_call_a_key_unknown_when_the_keys_cannot_be_had(maskinporten: Maskinporten) -> None:
    keys = keys_of(maskinporten, Clock())
    assert keys.find(kid(maskinporten), "RS256", Deadline(5))
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    for _ in range(10):
        with pytest.raises(IssuerUnavailableError):
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
        with pytest.raises(IssuerUnavailableError, match="connection"):
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
    with pytest.raises(IssuerUnavailableError, match="metadata_jwks_uri"):
        keys_of(maskinporten, Clock()).find("x", "RS256", Deadline(5))


def addresses_of(maskinporten: Maskinporten, clock: Clock | None = None, **changed: Any) -> Issuer[Addresses]:
    given: dict[str, Any] = {
        "issuer": maskinporten.issuer,
        "well_known": OAUTH_METADATA,
        "document": Addresses,
        "cache": Memory(),
        "clock": clock or Clock(),
    }
    return Issuer(**(given | changed))


def test_it_gives_the_addresses_that_are_demanded(maskinporten: Maskinporten) -> None:
    real = maskinporten.metadata()
    assert addresses_of(maskinporten).metadata(Deadline(5)) == Addresses(
        issuer=str(real["issuer"]), token_endpoint=str(real["token_endpoint"]), jwks_uri=str(real["jwks_uri"])
    )


@pytest.mark.parametrize("field", ["token_endpoint", "jwks_uri"])
def test_it_gives_no_address_when_one_that_is_demanded_is_none(
    maskinporten: Maskinporten, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    clock = Clock()
    issuer, real = addresses_of(maskinporten, clock), maskinporten.metadata()
    monkeypatch.setattr(maskinporten, "metadata", lambda: real | {field: "/path"})
    for _ in range(3):
        with pytest.raises(IssuerUnavailableError, match=f"metadata_{field}"):
            issuer.metadata(Deadline(5))
    assert maskinporten.antall == {"metadata": 1}
    monkeypatch.setattr(maskinporten, "metadata", lambda: real)
    clock.now += 11
    assert issuer.metadata(Deadline(5)).issuer == real["issuer"]


def test_it_does_not_hold_on_to_the_metadata_of_somebody_else(
    maskinporten: Maskinporten, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    issuer, real = addresses_of(maskinporten, clock), maskinporten.metadata()
    monkeypatch.setattr(maskinporten, "metadata", lambda: real | {"issuer": "https://feil.example/"})
    with pytest.raises(IssuerUnavailableError, match="metadata_issuer"):
        issuer.metadata(Deadline(5))
    monkeypatch.setattr(maskinporten, "metadata", lambda: real)
    clock.now += 11
    assert issuer.metadata(Deadline(5)).issuer == real["issuer"]


def test_it_uses_nothing_old_for_those_who_want_no_old_copies(maskinporten: Maskinporten) -> None:
    clock = Clock()
    issuer = addresses_of(maskinporten, clock, old_copies=False)
    assert issuer.metadata(Deadline(5)) == issuer.metadata(Deadline(5))
    clock.now += 24 * 3600
    maskinporten.spoler = {"metadata": {"status": 503}}
    with pytest.raises(IssuerUnavailableError, match="status_503"):
        issuer.metadata(Deadline(5))
    issuer.metadata(Deadline(5))
    issuer.forget_metadata()
    maskinporten.spoler = {"metadata": {"status": 503}}
    with pytest.raises(IssuerUnavailableError, match="status_503"):
        issuer.metadata(Deadline(5))
    assert maskinporten.antall == {"metadata": 4}


def test_it_posts_a_form_and_gives_the_answer_whatever_its_status(maskinporten: Maskinporten) -> None:
    issuer = addresses_of(maskinporten)
    answer = issuer.post(issuer.metadata(Deadline(5)).token_endpoint, {"grant_type": "none"}, Deadline(5))
    assert (answer.status, answer.json()["error"]) == (400, "unsupported_grant_type")
    issuer.metadata(Deadline(5))
    assert maskinporten.antall == {"metadata": 1, "token": 1}


def test_it_reads_the_metadata_anew_when_nobody_answers_a_form(maskinporten: Maskinporten) -> None:
    clock = Clock()
    issuer = addresses_of(maskinporten, clock)
    issuer.metadata(Deadline(5))
    with pytest.raises(CallError, match="connection"):
        issuer.post("http://127.0.0.1:9/token", {}, Deadline(5))
    clock.now += 11
    issuer.metadata(Deadline(5))
    assert maskinporten.antall == {"metadata": 2}


@pytest.fixture
def hanging_name_look_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    let_go = threading.Event()

    def hang(*_: Any) -> list[Any]:
        let_go.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield
    let_go.set()


ISSUERS: list[tuple[str, str]] = [
    ("https://idporten.example", OPENID_METADATA),
    ("https://maskinporten.example/", OAUTH_METADATA),
]
CALLS: list[Callable[[Issuer[Addresses]], object]] = [
    lambda issuer: issuer.metadata(Deadline(0.3)),
    lambda issuer: issuer.find("kid", "RS256", Deadline(0.3)),
    lambda issuer: issuer.post("https://token.example/token", {}, Deadline(0.3)),
]


@pytest.mark.usefixtures("hanging_name_look_up")
@pytest.mark.parametrize(("issuer", "well_known"), ISSUERS)
@pytest.mark.parametrize("ask", CALLS)
def test_it_ends_at_the_deadline_when_the_name_look_up_hangs(
    issuer: str, well_known: str, ask: Callable[[Issuer[Addresses]], object]
) -> None:
    begun = time.monotonic()
    with pytest.raises((IssuerUnavailableError, CallError), match="timeout"):
        ask(Issuer(issuer=issuer, well_known=well_known, document=Addresses, cache=Cache()))
    assert time.monotonic() - begun < 10


@pytest.mark.usefixtures("hanging_name_look_up")
def test_it_posts_though_many_who_read_what_is_published_hang() -> None:
    issuer = Issuer(issuer="https://a.example", well_known=OPENID_METADATA, document=Addresses, cache=Cache())
    for _ in range(9):
        with pytest.raises(IssuerUnavailableError, match="timeout"):
            issuer.metadata(Deadline(0.05))
    begun = time.monotonic()
    with pytest.raises(CallError, match="timeout"):
        issuer.post("https://a.example/token", {}, Deadline(0.3))
    assert time.monotonic() - begun >= 0.3, "it was tried"


def test_it_forgets_what_it_remembers_in_the_process_when_the_time_is_out() -> None:
    memory = Memory()
    memory.set("a", 1, None)
    memory.set("b", 2, 0)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (1, None, None)
    assert [memory.add(key, 3, 60) for key in ("a", "b", "b", "c")] == [False, True, False, True]
    assert (memory.get("a"), memory.get("b")) == (1, 3)
