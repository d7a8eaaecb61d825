"""Altinn as this installation has set it up: the client, and which access opens what."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from adapters import klokke
from adapters.altinn import SCOPE, Altinn, AltinnError, Verdict, normalise
from adapters.circuit import CircuitBreaker
from adapters.maskinporten import Maskinporten, MaskinportenError
from adapters.metrikk import vis_altinn_stengt

GAMMEL_ROLLE = "a0236"  # Altinn 2: Post/arkiv
_NAVN = {
    "ordinaer-post-til-virksomheten": "Ordinær post til virksomheten",
    "post-til-virksomheten-med-taushetsbelagt-innhold": "Post til virksomheten med taushetsbelagt innhold",
}


def altinnklient() -> Altinn:
    """The one client of this process: its tokens and its circuit are shared. Raises AltinnError (not_configured)."""
    if not settings.MASKINPORTEN_CLIENT_ID or not settings.ALTINN_ABONNEMENTSNOKKEL:
        raise AltinnError("not_configured", permanent=True)
    try:
        return _lag(
            url=settings.ALTINN_URL,
            abonnementsnokkel=settings.ALTINN_ABONNEMENTSNOKKEL,
            issuer=settings.MASKINPORTEN_ISSUER,
            client_id=settings.MASKINPORTEN_CLIENT_ID,
            privatnokkel=settings.MASKINPORTEN_PRIVATNOKKEL,
            kid=settings.MASKINPORTEN_KID,
        )
    except MaskinportenError as feil:
        raise AltinnError(f"maskinporten_{feil.code}", permanent=True) from feil


def glem_klienten() -> None:
    """Begin anew, with a closed circuit and without tokens."""
    _lag.cache_clear()


@lru_cache(maxsize=1)
def _lag(*, url: str, abonnementsnokkel: str, issuer: str, client_id: str, privatnokkel: str, kid: str) -> Altinn:
    maskinporten = Maskinporten(
        issuer=issuer,
        client_id=client_id,
        private_key_pem=privatnokkel,
        kid=kid,
        scope=SCOPE,
        clock=lambda: klokke.naa().timestamp(),  # what we sign there must be good whatever this host's clock says
    )
    return Altinn(
        url=url,
        subscription_key=abonnementsnokkel,
        maskinporten=maskinporten,
        timeout=settings.ALTINN_TIDSGRENSE_SEKUNDER,
        circuit=CircuitBreaker(pause=settings.ALTINN_PAUSE_SEKUNDER, on_change=vis_altinn_stengt),
    )


def pakker_som_apner(*, taushetsbelagt: bool) -> frozenset[str]:
    """The codes of which any one opens what is shared from such a konto.

    The two kinds are apart: who may read confidential post is not by that one who may read the ordinary.
    """
    pakker = settings.ALTINN_PAKKER_TAUSHETSBELAGT if taushetsbelagt else settings.ALTINN_PAKKER
    return frozenset(normalise(pakke) for pakke in pakker)


def alle_pakker() -> frozenset[str]:
    """Every code that opens anything here."""
    return pakker_som_apner(taushetsbelagt=False) | pakker_som_apner(taushetsbelagt=True)


def gamle_roller() -> frozenset[str]:
    """The old role while the setting is on and its last day has not come; never good for confidential post."""
    gjelder = settings.ALTINN_GAMMEL_ROLLE and timezone.localdate(klokke.naa()) < settings.ALTINN_GAMMEL_ROLLE_TIL
    return frozenset({GAMMEL_ROLLE}) if gjelder else frozenset()


def apner(dom: Verdict, *, taushetsbelagt: bool) -> bool:
    """Whether what Altinn says is enough for what is shared from such a konto."""
    gode = pakker_som_apner(taushetsbelagt=taushetsbelagt)
    return bool(dom.codes & (gode if taushetsbelagt else gode | gamle_roller()))


def pakkenavn(*, taushetsbelagt: bool) -> list[str]:
    """What Altinn calls the packages of which one is needed; those we do not know the name of by their code."""
    return sorted(_NAVN.get(pakke, pakke) for pakke in pakker_som_apner(taushetsbelagt=taushetsbelagt))
