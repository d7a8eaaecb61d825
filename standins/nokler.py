"""Signing keys of a stand-in: made at start, published as JWKS, changed on demand."""

import functools
import json
import secrets
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.types import Options


class Signeringsnokkel:
    """One RSA key with the ``kid`` it is published under."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def jwk(self) -> dict[str, object]:
        """The public half as a JWK."""
        key: dict[str, object] = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**key, "kid": self.kid, "alg": "RS256", "use": "sig"}


@functools.cache
def feil_nokkel() -> Signeringsnokkel:
    """A key that nobody publishes; for tokens that must be refused."""
    return Signeringsnokkel("ukjent-nokkel")


class Nokkelring:
    """The key in use and those before it. Old keys still verify, but leave the JWKS at the next but one rotation."""

    def __init__(self, navn: str) -> None:
        self._navn = navn
        self._nokler = [self._ny()]

    @property
    def aktiv(self) -> Signeringsnokkel:
        """The key that signs now."""
        return self._nokler[-1]

    def roter(self, behold_forrige: bool = True) -> str:
        """Change to a fresh key and return its ``kid``; without ``behold_forrige`` the old ones vanish at once."""
        ny = self._ny()
        self._nokler = [self.aktiv, ny] if behold_forrige else [ny]
        return ny.kid

    def _ny(self) -> Signeringsnokkel:
        # Never the same kid for another key, also not after a restart: clients keep published keys for a day.
        return Signeringsnokkel(f"{self._navn}-{secrets.token_hex(6)}")

    def jwks(self) -> dict[str, Any]:
        """The JWKS document."""
        return {"keys": [nokkel.jwk() for nokkel in self._nokler]}

    def signer(self, claims: dict[str, Any], typ: str = "JWT") -> str:
        """A token signed with RS256 by the active key."""
        return jwt.encode(claims, self.aktiv.private, algorithm="RS256", headers={"kid": self.aktiv.kid, "typ": typ})

    def les(self, token: str) -> dict[str, Any]:
        """The claims of a token that one of these keys has signed; times and audience are the caller's to check.

        Raises jwt.InvalidTokenError.
        """
        kid = jwt.get_unverified_header(token).get("kid")
        for nokkel in self._nokler:
            if nokkel.kid == kid:
                unchecked: Options = {
                    "verify_exp": False,
                    "verify_aud": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                }
                return jwt.decode(token, nokkel.private.public_key(), algorithms=["RS256"], options=unchecked)
        raise jwt.InvalidTokenError("unknown kid")
