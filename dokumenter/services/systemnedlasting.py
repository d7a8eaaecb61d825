"""Download by a system: for itself as a recipient, or on behalf of a person who is one."""

from __future__ import annotations

from threading import BoundedSemaphore
from time import monotonic, sleep
from uuid import UUID

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, DokumentSlettet
from dokumenter.models import Deling, Dokument
from dokumenter.services.nedlasting import krev_kan_hentes
from dokumenter.services.skann import be_om_ny_skann
from dokumenter.services.virksomhetstilgang import krev_kan_apne
from dokumenter.tilgang import kan_hente
from kontoer.errors import IkkeFunnet
from kontoer.models import Integrasjon
from users.models import User

# A system that has just shared often asks at once, and the check takes a moment. To wait for it takes a thread, so only
# a few may: the rest are told to come back.
_VENT_SEKUNDER = 5.0
_SPOR_HVERT_SEKUND = 0.25
_VENTER_SAMTIDIG = BoundedSemaphore(4)


def krev_er_mottaker(*, deling: Deling, av: User | Integrasjon, okt: str) -> str | None:
    """The business a person acts for, if any. Raises IkkeFunnet for one it is not for; as `krev_kan_apne`."""
    if isinstance(av, User):
        return krev_kan_apne(deling=deling, av=av, okt=okt)
    if not kan_hente(integrasjon=av, deling=deling):
        raise IkkeFunnet
    return None


def finn_mottatt_dokument(*, dokument_id: UUID, av: User | Integrasjon, okt: str) -> Dokument:
    """A dokument that is open to the caller now, ready or not.

    Raises as `krev_er_mottaker`, DelingAvsluttet, DokumentSlettet.
    """
    dokument = Dokument.objects.select_related("deling__konto__organisasjon").filter(pk=dokument_id).first()
    if dokument is None or not dokument.er_delt:
        raise IkkeFunnet
    krev_er_mottaker(deling=dokument.deling, av=av, okt=okt)
    naa = klokke.naa()
    if not dokument.deling.er_apen(naa):
        raise DelingAvsluttet
    if dokument.er_borte:
        raise DokumentSlettet
    be_om_ny_skann(dokumenter=[dokument], naa=naa)
    return dokument


def hent_mottatt_dokument(*, dokument_id: UUID, av: User | Integrasjon, okt: str) -> Dokument:
    """The same, if it can be fetched now or is checked in a few seconds. Raises also as `krev_kan_hentes`."""
    dokument = finn_mottatt_dokument(dokument_id=dokument_id, av=av, okt=okt)
    if dokument.tilstand == Dokument.Tilstand.KONTROLLERES and _vent_pa_kontroll(dokument):
        # Who may have it can have changed meanwhile, too.
        dokument = finn_mottatt_dokument(dokument_id=dokument_id, av=av, okt=okt)
    krev_kan_hentes(dokument=dokument, naa=klokke.naa())
    return dokument


def _vent_pa_kontroll(dokument: Dokument) -> bool:
    """Wait until the check is over. False when it takes too long, or when there are many who wait already."""
    kontrolleres = Dokument.objects.filter(pk=dokument.pk, tilstand=Dokument.Tilstand.KONTROLLERES)
    if not _VENTER_SAMTIDIG.acquire(blocking=False):
        return False
    try:
        frist = monotonic() + _VENT_SEKUNDER
        while kontrolleres.exists():
            if monotonic() >= frist:
                return False
            sleep(_SPOR_HVERT_SEKUND)
        return True
    finally:
        _VENTER_SAMTIDIG.release()
