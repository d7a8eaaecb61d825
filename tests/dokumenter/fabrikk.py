"""Delinger and dokumenter made the way the product makes them: by the services, with real bytes in a real store."""

from __future__ import annotations

import io
from datetime import timedelta

from django.utils import timezone

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.opplasting import motta_fil
from dokumenter.storage.lager import dokumentlager
from kontoer.models import Konto
from users.models import User


def lag_utkast(konto: Konto, av: User) -> Deling:
    """A draft of the person's, with the store taken into use."""
    dokumentlager().prepare()
    return Deling.objects.create(konto=konto, delt_av_bruker=av)


def lag_dokument(
    deling: Deling, innhold: bytes = b"innhold", navn: str = "vedtak.pdf", *, kontroller: bool = True
) -> Dokument:
    """A completely uploaded dokument in a draft; checked and available unless told otherwise."""
    assert deling.delt_av_bruker is not None
    dokument = motta_fil(
        deling=deling,
        dokumentnavn=navn,
        mimetype="application/pdf",
        strom=io.BytesIO(innhold),
        av=deling.delt_av_bruker,
    )
    if kontroller:
        assert kontroller_dokument(dokument_id=dokument.pk)
        dokument.refresh_from_db()
    return dokument


def lag_deling(
    konto: Konto, av: User, *mottakere: User, innhold: bytes = b"innhold", varighet: timedelta = timedelta(days=7)
) -> Deling:
    """One checked dokument shared with the persons."""
    deling = lag_utkast(konto, av)
    lag_dokument(deling, innhold)
    for person in mottakere:
        Mottaker.objects.create(
            deling=deling, type=Mottaker.Type.PERSON, oppslag=person.fnr_hash, ident_kryptert=bytes(person.fnr_kryptert)
        )
    naa = timezone.now()
    deling.tilstand, deling.delt, deling.tilgjengelig_til = Deling.Tilstand.DELT, naa, naa + varighet
    deling.save()
    merk_delt(deling)
    return deling


def merk_delt(*delinger: Deling) -> None:
    """Say of what is in them now that it is part of what is shared, as sharing does."""
    filer = Dokument.objects.filter(deling__in=delinger, nokkel__isnull=False)
    filer.update(eksponering=Dokument.Eksponering.DELT)
