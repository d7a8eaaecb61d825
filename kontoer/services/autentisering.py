"""Who calls the API: a Maskinporten token, the integration's id and its password must be right and belong together.

On behalf of a person the token is ID-porten's; the integration still proves itself, and the person's accesses decide.
Whatever is wrong, the answer is the same, so that nobody learns which part was right (KS: one 401).
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NotRequired, TypedDict, cast
from uuid import UUID

import jwt
import structlog
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache, caches
from django.db.models import UUIDField
from django.utils.crypto import salted_hmac

from adapters.http import CallError, Deadline
from adapters.issuer import (
    ALGORITHMS,
    OAUTH_METADATA,
    OPENID_METADATA,
    Issuer,
    IssuerUnavailableError,
    Metadata,
    UnknownKeyError,
)
from adapters.metrikk import API, tell_avvist
from adapters.prepared import Parameter, Prepared
from adapters.tokens import UNREADABLE, WITHOUT_TIMES, check_times, is_time
from hendelser.models import Aktor
from kontoer import takt
from kontoer.errors import ForMangeGalePassord, IkkeAutentisert, TokenutstederUtilgjengelig
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto
from users import klokke
from users.errors import UgyldigNummer
from users.models import User
from users.niva import niva_for_acr
from users.services.brukere import finn_eller_opprett_bruker

logger = structlog.get_logger(__name__)

_HUSK_RIKTIG_PASSORD_SEKUNDER = 3600  # a new one, or a deletion, counts at once all the same
_HUSK_GALT_PASSORD_SEKUNDER = 60
_MAKS_GALE_PASSORD_I_MINUTTET = 20  # from one source; a program that is set up wrong soon knows
_MAKS_GALE_PASSORD_FRA_ALLE = 200  # with the tokens of one consumer, from however many sources
_HUSK_TOKEN_SEKUNDER = 60  # as long as `adapters.issuer` remembers the key that proved it
_FRIST_SEKUNDER = 5.0
_TIDSAVVIK_SEKUNDER = 10
_MAKS_TOKEN_TEGN = 16 * 1024
_MAKS_PASSORD_TEGN = 200
_AUTORITET = "iso6523-actorid-upis"
_ORGNR_PREFIKS = "0192:"
_SKILLE = "\n"  # in no header
_HUSKENOKKEL = secrets.token_bytes(32)

_INTEGRASJON = Prepared(lambda: Integrasjon.objects.filter(pk=Parameter("id", UUIDField()), slettet__isnull=True))
_MED_KONTO = Prepared(
    lambda: Integrasjonstilgang.objects.select_related("integrasjon", "konto__organisasjon").filter(
        integrasjon_id=Parameter("id", UUIDField()),
        konto_id=Parameter("konto", UUIDField()),
        integrasjon__slettet__isnull=True,
    )
)


class Krav(TypedDict):
    """The claims of a token that we read; those of which nobody has checked the shape are objects."""

    iss: str
    exp: float
    consumer: NotRequired[object]
    supplier: NotRequired[object]
    pid: NotRequired[object]
    acr: NotRequired[object]
    jti: NotRequired[object]


@dataclass(frozen=True)
class Innringer:
    """Who calls: always a system, perhaps on behalf of a person who logged in at level `niva`."""

    integrasjon: Integrasjon
    person: User | None = None
    niva: int = 0
    okt: str = field(default="", repr=False)  # names the token, for what may be remembered no longer than it lasts
    konto: Konto | None = None  # the one the call is about, if the system itself has been given access to it

    @property
    def av(self) -> User | Integrasjon:
        """Whose accesses decide."""
        return self.person or self.integrasjon

    @property
    def aktor(self) -> Aktor:
        """Whom the log names."""
        return self.av.aktor


def autentiser(
    *,
    authorization: str | None,
    integrasjon_id: str | None,
    passord: str | None,
    kilde: str = "",
    konto_id: UUID | None = None,
) -> Innringer:
    """Who sends these three headers. Raises IkkeAutentisert, ForMangeGalePassord, TokenutstederUtilgjengelig.

    `kilde` is where the call comes from (`users.kilde`): wrong passwords are counted on it.
    If the call is about a konto, whether the system has access to it is read in the same question; nothing is decided.
    """
    krav = _husket_token(authorization or "")
    integrasjon, konto = _finn_integrasjon(integrasjon_id or "", konto_id)
    stemmer = _passord_stemmer(integrasjon, passord or "", konsument=_konsument(krav), kilde=kilde)
    if integrasjon is None or not stemmer:
        raise _avvist("integrasjon")
    if _konsument(krav) != integrasjon.autorisert_orgnr:
        raise _avvist("consumer")
    if "supplier" in krav:
        logger.info("kall_fra_leverandor", integrasjon_id=str(integrasjon.id), leverandor=_orgnr(krav["supplier"]))
    if krav["iss"] == settings.MASKINPORTEN_ISSUER:
        return Innringer(integrasjon, konto=konto)
    return Innringer(integrasjon, _person(krav), niva_for_acr(krav.get("acr")), f"api/{krav.get('jti')}/{krav['exp']}")


def krev_fortsatt_gyldig(*, innringer: Innringer) -> None:
    """Would the system, and the person it calls for, still be let in? For what goes on after the call was let in.

    Not whether the token is: it was good when it was shown, and is short. Raises IkkeAutentisert.
    """
    naa = _INTEGRASJON.first(id=innringer.integrasjon.pk)
    if naa is None or (naa.passord_hash, naa.autorisert_orgnr) != (
        innringer.integrasjon.passord_hash,
        innringer.integrasjon.autorisert_orgnr,
    ):
        raise _avvist("integrasjon")
    if innringer.person is not None and not User.objects.filter(pk=innringer.person.pk, is_active=True).exists():
        raise _avvist("bruker")


def _husket_token(authorization: str) -> Krav:
    """The claims of a token, remembered for a minute, or until it expires: checking a signature costs more than a look.

    What the token is worth is another matter: the integration, and whether it has access, is read at each call.
    """
    betingelser = (settings.MASKINPORTEN_ISSUER, settings.IDPORTEN_ISSUER, settings.API_SCOPE)
    navn = _navn_pa_det_huskede("token", *betingelser, authorization)
    krav: Krav | None = caches["prosess"].get(navn)
    if krav is None:
        krav = _les_token(authorization)
        caches["prosess"].set(navn, krav, min(_HUSK_TOKEN_SEKUNDER, krav["exp"] - klokke.naa()))
    return krav


def _les_token(authorization: str) -> Krav:
    """The claims of a token that a known issuer has signed, that is good now, and that has our scope."""
    ordning, _skille, token = authorization.partition(" ")
    token = token.strip()
    if ordning.lower() != "bearer" or not token or len(token) > _MAKS_TOKEN_TEGN:
        raise _avvist("bearer")
    try:
        hode = jwt.get_unverified_header(token)
        alg = hode.get("alg")
        if alg not in ALGORITHMS:
            raise _avvist("alg")
        iss = jwt.decode(token, options={"verify_signature": False}).get("iss")
        nokkel = _utsteder(iss).find(str(hode.get("kid", "")), alg, Deadline(_FRIST_SEKUNDER))
        krav = jwt.decode(
            token,
            nokkel,
            algorithms=[alg],
            issuer=str(iss),
            options={"require": ["exp", "iss"], "verify_aud": False, **WITHOUT_TIMES},
        )
        check_times(krav, now=klokke.naa(), leeway=_TIDSAVVIK_SEKUNDER)
    except (*UNREADABLE, UnknownKeyError) as feil:
        raise _avvist(type(feil).__name__) from feil
    except (IssuerUnavailableError, CallError) as feil:
        logger.warning("tokenutsteder_utilgjengelig", grunn=feil.code)
        raise TokenutstederUtilgjengelig from feil
    if not is_time(krav["exp"]):
        raise _avvist("exp")
    scope = krav.get("scope")
    if not isinstance(scope, str) or settings.API_SCOPE not in scope.split():
        raise _avvist("scope")
    return cast(Krav, krav)


def _utsteder(iss: object) -> Issuer[Metadata]:
    """The issuer that the token names, if it is one of the two we trust."""
    if iss == settings.MASKINPORTEN_ISSUER:
        return _publisert(settings.MASKINPORTEN_ISSUER, OAUTH_METADATA)
    if iss == settings.IDPORTEN_ISSUER:
        return _publisert(settings.IDPORTEN_ISSUER, OPENID_METADATA)
    raise _avvist("iss")


@lru_cache(maxsize=8)
def _publisert(issuer: str, well_known: str) -> Issuer[Metadata]:
    return Issuer(issuer=issuer, well_known=well_known, document=Metadata, cache=cache)


def _finn_integrasjon(integrasjon_id: str, konto_id: UUID | None) -> tuple[Integrasjon | None, Konto | None]:
    """Read anew for each call: a new password, a deletion or an access taken away holds from the next call on."""
    try:
        id_ = UUID(integrasjon_id)
    except ValueError:
        return None, None
    tilgang = _MED_KONTO.first(id=id_, konto=konto_id) if konto_id else None
    return (tilgang.integrasjon, tilgang.konto) if tilgang else (_INTEGRASJON.first(id=id_), None)


def _passord_stemmer(integrasjon: Integrasjon | None, passord: str, *, konsument: str, kilde: str) -> bool:
    """Check the password; a result is remembered for a while, since the hash is meant to be slow.

    Wrong ones are counted on whoever sends them: the consumer of the token, the integration and the source. After too
    many, no more are hashed from there in this minute, while the same system goes on elsewhere, and so do the others.
    A right one that is remembered is taken whatever others guess. A system that sends the same wrong password again
    and again has guessed once. From all sources together there is a limit too, since every guess costs.

    The name of what is remembered is made of the stored hash too, so a new password forgets the old at once.
    Kept in the process' own memory: quick to find, and never on a disk.
    """
    if not passord or len(passord) > _MAKS_PASSORD_TEGN:
        return False
    lagret = integrasjon.passord_hash if integrasjon else _ingens_hash()
    id_ = str(integrasjon.pk) if integrasjon else "ingen"
    navn = _navn_pa_det_huskede("passord", id_, lagret, passord)
    husket: bool | None = caches["prosess"].get(navn)
    if husket is None:
        grenser = _gjetninger(konsument, id_, kilde)
        if any(takt.talt(teller) >= maks for teller, maks in grenser.items()):
            raise ForMangeGalePassord(takt.sekunder_igjen())
        husket = check_password(passord, lagret)
        if not husket:
            for teller in grenser:
                takt.tell(teller)
        caches["prosess"].set(navn, husket, _HUSK_RIKTIG_PASSORD_SEKUNDER if husket else _HUSK_GALT_PASSORD_SEKUNDER)
    return husket and integrasjon is not None


def _gjetninger(konsument: str, integrasjon_id: str, kilde: str) -> dict[str, int]:
    """What wrong passwords are counted under, and how many there may be. All processes count together: no address."""
    fra = salted_hmac("kontoer.autentisering", _SKILLE.join((integrasjon_id, kilde)), algorithm="sha256").hexdigest()
    return {
        f"api-feil-passord-{konsument}-{fra}": _MAKS_GALE_PASSORD_I_MINUTTET,
        f"api-feil-passord-{konsument}": _MAKS_GALE_PASSORD_FRA_ALLE,
    }


def _navn_pa_det_huskede(formal: str, *deler: str) -> str:
    """A name in this process' memory that tells nothing of the secrets it is made of."""
    return f"api-{formal}-{hmac.digest(_HUSKENOKKEL, _SKILLE.join(deler).encode(), 'sha256').hex()}"


@lru_cache(maxsize=1)
def _ingens_hash() -> str:
    """An unknown integration takes as long as a wrong password."""
    return make_password(secrets.token_urlsafe())


def _konsument(krav: Krav) -> str:
    return _orgnr(krav.get("consumer"))


def _orgnr(part: object) -> str:
    """The orgnr of `consumer` or `supplier`; empty if it names somebody in another way."""
    if not isinstance(part, dict) or part.get("authority") != _AUTORITET:
        return ""
    id_ = part.get("ID")
    if not isinstance(id_, str) or not id_.startswith(_ORGNR_PREFIKS):
        return ""
    return id_.split(":")[1]


def _person(krav: Krav) -> User:
    pid = krav.get("pid")
    try:
        bruker = finn_eller_opprett_bruker(fnr=pid if isinstance(pid, str) else "")
    except UgyldigNummer as feil:
        raise _avvist("pid") from feil
    if not bruker.is_active:
        raise _avvist("bruker")
    return bruker


def _avvist(grunn: str) -> IkkeAutentisert:
    """The cause is for our own log."""
    logger.info("kall_avvist", grunn=grunn)
    tell_avvist(API)
    return IkkeAutentisert()
