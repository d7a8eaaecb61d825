"""What a system may see of the dokumenter on a konto that it has access to."""

from __future__ import annotations

from uuid import UUID

from dokumenter.errors import DokumentSlettet, OpplastingFerdig
from dokumenter.models import Deling, Dokument
from kontoer.errors import IkkeFunnet
from kontoer.models import Integrasjon, Konto
from users.models import User


def dokument_i(konto: Konto, dokument_id: UUID) -> Dokument:
    """A dokument that is or was shared from the konto. Raises IkkeFunnet, also for what is still a draft."""
    dokument = (
        Dokument.objects.select_related("deling__konto__organisasjon")
        .filter(pk=dokument_id, deling__konto=konto, deling__delt__isnull=False)
        .first()
    )
    if dokument is None:
        raise IkkeFunnet
    return dokument


def uferdig_innsending(konto: Konto, dokument_id: UUID, av: User | Integrasjon) -> Dokument:
    """What the caller has begun in two steps and not sent the bytes of.

    Raises IkkeFunnet, OpplastingFerdig when they have come, DokumentSlettet when it was given up.
    """
    dokument = (
        Dokument.objects.select_related("deling__konto__organisasjon")
        .filter(pk=dokument_id, deling__konto=konto)
        .first()
    )
    if dokument is None or av.pk not in {dokument.deling.delt_av_integrasjon_id, dokument.deling.delt_av_bruker_id}:
        raise IkkeFunnet
    if dokument.er_borte:
        raise DokumentSlettet
    if dokument.deling.tilstand != Deling.Tilstand.UTKAST or dokument.storrelse is not None:
        raise OpplastingFerdig
    return dokument
