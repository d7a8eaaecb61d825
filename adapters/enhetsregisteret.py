"""Enhetsregisteret: what a business is called, and whether it still exists.

Source of truth for addresses and fields: data.brreg.no/enhetsregisteret/api/dokumentasjon. Open data, no login.
Promises: nothing but nine digits is ever sent; an answer about another business, or one that cannot be read, is no
answer; many are asked about at once and it gives up within `timeout` seconds for all of them together.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from adapters.circuit import CircuitBreaker
from adapters.http import Answer, CallError, Deadline, call, new_session
from adapters.names import clean_name

_KINDS = {"enheter": "enhet", "underenheter": "underenhet"}  # path: name in the media type
_ORGNR = re.compile(r"[0-9]{9}")
_FORM = re.compile(r"[A-ZÆØÅ0-9/]{1,10}")
_MAX_BYTES = 256 * 1024
_AT_ONCE = 8
_OK, _UNKNOWN, _REMOVED = 200, 404, 410


class EnhetsregisteretError(Exception):
    """No answer. Its text is a code: a status, what went wrong with the call, or circuit_open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class State(Enum):
    """How a business is, the gravest first."""

    REMOVED = "removed"  # taken out of the register: it says no more than that
    DELETED = "deleted"
    BANKRUPT = "bankrupt"
    FORCED = "forced"  # under forced winding up or dissolution
    WINDING_UP = "winding_up"
    ACTIVE = "active"


@dataclass(frozen=True)
class Unit:
    """A business as the register has it. `name` is fit to be shown; `parent` is the orgnr of a subunit's main unit."""

    orgnr: str
    name: str = field(repr=False)  # a person's, for a business of one
    form: str
    state: State
    ended: date | None = None
    parent: str = ""


Found = dict[str, Unit | EnhetsregisteretError | None]


class Enhetsregisteret:
    """One client of the register. Safe to share between threads."""

    def __init__(
        self,
        *,
        url: str,
        timeout: float,
        circuit: CircuitBreaker,
        on_answer: Callable[[str, float], None] | None = None,
    ) -> None:
        """`timeout`: seconds for a whole question, however many businesses. `on_answer` is told how each went."""
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._circuit = circuit
        self._on_answer = on_answer
        self._session = new_session()

    def find(self, orgnrs: Collection[str]) -> Found:
        """Each of `orgnrs` (9 digits) with what the register says: None is unknown, an error is no answer.

        Never raises but ValueError, for what is no organisasjonsnummer by its form.
        """
        numbers = list(dict.fromkeys(orgnrs))
        if not all(_ORGNR.fullmatch(orgnr) for orgnr in numbers):
            raise ValueError("not an organisasjonsnummer")
        if not numbers:
            return {}
        deadline = Deadline(self._timeout)
        with ThreadPoolExecutor(min(_AT_ONCE, len(numbers)), "enhetsregisteret") as pool:
            return dict(zip(numbers, pool.map(lambda orgnr: self._find(orgnr, deadline), numbers), strict=True))

    def _find(self, orgnr: str, deadline: Deadline) -> Unit | EnhetsregisteretError | None:
        try:
            left = deadline.remaining()
        except CallError as error:
            return EnhetsregisteretError(error.code)
        if not self._circuit.may_try(orgnr):
            return EnhetsregisteretError("circuit_open")
        begun = time.monotonic()
        try:
            unit = self._ask(orgnr, deadline)
        except (CallError, EnhetsregisteretError) as error:
            self._failed(error, orgnr, had_time=left > self._timeout / 2)
            self._tell("feil", begun)
            return EnhetsregisteretError(error.code)
        self._circuit.succeeded(orgnr)
        self._tell("funnet" if unit else "ukjent", begun)
        return unit

    def _failed(self, error: CallError | EnhetsregisteretError, orgnr: str, *, had_time: bool) -> None:
        """A bad answer may be about one business. The last of many get little time, and say nothing of the peer."""
        if error.code in {"timeout", "connection"}:
            if had_time or error.code == "connection":
                self._circuit.failed()
        else:
            self._circuit.failed(orgnr)

    def _tell(self, how: str, begun: float) -> None:
        if self._on_answer is not None:
            self._on_answer(how, time.monotonic() - begun)

    def _ask(self, orgnr: str, deadline: Deadline) -> Unit | None:
        for kind, name in _KINDS.items():
            answer = call(
                self._session,
                "GET",
                f"{self._url}/{kind}/{orgnr}",
                deadline=deadline,
                headers={"Accept": f"application/vnd.brreg.enhetsregisteret.{name}.v2+json"},
                max_bytes=_MAX_BYTES,
            )
            if answer.status == _REMOVED:
                return Unit(orgnr, "", "", State.REMOVED)
            if answer.status == _OK:
                return _read(answer, orgnr)
            if answer.status != _UNKNOWN:
                raise EnhetsregisteretError(f"status_{answer.status}")
        return None


def _read(answer: Answer, orgnr: str) -> Unit:
    """Fails closed: another number, no name, or a field of another type than it has is nonsense."""
    fields = answer.json()
    if not isinstance(fields, dict) or fields.get("organisasjonsnummer") != orgnr:
        raise CallError("nonsense")
    name = clean_name(_text(fields, "navn"))
    form = fields.get("organisasjonsform") or {}
    if not name or not isinstance(form, dict):
        raise CallError("nonsense")
    code, parent = _text(form, "kode"), _text(fields, "overordnetEnhet")
    if (code and not _FORM.fullmatch(code)) or (parent and not _ORGNR.fullmatch(parent)):
        raise CallError("nonsense")
    ended = _day(fields, "slettedato") or _day(fields, "nedleggelsesdato")
    return Unit(orgnr, name, code, _state(fields, ended), ended, parent)


def _state(fields: dict[str, Any], ended: date | None) -> State:
    flags = {
        State.BANKRUPT: _flag(fields, "konkurs"),
        State.FORCED: _flag(fields, "underTvangsavviklingEllerTvangsopplosning"),
        State.WINDING_UP: _flag(fields, "underAvvikling"),
    }
    if ended is not None:
        return State.DELETED
    return next((state for state, is_so in flags.items() if is_so), State.ACTIVE)


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise CallError("nonsense")
    return value or ""


def _flag(fields: dict[str, Any], name: str) -> bool:
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise CallError("nonsense")
    return bool(value)


def _day(fields: dict[str, Any], name: str) -> date | None:
    text = _text(fields, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CallError("nonsense") from error
