"""Background work: each task finds what waits by a query and calls a service. Beat starts them; a nudge may come first.

All are idempotent and safe to run twice at once. One item that fails is logged and tried again next time; it never
stops the others. A sweep stops after some seconds and the next one goes on, so that none stands long before another.
What destroys keys or rows does nothing on a host whose clock is wrong.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from adapters import klokke
from adapters.clamav import ClamavError, time_limit
from dokumenter.models import Dokument
from dokumenter.queries.arbeid import som_skal_kontrolleres
from dokumenter.services import (
    avstemming,
    fjerning,
    gravsteiner,
    hentenokkel,
    kontotall,
    kontroll,
    manedstall,
    oppbevaring,
    reservasjon,
    skann,
    systemsletting,
    utlop,
)
from dokumenter.services.sveip import bolker, logg_utsatt
from dokumenter.skanner import spor_skanneren
from dokumenter.storage.lager import LagerError
from hendelser.klokkevakt import klokken_gar_rett

logger = structlog.get_logger(__name__)

# When the store is away every item fails: give the run up, beat starts a new one.
_GI_OPP_ETTER = 20
_MINST_BYTES_PER_SEKUND = 20_000_000
_KRAV_SEKUNDER = 5  # what a worker that dies holds a small dokument for
# How long a sweep goes on. Keys wait for the one that runs to end: two of these, and a batch, are the longest wait.
_NOKLER_SEKUNDER = 5.0
_SVEIP_SEKUNDER = 10.0
_KONTROLL_BOLK = 10


@shared_task(name="dokumenter.avslutt_utlopte")
def avslutt_utlopte() -> int:
    """End what is out of time, what lost its konto, and abandoned drafts."""
    if not klokken_gar_rett("avslutt_utlopte"):
        return 0
    return utlop.avslutt_utlopte(naa=klokke.naa(), frist=_frist(_NOKLER_SEKUNDER))


@shared_task(name="dokumenter.slett_bestilte")
def slett_bestilte() -> int:
    """Delete what systems have asked for by korrelasjonsid."""
    if not klokken_gar_rett("slett_bestilte"):
        return 0
    return systemsletting.utfor_bestillinger(frist=_frist(_NOKLER_SEKUNDER))


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
    return fjerning.fjern_flere(dokument_ider=[UUID(id_) for id_ in dokument_ider], frist=_frist())


@shared_task(name="dokumenter.fjern_slettede")
def fjern_slettede() -> int:
    """Remove the objects of every dokument whose key is destroyed."""
    return fjerning.fjern_slettede(frist=_frist())


@shared_task(name="dokumenter.ettersyn_av_slettede")
def ettersyn_av_slettede() -> int:
    """Look again where dokumenter lately were removed."""
    return fjerning.ettersyn_av_slettede(naa=klokke.naa(), frist=_frist())


@shared_task(name="dokumenter.rydd_reservasjoner")
def rydd_reservasjoner() -> int:
    """Remove what was written for dokumenter that never came to be."""
    if not klokken_gar_rett("rydd_reservasjoner"):
        return 0
    naa = klokke.naa()
    ider = reservasjon.gi_opp_gamle_reservasjoner(naa=naa)
    # In another order every time: a few that always fail must not keep the run from ever getting past them.
    random.shuffle(ider)
    return _prov_hver(ider, lambda id_: reservasjon.rydd_reservasjon(id_=id_, naa=naa), frist=_frist())


@shared_task(name="dokumenter.rydd_gammelt")
def rydd_gammelt() -> int:
    """Destroy malware, and forget metadata and events, whose time is out by the settings; and old hentenøkler."""
    if not klokken_gar_rett("rydd_gammelt"):
        return 0
    naa = klokke.naa()
    antall = skann.slett_smittede(naa=naa) + hentenokkel.rydd_hentenokler(naa=naa)
    return antall + sum(oppbevaring.rydd_gammelt(naa=naa).values())


@shared_task(name="dokumenter.brett_kontotall")
def brett_kontotall() -> int:
    """Fold what has been added to the counters of the kontoer."""
    return kontotall.brett_sammen()


@shared_task(name="dokumenter.tell_maneder")
def tell_maneder() -> int:
    """Count this month anew, and one of those before it."""
    return manedstall.tell_maneder(naa=klokke.naa())


@shared_task(name="dokumenter.kontroller_dokument")
def kontroller_dokument(*dokument_ider: str) -> int:
    """Check these dokumenter, the smallest first: none waits for a larger one. What there is no time for is swept."""
    ider = Dokument.objects.filter(pk__in=dokument_ider).order_by("mottatt", "pk").values_list("pk", flat=True)
    return _prov_hver(ider, _kontroller_alene, frist=_frist())


@shared_task(name="dokumenter.kontroller_ventende")
def kontroller_ventende() -> int:
    """Check every dokument that waits for it."""
    frist = _frist()
    ventende = som_skal_kontrolleres()
    grupper = bolker(navn="kontroll", rader=ventende, felt="opprettet", frist=frist, antall=_KONTROLL_BOLK)
    return _prov_hver((id_ for ider in grupper for id_ in ider), _kontroller_alene, frist=frist)


@shared_task(name="dokumenter.skann_pa_nytt")
def skann_pa_nytt(*dokument_ider: str) -> int:
    """Scan these again, that are available."""
    return _prov_hver(map(UUID, dokument_ider), lambda id_: _alene(id_, kontroll.skann_pa_nytt), frist=_frist())


@shared_task(name="dokumenter.sjekk_skanner")
def sjekk_skanner() -> None:
    """Let everybody know whether the scanner answers, and how old its signatures are."""
    if not settings.CLAMAV_ADRESSE:
        return
    try:
        spor_skanneren()
    except ClamavError as feil:
        logger.warning("skanner_svarer_ikke", kode=feil.code, varig=feil.permanent)


def _frist(sekunder: float = _SVEIP_SEKUNDER) -> float:
    return time.monotonic() + sekunder


def _kontroller_alene(dokument_id: UUID) -> bool:
    return _alene(dokument_id, kontroll.kontroller_dokument)


def _alene(dokument_id: UUID, arbeid: Callable[..., bool]) -> bool:
    """Check unless another worker is at it. The claim is a courtesy and ends by itself: a double check does no harm."""
    storrelse = Dokument.objects.filter(pk=dokument_id).values_list("mottatt", flat=True).first() or 0
    krav, sekunder = f"kontroll:{dokument_id}", _KRAV_SEKUNDER + storrelse // _MINST_BYTES_PER_SEKUND
    if settings.CLAMAV_ADRESSE:
        sekunder += int(time_limit(min(storrelse, settings.SKANN_GRENSE_BYTES)))
    if not cache.add(krav, 1, timeout=sekunder):
        return False
    try:
        return arbeid(dokument_id=dokument_id)
    finally:
        cache.delete(krav)


def _prov_hver(ider: Iterable[UUID], arbeid: Callable[[UUID], bool], *, frist: float) -> int:
    antall = feil_pa_rad = 0
    for id_ in ider:
        if time.monotonic() >= frist:
            break
        try:
            antall += arbeid(id_)
            feil_pa_rad = 0
        except ClamavError as feil:
            # The rest may be for kontoer that do not wait for it, and asks it in no time.
            logg_utsatt(dokument_id=id_, feil=feil)
        except (LagerError, DatabaseError) as feil:
            logg_utsatt(dokument_id=id_, feil=feil)
            feil_pa_rad += 1
            if feil_pa_rad == _GI_OPP_ETTER:
                break
    return antall
