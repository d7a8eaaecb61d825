"""Scanning for malware: what the scanner says of a dokument, what that means for it, and when it is asked again.

Policy is the konto's (`Konto.skanning`). Off: nothing is asked. Else malware is never available; with `blokker` nothing
is before the verdict is clean, and with `varsle` all the rest is, with the verdict in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from types import TracebackType
from uuid import UUID

import structlog
from django.conf import settings

from adapters.clamav import ClamavError, Outcome, Scan
from adapters.dytt import dytt
from dokumenter.models import Dokument
from dokumenter.services.sletting import slett_dokument
from dokumenter.skanner import kjent_skanner, skanner, spor_skanneren
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from kontoer.models import Skannpolicy

logger = structlog.get_logger(__name__)

Skann, Tilstand = Dokument.Skann, Dokument.Tilstand
_DOM = {
    Outcome.CLEAN: Skann.REN,
    Outcome.INFECTED: Skann.SMITTET,
    Outcome.TOO_LARGE: Skann.FOR_STOR,
    Outcome.ENCRYPTED: Skann.KRYPTERT,
}
_UKONTROLLERT = {Skann.FOR_STOR, Skann.KRYPTERT}
_FLEST = 1000  # infected ones in a run; the rest are for the next
_UTEN_DOM = {Skann.IKKE_SKANNET, Skann.SKANNER_NEDE}


def tilstand_etter(*, policy: Skannpolicy, skann: str) -> Dokument.Tilstand:
    """What a dokument with whole bytes and this verdict is to be."""
    if skann == Skann.SMITTET:
        return Tilstand.SPERRET
    if policy != Skannpolicy.BLOKKER or skann == Skann.REN:
        return Tilstand.TILGJENGELIG
    if skann in _UTEN_DOM:
        return Tilstand.KONTROLLERES
    return Tilstand.SPERRET if settings.SKANN_BLOKKER_UKONTROLLERT else Tilstand.TILGJENGELIG


class Skanning:
    """The scan of one dokument, fed by the pass that reads it anyway. A scanner that fails never stops that pass."""

    def __init__(self, dokument: Dokument) -> None:
        self.policy = dokument.deling.konto.skanning
        self.signaturer: datetime | None = None
        self.feil: ClamavError | None = None
        self._dokument = dokument
        self._strom: Scan | None = None

    def __enter__(self) -> Skanning:
        if self.policy == Skannpolicy.AV:
            return self
        try:
            if self._dokument.mottatt <= settings.SKANN_GRENSE_BYTES:
                self.signaturer = spor_skanneren().signaturer
            self._strom = skanner().begin(self._dokument.mottatt)
        except ClamavError as feil:
            self.feil = feil
        return self

    def __exit__(
        self, type_: type[BaseException] | None, feil: BaseException | None, spor: TracebackType | None
    ) -> None:
        if self._strom is not None:
            self._strom.close()

    def mat(self, bit: bytes | memoryview) -> None:
        """Some more of it."""
        if self._strom is not None and self.feil is None:
            try:
                self._strom.feed(bit)
            except ClamavError as feil:
                self.feil = feil

    def dom(self) -> Dokument.Skann:
        """The verdict, when everything has been fed to it."""
        if self._strom is None and self.feil is None:
            return Skann.IKKE_SKANNET
        try:
            if self._strom is not None and self.feil is None:
                funn = self._strom.finding()
                if funn.name:
                    logger.warning("skanneren_fant", dokument_id=str(self._dokument.pk), navn=funn.name[:100])
                return _DOM[funn.outcome]
        except ClamavError as feil:
            self.feil = feil
        return Skann.SKANNER_NEDE


def be_om_ny_skann(*, dokumenter: Iterable[Dokument], naa: datetime) -> None:
    """Before somebody fetches these: have those scanned that are not, or were so long ago that more is known now.

    With `blokker` they are not available meanwhile. Asks no scanner, and nothing at all where nothing is scanned.
    """
    for dokument in dokumenter:
        policy = dokument.deling.konto.skanning
        if policy == Skannpolicy.AV or dokument.tilstand != Tilstand.TILGJENGELIG:
            continue
        slippes = tilstand_etter(policy=policy, skann=dokument.skann) == Tilstand.TILGJENGELIG
        if slippes and not _er_foreldet(dokument, naa):
            continue
        if policy != Skannpolicy.BLOKKER:
            dytt("dokumenter.skann_pa_nytt", str(dokument.pk))
        else:
            _hold_tilbake(dokument)


def _hold_tilbake(dokument: Dokument) -> None:
    """Back to where a dokument waits for its check: the sweep finds it there, also when the nudge is lost."""
    tilgjengelig = Dokument.objects.filter(pk=dokument.pk, tilstand=Tilstand.TILGJENGELIG)
    if tilgjengelig.update(tilstand=Tilstand.KONTROLLERES):
        dytt("dokumenter.kontroller_dokument", str(dokument.pk))
    dokument.refresh_from_db(fields=["tilstand"])


def _er_foreldet(dokument: Dokument, naa: datetime) -> bool:
    """Never asked about; or said to be clean long ago, by older signatures, and not fetched by anybody since."""
    if dokument.skann in _UTEN_DOM:
        return True
    dager = settings.SKANN_PA_NYTT_DAGER
    if dokument.skann != Skann.REN or not dager or dokument.skannet is None:
        return False
    if dokument.skannet > naa - timedelta(days=dager):
        return False
    kjent = kjent_skanner()
    if kjent is None or kjent.signaturer is None:
        return False
    if dokument.signaturer is not None and kjent.signaturer <= dokument.signaturer:
        return False
    return not _er_hentet(dokument.pk)


def _er_hentet(dokument_id: UUID) -> bool:
    return Hendelse.objects.filter(dokument_id=dokument_id, type=Hendelsestype.DOKUMENT_HENTES).exists()


def slett_smittede(*, naa: datetime) -> int:
    """Destroy the keys of what has been known to be malware for long enough. Returns how many."""
    grense = naa - timedelta(days=settings.SKANN_SLETT_SMITTET_DAGER)
    smittede = Dokument.objects.filter(tilstand=Tilstand.SPERRET, skann=Skann.SMITTET, skannet__lte=grense)
    antall = 0
    for dokument in smittede.select_related("deling__konto").order_by("skannet", "pk")[:_FLEST]:
        antall += slett_dokument(dokument=dokument, av=SYSTEM)
    return antall
