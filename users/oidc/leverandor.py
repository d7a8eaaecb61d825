"""ID-porten over the wire: its addresses and signing keys as Django caches them, and calls that always end in time.

OpenID Connect Discovery 1.0. Digdir asks clients to keep the metadata for about a day and take every address from it.
What is kept, and how a call ends in time, is for `adapters.jwks` and `adapters.http`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
import structlog
from django.conf import settings
from django.core.cache import cache

from adapters.http import CallError, Deadline, call, is_address, new_session
from adapters.jwks import ALGORITHMS, KeysUnavailableError, PublishedKeys, UnknownKeyError
from users.errors import IdportenUtilgjengelig, InnloggingAvvist

logger = structlog.get_logger(__name__)

ALGORITMER = ALGORITHMS
_GODE_ADRESSER = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
_OMDIRIGERT = range(300, 400)
_session = lru_cache(maxsize=1)(new_session)


class Frist(Deadline):
    """The time that all calls to ID-porten in one of our requests may take together: two time limits."""

    def __init__(self) -> None:
        super().__init__(2 * settings.IDPORTEN_TIDSGRENSE_SEKUNDER)


@dataclass(frozen=True)
class Leverandor:
    """What we use of the discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str


def hent_leverandor(frist: Frist) -> Leverandor:
    """ID-porten's addresses. Raises IdportenUtilgjengelig."""
    nokler = _nokler(settings.IDPORTEN_ISSUER)
    try:
        dokument = nokler.metadata(frist)
    except KeysUnavailableError as feil:
        raise _utilgjengelig(feil.code) from feil
    if not all(is_address(dokument.get(felt), like=settings.IDPORTEN_ISSUER) for felt in _GODE_ADRESSER):
        nokler.forget_metadata()
        raise _utilgjengelig("metadata_adresse")
    return Leverandor(**{felt: dokument[felt] for felt in ("issuer", *_GODE_ADRESSER)})


def finn_nokkel(kid: str, alg: str, frist: Frist, *, fra_hvem_som_helst: bool = False) -> jwt.PyJWK:
    """The key that ID-porten publishes with this `kid`.

    `fra_hvem_som_helst`: the token did not come from ID-porten itself in answer to a code. Unknown keys of such may
    make us ask anew so and so often, apart from those of logins, which nobody can thus hold up.
    Raises InnloggingAvvist when it publishes none, IdportenUtilgjengelig when the keys cannot be had.
    """
    try:
        return _nokler(settings.IDPORTEN_ISSUER).find(kid, alg, frist, purpose="alle" if fra_hvem_som_helst else "")
    except UnknownKeyError as feil:
        raise InnloggingAvvist("kid") from feil
    except KeysUnavailableError as feil:
        raise _utilgjengelig(feil.code) from feil


def send(adresse: str, frist: Frist, data: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """POST of a form to an address of ID-porten: status and JSON object.

    Raises IdportenUtilgjengelig when none comes in time; then the addresses are read anew the next time.
    """
    try:
        svar = call(_session(), "POST", adresse, deadline=frist, headers={"Accept": "application/json"}, form=data)
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
    _nokler(settings.IDPORTEN_ISSUER).forget_metadata()


@lru_cache(maxsize=4)
def _nokler(utsteder: str) -> PublishedKeys:
    return PublishedKeys(
        issuer=utsteder, metadata=".well-known/openid-configuration", cache=cache, slash_counts=False, parsed_seconds=0
    )


def _utilgjengelig(grunn: str) -> IdportenUtilgjengelig:
    logger.warning("idporten_utilgjengelig", grunn=grunn)
    return IdportenUtilgjengelig()
