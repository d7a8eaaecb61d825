"""The signed assertion a client sends: as client authentication to ID-porten, as grant to Maskinporten."""

import threading
import time

import jwt
from jwt.types import Options

from standins.klienter import Klient, Klientregister

ALGORITHMS = ("RS256", "RS384", "RS512")
MAX_LIFETIME_SECONDS = 120
MAX_SKEW_SECONDS = 10
_UNCHECKED: Options = {
    "verify_exp": False,
    "verify_aud": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_sub": False,
}


class AssertionRefusedError(Exception):
    """The assertion is refused; the text names the rule, never a value."""

    def __init__(self, description: str, error: str = "invalid_grant") -> None:
        super().__init__(description)
        self.error = error


class UsedIds:
    """Remembers each ``jti`` per client until its assertion has expired."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def use(self, client_id: str, jti: str, exp: int) -> bool:
        """False if it was used before."""
        now = time.time()
        with self._lock:
            self._used = {key: until for key, until in self._used.items() if until > now}
            if (client_id, jti) in self._used:
                return False
            self._used[client_id, jti] = exp
        return True


def les_assertion(
    token: str, *, klienter: Klientregister, aud: str, brukte: UsedIds
) -> tuple[Klient, dict[str, object]]:
    """The client that signed the assertion, and its claims. Raises AssertionRefusedError.

    Rules: ``kid`` in the client's registered JWKS, RS256/384/512, ``iss`` = client_id, ``aud`` = the issuer as a single
    text, ``exp`` in the future and at most 120 s after ``iat``, ``iat`` at most 10 s in the future, fresh ``jti``.
    """
    klient, claims = _verified(token, klienter)
    if claims.get("aud") != aud:
        raise AssertionRefusedError("aud must be the issuer, as a single value")
    exp = _check_times(claims)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise AssertionRefusedError("jti is missing")
    if not brukte.use(klient.client_id, jti, exp):
        raise AssertionRefusedError("jti was used before")
    return klient, claims


def _verified(token: str, klienter: Klientregister) -> tuple[Klient, dict[str, object]]:
    try:
        header = jwt.get_unverified_header(token)
        client_id = jwt.decode(token, options={"verify_signature": False}).get("iss")
        klient = klienter.finn(client_id) if isinstance(client_id, str) else None
        if klient is None:
            raise AssertionRefusedError("iss is not a registered client", "invalid_client")
        key = klient.nokkel(str(header.get("kid", "")))
        if key is None:
            raise AssertionRefusedError("kid is not among the client's registered keys", "invalid_client")
        return klient, jwt.decode(token, key.key, algorithms=list(ALGORITHMS), options=_UNCHECKED)
    except jwt.InvalidTokenError as error:
        raise AssertionRefusedError("the signature or the form is wrong", "invalid_client") from error


def _check_times(claims: dict[str, object]) -> int:
    iat, exp, now = claims.get("iat"), claims.get("exp"), time.time()
    if type(iat) is not int or type(exp) is not int:
        raise AssertionRefusedError("iat and exp must be whole seconds")
    if exp <= now:
        raise AssertionRefusedError("exp has passed")
    if iat > now + MAX_SKEW_SECONDS:
        raise AssertionRefusedError("iat is in the future")
    if exp - iat > MAX_LIFETIME_SECONDS:
        raise AssertionRefusedError("exp is more than 120 s after iat")
    return exp
