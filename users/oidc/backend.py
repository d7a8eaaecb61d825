"""ID-porten as Django's only authentication backend: the library's code flow, with our checks where it has none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import requests
import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import UUIDField
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from adapters.prepared import Parameter, Prepared
from users.errors import IdportenUtilgjengelig, InnloggingAvvist
from users.models import User
from users.oidc.leverandor import Frist, glem_leverandor, hent_leverandor, send
from users.oidc.tokener import lag_klientbevis, les_id_token
from users.services.brukere import finn_eller_opprett_bruker

logger = structlog.get_logger(__name__)
_BRUKER = Prepared(lambda: User.objects.filter(pk=Parameter("id", UUIDField()), is_active=True))
_BEVISTYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class IdportenBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Django also makes one just to find a user, at every request: nothing here may call ID-porten on the way in."""

    def __init__(self) -> None:
        # Not the library's: it wants every address when it is made, and ours come from discovery when they are needed.
        self.UserModel = get_user_model()
        self.OIDC_RP_CLIENT_ID = settings.IDPORTEN_CLIENT_ID
        self.OIDC_RP_CLIENT_SECRET = None
        self.niva = 0
        self.frist = Frist()
        self.krav: dict[str, Any] = {}

    def get_user(self, user_id: UUID) -> User | None:
        """The person a session belongs to; nobody when the person has been shut out since."""
        return _BRUKER.first(id=user_id)

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """The person that the code in the request stands for. Raises InnloggingAvvist, IdportenUtilgjengelig."""
        self.niva = kwargs.pop("niva", 0)
        bruker: User | None = super().authenticate(request, **kwargs)
        if bruker is not None:
            bruker.idporten_krav = self.krav  # type: ignore[attr-defined]  # for the view; never saved
        return bruker

    def get_token(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Redeem the code, with private_key_jwt in place of a secret."""
        leverandor = hent_leverandor(self.frist)
        del payload["client_secret"]
        bevis = {"client_assertion_type": _BEVISTYPE, "client_assertion": lag_klientbevis(leverandor.issuer)}
        status, svar = send(leverandor.token_endpoint, self.frist, payload | bevis)
        if status == requests.codes.ok:
            return svar
        if svar.get("error") == "invalid_grant":
            raise InnloggingAvvist("kode")
        # Our own key or client is not accepted, or they are down: nothing the person can do but wait.
        logger.error("idporten_token_avvist", status=status, feil=str(svar.get("error"))[:40])
        glem_leverandor()
        raise IdportenUtilgjengelig

    def verify_token(self, token: object, **kwargs: Any) -> dict[str, Any]:
        """The id_token's claims, all checked."""
        self.krav = les_id_token(token, nonce=kwargs["nonce"], niva=self.niva, frist=self.frist)
        return self.krav

    def get_or_create_user(self, access_token: object, id_token: object, payload: dict[str, Any]) -> User:
        """Known by fødselsnummer alone; no userinfo call, for everything is in the id_token."""
        return finn_eller_opprett_bruker(fnr=payload["pid"])
