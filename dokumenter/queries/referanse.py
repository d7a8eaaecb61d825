"""The reference of a deling, and which open deling has a reference."""

from __future__ import annotations

from datetime import datetime

from dokumenter.models import Deling, Referanse
from dokumenter.models.referanse import tolk_kode


def referanse_for(deling: Deling) -> str:
    """As it is shown, in two groups; empty for a deling that has none yet (see `services.referanse`)."""
    referanse: Referanse | None = getattr(deling, "referanse", None)
    return referanse.vist if referanse else ""


def apen_med_referanse(tekst: str, naa: datetime) -> Deling | None:
    """The deling that is open now and has what somebody typed as its reference.

    None for one that is unknown, ended or no reference at all: one question in every case, that tells nobody which.
    """
    apne = Deling.objects.apne(naa).filter(referanse__kode=tolk_kode(tekst))
    return apne.select_related("konto__organisasjon").order_by().first()
