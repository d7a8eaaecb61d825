"""A client of the stand-ins over real HTTP, with every part of the protocol open to be done wrong."""

import base64
import hashlib
import json
import re
import time
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from standins.server import Standins

PRIVATE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
TILBAKE = "http://127.0.0.1:1/oidc/callback"
UTLOGGET = "http://127.0.0.1:1/utlogget"
VERIFIER = "v" * 64


def jwks(key: rsa.RSAPrivateKey = PRIVATE_KEY, kid: str = "min-1") -> dict[str, object]:
    """The public half, as a client registers it."""
    return {"keys": [{**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid}]}


def assertion(
    claims: dict[str, Any], key: rsa.RSAPrivateKey = PRIVATE_KEY, kid: str | None = "min-1", alg: str = "RS256"
) -> str:
    """A signed assertion; None among the claims leaves one out."""
    now = int(time.time())
    claims = {"iat": now, "exp": now + 60, "jti": str(uuid.uuid4()), **claims}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=alg, headers={"kid": kid} if kid else None)


class Nettleser(requests.Session):
    """A browser with a client behind it: begins logins, presses buttons, redeems codes."""

    def __init__(self, standin: Standins, client_id: str = "klient") -> None:
        super().__init__()
        self.trust_env = False
        self.standin = standin
        self.idp = standin.idporten
        self.client_id = client_id

    def authorize(self, **changes: str | None) -> requests.Response:
        """GET /authorize; a change to None leaves a parameter out."""
        params = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": TILBAKE,
            "scope": "openid profile",
            "state": "tilstand",
            "nonce": "engangs",
            "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
            .rstrip(b"=")
            .decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        return self.get(f"{self.idp.issuer}/authorize", params=params, allow_redirects=False, timeout=5)

    def velg(self, login_page: requests.Response, **form: str) -> requests.Response:
        """Press a button (``person``) or type a number (``pid``) on the login page."""
        found = re.search(r'name="forsporsel" value="([^"]+)"', login_page.text)
        assert found, "not a login page"
        data = {"forsporsel": found[1], **form}
        return self.post(f"{self.idp.issuer}/login", data=data, allow_redirects=False, timeout=5)

    def logg_inn(self, person: str = "kari", **changes: str | None) -> dict[str, str]:
        """Log in from the page; returns the parameters of the way back."""
        return tilbake(self.velg(self.authorize(**changes), person=person))

    def innlos(self, code: str, claims: dict[str, Any] | None = None, /, **changes: str) -> requests.Response:
        """Redeem a code; ``claims`` changes the client assertion, ``changes`` the form."""
        issuer = self.idp.issuer
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": TILBAKE,
            "code_verifier": VERIFIER,
            "client_id": self.client_id,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion(
                {"iss": self.client_id, "sub": self.client_id, "aud": issuer, **(claims or {})}
            ),
            **changes,
        }
        return self.post(f"{issuer}/token", data=form, timeout=5)

    def id_token(self, person: str = "kari", **changes: str | None) -> dict[str, Any]:
        """The verified claims after a whole login."""
        return self.les(self.innlos(self.logg_inn(person, **changes)["code"]).json()["id_token"])

    def les(self, token: str) -> dict[str, Any]:
        """Verify with the published keys, as a relying party does."""
        return verifiser(token, f"{self.idp.issuer}/jwks", self.client_id, self.idp.issuer)


def verifiser(token: str, jwks_uri: str, audience: str, issuer: str) -> dict[str, Any]:
    """The claims, checked against the published keys."""
    published = requests.get(jwks_uri, timeout=5).json()["keys"]
    kid = jwt.get_unverified_header(token)["kid"]
    key = next(jwt.PyJWK(key) for key in published if key["kid"] == kid)
    claims: dict[str, object] = jwt.decode(token, key.key, algorithms=["RS256"], audience=audience, issuer=issuer)
    return claims


def tilbake(response: requests.Response) -> dict[str, str]:
    """The parameters the browser is sent back with."""
    assert response.status_code == 302, response.status_code
    location = response.headers["Location"]
    assert location.startswith(TILBAKE)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def ny_kode(nettleser: Nettleser) -> str:
    """A fresh code for kari."""
    return nettleser.logg_inn("kari", prompt="login")["code"]
