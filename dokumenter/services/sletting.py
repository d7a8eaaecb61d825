"""Deletion. First, in one transaction, the keys: from then on every copy of the bytes is noise, backups too.
Then, by a task that may die and run again at any point, the objects; and last the word that they are gone.

Metadata and log remain. Nothing is ever concluded from an empty store: see `krev_vaktpost`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction

from adapters import klokke
from adapters.dytt import dytt
from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.queries.arbeid import gamle_utkast
from dokumenter.services.gravsteiner import gravlegg, krev_gravlagt
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.lager import LagerError, dokumentlager, krev_vaktpost
from dokumenter.tilgang import krev_kan_forvalte
from hendelser.models import SYSTEM, HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse

logger = structlog.get_logger(__name__)

_HENDELSE_FOR_SLUTT = {
    Deling.Slutt.UTLOPT: Hendelsestype.DELING_UTLOPT,
    Deling.Slutt.TRUKKET: Hendelsestype.DELING_TRUKKET,
    Deling.Slutt.SLETTET: Hendelsestype.DELING_SLETTET,
    Deling.Slutt.KONTO_SLETTET: Hendelsestype.DELING_SLETTET,
    Deling.Slutt.FORKASTET: Hendelsestype.UTKAST_FORKASTET,
}
_ETTERSYN = timedelta(hours=2)


def slett_dokument(*, dokument: Dokument, av: HarAktor) -> bool:
    """Put one dokument out of reach for good. False if it already was. Raises IkkeFunnet or ManglerRett."""
    krev_kan_forvalte(av, dokument.deling)
    with transaction.atomic():
        # Whoever shares counts the files with this lock: either the file is gone by then, or the deling is shared.
        Deling.objects.select_for_update().get(pk=dokument.deling_id)
        return bool(_odelegg_nokler(dokument.deling, dokument.id, av=av))


def avslutt_deling(*, deling: Deling, slutt: Deling.Slutt, av: HarAktor) -> bool:
    """End a deling: out of reach at once, and the keys of all its dokumenter destroyed in the same transaction.

    False if it had already ended. Raises IkkeFunnet or ManglerRett.
    """
    krev_kan_forvalte(av, deling)
    return _avslutt(deling, slutt, klokke.naa(), av=av)


def avslutt_utlopte(*, naa: datetime) -> int:
    """End every deling whose time is out or whose konto is deleted, and every abandoned draft. Returns how many.

    One that the database refuses is logged and tried again next time; it does not keep the others open.
    """
    antall = 0
    for deling in Deling.objects.utlopte(naa).select_related("konto").order_by("pk").iterator(chunk_size=200):
        slutt, tidspunkt = deling.sluttet(naa) or (Deling.Slutt.UTLOPT, naa)
        antall += _prov_a_avslutte(deling, slutt, tidspunkt)
    for deling in gamle_utkast(naa).select_related("konto").order_by("pk").iterator(chunk_size=200):
        antall += _prov_a_avslutte(deling, Deling.Slutt.FORKASTET, naa)
    return antall


def _prov_a_avslutte(deling: Deling, slutt: Deling.Slutt, tidspunkt: datetime) -> bool:
    try:
        return _avslutt(deling, slutt, tidspunkt, av=SYSTEM, bare_utlopt=True)
    except DatabaseError:
        logger.exception("deling_ikke_avsluttet", deling_id=str(deling.pk))
        return False


def _avslutt(
    deling: Deling, slutt: Deling.Slutt, tidspunkt: datetime, *, av: HarAktor, bare_utlopt: bool = False
) -> bool:
    tilstand = Deling.Tilstand.TRUKKET if slutt == Deling.Slutt.TRUKKET else Deling.Tilstand.SLETTET
    with transaction.atomic():
        levende = Deling.objects.levende().filter(pk=deling.pk)
        # It may have changed since it was read: prolonged, moved to another konto with the draft, or shared.
        if slutt == Deling.Slutt.FORKASTET:
            levende = levende.filter(tilstand=Deling.Tilstand.UTKAST)
            if bare_utlopt:
                levende = levende.eldre_ifolge_databasen(timedelta(hours=settings.OPPLASTING_LEVETID_TIMER))
        elif slutt == Deling.Slutt.KONTO_SLETTET:
            levende = levende.filter(konto_id=deling.konto_id)
        elif bare_utlopt:
            levende = levende.filter(tilgjengelig_til__lte=tidspunkt).ute_ifolge_databasen()
        if not levende.update(tilstand=tilstand, slutt=slutt, avsluttet=tidspunkt, skrevet=None):
            return False
        deling.tilstand, deling.slutt, deling.avsluttet, deling.skrevet = tilstand, slutt, tidspunkt, None
        skriv_hendelse(
            _HENDELSE_FOR_SLUTT[slutt],
            av=av,
            gjelder=deling,
            data={"slutt": slutt.value},
        )
        _odelegg_nokler(deling, av=av)
    return True


def _odelegg_nokler(deling: Deling, *bare: UUID, av: HarAktor) -> int:
    """Destroy the keys of the deling's dokumenter (or only of those named). Must run inside a transaction.

    What is named is taken out of what is shared; what ends with its deling was part of it to the end.
    """
    dokumenter = Dokument.objects.filter(deling=deling).igjen()
    if bare:
        dokumenter = dokumenter.filter(pk__in=bare)
    ider = list(dokumenter.select_for_update().order_by("pk").values_list("pk", flat=True))
    Dokument.objects.filter(pk__in=ider).update(
        tilstand=Dokument.Tilstand.SLETTES, nokkel=None, nokkel_odelagt=klokke.naa(), opplasting_hash=""
    )
    var_delt = bare and Dokument.objects.filter(pk__in=ider).delte().update(eksponering=Dokument.Eksponering.FJERNET)
    # What the system throws away of a draft was never out, and a restored draft loses it again by itself.
    gravlegg(
        delinger=() if bare else [deling], dokumenter=ider if var_delt or (bare and av is not SYSTEM) else (), av=av
    )
    for dokument_id in ider:
        skriv_hendelse(
            Hendelsestype.DOKUMENT_SLETTES,
            av=av,
            gjelder=deling.sted._replace(dokument_id=dokument_id),
        )
        dytt("dokumenter.fjern_objekter", str(dokument_id))
    return len(ider)


def fjern_objekter(*, dokument_id: UUID) -> bool:
    """Remove the objects of a dokument that is `slettes`, see that they are gone, and say so. Idempotent.

    False if there was nothing to do. Raises LagerError when the store does not do it; then it is tried again.
    """
    dokument = Dokument.objects.select_related("deling__konto").filter(pk=dokument_id).first()
    if dokument is None or dokument.tilstand != Dokument.Tilstand.SLETTES:
        return False
    krev_gravlagt(dokument=dokument)
    _tom_lageret_for(dokument)
    with transaction.atomic():
        naa = klokke.naa()
        sluttfort = Dokument.objects.filter(pk=dokument_id, tilstand=Dokument.Tilstand.SLETTES).update(
            tilstand=Dokument.Tilstand.SLETTET, slettet=naa
        )
        if not sluttfort:
            return False
        Blokk.objects.filter(dokument_id=dokument_id).delete()
        skriv_hendelse(
            Hendelsestype.DOKUMENT_SLETTET,
            av=SYSTEM,
            gjelder=dokument,
        )
    return True


def ettersyn_av_slettede(*, naa: datetime) -> int:
    """Look again where dokumenter were removed lately: a writer that was under way may have left an object after us."""
    lager, antall = dokumentlager(), 0
    for dokument in Dokument.objects.filter(slettet__gte=naa - _ETTERSYN).order_by("slettet").iterator():
        for navn in list(lager.list(prefiks_for(dokument.pk))):
            lager.remove(navn)
            antall += 1
    return antall


def _tom_lageret_for(dokument: Dokument) -> None:
    lager = dokumentlager()
    krev_vaktpost(lager)
    prefiks = prefiks_for(dokument.pk)
    # Both what the database knows and what lies there: a writer killed between object and row left one without a row.
    for navn in {*dokument.blokker.values_list("navn", flat=True), *lager.list(prefiks)}:
        lager.remove(navn)
    if next(iter(lager.list(prefiks)), None) is not None:
        raise LagerError("Objektene er der fortsatt.")
