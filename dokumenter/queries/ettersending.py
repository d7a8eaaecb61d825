"""Files that came after: those on their way into a deling, and which of those that came a recipient has not seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q

from dokumenter.models import Deling, Dokument, Ettersending
from hendelser.models import Hendelse, Hendelsestype
from users.models import User


def ettersending_for(deling: Deling, bruker: User) -> Ettersending | None:
    """What the person has under way to the deling. One that was given up meanwhile is none."""
    return (
        Ettersending.objects.filter(deling=deling, av=bruker, utkast__tilstand=Deling.Tilstand.UTKAST)
        .select_related("utkast__konto__organisasjon")
        .order_by("-pk")
        .first()
    )


def nye_for(deling: Deling, bruker: User, dokumenter: Iterable[Dokument], *, innlogget: datetime) -> Collection[UUID]:
    """Those that were added since the person last saw the deling in an earlier login; in the first one, since it began.

    One question, and none where nothing was added.
    """
    lagt_til = {dokument.pk: dokument.lagt_til for dokument in dokumenter if dokument.lagt_til is not None}
    if not lagt_til:
        return ()
    apnet = Hendelse.objects.filter(deling_id=deling.pk, type=Hendelsestype.DELING_APNET, aktor_id=bruker.pk).order_by()
    sett = apnet.aggregate(for_=Max("tidspunkt", filter=Q(tidspunkt__lt=innlogget)), na=Max("tidspunkt"))
    sist = sett["for_"] or sett["na"]
    return {pk for pk, naar in lagt_til.items() if sist is not None and naar > sist}
