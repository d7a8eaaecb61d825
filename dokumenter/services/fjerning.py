"""What is left in the store when a key is destroyed: remove the objects, see that they are gone, and say so.

Several at once, for a store far away answers each question slowly; what the database is told is told for many together.
Nothing is ever concluded from an empty store: see `krev_vaktpost`. Idempotent, and may be done by two at once.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Count

from adapters import klokke
from dokumenter.models import Blokk, Dokument
from dokumenter.queries.arbeid import som_skal_fjernes
from dokumenter.services.gravsteiner import krev_gravlagt
from dokumenter.services.sveip import bolker, logg_utsatt
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.lager import Blokklager, LagerError, dokumentlager, krev_vaktpost
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import ny_hendelse, skriv_mange_hendelser

_SAMTIDIGE = 8
_FLEST_BLOKKER = 5000  # whose names are in memory at a time
_ETTERSYN, _ETTERSYN_LENGST = timedelta(hours=2), timedelta(hours=8)


@dataclass
class _Resultat:
    """Whose objects are gone, and whose the store did not remove. Those there was no time for are in neither."""

    borte: list[UUID] = field(default_factory=list)
    feil: dict[UUID, Exception] = field(default_factory=dict)


def fjern_objekter(*, dokument_id: UUID) -> bool:
    """Remove the objects of a dokument that is `slettes`. False if there was nothing to do.

    Raises LagerError when the store does not do it; then it is tried again.
    """
    antall = 0
    for navnene in _porsjoner([dokument_id]):
        krev_gravlagt(dokument_ider=[dokument_id])
        _tom_lageret_for(dokumentlager(), dokument_id, navnene[dokument_id])
        antall += _fullfor(navnene)
    return bool(antall)


def fjern_flere(*, dokument_ider: Sequence[UUID], frist: float = math.inf) -> int:
    """As `fjern_objekter` for many; how many were removed. What does not work is logged, and left to the sweep."""
    with ThreadPoolExecutor(_SAMTIDIGE) as trader:
        return _fjern(dokument_ider, trader, frist)[0]


def fjern_slettede(*, frist: float = math.inf) -> int:
    """Remove the objects of every dokument whose key is destroyed, until `frist`. Returns how many.

    When the store is away nothing works: then it is given up, and the next run tries.
    """
    antall = 0
    with ThreadPoolExecutor(_SAMTIDIGE) as trader:
        for ider in bolker(navn="objekter", rader=som_skal_fjernes(), felt="nokkel_odelagt", frist=frist):
            borte, feilet = _fjern(ider, trader, frist)
            antall += borte
            if feilet == len(ider):
                break
    return antall


def ettersyn_av_slettede(*, naa: datetime, frist: float = math.inf) -> int:
    """Look again where dokumenter were removed two hours ago: a writer that was under way may have left an object."""
    lager, antall = dokumentlager(), 0
    slettede = Dokument.objects.filter(slettet__gte=naa - _ETTERSYN_LENGST, slettet__lte=naa - _ETTERSYN)
    for ider in bolker(navn="ettersyn", rader=slettede, felt="slettet", frist=frist, rundt=False):
        for dokument_id in ider:
            for navn in list(lager.list(prefiks_for(dokument_id))):
                lager.remove(navn)
                antall += 1
    return antall


def _fjern(ider: Sequence[UUID], trader: ThreadPoolExecutor, frist: float) -> tuple[int, int]:
    """How many are removed, and how many the store or the database did not let us remove."""
    antall = feilet = 0
    for navnene in _porsjoner(ider):
        resultat = _tom_lageret(navnene, trader, frist)
        antall += _prov_sammen(resultat)
        feilet += len(resultat.feil)
        for dokument_id, feil in resultat.feil.items():
            logg_utsatt(dokument_id=dokument_id, feil=feil)
    return antall, feilet


def _porsjoner(ider: Sequence[UUID]) -> Iterator[dict[UUID, list[str]]]:
    """The names that the database knows, by dokument that is `slettes`: some at a time, the first ids first."""
    slettes = [
        id_
        for id_, tilstand in Dokument.objects.filter(pk__in=ider).order_by("pk").values_list("pk", "tilstand")
        if tilstand == Dokument.Tilstand.SLETTES
    ]
    blokker = Blokk.objects.filter(dokument__in=slettes).order_by()
    antall = dict(blokker.values_list("dokument_id").annotate(antall=Count("pk")))
    porsjon: list[UUID] = []
    for id_ in slettes:
        porsjon.append(id_)
        if sum(antall.get(en, 0) for en in porsjon) >= _FLEST_BLOKKER:
            yield _navn(porsjon)
            porsjon = []
    if porsjon:
        yield _navn(porsjon)


def _navn(ider: Sequence[UUID]) -> dict[UUID, list[str]]:
    navnene: defaultdict[UUID, list[str]] = defaultdict(list, {id_: [] for id_ in ider})
    for id_, navn in Blokk.objects.filter(dokument__in=ider).order_by().values_list("dokument_id", "navn"):
        navnene[id_].append(navn)
    return navnene


def _tom_lageret(navnene: dict[UUID, list[str]], trader: ThreadPoolExecutor, frist: float) -> _Resultat:
    """The store is asked by several threads, none of which knows the database."""
    lager, resultat = dokumentlager(), _Resultat()

    def tom(dokument_id: UUID) -> Exception | bool:
        if time.monotonic() >= frist:
            return False
        try:
            _tom_lageret_for(lager, dokument_id, navnene[dokument_id])
        except LagerError as feil:
            return feil
        return True

    try:
        krev_vaktpost(lager)
        krev_gravlagt(dokument_ider=list(navnene))
    except LagerError as feil:
        resultat.feil = dict.fromkeys(navnene, feil)
        return resultat
    for dokument_id, svar in zip(navnene, trader.map(tom, navnene), strict=True):
        if isinstance(svar, Exception):
            resultat.feil[dokument_id] = svar
        elif svar:
            resultat.borte.append(dokument_id)
    return resultat


def _tom_lageret_for(lager: Blokklager, dokument_id: UUID, kjente: Sequence[str]) -> None:
    krev_vaktpost(lager)
    prefiks = prefiks_for(dokument_id)
    # Both what the database knows and what lies there: a writer killed between object and row left one without a row.
    for navn in {*kjente, *lager.list(prefiks)}:
        lager.remove(navn)
    if next(iter(lager.list(prefiks)), None) is not None:
        raise LagerError("Objektene er der fortsatt.")


def _prov_sammen(resultat: _Resultat) -> int:
    """Say it of all in one transaction; if the database refuses, of each in its own."""
    try:
        return _fullfor(resultat.borte)
    except DatabaseError:
        return sum(_prov(dokument_id, resultat.feil.__setitem__) for dokument_id in resultat.borte)


def _prov(dokument_id: UUID, feilet: Callable[[UUID, Exception], None]) -> int:
    try:
        return _fullfor([dokument_id])
    except DatabaseError as feil:
        feilet(dokument_id, feil)
        return 0


def _fullfor(ider: Sequence[UUID] | dict[UUID, list[str]]) -> int:
    """Their objects are gone: say so of those that nobody has said it of."""
    with transaction.atomic():
        laste = Dokument.objects.filter(pk__in=list(ider)).select_related("deling__konto")
        dokumenter = [
            dokument
            for dokument in laste.select_for_update(of=("self",)).order_by("pk")
            if dokument.tilstand == Dokument.Tilstand.SLETTES
        ]
        mine = [dokument.pk for dokument in dokumenter]
        Dokument.objects.filter(pk__in=mine).update(tilstand=Dokument.Tilstand.SLETTET, slettet=klokke.naa())
        Blokk.objects.filter(dokument__in=mine).delete()
        skriv_mange_hendelser(
            ny_hendelse(Hendelsestype.DOKUMENT_SLETTET, av=SYSTEM, gjelder=dokument) for dokument in dokumenter
        )
    return len(mine)
