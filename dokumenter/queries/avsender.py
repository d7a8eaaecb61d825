"""What a person may see of delinger and dokumenter, already narrowed and ordered."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from dokumenter.models import Deling, Dokument, Ettersending
from dokumenter.tilgang import er_eget_utkast, har_laget, kan_se_deling
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Administrator, Kontotilgang
from kontoer.queries_navn import registrert_navn
from users.models import User

DELT_AV = registrert_navn(organisasjon="konto__organisasjon_id", bruker="delt_av_bruker_id")


def delinger_for(bruker: User, *, fra: Collection[UUID] | None = None) -> QuerySet[Deling]:
    """Everything that was shared from kontoer the person may share from, newest first; drafts are not shared.

    `fra`: the ids of those kontoer, from one who has just found them. They stand in the question by name, not as a
    question inside it: how the rows are best found depends on whether the kontoer are two or six hundred.
    """
    if fra is None:
        fra = list(Kontotilgang.objects.filter(bruker=bruker, kan_dele=True).values_list("konto_id", flat=True))
    return (
        Deling.objects.filter(konto_id__in=fra, delt__isnull=False)
        .select_related("konto__organisasjon", "delt_av_integrasjon")
        .annotate(delt_av_navn=DELT_AV)
        .order_by("-delt", "-id")
    )


def synlig_deling(bruker: User, deling_id: UUID) -> Deling:
    """The deling, for one who may share from its konto (a draft: for its maker).

    Raises IkkeFunnet for a stranger, ManglerRett for one of the konto or its organisation without the right.
    """
    deling = _deling(deling_id)
    if kan_se_deling(bruker, deling):
        return deling
    if deling.delt is None or not _er_kjent(bruker, deling):
        raise IkkeFunnet
    raise ManglerRett


def eget_utkast(bruker: User, deling_id: UUID) -> Deling:
    """A draft the person began. Raises IkkeFunnet for all others, colleagues too."""
    deling = _deling(deling_id)
    if not er_eget_utkast(bruker, deling):
        raise IkkeFunnet
    return deling


def egen_deling(bruker: User, deling_id: UUID) -> Deling:
    """A deling the person began in the form, draft or not. Raises IkkeFunnet, also for files to be added to another."""
    deling = _deling(deling_id)
    if not har_laget(bruker, deling) or Ettersending.objects.filter(utkast=deling).exists():
        raise IkkeFunnet
    return deling


def pabegynt_utkast(bruker: User) -> Deling | None:
    """The person's newest draft that holds a file or something typed, to go on with."""
    return (
        Deling.objects.utkast_i_skjemaet_til(bruker)
        .filter(Exists(Dokument.objects.filter(deling=OuterRef("pk")).igjen()) | Q(skrevet__isnull=False))
        .order_by("-opprettet", "-id")
        .first()
    )


def delt_fra_skjema(bruker: User, skjema: UUID) -> Deling | None:
    """What the person has shared by this form, if it has been sent before."""
    return Deling.objects.filter(delt_av_bruker=bruker, skjema=skjema, delt__isnull=False).first()


def filer_i(deling: Deling) -> QuerySet[Dokument]:
    """The deling's dokumenter that are not deleted, in the order they came."""
    return Dokument.objects.filter(deling=deling).igjen().order_by("opprettet", "id")


def delte_dokumenter(deling: Deling) -> QuerySet[Dokument]:
    """All that is or was part of what is shared, in the order they came: metadata remain when one is deleted."""
    return Dokument.objects.filter(deling=deling).delte().order_by("opprettet", "id")


def eget_dokument_i_utkast(bruker: User, dokument_id: UUID, *, ogsa_borte: bool = False) -> Dokument:
    """A file in a draft of the person's own; `ogsa_borte`: one that is taken out already, too. Raises IkkeFunnet."""
    dokument = Dokument.objects.select_related("deling__konto__organisasjon").filter(id=dokument_id).first()
    if dokument is None or (dokument.er_borte and not ogsa_borte) or not er_eget_utkast(bruker, dokument.deling):
        raise IkkeFunnet
    return dokument


def _deling(deling_id: UUID) -> Deling:
    deling = (
        Deling.objects.select_related("konto__organisasjon", "delt_av_bruker", "delt_av_integrasjon")
        .annotate(delt_av_navn=DELT_AV)
        .filter(id=deling_id)
        .first()
    )
    if deling is None:
        raise IkkeFunnet
    return deling


def _er_kjent(bruker: User, deling: Deling) -> bool:
    """On the konto, or administrator of its organisation: may know that it exists."""
    return (
        Kontotilgang.objects.filter(bruker=bruker, konto_id=deling.konto_id).exists()
        or Administrator.objects.filter(bruker=bruker, organisasjon_id=deling.konto.organisasjon_id).exists()
    )
