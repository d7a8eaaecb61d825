"""Maskinporten: access tokens for this service itself, by JWT grant (docs.digdir.no, maskinporten_protocol_jwtgrant).

Endpoints come from the metadata. Time-outs are mandatory. Errors say whether trying again can help.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from adapters.http import Answer, CallError, Deadline
from adapters.issuer import OAUTH_METADATA, Issuer, IssuerUnavailableError, Memory, Metadata
from adapters.tokens import Token, TokenKeeper, read_token

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_GRANT_SECONDS = 120  # the longest Maskinporten accepts; the room is for clocks that differ
_MARGIN_SECONDS = 10
_OK = 200
_TOO_MANY = 429
_FROM_THE_RIGHT_PLACE = {400, 401, 403, _TOO_MANY}
_SERVER_ERROR = 500
_OAUTH_ERROR = re.compile(r"[a-z_]{1,40}", re.ASCII)


class MaskinportenError(Exception):
    """No token. `permanent`: a person must change something (client, key, scope); else trying again may help."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


@dataclass(frozen=True)
class TokenMetadata(Metadata):
    """What we use of the metadata."""

    token_endpoint: str


class Maskinporten:
    """One client of Maskinporten with one scope. Safe to share between threads."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        private_key_pem: str,
        kid: str,
        scope: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`issuer` is used to the letter, with its slash. Raises MaskinportenError if the key is no RSA key."""
        self._name = issuer
        self._issuer = Issuer(
            issuer=issuer,
            well_known=OAUTH_METADATA,
            document=TokenMetadata,
            cache=Memory(),
            clock=clock,
            headers={},
            old_copies=False,
        )
        self._client_id = client_id
        self._key = _load_key(private_key_pem)
        self._kid = kid
        self._scope = scope
        self._clock = clock
        self._keeper = TokenKeeper(self._fetch, margin=_MARGIN_SECONDS, clock=clock)

    def token(self, deadline: Deadline) -> str:
        """A token that is good for some seconds more. Raises MaskinportenError."""
        try:
            return self._keeper.get(deadline)
        except CallError as error:
            raise MaskinportenError(error.code, permanent=False) from error

    def forget(self, token: str) -> None:
        """The token was refused where it was used."""
        self._keeper.forget(token)

    def _fetch(self, deadline: Deadline) -> Token:
        form = {"grant_type": GRANT_TYPE, "assertion": self._grant()}
        answer = self._issuer.post(self._token_endpoint(deadline), form, deadline)
        if answer.status != _OK:
            if answer.status not in _FROM_THE_RIGHT_PLACE:
                self._issuer.forget_metadata()
            raise _refusal(answer)
        return read_token(_field(answer, "access_token"))

    def _grant(self) -> str:
        now = int(self._clock())
        claims = {
            "aud": self._name,
            "iss": self._client_id,
            "scope": self._scope,
            "iat": now,
            "exp": now + _GRANT_SECONDS,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._kid})

    def _token_endpoint(self, deadline: Deadline) -> str:
        try:
            return self._issuer.metadata(deadline).token_endpoint
        except IssuerUnavailableError as error:
            if error.code == "metadata_token_endpoint":
                raise CallError("nonsense") from error
            code = error.code.replace("status_", "metadata_")
            raise MaskinportenError(code, permanent=code == "metadata_issuer") from error


def _load_key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise MaskinportenError("private_key", permanent=True) from error
    if not isinstance(key, RSAPrivateKey):
        raise MaskinportenError("private_key", permanent=True)
    return key


def _field(answer: Answer, name: str) -> Any:
    """A field of a JSON object, None if it is not there. Raises CallError (nonsense) when the answer is no object."""
    content = answer.json()
    if not isinstance(content, dict):
        raise CallError("nonsense")
    return content.get(name)


def _refusal(answer: Answer) -> MaskinportenError:
    """The error for a status that is not 200, with OAuth's own code (`invalid_grant`, …) where it gives one."""
    passing = answer.status == _TOO_MANY or answer.status >= _SERVER_ERROR
    try:
        reason = _field(answer, "error")
    except CallError:
        reason = None
    known = isinstance(reason, str) and _OAUTH_ERROR.fullmatch(reason)
    return MaskinportenError(f"token_{answer.status}" + (f"_{reason}" if known else ""), permanent=not passing)
