"""ID-porten as this installation has set it up: its addresses, its keys and forms sent to it, with our own errors.

Digdir asks clients to keep the metadata for about a day and take every address from it. What is kept, and how a call
ends in time, is for `adapters.issuer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
import structlog
from django.conf import settings
from django.core.cache import cache

from adapters.http import CallError, Deadline
from adapters.issuer import (
    ALGORITHMS,
    OPENID_METADATA,
    Issuer,
    IssuerUnavailableError,
    Metadata,
    UnknownKeyError,
)
from users.errors import IdportenUtilgjengelig, InnloggingAvvist

logger = structlog.get_logger(__name__)

ALGORITMER = ALGORITHMS
_OMDIRIGERT = range(300, 400)


class Frist(Deadline):
    """The time that all calls to ID-porten in one of our requests may take together: two time limits."""

    def __init__(self) -> None:
        super().__init__(2 * settings.IDPORTEN_TIDSGRENSE_SEKUNDER)


@dataclass(frozen=True)
class Leverandor(Metadata):
    """What we use of the discovery document."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str


def hent_leverandor(frist: Frist) -> Leverandor:
    """ID-porten's addresses. Raises IdportenUtilgjengelig."""
    try:
        return _idporten().metadata(frist)
    except IssuerUnavailableError as feil:
        raise _utilgjengelig(feil.code) from feil


def finn_nokkel(kid: str, alg: str, frist: Frist, *, fra_hvem_som_helst: bool = False) -> jwt.PyJWK:
    """The key that ID-porten publishes with this `kid`.

    `fra_hvem_som_helst`: the token did not come from ID-porten itself in answer to a code. Unknown keys of such may
    make us ask anew so and so often, apart from those of logins, which nobody can thus hold up.
    Raises InnloggingAvvist when it publishes none, IdportenUtilgjengelig when the keys cannot be had.
    """
    try:
        return _idporten().find(kid, alg, frist, purpose="alle" if fra_hvem_som_helst else "")
    except UnknownKeyError as feil:
        raise InnloggingAvvist("kid") from feil
    except IssuerUnavailableError as feil:
        raise _utilgjengelig(feil.code) from feil


def send(adresse: str, frist: Frist, data: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """POST of a form to an address of ID-porten: status and JSON object.

    Raises IdportenUtilgjengelig when none comes in time; then the addresses are read anew the next time.
    """
    try:
        svar = _idporten().post(adresse, data, frist)
        innhold = svar.json()
    except CallError as feil:
        glem_leverandor()
        raise _utilgjengelig(feil.code) from feil
    if not isinstance(innhold, dict) or svar.status in _OMDIRIGERT:
        glem_leverandor()
        raise _utilgjengelig("nonsense")
    return svar.status, innhold


def glem_leverandor() -> None:
    """An address of ID-porten's did not answer as it should."""
    _idporten().forget_metadata()


def _idporten() -> Issuer[Leverandor]:
    return _utsteder(settings.IDPORTEN_ISSUER)


@lru_cache(maxsize=4)
def _utsteder(issuer: str) -> Issuer[Leverandor]:
    return Issuer(
        issuer=issuer,
        well_known=OPENID_METADATA,
        document=Leverandor,
        cache=cache,
        slash_counts=False,
        parsed_seconds=0,
    )


def _utilgjengelig(grunn: str) -> IdportenUtilgjengelig:
    logger.warning("idporten_utilgjengelig", grunn=grunn)
    return IdportenUtilgjengelig()
