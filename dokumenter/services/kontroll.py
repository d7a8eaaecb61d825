"""Finishing: one pass over a received dokument finds SHA-256, CRC-32 and the real type, has it scanned for malware,
and makes it available, or does not.

Hashing is the most expensive step of all, so it waits until the sender has got the link. Idempotent: two workers do the
same work twice and one of them says so.
"""

from __future__ import annotations

import hashlib
import zlib
from uuid import UUID

import puremagic
import structlog
from django.db import transaction

from adapters import klokke
from adapters.clamav import ClamavError
from dokumenter.models import Dokument
from dokumenter.services.nedlasting import les_dokument
from dokumenter.services.skann import Skanning, tilstand_etter
from dokumenter.skanner import tell_dom
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.krypto import KryptoError
from dokumenter.storage.lager import ObjectDamaged, dokumentlager, krev_vaktpost
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Skannpolicy

logger = structlog.get_logger(__name__)

Tilstand = Dokument.Tilstand
_HODE_BYTES = 8192


def kontroller_dokument(*, dokument_id: UUID) -> bool:
    """Check one dokument that is `kontrolleres`. False if there was nothing to do.

    Bytes that are not what was written make it `sperret`; so does malware. To be tried again: LagerError, when the
    store fails, and ClamavError, when the scanner does and the konto lets nothing through that is not scanned.
    """
    dokument = _finn(dokument_id, Tilstand.KONTROLLERES)
    if dokument is None:
        return False
    krev_vaktpost(dokumentlager())
    with Skanning(dokument) as skanning:
        if skanning.feil is not None and skanning.policy == Skannpolicy.BLOKKER:
            raise _skanneren_er_nede(dokument, skanning.feil)  # reading it all would be for nothing
        if not _les(dokument, skanning):
            return _sperr_skadet(dokument, Tilstand.KONTROLLERES)
        dom = skanning.dom()
    tilstand = tilstand_etter(policy=skanning.policy, skann=dom)
    if tilstand == Tilstand.KONTROLLERES:
        raise _skanneren_er_nede(dokument, skanning.feil or ClamavError("no_verdict"))
    _merk(dokument, dom, skanning)
    _fjern_foreldrelose(dokument)
    return _avgjor(dokument, Tilstand.KONTROLLERES, tilstand)


def skann_pa_nytt(*, dokument_id: UUID) -> bool:
    """Scan one that is available, and leave it so unless it is malware. False if nothing came of it.

    Raises as `kontroller_dokument`; then what was said of it before stands.
    """
    dokument = _finn(dokument_id, Tilstand.TILGJENGELIG)
    if dokument is None or dokument.deling.konto.skanning == Skannpolicy.AV:
        return False
    with Skanning(dokument) as skanning:
        if skanning.feil is not None:
            raise skanning.feil
        if not _les(dokument, skanning):
            return _sperr_skadet(dokument, Tilstand.TILGJENGELIG)
        dom = skanning.dom()
        if skanning.feil is not None:
            raise skanning.feil
    _merk(dokument, dom, skanning)
    return _avgjor(dokument, Tilstand.TILGJENGELIG, tilstand_etter(policy=skanning.policy, skann=dom))


def finn_type(*, hode: bytes) -> str:
    """The mimetype that the first bytes show, or an empty text when they show none."""
    try:
        return str(puremagic.from_string(hode, mime=True))[:255]
    except (puremagic.PureError, ValueError):
        return ""


def _finn(dokument_id: UUID, tilstand: Dokument.Tilstand) -> Dokument | None:
    return Dokument.objects.select_related("deling__konto").filter(pk=dokument_id, tilstand=tilstand).first()


def _les(dokument: Dokument, skanning: Skanning) -> bool:
    """The one pass. False when the bytes are not what was written."""
    sha256, crc32, hode, lest = hashlib.sha256(), 0, b"", 0
    try:
        for bit in les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt):
            skanning.mat(bit)
            sha256.update(bit)
            crc32 = zlib.crc32(bit, crc32)
            if len(hode) < _HODE_BYTES:
                hode += bytes(bit[: _HODE_BYTES - len(hode)])
            lest += len(bit)
    except (KryptoError, ObjectDamaged):
        logger.exception("dokument_skadet", dokument_id=str(dokument.pk))
        return False
    if lest != dokument.storrelse:
        logger.error("dokument_skadet", dokument_id=str(dokument.pk), lest=lest, ventet=dokument.storrelse)
        return False
    dokument.sha256, dokument.crc32, dokument.funnet_type = sha256.hexdigest(), crc32, finn_type(hode=hode)
    return True


def _merk(dokument: Dokument, dom: Dokument.Skann, skanning: Skanning) -> None:
    """What the scanner said, and when; without a verdict there is no when."""
    dokument.skann, dokument.signaturer = dom, skanning.signaturer
    uten_dom = {Dokument.Skann.IKKE_SKANNET, Dokument.Skann.SKANNER_NEDE}
    dokument.skannet = None if dom in uten_dom else klokke.naa()
    if skanning.policy != Skannpolicy.AV:
        tell_dom(dom)


def _skanneren_er_nede(dokument: Dokument, feil: ClamavError) -> ClamavError:
    """Say on the pages why it waits; the first time there is something to count."""
    venter = Dokument.objects.filter(pk=dokument.pk, tilstand=Tilstand.KONTROLLERES)
    if venter.exclude(skann=Dokument.Skann.SKANNER_NEDE).update(skann=Dokument.Skann.SKANNER_NEDE):
        tell_dom(Dokument.Skann.SKANNER_NEDE)
    return feil


def _sperr_skadet(dokument: Dokument, fra: Dokument.Tilstand) -> bool:
    """What was said of other bytes does not hold for these."""
    dokument.skann, dokument.skannet, dokument.signaturer = Dokument.Skann.IKKE_SKANNET, None, None
    return _avgjor(dokument, fra, Tilstand.SPERRET, grunn="skadet")


def _avgjor(dokument: Dokument, fra: Dokument.Tilstand, tilstand: Dokument.Tilstand, *, grunn: str = "") -> bool:
    """Write it all, if the dokument is still where it was, and say so in the log."""
    if tilstand == Tilstand.SPERRET:
        hendelse, data = Hendelsestype.DOKUMENT_SPERRET, {"grunn": grunn or dokument.skann}
    elif fra == Tilstand.TILGJENGELIG:
        hendelse, data = Hendelsestype.DOKUMENT_SKANNET, {"skann": dokument.skann}
    else:
        hendelse, data = Hendelsestype.DOKUMENT_KONTROLLERT, {"skann": dokument.skann}
    felter = ("sha256", "crc32", "funnet_type", "skann", "skannet", "signaturer")
    with transaction.atomic():
        endret = (
            Dokument.objects.filter(pk=dokument.pk)
            .er_i(fra)
            .update(tilstand=tilstand, **{felt: getattr(dokument, felt) for felt in felter})
        )
        if endret:
            skriv_hendelse(hendelse, av=SYSTEM, gjelder=dokument, data=data)
    return bool(endret)


def _fjern_foreldrelose(dokument: Dokument) -> None:
    """Objects without a row were never acknowledged: a writer died between writing and committing them."""
    lager = dokumentlager()
    kjente = set(dokument.blokker.values_list("navn", flat=True))
    for navn in list(lager.list(prefiks_for(dokument.pk))):
        if navn not in kjente:
            lager.remove(navn)
