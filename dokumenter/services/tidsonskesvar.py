"""Closing wishes for more time, whoever answers them: apart from asking, since changing the time is an answer too."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from adapters import klokke
from dokumenter.models import Deling, Mottaker, Tidsonske
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse


def besvar_tidsonsker(*, deling: Deling, onsker: QuerySet[Tidsonske], svar: Tidsonske.Svar, av: HarAktor) -> int:
    """Answer those of these wishes that are still open; how many. Access is the caller's to have decided.

    Once only: of two who answer at the same moment, one does, and the log tells it once.
    """
    with transaction.atomic():
        antall = onsker.filter(deling=deling, svar=Tidsonske.Svar.VENTER).update(svar=svar, besvart=klokke.naa())
        if antall:
            data = {"svar": svar.value, "antall": antall}
            skriv_hendelse(Hendelsestype.TIDSONSKE_BESVART, av=av, gjelder=deling, data=data)
    return antall


def avvis_tidsonsker_fra(*, mottaker: Mottaker, av: HarAktor) -> int:
    """One who is no longer a recipient waits for nothing: close what the person, or the business, asked for."""
    onsker = Tidsonske.objects.filter(deling_id=mottaker.deling_id)
    if mottaker.type == Mottaker.Type.ORGANISASJON:
        onsker = onsker.filter(pa_vegne_av=mottaker.oppslag)
    else:
        onsker = onsker.filter(pa_vegne_av="", bruker__fnr_hash__in=mottaker.oppslag_hasher)
    return besvar_tidsonsker(deling=mottaker.deling, onsker=onsker, svar=Tidsonske.Svar.AVSLATT, av=av)
