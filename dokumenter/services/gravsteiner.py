"""Every end is told in the store as well, before it is called done. Why so: docs/beslutninger/0023-gravsteiner.md.

The transaction that ends something enters a row here too, so nothing is told that did not happen, and nothing that
happened is forgotten. Once it is committed, the rows get a name for their object, and with it a number, in a
transaction of their own; then the object is written; then the rows are removed. Whoever dies in between has left rows
that the sweep finds, and the same object is written, under the same name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from adapters import klokke
from adapters.dytt import dytt
from dokumenter.models import Deling, Dokument, Gravstein, Gravsteinsmerke
from dokumenter.storage.gravsteiner import (
    DELING,
    DOKUMENT,
    FRIST,
    KONTO,
    MOTTAKER,
    Gravskrift,
    nummer_i,
    nyere_gravsteiner,
    nytt_navn,
    skriv_gravstein,
)
from dokumenter.storage.lager import Blokklager, LagerError, dokumentlager, krev_vaktpost
from hendelser.models import SYSTEM, HarAktor
from kontoer.models import Konto

logger = structlog.get_logger(__name__)

_MAKS_I_ETT = 500
_GRUNN_SLETTET = "slettet"
_DEN_ENE = 1


class ForeldetDatabaseError(LagerError):
    """The store knows of ends that this database does not: it is an old copy, and `gjenopprett` must run first."""


def gravlegg(*, delinger: Iterable[Deling] = (), dokumenter: Iterable[UUID] = (), av: HarAktor) -> None:
    """These delinger have ended, with all that is in them, and these dokumenter. In the transaction that ends them.

    A draft that the system gives up was never out, and a restored one is given up again by itself.
    """
    naa = klokke.naa()
    rader = [
        Gravstein(art=DELING, gjelder=deling.pk, grunn=deling.slutt, tidspunkt=naa)
        for deling in delinger
        if not (av is SYSTEM and deling.slutt == Deling.Slutt.FORKASTET)
    ]
    rader += [Gravstein(art=DOKUMENT, gjelder=id_, grunn=_GRUNN_SLETTET, tidspunkt=naa) for id_ in dokumenter]
    _legg_inn(rader)


def gravlegg_frist(*, deling: Deling, frist: datetime | None) -> None:
    """The deling ends at another moment. In the transaction that decides it, after the deling is locked."""
    _legg_inn([Gravstein(art=FRIST, gjelder=deling.pk, tidspunkt=klokke.naa(), frist=frist)])


def gravlegg_mottaker(*, deling: Deling, mottaker_id: int) -> None:
    """One is taken out of the deling. In the transaction that does it, after the deling is locked."""
    tatt_ut = Gravstein(art=MOTTAKER, gjelder=deling.pk, grunn=str(mottaker_id), tidspunkt=klokke.naa())
    _legg_inn([tatt_ut])


def _legg_inn(rader: list[Gravstein]) -> None:
    if rader:
        Gravstein.objects.bulk_create(rader)
        dytt("dokumenter.skriv_gravsteiner")


def bekreft_gravlagt(*, gjelder: Collection[UUID]) -> bool:
    """Tell the store what has been decided about these, while the one who decided waits. Not inside a transaction.

    False when the store cannot be told now: they are closed, and the sweep tells it later.
    """
    ider = list(_ventende(gjelder).values_list("pk", flat=True))
    try:
        if ider:
            _skriv(ider)
    except LagerError as feil:
        logger.warning("gravstein_venter", antall=len(ider), feil=type(feil).__name__)
        return False
    return True


def krev_gravlagt(*, dokument_ider: Collection[UUID]) -> None:
    """Before anybody says that these are gone. Raises LagerError when the store cannot be told now."""
    delinger = Dokument.objects.filter(pk__in=dokument_ider).order_by().values_list("deling_id", flat=True)
    if _ventende([*dokument_ider, *delinger.distinct()]).exists():
        skriv_ventende()


def _ventende(gjelder: Collection[UUID]) -> QuerySet[Gravstein]:
    return Gravstein.objects.filter(gjelder__in=gjelder, skrevet__isnull=True)


def skriv_ventende() -> int:
    """Write all that waits, the oldest first; how many ends there were. Raises LagerError; the rest is for next time.

    What somebody got a name for and did not finish comes first: perhaps it is being written now, then it is done twice.
    """
    _gravlegg_kontoer()
    antall = 0
    ventende = Gravstein.objects.filter(skrevet__isnull=True)
    while bolk := list(ventende.order_by(F("objekt").desc(), "pk").values_list("pk", flat=True)[:_MAKS_I_ETT]):
        _skriv(bolk)
        antall += len(bolk)
    return antall


def er_foreldet(*, lager: Blokklager | None = None) -> bool:
    """Whether the database is older than the store's newest tombstone. Raises LagerError, also without the sentinel."""
    lager, siste = lager or dokumentlager(), siste_nummer()
    krev_vaktpost(lager)
    nyeste = max(map(nummer_i, nyere_gravsteiner(lager, enn=siste)), default=siste)
    # Those written since it was asked have a number that is in the database by now.
    return nyeste > siste and nyeste > siste_nummer()


def siste_nummer() -> int:
    """The number of the newest tombstone that the database knows of."""
    return Gravsteinsmerke.objects.filter(pk=_DEN_ENE).values_list("siste", flat=True).first() or 0


def sett_a_jour(*, siste: int, naa: datetime) -> None:
    """The database knows all up to this number by now: `gjenopprett` has read them."""
    with transaction.atomic():
        merke = _laast_merke()
        merke.siste, merke.gjenopprettet = max(merke.siste, siste), naa
        merke.save()


def _laast_merke() -> Gravsteinsmerke:
    Gravsteinsmerke.objects.get_or_create(pk=_DEN_ENE)
    return Gravsteinsmerke.objects.select_for_update().get(pk=_DEN_ENE)


def _skriv(ider: list[int]) -> None:
    if er_foreldet():
        raise ForeldetDatabaseError("Databasen er eldre enn gravsteinene i lageret.")
    _gi_navn(ider)
    for navn in sorted(set(Gravstein.objects.filter(pk__in=ider, skrevet=None).values_list("objekt", flat=True))):
        rader = list(Gravstein.objects.filter(objekt=navn, skrevet=None).order_by("pk"))
        if rader:
            skriv_gravstein(dokumentlager(), navn, [_som_skrift(rad) for rad in rader])
            _ferdig(navn)


def _gi_navn(ider: list[int]) -> None:
    """The row of numbers is locked meanwhile: numbers are committed in their own order, and nothing else waits long."""
    with transaction.atomic():
        merke = _laast_merke()
        uten_navn = Gravstein.objects.filter(pk__in=ider, objekt="")
        if not uten_navn.exists():
            return
        merke.siste += 1
        merke.save()
        uten_navn.update(objekt=nytt_navn(merke.siste))


def _ferdig(navn: str) -> None:
    with transaction.atomic():
        rader = Gravstein.objects.filter(objekt=navn, skrevet=None)
        rader.filter(art=KONTO).update(skrevet=klokke.naa())
        rader.exclude(art=KONTO).delete()


def _gravlegg_kontoer() -> None:
    """A konto is deleted below us, by those who know nothing of delinger. Kontoer are few, so each is asked about."""
    alt = Gravstein.objects.filter(art=KONTO, gjelder=OuterRef("pk"))
    slettede = Konto.objects.filter(~Exists(alt), slettet__isnull=False).values_list("pk", "slettet")
    Gravstein.objects.bulk_create(
        Gravstein(art=KONTO, gjelder=pk, grunn=_GRUNN_SLETTET, tidspunkt=slettet or klokke.naa())
        for pk, slettet in slettede.order_by("slettet")
    )


def _som_skrift(rad: Gravstein) -> Gravskrift:
    return Gravskrift(art=rad.art, gjelder=rad.gjelder, grunn=rad.grunn, tidspunkt=rad.tidspunkt, frist=rad.frist)
