"""Those who were taken out of a deling, for those who share: who it was, when, and what was got by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dokumenter.models import Deling, Dokument
from dokumenter.queries.leveranser import Mottakerrad, mottakerrader


def fjernede_med_tid(deling: Deling, dokumenter: Sequence[Dokument]) -> list[tuple[Mottakerrad, datetime]]:
    """Each with the moment it was taken out. One question where nobody was."""
    fjernede = list(deling.fjernede_mottakere.order_by("id"))
    if not fjernede:
        return []
    rader = mottakerrader(deling, dokumenter, [en.som_mottaker() for en in fjernede])
    return list(zip(rader, (en.fjernet for en in fjernede), strict=True))
