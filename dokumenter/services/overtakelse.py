"""Delinger whose owner is gone are handed over to somebody who may share from the same konto.

Nothing about what they hold or whom they are for changes, and the log still says who shared them.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from adapters import klokke
from dokumenter.models import Deling, Overtakelse
from dokumenter.queries.overtakelse import mulige_eiere, uten_eier_pa
from hendelser.models import Hendelsestype
from hendelser.services import ny_hendelse, skriv_mange_hendelser
from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto
from kontoer.tilgang import krev_administrator_av_konto
from users.models import User

MAKS_OM_GANGEN = 2000


def overdra_delinger(*, konto: Konto, ny_eier: User, delinger: Collection[UUID] | None, av: User) -> int:
    """Give those named (None: all) of the konto's delinger without an owner to one who may share from it; how many.

    What has an owner by now is left alone, so it may be repeated; of all, at most some thousands in one go.
    Raises what `krev_administrator_av_konto` raises, UgyldigVerdi (felt eier).
    """
    krev_administrator_av_konto(av, konto)
    if not mulige_eiere(konto).filter(bruker=ny_eier).exists():
        raise UgyldigVerdi(_("Velg en som kan dele fra kontoen."), felt="eier")
    naa = klokke.naa()
    with transaction.atomic():
        rader = uten_eier_pa(konto, naa=naa)
        if delinger is not None:
            rader = rader.filter(pk__in=delinger)
        ider = list(rader.values_list("pk", flat=True)[:MAKS_OM_GANGEN])
        # Two administrators at once: the second finds what the first has left.
        laste = Deling.objects.select_for_update().filter(pk__in=ider).order_by("pk").values_list("pk", flat=True)
        mine = list(uten_eier_pa(konto, naa=naa).filter(pk__in=list(laste)).values_list("pk", flat=True))
        Overtakelse.objects.bulk_create(
            [Overtakelse(deling_id=pk, eier=ny_eier, tidspunkt=naa) for pk in mine],
            update_conflicts=True,
            unique_fields=["deling"],
            update_fields=["eier", "tidspunkt"],
            batch_size=500,
        )
        data = {"bruker_id": str(ny_eier.pk)}
        skriv_mange_hendelser(
            ny_hendelse(Hendelsestype.DELING_OVERTATT, av=av, gjelder=konto.sted._replace(deling_id=pk), data=data)
            for pk in mine
        )
    return len(mine)
