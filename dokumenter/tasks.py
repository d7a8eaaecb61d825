"""Background work: each task finds what waits by a query and calls a service. Beat starts them; a nudge may come first.

All are idempotent and safe to run twice at once. One item that fails is logged and tried again next time; it never
stops the others. What destroys keys or rows does nothing on a host whose clock is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from adapters import klokke
from adapters.arsak import arsak_til
from adapters.clamav import ClamavError, time_limit
from dokumenter.models import Dokument
from dokumenter.queries.arbeid import som_skal_fjernes, som_skal_kontrolleres
from dokumenter.services import (
    avstemming,
    gravsteiner,
    kontroll,
    oppbevaring,
    reservasjon,
    skann,
    sletting,
    systemsletting,
)
from dokumenter.skanner import spor_skanneren
from dokumenter.storage.lager import LagerError
from hendelser.klokkevakt import klokken_gar_rett

logger = structlog.get_logger(__name__)

# When the store is away every item fails: give the run up, beat starts a new one.
_GI_OPP_ETTER = 20
_MINST_BYTES_PER_SEKUND = 20_000_000


@shared_task(name="dokumenter.avslutt_utlopte")
def avslutt_utlopte() -> int:
    """End what is out of time, what lost its konto, and abandoned drafts."""
    return sletting.avslutt_utlopte(naa=klokke.naa()) if klokken_gar_rett("avslutt_utlopte") else 0


@shared_task(name="dokumenter.slett_bestilte")
def slett_bestilte() -> int:
    """Delete what systems have asked for by korrelasjonsid."""
    return systemsletting.utfor_bestillinger() if klokken_gar_rett("slett_bestilte") else 0


@shared_task(name="dokumenter.skriv_gravsteiner")
def skriv_gravsteiner() -> int:
    """Tell the store of what has ended, where nobody has yet."""
    try:
        return gravsteiner.skriv_ventende()
    except LagerError as feil:
        logger.warning("gravsteiner_venter", feil=type(feil).__name__)
        return 0


@shared_task(name="dokumenter.avstem")
def avstem() -> int:
    """Compare database and store, remove what the database has nothing of, and log what was found."""
    if not klokken_gar_rett("avstem"):
        return 0
    try:
        funn = avstemming.avstem(naa=klokke.naa())
    except LagerError as feil:
        logger.warning("avstemming_utsatt", feil=type(feil).__name__)
        return 0
    avstemming.logg_funn(funn=funn)
    return funn.fjernet


@shared_task(name="dokumenter.fjern_objekter")
def fjern_objekter(*dokument_ider: str) -> int:
    """Remove the objects of these dokumenter."""
    return _prov_alle(map(UUID, dokument_ider), lambda id_: sletting.fjern_objekter(dokument_id=id_))


@shared_task(name="dokumenter.fjern_slettede")
def fjern_slettede() -> int:
    """Remove the objects of every dokument whose key is destroyed."""
    ider = som_skal_fjernes().values_list("pk", flat=True).iterator(chunk_size=500)
    return _prov_alle(ider, lambda id_: sletting.fjern_objekter(dokument_id=id_))


@shared_task(name="dokumenter.ettersyn_av_slettede")
def ettersyn_av_slettede() -> int:
    """Look again where dokumenter lately were removed."""
    return sletting.ettersyn_av_slettede(naa=klokke.naa())


@shared_task(name="dokumenter.rydd_reservasjoner")
def rydd_reservasjoner() -> int:
    """Remove what was written for dokumenter that never came to be."""
    if not klokken_gar_rett("rydd_reservasjoner"):
        return 0
    naa = klokke.naa()
    ider = reservasjon.gi_opp_gamle_reservasjoner(naa=naa)
    return _prov_alle(ider, lambda id_: reservasjon.rydd_reservasjon(id_=id_, naa=naa))


@shared_task(name="dokumenter.rydd_gammelt")
def rydd_gammelt() -> int:
    """Destroy malware, and forget metadata and events, whose time is out by the settings."""
    if not klokken_gar_rett("rydd_gammelt"):
        return 0
    naa = klokke.naa()
    return skann.slett_smittede(naa=naa) + sum(oppbevaring.rydd_gammelt(naa=naa).values())


@shared_task(name="dokumenter.kontroller_dokument")
def kontroller_dokument(*dokument_ider: str) -> int:
    """Check these dokumenter, the smallest first: none waits for a larger one."""
    ider = Dokument.objects.filter(pk__in=dokument_ider).order_by("mottatt", "pk").values_list("pk", flat=True)
    return _prov_hver(ider, _kontroller_alene)


@shared_task(name="dokumenter.kontroller_ventende")
def kontroller_ventende() -> int:
    """Check every dokument that waits for it."""
    ider = som_skal_kontrolleres().values_list("pk", flat=True).iterator(chunk_size=500)
    return _prov_alle(ider, _kontroller_alene)


@shared_task(name="dokumenter.skann_pa_nytt")
def skann_pa_nytt(*dokument_ider: str) -> int:
    """Scan these again, that are available."""
    return _prov_hver(map(UUID, dokument_ider), lambda id_: _alene(id_, kontroll.skann_pa_nytt))


@shared_task(name="dokumenter.sjekk_skanner")
def sjekk_skanner() -> None:
    """Let everybody know whether the scanner answers, and how old its signatures are."""
    if not settings.CLAMAV_ADRESSE:
        return
    try:
        spor_skanneren()
    except ClamavError as feil:
        logger.warning("skanner_svarer_ikke", kode=feil.code, varig=feil.permanent)


def _kontroller_alene(dokument_id: UUID) -> bool:
    return _alene(dokument_id, kontroll.kontroller_dokument)


def _alene(dokument_id: UUID, arbeid: Callable[..., bool]) -> bool:
    """Check unless another worker is at it. The claim is a courtesy and ends by itself: a double check does no harm."""
    storrelse = Dokument.objects.filter(pk=dokument_id).values_list("mottatt", flat=True).first() or 0
    krav, sekunder = f"kontroll:{dokument_id}", 30 + storrelse // _MINST_BYTES_PER_SEKUND
    if settings.CLAMAV_ADRESSE:
        sekunder += int(time_limit(min(storrelse, settings.SKANN_GRENSE_BYTES)))
    if not cache.add(krav, 1, timeout=sekunder):
        return False
    try:
        return arbeid(dokument_id=dokument_id)
    finally:
        cache.delete(krav)


def _prov_alle(ider: Iterable[UUID], arbeid: Callable[[UUID], bool]) -> int:
    alle = list(ider)
    # In another order every time: a few that always fail must not keep the run from ever getting past them.
    random.shuffle(alle)
    return _prov_hver(alle, arbeid)


def _prov_hver(ider: Iterable[UUID], arbeid: Callable[[UUID], bool]) -> int:
    antall = feil_pa_rad = 0
    for id_ in ider:
        try:
            antall += arbeid(id_)
            feil_pa_rad = 0
        except ClamavError as feil:
            _logg_utsatt(id_, feil)  # the rest may be for kontoer that do not wait for it, and asks it in no time
        except (LagerError, DatabaseError) as feil:
            _logg_utsatt(id_, feil)
            feil_pa_rad += 1
            if feil_pa_rad == _GI_OPP_ETTER:
                break
    return antall


def _logg_utsatt(dokument_id: UUID, feil: Exception) -> None:
    logger.warning("arbeid_utsatt", dokument_id=str(dokument_id), arsak=arsak_til(feil))
