"""The months of a konto or an organisation, as they were counted last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dokumenter.models import Manedstall

MANEDER = 13  # this month, and the same one a year ago
_TIME, _DOGN = 3600, 86_400


class Arstall(NamedTuple):
    """The sums of all months that are shown, for one konto."""

    delt: int = 0
    hentet: int = 0
    aldri_hentet: int = 0
    mottakere: int = 0
    storrelse: int = 0


def maneder_til(naa: datetime) -> list[date]:
    """The first days of the months that are shown, the oldest first."""
    dag = timezone.localtime(naa).date()
    nr = [dag.year * 12 + dag.month - 1 - for_ for for_ in range(MANEDER)]
    return [date(ett // 12, ett % 12 + 1, 1) for ett in reversed(nr)]


def manedstall_for(gjelder: UUID, *, naa: datetime) -> list[Manedstall]:
    """Every month that is shown, also those in which nothing was shared. One question."""
    maneder = maneder_til(naa)
    talt = {rad.maned: rad for rad in Manedstall.objects.filter(gjelder=gjelder, maned__gte=maneder[0])}
    return [talt.get(maned) or _tom(gjelder, maned, naa) for maned in maneder]


def arstall_for(kontoer: Collection[UUID], *, naa: datetime) -> dict[UUID, Arstall]:
    """The sums of these kontoer, of those that have shared anything. One question."""
    rader = Manedstall.objects.filter(gjelder__in=kontoer, maned__gte=maneder_til(naa)[0]).order_by()
    summer = rader.values_list("gjelder").annotate(*(Sum(felt) for felt in Arstall._fields))
    return {gjelder: Arstall(*map(int, tall)) for gjelder, *tall in summer}


def manedene_til(kontoer: Collection[UUID], *, naa: datetime) -> list[Manedstall]:
    """All months of these kontoer in which anything was shared, in the order konto, month."""
    rader = Manedstall.objects.filter(gjelder__in=kontoer, maned__gte=maneder_til(naa)[0])
    return list(rader.order_by("gjelder", "maned"))


def ventetid_i_ord(sekunder: int | None) -> str:
    """How long it took, as people say it; empty when nobody has fetched anything."""
    if sekunder is None:
        return ""
    if sekunder < _TIME:
        return _("under en time")
    if sekunder < 2 * _DOGN:
        timer = round(sekunder / _TIME)
        return ngettext("%(antall)d time", "%(antall)d timer", timer) % {"antall": timer}
    dager = round(sekunder / _DOGN)
    return ngettext("%(antall)d dag", "%(antall)d dager", dager) % {"antall": dager}


def _tom(gjelder: UUID, maned: date, naa: datetime) -> Manedstall:
    return Manedstall(gjelder=gjelder, maned=maned, **Arstall()._asdict(), median_sekunder=None, talt=naa)
