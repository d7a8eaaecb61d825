"""Altinn's authorized parties: which businesses a person may act for, and with which access.

Source of truth for fields and traps: AuthorizedPartiesController and AuthorizedPartyDto of altinn-authorization-tmp.
Promises: the person's number goes in the body of one request and nowhere else; of the answer only the verdicts about
the businesses asked for, or about those that the person holds an asked access to, leave this module, each with the name
of that business; never a person's name or number; it gives up within `timeout` seconds.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from adapters.circuit import CircuitBreaker
from adapters.http import Answer, CallError, Deadline, call, new_session
from adapters.maskinporten import Maskinporten, MaskinportenError
from adapters.names import clean_name
from adapters.tokens import Token, TokenKeeper, read_token

SCOPE = "altinn:accessmanagement/authorizedparties.resourceowner"
_PARTIES = "/accessmanagement/api/v1/resourceowner/authorizedparties"
_EXCHANGE = "/authentication/api/v1/exchange/maskinporten"
_PERSON = "urn:altinn:person:identifier-no"
_ORGANIZATION = "urn:altinn:organization:identifier-no"
_PACKAGE = "urn:altinn:accesspackage:"
_ROLE = "urn:altinn:rolecode:"
_KIND = "Organization"
_MARGIN_SECONDS = 30
_MAX_BYTES = 32 * 1024 * 1024
_OK = 200
_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_SERVER_ERROR = 500
_PERMANENT = {_BAD_REQUEST, _UNAUTHORIZED, 403, 404}


class AltinnError(Exception):
    """No verdict. `permanent`: a person must change something (key, scope, address); else trying again may help.

    `personal`: Altinn was reached and we were let in, so it may be about the one person that was asked about.
    """

    def __init__(self, code: str, *, permanent: bool, personal: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.personal = personal


@dataclass(frozen=True)
class Verdict:
    """What Altinn says about one person and one business.

    `known`: Altinn ties the two together. `deleted`, `hierarchy_only`: tied, but nothing can be opened by it.
    `codes`: those of the asked packages and roles that the person holds; empty unless the tie is a real one.
    `name`: what Altinn calls the business, fit to be shown; it decides nothing, and no two verdicts differ by it.
    """

    known: bool = False
    deleted: bool = False
    hierarchy_only: bool = False
    codes: frozenset[str] = frozenset()
    name: str = field(default="", compare=False, repr=False)


STRANGER = Verdict()


class Altinn:
    """One client of Altinn. Safe to share between threads."""

    def __init__(
        self,
        *,
        url: str,
        subscription_key: str,
        maskinporten: Maskinporten,
        timeout: float,
        circuit: CircuitBreaker,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`timeout`: seconds for a whole question, tokens and all. `maskinporten` must be set up with SCOPE."""
        self._url = url.rstrip("/")
        self._subscription_key = subscription_key
        self._maskinporten = maskinporten
        self._timeout = timeout
        self._circuit = circuit
        self._subject_key = secrets.token_bytes(32)
        self._session = new_session()
        self._keeper = TokenKeeper(self._exchange, margin=_MARGIN_SECONDS, clock=clock)

    def verdicts(
        self,
        *,
        pid: str,
        orgnrs: Collection[str],
        packages: Collection[str],
        roles: Collection[str] = (),
        filtered: bool = True,
    ) -> dict[str, Verdict]:
        """A verdict for each of `orgnrs` (9 digits) about the person `pid` (11 digits).

        Roles are asked for only when `roles` is not empty. With `filtered` off Altinn lists all the person's parties
        and what was not asked for is thrown away here: for more numbers than a filter should hold.
        Raises AltinnError, at once (circuit_open) after repeated failures: those that meet all, or several persons, or
        this one.
        """
        if not orgnrs:
            return {}
        numbers = frozenset(orgnrs)
        question = _question(pid, orgnrs if filtered else ())
        return self._about(pid, question, packages, roles, lambda answer, wanted: _judge(answer, numbers, wanted))

    def holdings(self, *, pid: str, packages: Collection[str], roles: Collection[str] = ()) -> dict[str, Verdict]:
        """Every business for which the person `pid` holds one of the packages or roles, by its number.

        For one question in place of one about each of many thousand businesses. Raises AltinnError as `verdicts`.
        """
        return self._about(pid, _question(pid, ()), packages, roles, _held)

    def _about(
        self,
        pid: str,
        question: dict[str, Any],
        packages: Collection[str],
        roles: Collection[str],
        judge: Callable[[Answer, _Wanted], dict[str, Verdict]],
    ) -> dict[str, Verdict]:
        subject = hmac.digest(self._subject_key, pid.encode(), "sha256")
        if not self._circuit.may_try(subject):
            raise AltinnError("circuit_open", permanent=False)
        try:
            answer = self._ask(question, roles=bool(roles))
            wanted = _Wanted(frozenset(map(normalise, packages)), frozenset(map(normalise_role, roles)))
            verdicts = judge(answer, wanted)
        except (AltinnError, MaskinportenError, CallError) as error:
            raise self._failed(error, subject) from error
        self._circuit.succeeded(subject)
        return verdicts

    def _failed(self, error: AltinnError | MaskinportenError | CallError, subject: bytes) -> AltinnError:
        """Count it, and give it the one type that gets out."""
        if error.code == f"status_{_BAD_REQUEST}":
            self._circuit.succeeded()  # it answered; that one question was wrong must not close Altinn for all others
        else:
            self._circuit.failed(subject if isinstance(error, AltinnError) and error.personal else None)
        if isinstance(error, AltinnError):
            return error
        if isinstance(error, MaskinportenError):
            return AltinnError(f"maskinporten_{error.code}", permanent=error.permanent)
        return AltinnError(error.code, permanent=False)

    def _ask(self, question: dict[str, Any], *, roles: bool) -> Answer:
        """The answer, with status 200. A token that was kept and is refused is renewed once."""
        deadline = Deadline(self._timeout)
        token = self._keeper.get(deadline)
        answer = self._send(question, token, roles, deadline)
        if answer.status == _UNAUTHORIZED:
            self._keeper.forget(token)
            answer = self._send(question, self._keeper.get(deadline), roles, deadline)
        if answer.status != _OK:
            personal = answer.status >= _SERVER_ERROR
            raise AltinnError(f"status_{answer.status}", permanent=answer.status in _PERMANENT, personal=personal)
        return answer

    def _send(self, question: dict[str, Any], token: str, roles: bool, deadline: Deadline) -> Answer:
        with _about_one_person():
            return self._post(question, token, roles, deadline)

    def _post(self, question: dict[str, Any], token: str, roles: bool, deadline: Deadline) -> Answer:
        query = f"includeAccessPackages=true&includeRoles={str(roles).lower()}"
        return call(
            self._session,
            "POST",
            f"{self._url}{_PARTIES}?{query}&includeResources=false&includeInstances=false",
            deadline=deadline,
            headers={"Authorization": f"Bearer {token}", "Ocp-Apim-Subscription-Key": self._subscription_key},
            body=question,
            max_bytes=_MAX_BYTES,
        )

    def _exchange(self, deadline: Deadline) -> Token:
        """A Maskinporten token for an Altinn token, raw or in quotes. One that is refused is renewed once."""
        token = self._maskinporten.token(deadline)
        answer = self._send_token(token, deadline)
        if answer.status == _UNAUTHORIZED:
            self._maskinporten.forget(token)
            answer = self._send_token(self._maskinporten.token(deadline), deadline)
        if answer.status != _OK:
            raise AltinnError(f"exchange_{answer.status}", permanent=answer.status in _PERMANENT)
        return read_token(answer.body.decode("ascii", errors="replace").strip().strip('"'))

    def _send_token(self, token: str, deadline: Deadline) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        return call(self._session, "GET", f"{self._url}{_EXCHANGE}", deadline=deadline, headers=headers)


def normalise(package: str) -> str:
    """The bare code of an access package in lower case: `urn:altinn:accesspackage:X` and `X` are the same."""
    return package.lower().removeprefix(_PACKAGE) if package.isascii() else package


def normalise_role(role: str) -> str:
    """The same for a role, whose prefix is another; a prefix of the other kind, or a second one, stays."""
    return role.lower().removeprefix(_ROLE) if role.isascii() else role


def _question(pid: str, orgnrs: Collection[str]) -> dict[str, Any]:
    question: dict[str, Any] = {"type": _PERSON, "value": pid}
    if orgnrs:
        # In the body: as a query parameter Altinn ignores it without a word.
        question["partyFilter"] = [{"type": _ORGANIZATION, "value": orgnr} for orgnr in sorted(orgnrs)]
    return question


@dataclass(frozen=True)
class _Wanted:
    packages: frozenset[str]
    roles: frozenset[str]


def _judge(answer: Answer, orgnrs: frozenset[str], wanted: _Wanted) -> dict[str, Verdict]:
    verdicts = dict.fromkeys(orgnrs, STRANGER)
    with _about_one_person():
        for party in _parties(answer.json()):
            orgnr = party.get("organizationNumber")
            if isinstance(orgnr, str) and orgnr in verdicts and party.get("type") == _KIND:
                verdicts[orgnr] = _merge(verdicts[orgnr], _verdict(party, wanted))
    return verdicts


def _held(answer: Answer, wanted: _Wanted) -> dict[str, Verdict]:
    with _about_one_person():
        orgnrs = {party.get("organizationNumber") for party in _parties(answer.json())}
    verdicts = _judge(answer, frozenset(orgnr for orgnr in orgnrs if isinstance(orgnr, str)), wanted)
    return {orgnr: verdict for orgnr, verdict in verdicts.items() if verdict.codes}


@contextmanager
def _about_one_person() -> Iterator[None]:
    """What goes wrong here, once Altinn is reached, may be about the person that was asked about."""
    try:
        yield
    except CallError as error:
        personal = error.reached or error.code == "nonsense"
        raise AltinnError(error.code, permanent=False, personal=personal) from error


def _parties(answer: Any) -> Iterator[dict[str, Any]]:
    """Every party of the answer, subunits too, without recursion: the depth is the peer's to choose."""
    waiting = [answer]
    while waiting:
        level = waiting.pop()
        if not isinstance(level, list) or not all(isinstance(party, dict) for party in level):
            raise CallError("nonsense")
        for party in level:
            yield party
            waiting.append(party.get("subunits") or [])


def _verdict(party: dict[str, Any], wanted: _Wanted) -> Verdict:
    """Fails closed: a party without the two flags, or with codes that are no list of texts, is nonsense.

    A package counts only where packages are listed, and a role only among the roles.
    """
    deleted, hierarchy = party.get("isDeleted"), party.get("onlyHierarchyElementWithNoAccess")
    packages = {normalise(code) for code in _codes(party, "authorizedAccessPackages")}
    roles = {normalise_role(code) for code in _codes(party, "authorizedRoles")}
    if not isinstance(deleted, bool) or not isinstance(hierarchy, bool):
        raise CallError("nonsense")
    held = frozenset[str]() if deleted or hierarchy else (wanted.packages & packages) | (wanted.roles & roles)
    return Verdict(known=True, deleted=deleted, hierarchy_only=hierarchy, codes=held, name=_name(party))


def _name(party: dict[str, Any]) -> str:
    """None rather than nonsense: whether a door opens must not hang on what it is called."""
    name = party.get("name")
    return clean_name(name) if isinstance(name, str) else ""


def _codes(party: dict[str, Any], name: str) -> list[str]:
    codes = party.get(name) or []
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise CallError("nonsense")
    return codes


def _merge(one: Verdict, other: Verdict) -> Verdict:
    """The same business twice in an answer: a real tie counts before a deleted or hierarchical one."""
    if not one.known:
        return other
    return Verdict(
        known=True,
        deleted=one.deleted and other.deleted,
        hierarchy_only=one.hierarchy_only and other.hierarchy_only,
        codes=one.codes | other.codes,
        name=one.name or other.name,
    )
