"""Finding again what was received: by title and sender, and what is new since last time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from users.models import User
from users.tegn import sokbar

_SAMME = timedelta(minutes=1)


def sok_i_mottatte(delinger: QuerySet[Deling], tekst: str, *, niva: int) -> QuerySet[Deling]:
    """Those of the delinger whose title, case number or sender has the text in it.

    `niva`: how surely the person has logged in. Of what demands more, only the organisation is searched: whether a
    title has a word in it must not be told before the title is.
    """
    avsender = Q(konto__organisasjon__navn__icontains=tekst)
    innenfor = Q(soketekst__contains=sokbar(tekst)) | Q(konto__navn__icontains=tekst)
    return delinger.filter(avsender | (innenfor & Q(sikkerhetsniva__lte=niva)))


def forrige_innlogging(bruker: User, innlogget: datetime) -> datetime | None:
    """When the person logged in the time before this login; None for the first time.

    Logins belong to no organisation. What is as near as this, is this login, written down by another clock.
    """
    tidligere = Hendelse.objects.filter(
        aktor_id=bruker.pk, organisasjon_id__isnull=True, type=Hendelsestype.INNLOGGET, tidspunkt__lt=innlogget - _SAMME
    )
    return tidligere.order_by("-id").values_list("tidspunkt", flat=True).first()


def er_ny(deling: Deling, forrige: datetime | None) -> bool:
    """Shared since the person last logged in, and not seen yet. `deling` as `mottak.med_avsender` gives it."""
    apnet: bool = getattr(deling, "apnet", False)
    return not apnet and deling.delt is not None and (forrige is None or deling.delt > forrige)
