"""After the database was restored from a copy: what the store's tombstones tell is done once more, so nothing opens.

They only ever close. What is closed already is counted and left, so it can be stopped anywhere and repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from dokumenter.errors import DelingAvsluttet
from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import sett_slutt
from dokumenter.services.gravsteiner import sett_a_jour, siste_nummer
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from dokumenter.services.utlop import avslutt_utlopte
from dokumenter.storage.gravsteiner import (
    DELING,
    DOKUMENT,
    FRIST,
    KONTO,
    MOTTAKER,
    Gravskrift,
    GravsteinFeil,
    les_gravstein,
    nummer_i,
    nyere_gravsteiner,
)
from dokumenter.storage.lager import Blokklager, dokumentlager, krev_vaktpost
from hendelser.models import SYSTEM
from kontoer.models import Konto
from kontoer.services.konto import slett_konto_igjen

UKJENT, ALT, LUKKET = "ukjent", "alt", "lukket"


class _Lest(NamedTuple):
    skrifter: list[Gravskrift]
    ugyldige: dict[str, str]
    numre: list[int]


@dataclass
class Gjenoppretting:
    """What was found and done. `antall` is by (art, outcome); `ugyldige` by name, with what is wrong."""

    gravsteiner: int = 0
    antall: Counter[tuple[str, str]] = field(default_factory=Counter)
    utlopte: int = 0
    ugyldige: dict[str, str] = field(default_factory=dict)
    hull: int = 0
    siste: int = 0
    fullfort: bool = False


def gjenopprett(*, naa: datetime, torrkjor: bool = False, godta_ugyldige: bool = False) -> Gjenoppretting:
    """Do what all tombstones say that are newer than the database. `fullfort` when it may be used again.

    One that cannot be trusted may be a real one that is damaged: then what the others say is done, and the database is
    not called up to date, unless whoever runs this says that it shall be. Raises LagerError.
    """
    lager, siste = dokumentlager(), siste_nummer()
    krev_vaktpost(lager)
    lest = _les(lager, siste)
    funn = Gjenoppretting(gravsteiner=len(lest.numre), ugyldige=lest.ugyldige, hull=_hull(siste, lest.numre))
    funn.siste = max(lest.numre, default=siste)
    if torrkjor:
        with transaction.atomic():
            _utfor(lest.skrifter, funn, naa)
            transaction.set_rollback(True)
        return funn
    _utfor(lest.skrifter, funn, naa)
    funn.fullfort = not funn.ugyldige or godta_ugyldige
    if funn.fullfort and lest.numre:
        sett_a_jour(siste=funn.siste, naa=naa)
    return funn


def _les(lager: Blokklager, siste: int) -> _Lest:
    lest = _Lest([], {}, [])
    for navn in sorted(nyere_gravsteiner(lager, enn=siste)):
        lest.numre.append(nummer_i(navn))
        try:
            lest.skrifter.extend(les_gravstein(lager, navn))
        except GravsteinFeil as feil:
            lest.ugyldige[navn] = str(feil)
    return lest


def _hull(siste: int, numre: list[int]) -> int:
    """How many numbers are missing up to the newest: someone removed them, or they were never written."""
    return max(numre, default=siste) - siste - len(set(numre))


def _utfor(skrifter: list[Gravskrift], funn: Gjenoppretting, naa: datetime) -> None:
    # What is larger first: then what is in it has ended already.
    for art, lukk in (
        (KONTO, _lukk_konto),
        (DELING, _lukk_deling),
        (DOKUMENT, _lukk_dokument),
        (MOTTAKER, _ta_ut_mottaker),
    ):
        for skrift in _en_av_hver(skrift for skrift in skrifter if skrift.art == art):
            funn.antall[art, lukk(skrift)] += 1
    for skrift in _en_av_hver(skrift for skrift in skrifter if skrift.art == FRIST):
        funn.antall[FRIST, _kort_ned(skrift, naa)] += 1
    funn.utlopte = avslutt_utlopte(naa=naa)


def _en_av_hver(skrifter: Iterable[Gravskrift]) -> list[Gravskrift]:
    """The last word about each: two that were written at once may have their numbers the other way round."""
    siste: dict[object, Gravskrift] = {}
    for skrift in sorted(skrifter, key=lambda en: en.tidspunkt):
        siste[skrift.gjelder, skrift.grunn if skrift.art == MOTTAKER else ""] = skrift
    return list(siste.values())


def _lukk_konto(skrift: Gravskrift) -> str:
    konto = Konto.objects.filter(pk=skrift.gjelder).first()
    if konto is None:
        return UKJENT
    return LUKKET if slett_konto_igjen(konto=konto, slettet=skrift.tidspunkt) else ALT


def _lukk_deling(skrift: Gravskrift) -> str:
    deling = Deling.objects.select_related("konto").filter(pk=skrift.gjelder).first()
    if deling is None:
        return UKJENT
    if deling.avsluttet is not None:
        return ALT
    slutt = Deling.Slutt(skrift.grunn) if skrift.grunn in Deling.Slutt else Deling.Slutt.SLETTET
    if deling.tilstand == Deling.Tilstand.UTKAST:  # when the copy was made
        slutt = Deling.Slutt.FORKASTET
    elif slutt == Deling.Slutt.FORKASTET:
        slutt = Deling.Slutt.SLETTET
    return LUKKET if avslutt_deling(deling=deling, slutt=slutt, av=SYSTEM) else ALT


def _lukk_dokument(skrift: Gravskrift) -> str:
    dokument = Dokument.objects.select_related("deling__konto").filter(pk=skrift.gjelder).first()
    if dokument is None:
        return UKJENT
    return LUKKET if slett_dokument(dokument=dokument, av=SYSTEM) else ALT


def _ta_ut_mottaker(skrift: Gravskrift) -> str:
    """Numbers of rows are given once: the one that this names is the one that was taken out, or is not here at all."""
    deling = Deling.objects.select_related("konto").filter(pk=skrift.gjelder).first()
    if deling is None or not skrift.grunn.isdecimal():
        return UKJENT
    return LUKKET if fjern_mottaker(deling=deling, mottaker_id=int(skrift.grunn), av=SYSTEM) else ALT


def _kort_ned(skrift: Gravskrift, naa: datetime) -> str:
    """A later end than the database's is not given back: a tombstone never lets anything live longer."""
    if skrift.frist is None:
        return ALT
    lengre = Q(tilgjengelig_til__isnull=True) | Q(tilgjengelig_til__gt=skrift.frist)
    deling = Deling.objects.varer(naa).filter(lengre, pk=skrift.gjelder).select_related("konto").first()
    if deling is None:
        return ALT if Deling.objects.filter(pk=skrift.gjelder).exists() else UKJENT
    try:
        sett_slutt(deling=deling, tilgjengelig_til=skrift.frist, av=SYSTEM)
    except DelingAvsluttet:
        return ALT
    return LUKKET
