"""Background work: each task finds what waits by a query and calls a service. Beat starts them; a nudge may come first.

All are idempotent and safe to run twice at once. One item that fails is logged and tried again next time; it never
stops the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from uuid import UUID

import structlog
from celery import shared_task
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from adapters.arsak import arsak_til
from dokumenter.models import Dokument
from dokumenter.queries.arbeid import som_skal_fjernes, som_skal_kontrolleres
from dokumenter.services import kontroll, oppbevaring, reservasjon, sletting, systemsletting
from dokumenter.storage.lager import LagerError

logger = structlog.get_logger(__name__)

# When the store is away every item fails: give the run up, beat starts a new one.
_GI_OPP_ETTER = 20
_MINST_BYTES_PER_SEKUND = 20_000_000


@shared_task(name="dokumenter.avslutt_utlopte")
def avslutt_utlopte() -> int:
    """End what is out of time, what lost its konto, and abandoned drafts."""
    return sletting.avslutt_utlopte(naa=timezone.now())


@shared_task(name="dokumenter.slett_bestilte")
def slett_bestilte() -> int:
    """Delete what systems have asked for by korrelasjonsid."""
    return systemsletting.utfor_bestillinger()


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
    return sletting.ettersyn_av_slettede(naa=timezone.now())


@shared_task(name="dokumenter.rydd_reservasjoner")
def rydd_reservasjoner() -> int:
    """Remove what was written for dokumenter that never came to be."""
    naa = timezone.now()
    ider = reservasjon.gi_opp_gamle_reservasjoner(naa=naa)
    return _prov_alle(ider, lambda id_: reservasjon.rydd_reservasjon(id_=id_, naa=naa))


@shared_task(name="dokumenter.rydd_gammelt")
def rydd_gammelt() -> int:
    """Forget metadata and events whose time is out, where the settings say when that is."""
    return sum(oppbevaring.rydd_gammelt(naa=timezone.now()).values())


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


def _kontroller_alene(dokument_id: UUID) -> bool:
    """Check unless another worker is at it. The claim is a courtesy and ends by itself: a double check does no harm."""
    storrelse = Dokument.objects.filter(pk=dokument_id).values_list("mottatt", flat=True).first() or 0
    krav = f"kontroll:{dokument_id}"
    if not cache.add(krav, 1, timeout=30 + storrelse // _MINST_BYTES_PER_SEKUND):
        return False
    try:
        return kontroll.kontroller_dokument(dokument_id=dokument_id)
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
        except (LagerError, DatabaseError) as feil:
            _logg_utsatt(id_, feil)
            feil_pa_rad += 1
            if feil_pa_rad == _GI_OPP_ETTER:
                break
    return antall


def _logg_utsatt(dokument_id: UUID, feil: Exception) -> None:
    logger.warning("arbeid_utsatt", dokument_id=str(dokument_id), arsak=arsak_til(feil))
