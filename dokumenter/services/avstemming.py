"""Database and store compared, both ways: dokumenter whose objects are gone, and objects that no dokument knows.

Only objects are ever removed, never a row, and only when all looks right: the sentinel is there, the database is not an
old copy, what is to go is old, and it is not much. Else it is told, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet

from dokumenter.models import Blokk, Dokument, Gravsteinsmerke, Reservasjon
from dokumenter.services.gravsteiner import er_foreldet
from dokumenter.storage.blokker import fjern_blokk
from dokumenter.storage.lager import Blokklager, dokumentlager, krev_vaktpost

logger = structlog.get_logger(__name__)

_GAMMELT = timedelta(hours=24)  # far longer than from an object is written until its row is entered
_RO_ETTER_GJENOPPRETTING = timedelta(days=7)  # a better copy of the database may know what this one does not
_ALLTID_LOV = 20  # where there is little, a few are many per cent
_VIS_HOYST = 100
_UUID_LENGDE = 36


@dataclass
class Avstemming:
    """What was found. `stanset` says why nothing was removed, though there was something to remove."""

    objekter: int = 0
    uten_objekt: dict[UUID, int] = field(default_factory=dict)
    uten_rad: list[str] = field(default_factory=list)
    fjernet: int = 0
    stanset: str = ""


def avstem(*, naa: datetime, torrkjor: bool = False, maks: int | None = None) -> Avstemming:
    """Compare, and remove objects that no dokument knows. Raises LagerError.

    `maks`: how many may go, from one who has looked at them. Without it the settings' limits hold, and for a week after
    a restore nothing goes.
    """
    lager = dokumentlager()
    krev_vaktpost(lager)
    funn = Avstemming()
    for start in range(256):
        _sammenlign(lager, f"{start:02x}", naa - _GAMMELT, funn)
    if not funn.uten_rad or torrkjor:
        return funn
    funn.stanset = _hvorfor_ikke(funn, naa, maks)
    if not funn.stanset:
        funn.fjernet = sum(_fjern(lager, navn) for navn in funn.uten_rad)
    return funn


def logg_funn(*, funn: Avstemming) -> None:
    """For those who watch the log: dokumenter that cannot be fetched are an error."""
    for dokument_id, mangler in list(funn.uten_objekt.items())[:_VIS_HOYST]:
        logger.error("dokument_uten_objekter", dokument_id=str(dokument_id), mangler=mangler)
    antall = {"objekter": funn.objekter, "uten_rad": len(funn.uten_rad), "uten_objekt": len(funn.uten_objekt)}
    logg = logger.warning if funn.stanset else logger.info
    logg("avstemt", **antall, fjernet=funn.fjernet, stanset=funn.stanset)


def _hvorfor_ikke(funn: Avstemming, naa: datetime, maks: int | None) -> str:
    """Why nothing may be removed; empty when it may."""
    if er_foreldet():
        return "foreldet_database"
    if maks is not None:
        return "" if len(funn.uten_rad) <= maks else "for_mange"
    if Gravsteinsmerke.objects.filter(gjenopprettet__gt=naa - _RO_ETTER_GJENOPPRETTING).exists():
        return "nylig_gjenopprettet"
    borte = max(len(funn.uten_rad), sum(funn.uten_objekt.values()))
    andel = 100 * borte / max(funn.objekter, 1)
    if borte > settings.AVSTEM_MAKS_OBJEKTER or (borte > _ALLTID_LOV and andel > settings.AVSTEM_MAKS_PROSENT):
        return "for_mange"
    return ""


def _sammenlign(lager: Blokklager, start: str, gamle: datetime, funn: Avstemming) -> None:
    """One part of the store, and of the rows, at a time: one in 256 is all that is held in memory."""
    rader = set(_blokker(start).values_list("navn", flat=True))
    objekter = set(lager.list(f"{start}/"))
    funn.objekter += len(objekter)
    for dokument_id, navn in _kanskje_borte(start, rader - objekter):
        if not lager.exists(navn):
            funn.uten_objekt[dokument_id] = funn.uten_objekt.get(dokument_id, 0) + 1
    if ukjente := objekter - rader:
        funn.uten_rad += _uten_rad(ukjente.intersection(lager.list(f"{start}/", older_than=gamle)))


def _blokker(start: str) -> QuerySet[Blokk]:
    fra, til = UUID(start + "0" * 30), UUID(start + "f" * 30)
    return Blokk.objects.filter(dokument_id__gte=fra, dokument_id__lte=til).order_by()


def _kanskje_borte(start: str, navnene: set[str]) -> Iterator[tuple[UUID, str]]:
    """Those of dokumenter that still are to be had; asked again, for some were removed while we looked."""
    if navnene:
        levende = _blokker(start).exclude(dokument__tilstand__in=Dokument.BORTE)
        yield from ((id_, navn) for id_, navn in levende.values_list("dokument_id", "navn") if navn in navnene)


def _uten_rad(navnene: set[str]) -> list[str]:
    """Without those that others are about to remove, and those that are not named as a block is."""
    eiere = {navn: _dokument_id(navn) for navn in navnene}
    ider = {id_ for id_ in eiere.values() if id_ is not None}
    andres = set(Reservasjon.objects.filter(pk__in=ider).values_list("pk", flat=True))
    andres |= set(Dokument.objects.filter(pk__in=ider, tilstand=Dokument.Tilstand.SLETTES).values_list("pk", flat=True))
    return sorted(navn for navn, id_ in eiere.items() if id_ is not None and id_ not in andres)


def _dokument_id(navn: str) -> UUID | None:
    mappe = navn.split("/")[1]
    try:
        return UUID(mappe) if len(mappe) == _UUID_LENGDE else None
    except ValueError:
        return None


def _fjern(lager: Blokklager, navn: str) -> bool:
    """Unless somebody has come to know it since."""
    dokument_id = _dokument_id(navn)
    if dokument_id is None or Blokk.objects.filter(dokument_id=dokument_id, navn=navn).exists():
        return False
    fjern_blokk(lager=lager, navn=navn)
    return True
