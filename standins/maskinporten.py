"""Maskinporten: access tokens for systems, by JWT grant."""

import time
import uuid
from pathlib import Path
from typing import Any

import jwt

from standins.assertion import AssertionRefusedError, UsedIds, les_assertion
from standins.klienter import Klient, Klientregister
from standins.nokler import Nokkelring, feil_nokkel
from standins.standin import Standin
from standins.wsgi import BadRequestError, Request, Response, json_response

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LEVETID_SEKUNDER = 120


def _konsument(orgnr: str) -> dict[str, str]:
    return {"authority": "iso6523-actorid-upis", "ID": f"0192:{orgnr}"}


class Maskinporten(Standin):
    """The stand-in. Faults of endpoints: ``metadata``, ``jwks``, ``token``; of tokens: ``krav``, ``feil_nokkel``."""

    prefix = "/maskinporten"
    spolbart = frozenset({"krav", "feil_nokkel"})

    def __init__(self, base: str, klientfil: Path | None = None) -> None:
        super().__init__(base)
        self.issuer = f"{base}{self.prefix}/"
        self.nokler = Nokkelring("maskinporten")
        self.klienter = Klientregister("maskinporten", klientfil)
        self.brukte = UsedIds()
        self.levetid_sekunder = LEVETID_SEKUNDER
        metadata = "/.well-known/oauth-authorization-server"
        self.route("GET", metadata, lambda _: json_response(self.metadata()), "metadata")
        self.route("GET", "/jwk", lambda _: json_response(self.nokler.jwks()), "jwks")
        self.route("POST", "/token", self._token, "token")
        self.route("POST", "/_test/token", self._test_token)
        self.route("POST", "/_test/klienter", self._registrer)
        self.route("POST", "/_test/roter", self._roter)

    def nullstill(self) -> None:
        """Forget faults and counts, and the lifetime a test has set."""
        super().nullstill()
        self.levetid_sekunder = LEVETID_SEKUNDER

    def registrer_klient(self, **fields: object) -> Klient:
        """Register a client; fields as :class:`standins.klienter.Klient`, ``orgnr`` and ``scopes`` among them."""
        if not fields.get("orgnr"):
            raise ValueError("orgnr is needed")
        return self.klienter.registrer({**fields, "type": "maskinporten"})

    def metadata(self) -> dict[str, object]:
        """The metadata document of RFC 8414."""
        return {
            "issuer": self.issuer,
            "token_endpoint": f"{self.issuer}token",
            "jwks_uri": f"{self.issuer}jwk",
            "grant_types_supported": [GRANT_TYPE],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        }

    def lag_token(
        self,
        orgnr: str,
        scope: str = "ks:fiks",
        *,
        client_id: str = "standin-klient",
        leverandor: str | None = None,
        aud: str | list[str] = "unspecified",
        krav: dict[str, object] | None = None,
    ) -> str:
        """A signed access token; ``leverandor`` becomes ``supplier``, ``krav`` overrides claims (None removes one)."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": aud,
            "client_id": client_id,
            "client_amr": "private_key_jwt",
            "token_type": "Bearer",
            "scope": scope,
            "consumer": _konsument(orgnr),
            "iat": now,
            "exp": now + self.levetid_sekunder,
            "jti": str(uuid.uuid4()),
        }
        if leverandor:
            claims["supplier"] = _konsument(leverandor)
            claims["delegation_source"] = f"{self.base}/altinn"
        claims.update(krav or {})
        return self.nokler.signer({name: value for name, value in claims.items() if value is not None})

    def _token(self, request: Request) -> Response:
        form = request.params()
        try:
            if form.get("grant_type") != GRANT_TYPE:
                raise AssertionRefusedError("grant_type is not the JWT grant", "unsupported_grant_type")
            klient, grant = les_assertion(
                form.get("assertion", ""), klienter=self.klienter, aud=self.issuer, brukte=self.brukte
            )
            token, scope = self._granted(klient, grant)
        except AssertionRefusedError as error:
            status = 401 if error.error == "invalid_client" else 400
            return json_response({"error": error.error, "error_description": str(error)}, status)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.levetid_sekunder, "scope": scope}
        return json_response(answer)

    def _granted(self, klient: Klient, grant: dict[str, Any]) -> tuple[str, str]:
        """The token and its scope, for a grant whose signature and times are right."""
        scope, resource = grant.get("scope"), grant.get("resource", "unspecified")
        if not isinstance(scope, str) or not scope or not set(scope.split()) <= set(klient.scopes):
            raise AssertionRefusedError("the client does not have this scope", "invalid_scope")
        konsument = str(grant.get("consumer_org", klient.orgnr))
        if konsument != klient.orgnr and konsument not in klient.delegert_fra:
            raise AssertionRefusedError("consumer_org has not delegated to the client")
        aud = resource[0] if isinstance(resource, list) and len(resource) == 1 else resource
        leverandor = klient.orgnr if konsument != klient.orgnr else None
        spol = self.ta_spol("krav", "feil_nokkel")
        token = self.lag_token(
            konsument, scope, client_id=klient.client_id, leverandor=leverandor, aud=aud, krav=spol.get("krav")
        )
        return (_signer_feil(token) if "feil_nokkel" in spol else token), scope

    def _test_token(self, request: Request) -> Response:
        try:
            return json_response({"access_token": self.lag_token(**request.json())})
        except TypeError as error:
            raise BadRequestError("orgnr is needed; scope, client_id, leverandor, aud and krav are known") from error

    def _registrer(self, request: Request) -> Response:
        try:
            return json_response({"client_id": self.registrer_klient(**request.json()).client_id}, 201)
        except (TypeError, KeyError, ValueError) as error:
            raise BadRequestError("the client's fields are wrong") from error

    def _roter(self, request: Request) -> Response:
        wanted = request.json()
        return json_response({"kid": self.nokler.roter(behold_forrige=bool(wanted.get("behold_forrige", True)))})


def _signer_feil(token: str) -> str:
    """The same claims and ``kid``, signed by a key nobody knows."""
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, feil_nokkel().private, algorithm="RS256", headers={"kid": header["kid"]})
