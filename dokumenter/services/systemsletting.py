"""What systems do to what they have shared: another end, one dokument deleted, all with a korrelasjonsid deleted.

An upload by a system is a deling with one dokument; then both end together. From a deling with several only the one
dokument goes, and a new end holds for the whole deling.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from adapters import klokke
from adapters.dytt import dytt
from dokumenter.errors import DokumentSlettet
from dokumenter.models import Deling, Dokument, Slettebestilling
from dokumenter.queries.avsender import filer_i
from dokumenter.services.deling import sett_slutt
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from dokumenter.tilgang import krev_kan_dele_fra, krev_kan_forvalte
from hendelser.models import SYSTEM, HarAktor
from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett, UgyldigVerdi
from kontoer.models import Integrasjon, Konto
from users.models import User

logger = structlog.get_logger(__name__)


def endre_levetid(*, dokument: Dokument, tilgjengelig_til: datetime | None, av: User | Integrasjon) -> Deling:
    """Let it end at another moment to come, or never (None).

    Raises what `krev_kan_forvalte` raises, DokumentSlettet, DelingAvsluttet, UgyldigVerdi.
    """
    krev_kan_forvalte(av, dokument.deling)
    if dokument.er_borte:
        raise DokumentSlettet
    if tilgjengelig_til is not None and tilgjengelig_til <= klokke.naa():
        raise UgyldigVerdi(_("er passert. Oppgi et tidspunkt fremover."), felt="tilgjengeligTil")
    return sett_slutt(deling=dokument.deling, tilgjengelig_til=tilgjengelig_til, av=av)


def slett_fra_system(*, dokument: Dokument, av: HarAktor) -> None:
    """Out of reach at once, the bytes gone soon after. Raises DokumentSlettet when it already was; as `krev_kan_…`."""
    krev_kan_forvalte(av, dokument.deling)
    with transaction.atomic():
        flere = filer_i(dokument.deling).exclude(pk=dokument.pk).exists()
        if flere or dokument.er_borte:
            slettet = slett_dokument(dokument=dokument, av=av)
        else:
            slettet = avslutt_deling(deling=dokument.deling, slutt=Deling.Slutt.SLETTET, av=av)
        if not slettet:
            raise DokumentSlettet


def bestill_sletting(*, konto: Konto, korrelasjonsid: UUID, av: User | Integrasjon) -> None:
    """Ask that all dokumenter of the konto with this id are deleted; what comes later is not.

    Asking again is no error. Raises as `krev_kan_dele_fra`.
    """
    krev_kan_dele_fra(av, konto)
    with transaction.atomic():
        Slettebestilling.objects.create(
            konto=konto,
            korrelasjonsid=korrelasjonsid,
            integrasjon=av if isinstance(av, Integrasjon) else None,
            bruker=av if isinstance(av, User) else None,
        )
        dytt("dokumenter.slett_bestilte")


def utfor_bestillinger(*, frist: float = math.inf) -> int:
    """Do what has been asked for, until `frist` (of the monotonic clock). Returns how many dokumenter were deleted.

    Idempotent. What is not done is asked for still; one that fails is logged, and does not keep the others waiting.
    """
    antall = 0
    venter = Slettebestilling.objects.filter(utfort__isnull=True).select_related("integrasjon", "bruker")
    for bestilling in venter.order_by("pk").iterator(chunk_size=100):
        try:
            for slettet in _utfor(bestilling):
                antall += slettet
                if time.monotonic() >= frist:
                    return antall
        except DatabaseError:
            logger.exception("bestilling_ikke_utfort", bestilling=bestilling.pk)
            continue
        Slettebestilling.objects.filter(pk=bestilling.pk, utfort__isnull=True).update(utfort=klokke.naa())
    return antall


def _utfor(bestilling: Slettebestilling) -> Iterator[bool]:
    """Each dokument in turn: whether it was deleted now."""
    dokumenter = (
        Dokument.objects.filter(
            deling__konto_id=bestilling.konto_id,
            korrelasjonsid=bestilling.korrelasjonsid,
            opprettet__lte=bestilling.bestilt,
            nokkel__isnull=False,
        )
        .select_related("deling__konto__organisasjon")
        .order_by("pk")
    )
    for dokument in dokumenter.iterator(chunk_size=100):
        try:
            _slett(dokument, bestilling.integrasjon or bestilling.bruker or SYSTEM)
        except DokumentSlettet:
            yield False
        else:
            yield True


def _slett(dokument: Dokument, av: HarAktor) -> None:
    """In the name of who asked; one who has lost the access since had it when it was asked."""
    try:
        slett_fra_system(dokument=dokument, av=av)
    except (IkkeFunnet, ManglerRett, KontoSlettet, IkkeTattIBruk):
        slett_fra_system(dokument=dokument, av=SYSTEM)
