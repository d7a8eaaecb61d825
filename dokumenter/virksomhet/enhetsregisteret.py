"""What Enhetsregisteret says of the businesses on a page, asked at most once a day for each.

Open data about businesses, never about who asks or for whom. Where the register does not answer, a page shows the bare
number and says that it is not checked; nothing waits longer than the time limit, however many they are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import structlog
from django.conf import settings
from django.core.cache import cache, caches
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from adapters.circuit import CircuitBreaker
from adapters.enhetsregisteret import Enhetsregisteret, EnhetsregisteretError, Found, State, Unit
from adapters.metrikk import tell_oppslag, vis_enhetsregisteret_stengt
from adapters.names import clean_name

logger = structlog.get_logger(__name__)

_TIDSGRENSE_SEKUNDER = 2.0
_HUSK_SEKUNDER = 24 * 3600
_HUSK_UKJENT_SEKUNDER = 600  # it may just have been registered
_IKKE_IGJEN_SEKUNDER = 10  # what did not answer is not asked again in the same breath
_SALT = "dokumenter.virksomhet.enhetsregisteret"
_UKJENT: tuple[str, ...] = ("",)
# What is in the cache: name, form, state, when it ended, parent.
_FELTER = 5
_ORD: dict[State, str | Promise] = {
    State.REMOVED: _("fjernet fra Enhetsregisteret"),
    State.DELETED: _("slettet"),
    State.BANKRUPT: _("konkurs"),
    State.FORCED: _("under tvangsavvikling eller tvangsoppløsning"),
    State.WINDING_UP: _("under avvikling"),
}


@dataclass(frozen=True)
class Oppslag:
    """One number and what the register says: the `enhet`, that it is unknown, or (not `kontrollert`) nothing."""

    orgnr: str
    enhet: Unit | None = None
    kontrollert: bool = True

    @property
    def er_ukjent(self) -> bool:
        """The register answered that there is no such business."""
        return self.kontrollert and self.enhet is None

    @property
    def navn(self) -> str:
        """The registered name, empty where there is none to tell."""
        return self.enhet.name if self.enhet else ""

    @property
    def form(self) -> str:
        """The form of organisation, where the name does not end with it already."""
        form = self.enhet.form if self.enhet else ""
        return "" if self.navn.upper().split()[-1:] == [form] else form

    @property
    def tilstand(self) -> str:
        """What is the matter with it, in words; empty when nothing is."""
        return str(_ORD.get(self.enhet.state, "")) if self.enhet else ""

    @property
    def merke(self) -> str:
        """The business and how it is, as one who is warned confirms it: another state must be confirmed anew."""
        return f"{self.orgnr}:{self.enhet.state.value if self.enhet else 'unknown'}"


def slaa_opp(orgnumre: Collection[str]) -> dict[str, Oppslag]:
    """Each number with what is known of it; nothing at all where the register is turned off.

    What is not remembered is asked for, all at once, within two seconds.
    """
    if not settings.ENHETSREGISTERET_URL:
        return {}
    alle = {orgnr: _husket(orgnr) for orgnr in orgnumre}
    nye = [orgnr for orgnr, oppslag in alle.items() if oppslag is None]
    svar = _klient(settings.ENHETSREGISTERET_URL).find(nye)
    for orgnr, funn in svar.items():
        _husk(orgnr, funn)
    _meld(svar)
    return {orgnr: oppslag or _tolk(orgnr, svar[orgnr]) for orgnr, oppslag in alle.items()}


def virksomhetsnavn(orgnr: str) -> str:
    """The registered name, if somebody has asked for it today; never asks the register. For a page that has done so."""
    husket = _husket(orgnr) if settings.ENHETSREGISTERET_URL else None
    return husket.navn if husket else ""


def glem_klienten() -> None:
    """Begin anew, with a closed circuit."""
    _klient.cache_clear()


@lru_cache(maxsize=1)
def _klient(url: str) -> Enhetsregisteret:
    return Enhetsregisteret(
        url=url,
        timeout=_TIDSGRENSE_SEKUNDER,
        circuit=CircuitBreaker(on_change=vis_enhetsregisteret_stengt),
        on_answer=tell_oppslag,
    )


def _husket(orgnr: str) -> Oppslag | None:
    """What is remembered of it, also that it was just asked about in vain."""
    rad = cache.get(_nokkel(orgnr))
    if rad == _UKJENT:
        return Oppslag(orgnr)
    if enhet := _les_rad(orgnr, rad):
        return Oppslag(orgnr, enhet)
    return Oppslag(orgnr, kontrollert=False) if caches["prosess"].get(_nokkel(orgnr)) else None


def _les_rad(orgnr: str, rad: object) -> Unit | None:
    """Strict, as with the register's own answer: what others have put into the cache is asked about anew."""
    if not isinstance(rad, tuple) or len(rad) != _FELTER or not all(isinstance(felt, str) for felt in rad):
        return None
    navn, form, tilstand, slutt, overordnet = rad
    try:
        enhet = Unit(orgnr, navn, form, State(tilstand), date.fromisoformat(slutt) if slutt else None, overordnet)
    except ValueError:
        return None
    return enhet if clean_name(navn) == navn and clean_name(form) == form else None


def _husk(orgnr: str, funn: Unit | EnhetsregisteretError | None) -> None:
    if isinstance(funn, EnhetsregisteretError):
        caches["prosess"].set(_nokkel(orgnr), True, timeout=_IKKE_IGJEN_SEKUNDER)
    elif funn is None:
        cache.set(_nokkel(orgnr), _UKJENT, timeout=_HUSK_UKJENT_SEKUNDER)
    else:
        slutt = funn.ended.isoformat() if funn.ended else ""
        rad = (funn.name, funn.form, funn.state.value, slutt, funn.parent)
        cache.set(_nokkel(orgnr), rad, timeout=_HUSK_SEKUNDER)


def _tolk(orgnr: str, funn: Unit | EnhetsregisteretError | None) -> Oppslag:
    if isinstance(funn, EnhetsregisteretError):
        return Oppslag(orgnr, kontrollert=False)
    return Oppslag(orgnr, funn)


def _nokkel(orgnr: str) -> str:
    return f"enhet:{salted_hmac(_SALT, orgnr, algorithm='sha256').hexdigest()[:32]}"


def _meld(svar: Found) -> None:
    """One line, however many did not answer, without a number or a name."""
    koder = [funn.code for funn in svar.values() if isinstance(funn, EnhetsregisteretError)]
    if koder:
        logger.warning("enhetsregisteret_svarte_ikke", koder=sorted(set(koder)), antall=len(koder))
