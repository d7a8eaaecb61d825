"""What those who run the service must know: how much waits, and how long the oldest deletion is overdue.

Asked every few seconds, so every question is answered from an index that holds only what waits.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, QuerySet

from dokumenter.models import Deling, Dokument, Gravstein, Slettebestilling
from dokumenter.queries.arbeid import slettede_kontoer_med_delinger

# In the words of the index `dokument_arbeid`: another list would not be found in it.
_ARBEID = (Dokument.Tilstand.VENTER, Dokument.Tilstand.KONTROLLERES, Dokument.Tilstand.SLETTES)


def eldste_forfalte(naa: datetime) -> dict[str, datetime | None]:
    """When the oldest of each kind of deletion that is due should have been done; None when nothing waits.

    `avslutte`: the time of a deling is out, or its konto deleted. `utfore_bestilling`: a system has asked.
    `fjerne_innhold`: the key is destroyed and the objects are still to be removed. `gravlegge`: ended, and the store
    does not know it yet.
    """
    utlopt = Deling.objects.med_utlopt_tid(naa).aggregate(eldst=Min("tilgjengelig_til"))["eldst"]
    konto_slettet = slettede_kontoer_med_delinger().aggregate(eldst=Min("slettet"))["eldst"]
    bestilt = _bestillinger().order_by("pk").values_list("bestilt", flat=True).first()
    odelagt = _slettes().aggregate(eldst=Min("nokkel_odelagt"))["eldst"]
    return {
        "avslutte": min((tid for tid in (utlopt, konto_slettet) if tid is not None), default=None),
        "utfore_bestilling": bestilt,
        "fjerne_innhold": odelagt,
        "gravlegge": _gravsteiner().aggregate(eldst=Min("tidspunkt"))["eldst"],
    }


def antall_som_venter(naa: datetime) -> dict[str, int]:
    """How many dokumenter are in each tilstand that is on the way to another, and what the sweeps have before them."""
    antall = dict.fromkeys((f"dokument_{tilstand.value}" for tilstand in _ARBEID), 0)
    for tilstand, dokumenter in _i_arbeid().values_list("tilstand").annotate(antall=Count("*")).order_by():
        antall[f"dokument_{tilstand}"] = dokumenter
    antall["deling_utlopt"] = Deling.objects.med_utlopt_tid(naa).count()
    antall["konto_slettet"] = slettede_kontoer_med_delinger().count()
    antall["slettebestilling"] = _bestillinger().count()
    antall["gravstein"] = _gravsteiner().count()
    return antall


def _bestillinger() -> QuerySet[Slettebestilling]:
    return Slettebestilling.objects.filter(utfort__isnull=True)


def _gravsteiner() -> QuerySet[Gravstein]:
    return Gravstein.objects.filter(skrevet__isnull=True)


def _slettes() -> QuerySet[Dokument]:
    return Dokument.objects.filter(tilstand=Dokument.Tilstand.SLETTES)


def _i_arbeid() -> QuerySet[Dokument]:
    return Dokument.objects.filter(tilstand__in=_ARBEID)
