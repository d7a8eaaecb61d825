"""What people are called: by the organisation that has registered them, and only in what is that organisation's."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from kontoer.models import Registrering
from users.models import User


def navn_i(organisasjon_id: UUID | None, bruker_ider: Collection[UUID | str]) -> dict[UUID, str]:
    """What the organisation calls these people, in one query; those it has not registered are not there."""
    if organisasjon_id is None or not bruker_ider:
        return {}
    ider = [UUID(str(id_)) for id_ in bruker_ider]
    registrert = Registrering.objects.filter(organisasjon_id=organisasjon_id, bruker_id__in=ider)
    return dict(registrert.values_list("bruker_id", "navn"))


def navn_i_flere(organisasjon_ider: Collection[UUID], bruker_ider: Collection[UUID]) -> dict[tuple[UUID, UUID], str]:
    """By organisation and person: what each of the organisations calls those it has registered, in one query."""
    if not organisasjon_ider or not bruker_ider:
        return {}
    registrert = Registrering.objects.filter(organisasjon_id__in=organisasjon_ider, bruker_id__in=bruker_ider)
    return {
        (organisasjon_id, bruker_id): navn
        for organisasjon_id, bruker_id, navn in registrert.values_list("organisasjon_id", "bruker_id", "navn")
    }


def personer_med_navn(organisasjon_id: UUID, ider: Collection[UUID]) -> tuple[dict[UUID, str], dict[UUID, User]]:
    """What the organisation calls those of these people whom it has registered, and all of them, in one query."""
    if not ider:
        return {}, {}
    registrert = Registrering.objects.filter(organisasjon_id=organisasjon_id, bruker_id=OuterRef("pk"))
    personer = list(User.objects.filter(pk__in=ider).annotate(kalt=Subquery(registrert.values("navn")[:1])))
    return {en.pk: en.kalt for en in personer if en.kalt is not None}, {en.pk: en for en in personer}


def registrert_navn(*, organisasjon: str, bruker: str = "bruker_id") -> Coalesce:
    """The same as a column of a query, whose own columns tell organisation and person; empty for one not registered."""
    registrert = Registrering.objects.filter(organisasjon_id=OuterRef(organisasjon), bruker_id=OuterRef(bruker))
    return Coalesce(Subquery(registrert.values("navn")[:1]), Value(""))
