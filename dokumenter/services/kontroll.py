"""Finishing: one pass over a received dokument finds SHA-256, CRC-32 and the real type, and makes it available.

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

from dokumenter.models import Dokument
from dokumenter.services.nedlasting import les_dokument
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.krypto import KryptoError
from dokumenter.storage.lager import ObjectDamaged, dokumentlager, krev_vaktpost
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse

logger = structlog.get_logger(__name__)

_HODE_BYTES = 8192


def kontroller_dokument(*, dokument_id: UUID) -> bool:
    """Check one dokument that is `kontrolleres`. False if there was nothing to do.

    Bytes that are not what was written make it `sperret`. Raises LagerError, to be tried again, when the store fails.
    """
    dokument = Dokument.objects.select_related("deling__konto").filter(pk=dokument_id).first()
    if dokument is None or dokument.tilstand != Dokument.Tilstand.KONTROLLERES:
        return False
    krev_vaktpost(dokumentlager())
    sha256, crc32, hode, lest = hashlib.sha256(), 0, b"", 0
    try:
        for bit in les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt):
            sha256.update(bit)
            crc32 = zlib.crc32(bit, crc32)
            if len(hode) < _HODE_BYTES:
                hode += bytes(bit[: _HODE_BYTES - len(hode)])
            lest += len(bit)
    except (KryptoError, ObjectDamaged):
        logger.exception("dokument_skadet", dokument_id=str(dokument_id))
        return _avgjor(dokument, Dokument.Tilstand.SPERRET, Hendelsestype.DOKUMENT_SPERRET, {"grunn": "skadet"})
    if lest != dokument.storrelse:
        logger.error("dokument_skadet", dokument_id=str(dokument_id), lest=lest, ventet=dokument.storrelse)
        return _avgjor(dokument, Dokument.Tilstand.SPERRET, Hendelsestype.DOKUMENT_SPERRET, {"grunn": "skadet"})
    dokument.sha256, dokument.crc32, dokument.funnet_type = sha256.hexdigest(), crc32, finn_type(hode=hode)
    _fjern_foreldrelose(dokument)
    return _avgjor(
        dokument, Dokument.Tilstand.TILGJENGELIG, Hendelsestype.DOKUMENT_KONTROLLERT, {"skann": dokument.skann}
    )


def finn_type(*, hode: bytes) -> str:
    """The mimetype that the first bytes show, or an empty text when they show none."""
    try:
        return str(puremagic.from_string(hode, mime=True))[:255]
    except (puremagic.PureError, ValueError):
        return ""


def _avgjor(dokument: Dokument, tilstand: Dokument.Tilstand, hendelse: Hendelsestype, data: dict[str, object]) -> bool:
    with transaction.atomic():
        endret = (
            Dokument.objects.filter(pk=dokument.pk)
            .er_i(Dokument.Tilstand.KONTROLLERES)
            .update(tilstand=tilstand, sha256=dokument.sha256, crc32=dokument.crc32, funnet_type=dokument.funnet_type)
        )
        if endret:
            skriv_hendelse(
                hendelse,
                av=SYSTEM,
                gjelder=dokument,
                data=data,
            )
    return bool(endret)


def _fjern_foreldrelose(dokument: Dokument) -> None:
    """Objects without a row were never acknowledged: a writer died between writing and committing them."""
    lager = dokumentlager()
    kjente = set(dokument.blokker.values_list("navn", flat=True))
    for navn in list(lager.list(prefiks_for(dokument.pk))):
        if navn not in kjente:
            lager.remove(navn)
