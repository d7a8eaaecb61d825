"""Altinn: the exchange of a Maskinporten token, and the authorized parties of a person."""

import re
import time
import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import jwt

from standins.maskinporten import Maskinporten
from standins.nokler import Nokkelring
from standins.parter import PARTSTYPER, PERSONTYPE, Utvalg, lag_parter
from standins.personer import Tilgang, person_med_fnr, personer, tilganger, virksomheter
from standins.standin import Standin
from standins.wsgi import BadRequestError, Request, Response, json_response

SCOPE = "altinn:accessmanagement/authorizedparties.resourceowner"
ABONNEMENTSNOKKEL = "standin-abonnement"
LEVETID_SEKUNDER = 1800
_PID = re.compile(r"[0-9]{11}", re.ASCII)


class _ProblemError(Exception):
    """An answer of the kind application/problem+json."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status


class Altinn(Standin):
    """The stand-in. Faults of endpoints: ``exchange``, ``parter``; ``anforsel`` puts the next token in quotes.

    ``krav`` overrides claims of the next exchanged token (``{"exp": ...}``; null removes one).
    """

    prefix = "/altinn"
    spolbart = frozenset({"anforsel", "krav"})

    def __init__(self, base: str, maskinporten: Maskinporten) -> None:
        super().__init__(base)
        self.maskinporten = maskinporten
        self.nokler = Nokkelring("altinn")
        self.tilganger: dict[tuple[str, str], Tilgang] = {}
        self.slettet: dict[str, bool] = {}
        self.levetid_sekunder = LEVETID_SEKUNDER
        self.route("GET", "/authentication/api/v1/exchange/maskinporten", self._exchange, "exchange")
        for owner in ("resourceowner", "serviceowner"):
            self.route("POST", f"/accessmanagement/api/v1/{owner}/authorizedparties", self._parties, "parter")
        self.route("POST", "/_test/tilgang", self._test_tilgang)
        self.nullstill()

    def nullstill(self) -> None:
        """Everything as in personer.json again."""
        super().nullstill()
        self.levetid_sekunder = LEVETID_SEKUNDER
        self.tilganger = {(tilgang.person, tilgang.virksomhet): tilgang for tilgang in tilganger}
        self.slettet = {key: virksomhet.er_slettet for key, virksomhet in virksomheter.items()}

    def sett_tilgang(self, person: str, virksomhet: str, **fields: Any) -> None:
        """Give or change an access, by keys; fields as ``Tilgang`` has them. Raises KeyError or TypeError."""
        before = self.tilganger.get((person, virksomhet), Tilgang(personer[person].key, virksomheter[virksomhet].key))
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        self.tilganger[person, virksomhet] = replace(before, **fields)

    def fjern_tilgang(self, person: str, virksomhet: str) -> None:
        """Take an access away, by keys."""
        self.tilganger.pop((person, virksomhet), None)

    def _exchange(self, request: Request) -> Response:
        try:
            grant = self.maskinporten.nokler.les(request.bearer())
            scopes = str(grant["scope"]).split()
            good = grant["iss"] == self.maskinporten.issuer and grant["exp"] > time.time()
        except (jwt.InvalidTokenError, KeyError):
            good, scopes = False, []
        if not good or not any(scope.startswith("altinn:") for scope in scopes):
            return Response(401, headers=[("WWW-Authenticate", "Bearer")])
        now, spol = int(time.time()), self.ta_spol("anforsel", "krav")
        claims: dict[str, Any] = {
            "iss": f"{self.base}/altinn/authentication/api/v1/openid/",
            "scope": grant["scope"],
            "client_id": grant["client_id"],
            "consumer": grant["consumer"],
            "token_type": "Bearer",
            "urn:altinn:authenticatemethod": "maskinporten",
            "urn:altinn:authlevel": 3,
            "nbf": now,
            "iat": now,
            "exp": now + self.levetid_sekunder,
            "jti": str(uuid.uuid4()),
        }
        claims.update(spol.get("krav", {}))
        token = self.nokler.signer({name: value for name, value in claims.items() if value is not None})
        return Response(200, (f'"{token}"' if "anforsel" in spol else token).encode())

    def _parties(self, request: Request) -> Response:
        try:
            self._authorize(request)
            utvalg = _utvalg(request)
            key, pid = _person(request)
        except _ProblemError as problem:
            answer = {"type": "about:blank", "title": str(problem), "status": problem.status}
            response = json_response(answer, problem.status)
            response.content_type = "application/problem+json"
            return response
        mine = [tilgang for (person, _), tilgang in self.tilganger.items() if person == key]
        return json_response(lag_parter(pid, mine, self.slettet, utvalg))

    def _authorize(self, request: Request) -> None:
        if request.headers.get("ocp-apim-subscription-key") != ABONNEMENTSNOKKEL:
            raise _ProblemError(401, "Access denied due to missing or invalid subscription key.")
        try:
            claims = self.nokler.les(request.bearer())
        except jwt.InvalidTokenError as error:
            raise _ProblemError(401, "Unauthorized") from error
        if claims.get("exp", 0) <= time.time():
            raise _ProblemError(401, "Unauthorized")
        if SCOPE not in str(claims.get("scope", "")).split():
            raise _ProblemError(403, "Forbidden")

    def _test_tilgang(self, request: Request) -> Response:
        """``{"person", "virksomhet"}`` (keys) with ``"fjern": true``, ``"er_slettet": bool`` or fields of Tilgang."""
        fields = request.json()
        try:
            person, virksomhet = fields.pop("person", None), fields.pop("virksomhet")
            if "er_slettet" in fields:
                self.slettet[virksomheter[virksomhet].key] = bool(fields.pop("er_slettet"))
            if fields.pop("fjern", False):
                self.fjern_tilgang(person, virksomhet)
            elif person is not None:
                self.sett_tilgang(person, virksomhet, **fields)
        except (AttributeError, KeyError, TypeError) as error:
            raise BadRequestError("person and virksomhet must be keys of personer.json") from error
        return Response(204)


def _utvalg(request: Request) -> Utvalg:
    """What the query asks for, with Altinn's defaults, and the filter, which counts in the body only."""
    query = {name.lower(): values[-1].lower() for name, values in parse_qs(request.query).items()}

    def flag(name: str, default: bool) -> bool:
        value = query.get(name, str(default).lower())
        if value not in ("true", "false"):
            raise _ProblemError(400, f"The value of {name} is not valid.")
        return value == "true"

    wanted = _body(request).get("partyFilter")
    if wanted is not None and not (isinstance(wanted, list) and all(map(_is_attribute, wanted))):
        raise _ProblemError(400, "One or more validation errors occurred: partyFilter.")
    return Utvalg(
        roller=flag("includeroles", True),
        pakker=flag("includeaccesspackages", False),
        ressurser=flag("includeresources", True),
        instanser=flag("includeinstances", True),
        inaktive=flag("includeinactiveparties", True),
        filter=None if not wanted else frozenset((part["type"], part["value"]) for part in wanted),
    )


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except BadRequestError as error:
        raise _ProblemError(400, "One or more validation errors occurred: body.") from error
    if not isinstance(body, dict):
        raise _ProblemError(400, "One or more validation errors occurred: body.")
    return body


def _person(request: Request) -> tuple[str | None, str]:
    """Key (None for someone unknown) and number of the person asked about."""
    body = _body(request)
    if body.get("type") != PERSONTYPE or not _PID.fullmatch(str(body.get("value", ""))):
        raise _ProblemError(400, "One or more validation errors occurred: type, value.")
    person = person_med_fnr(body["value"])
    return (person.key if person else None), body["value"]


def _is_attribute(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") in PARTSTYPER and isinstance(part.get("value"), str)
