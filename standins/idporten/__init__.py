"""ID-porten: an OpenID provider with authorization code, PKCE, private_key_jwt, SSO and both kinds of logout."""

from functools import partial
from pathlib import Path

from standins.idporten.autorisering import SPRAK, authorize, login
from standins.idporten.tilstand import HIGH, NIVAER, IdPortenTilstand
from standins.idporten.token import access_token, token
from standins.idporten.utlogging import avslutt_sesjon, end_session, logout_token
from standins.wsgi import BadRequestError, Request, Response, json_response

__all__ = ["IdPorten"]


class IdPorten(IdPortenTilstand):
    """The stand-in with its routes. Faults of endpoints: ``discovery``, ``jwks``, ``authorize``, ``token``, ``logout``.

    Faults of the next id_token: ``aud``, ``iss``, ``nonce``, ``acr``, ``kid`` (a value, or true for a usual wrong one),
    ``utlopt``, ``ikke_gyldig_enna`` (seconds, or true for an hour), ``feil_nokkel``, ``alg_none``, ``uten_exp``,
    ``uten_pid``, ``uten_sid``, ``uten_nonce``, ``krav`` (claims to set; null removes one).
    ``svar_iss`` spoils ``iss`` of the answer to the browser (null leaves it out).
    """

    def __init__(self, base: str, klientfil: Path | None = None) -> None:
        super().__init__(base, klientfil)
        self.route("GET", "/.well-known/openid-configuration", lambda _: json_response(self.metadata()), "discovery")
        self.route("GET", "/jwks", lambda _: json_response(self.nokler.jwks()), "jwks")
        self.route("GET", "/authorize", partial(authorize, self), "authorize")
        self.route("POST", "/login", partial(login, self))
        self.route("POST", "/token", partial(token, self), "token")
        for method in ("GET", "POST"):
            self.route(method, "/logout", partial(end_session, self), "logout")
        self.route("POST", "/_test/roter", self._roter)
        self.route("POST", "/_test/avslutt", self._avslutt)
        self.route("POST", "/_test/klienter", self._registrer)
        self.route("POST", "/_test/token", self._token)

    def metadata(self) -> dict[str, object]:
        """The discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "scopes_supported": ["openid", "profile"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
            "acr_values_supported": list(NIVAER),
            "ui_locales_supported": list(SPRAK),
            "prompt_values_supported": ["login"],
            "frontchannel_logout_supported": True,
            "frontchannel_logout_session_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "authorization_response_iss_parameter_supported": True,
        }

    def lag_access_token(self, client_id: str, pid: str, acr: str = HIGH, scope: str = "openid") -> str:
        """An access token without a browser. Raises LookupError for an unknown client."""
        klient = self.klienter.finn(client_id)
        if klient is None:
            raise LookupError("unknown client")
        return access_token(self, klient, pid, acr, scope)

    def lag_logout_token(self, client_id: str, sid: str | None, **krav: object) -> str:
        """A logout token; ``krav`` overrides claims, None leaves one out."""
        return logout_token(self, client_id, sid, **krav)

    def avslutt(self, sid: str | None = None) -> int:
        """Log out as if from another service: the session with this ``sid``, or all. Only back-channel calls go out."""
        chosen = [sesjon for sesjon in list(self.sesjoner.values()) if sid in (None, sesjon.sid)]
        for sesjon in chosen:
            avslutt_sesjon(self, sesjon)
        return len(chosen)

    def _roter(self, request: Request) -> Response:
        wanted = request.json()
        return json_response({"kid": self.nokler.roter(behold_forrige=bool(wanted.get("behold_forrige", True)))})

    def _avslutt(self, request: Request) -> Response:
        return json_response({"avsluttet": self.avslutt(request.json().get("sid"))})

    def _registrer(self, request: Request) -> Response:
        try:
            return json_response({"client_id": self.registrer_klient(**request.json()).client_id}, 201)
        except (TypeError, KeyError, ValueError) as error:
            raise BadRequestError("the client's fields are wrong") from error

    def _token(self, request: Request) -> Response:
        try:
            return json_response({"access_token": self.lag_access_token(**request.json())})
        except (TypeError, LookupError) as error:
            raise BadRequestError("client_id and pid are needed") from error
