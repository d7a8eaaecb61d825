"""Count what was shared month by month: for plots that must not count a million delinger while somebody waits.

Every five minutes this month and one of those before it, in turn, so that all are counted within the hour: somebody may
fetch today what was shared in the spring. A month is read once, in the order it comes, and summed up here: a median is
nothing that every database can count.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db.models import BigIntegerField, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum

from dokumenter.models import Deling, Dokument, Manedstall, Mottaker
from dokumenter.queries.manedstall import MANEDER, maneder_til
from hendelser.models import Hendelse, Hendelsestype
from hendelser.queries import midnatt

_BOLK = 2000
_SKRIV = 500
_TAKT = timedelta(minutes=5)
_FELTER = ["delt", "hentet", "aldri_hentet", "mottakere", "storrelse", "median_sekunder", "talt"]


@dataclass
class _Sum:
    """What has been counted so far of a konto or an organisation."""

    delt: int = 0
    aldri_hentet: int = 0
    mottakere: int = 0
    storrelse: int = 0
    ventet: list[float] = field(default_factory=list)

    def som_rad(self, gjelder: UUID, maned: date, naa: datetime) -> Manedstall:
        return Manedstall(
            gjelder=gjelder,
            maned=maned,
            delt=self.delt,
            hentet=len(self.ventet),
            aldri_hentet=self.aldri_hentet,
            mottakere=self.mottakere,
            storrelse=self.storrelse,
            median_sekunder=round(median(self.ventet)) if self.ventet else None,
            talt=naa,
        )


def tell_maneder(*, naa: datetime) -> int:
    """This month, and the one whose turn it is; how many delinger were counted."""
    maneder = maneder_til(naa)
    tur = int(naa.timestamp() // _TAKT.total_seconds()) % (MANEDER - 1)
    return sum(tell_maned(maned=maned, naa=naa) for maned in (maneder[-1], maneder[tur]))


def tell_maned(*, maned: date, naa: datetime) -> int:
    """Count what was shared in the month, for each konto and each organisation; how many delinger it was.

    A month of which something may have been forgotten by now keeps the numbers it has.
    """
    fra = midnatt(maned)
    if settings.METADATA_BEHOLD_DAGER and fra < naa - timedelta(days=settings.METADATA_BEHOLD_DAGER):
        return 0
    summer: dict[UUID, _Sum] = defaultdict(_Sum)
    antall = 0
    til = midnatt((maned + timedelta(days=32)).replace(day=1))
    for deling in _delinger(fra, til).iterator(chunk_size=_BOLK):
        antall += 1
        for gjelder in (deling.konto_id, deling.konto.organisasjon_id):
            _legg_til(summer[gjelder], deling, naa)
    Manedstall.objects.bulk_create(
        (sum_.som_rad(gjelder, maned, naa) for gjelder, sum_ in summer.items()),
        batch_size=_SKRIV,
        update_conflicts=True,
        unique_fields=["gjelder", "maned"],
        update_fields=_FELTER,
    )
    return antall


def _delinger(fra: datetime, til: datetime) -> QuerySet[Deling]:
    """Each with what is to be counted of it: three look-ups by indexes for a row.

    Not what waits for a second person, or was refused: nobody could fetch it, and it would count as never fetched.
    """
    min_ = OuterRef("pk")
    hentet = Hendelse.objects.filter(deling_id=min_, type=Hendelsestype.DOKUMENT_HENTET).order_by("tidspunkt")
    mottakere = Mottaker.objects.filter(deling=min_).order_by().values("deling").annotate(antall=Count("pk"))
    filer = Dokument.objects.filter(deling=min_).delte().order_by().values("deling").annotate(sum=Sum("storrelse"))
    return (
        Deling.objects.ute()
        .filter(delt__gte=fra, delt__lt=til)
        .select_related("konto")
        .only("delt", "tilstand", "tilgjengelig_til", "avsluttet", "slutt", "konto__organisasjon_id", "konto__slettet")
        .annotate(
            forst_hentet=Subquery(hentet.values("tidspunkt")[:1]),
            antall_mottakere=Subquery(mottakere.values("antall"), output_field=IntegerField()),
            sum_bytes=Subquery(filer.values("sum"), output_field=BigIntegerField()),
        )
        .order_by("delt", "id")
    )


def _legg_til(sum_: _Sum, deling: Deling, naa: datetime) -> None:
    rad = vars(deling)  # what the query has put on it
    sum_.delt += 1
    sum_.mottakere += rad["antall_mottakere"] or 0
    sum_.storrelse += rad["sum_bytes"] or 0
    if rad["forst_hentet"] is not None and deling.delt is not None:
        sum_.ventet.append(max((rad["forst_hentet"] - deling.delt).total_seconds(), 0))
    elif deling.sluttet(naa) is not None:
        sum_.aldri_hentet += 1
