"""What a system may see of the dokumenter on a konto that it has access to."""

from __future__ import annotations

from uuid import UUID

from django.db.models import UUIDField

from adapters.prepared import Parameter, Prepared
from dokumenter.errors import DokumentSlettet, OpplastingFerdig
from dokumenter.models import Deling, Dokument
from dokumenter.tilgang import Delerett, krev_delerett
from kontoer.errors import IkkeFunnet
from kontoer.models import Integrasjon, Konto
from kontoer.queries import konto_i
from kontoer.tilgang import Handlende, krev_i_bruk

_DELT = Prepared(
    lambda: (
        Dokument.objects.select_related("deling")
        .delte()
        .filter(
            pk=Parameter("id", UUIDField()),
            deling__konto_id=Parameter("konto", UUIDField()),
            deling__delt__isnull=False,
        )
    )
)


def delerett_i(av: Handlende, organisasjon_id: UUID, konto_id: UUID, *, kjent: Konto | None = None) -> Delerett:
    """The right to the konto that a path names. Every call asks, so a system that has it is answered by one question.

    `kjent`: a konto that the calling system has just been found to have access to.
    Raises IkkeFunnet (unknown, or another organisation's), ManglerRett, KontoSlettet, IkkeTattIBruk.
    """
    er_den = kjent is not None and (kjent.organisasjon_id, kjent.id) == (organisasjon_id, konto_id)
    if kjent is None or not er_den or not isinstance(av, Integrasjon):
        return krev_delerett(av, konto_i(organisasjon_id, konto_id))
    krev_i_bruk(kjent)
    return Delerett(kjent, av)


def dokument_i(konto: Konto, dokument_id: UUID) -> Dokument:
    """A dokument that is or was shared from the konto: metadata remain. Raises IkkeFunnet, also for a draft."""
    dokument = _DELT.first(id=dokument_id, konto=konto.id)
    if dokument is None:
        raise IkkeFunnet
    dokument.deling.konto = konto
    return dokument


def uferdig_innsending(rett: Delerett, dokument_id: UUID) -> Dokument:
    """What the caller has begun in two steps and not sent the bytes of: the same system, for the same person if any.

    Raises IkkeFunnet, OpplastingFerdig when they have come, DokumentSlettet when it was given up.
    """
    dokument = (
        Dokument.objects.select_related("deling__konto__organisasjon")
        .filter(
            pk=dokument_id, deling__konto=rett.konto, **{f"deling__{hvem}": en for hvem, en in rett.laget_av.items()}
        )
        .first()
    )
    if dokument is None:
        raise IkkeFunnet
    if dokument.er_borte:
        raise DokumentSlettet
    if dokument.deling.tilstand != Deling.Tilstand.UTKAST or dokument.storrelse is not None:
        raise OpplastingFerdig
    return dokument
