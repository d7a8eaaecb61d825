"""The counters of `models.Kontotall`: fold what has been added, and count anew to see that they are right."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum

from dokumenter.models import Kontotall
from dokumenter.queries.statistikk import Kontostatistikk, avvik_i
from kontoer.models import Konto

_FELTER = Kontostatistikk._fields
_FA_RADER = 20
_BOLK = 200


def brett_sammen(*, minst: int = _FA_RADER) -> int:
    """Fold the rows of every konto that has got at least `minst`; how many kontoer it was.

    What is added meanwhile is not touched. Two at once, or one that is stopped, lose and count nothing twice: the rows
    that go and the one that comes are one transaction, and who comes second finds the rows gone.
    """
    rader = Kontotall.objects.order_by().values("konto_id").annotate(antall=Count("id"))
    kontoer = list(rader.filter(antall__gte=minst).values_list("konto_id", flat=True))
    for konto_id in kontoer:
        with transaction.atomic():
            mine = Kontotall.objects.filter(konto_id=konto_id).select_for_update().order_by("id")
            ider = list(mine.values_list("id", flat=True))
            sammen = Kontotall.objects.filter(id__in=ider).aggregate(**{felt: Sum(felt, default=0) for felt in _FELTER})
            if not ider:
                continue
            Kontotall.objects.filter(id__in=ider).delete()
            Kontotall.objects.create(konto_id=konto_id, **sammen)
    return len(kontoer)


def tell_pa_nytt(*, rett: bool) -> Iterator[tuple[UUID, Kontostatistikk]]:
    """The kontoer whose counters are not what is there, and by how much; put right if `rett`.

    Each batch is counted and read at one moment, so that what is uploaded meanwhile is no difference.
    """
    ider = list(Konto.objects.order_by("pk").values_list("pk", flat=True))
    for fra in range(0, len(ider), _BOLK):
        avvik = avvik_i(ider[fra : fra + _BOLK])
        if rett:
            Kontotall.objects.bulk_create(Kontotall(konto_id=id_, **tall._asdict()) for id_, tall in avvik.items())
        yield from avvik.items()
