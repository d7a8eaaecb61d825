"""What people are called: by the organisation that has registered them, and only in what is that organisation's."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from kontoer.models import Registrering


def navn_i(organisasjon_id: UUID | None, bruker_ider: Collection[UUID | str]) -> dict[UUID, str]:
    """What the organisation calls these people, in one query; those it has not registered are not there."""
    registrert = Registrering.objects.filter(organisasjon_id=organisasjon_id, bruker_id__in=bruker_ider)
    return dict(registrert.values_list("bruker_id", "navn")) if bruker_ider else {}


def registrert_navn(*, organisasjon: str, bruker: str = "bruker_id") -> Coalesce:
    """The same as a column of a query, whose own columns tell organisation and person; empty for one not registered."""
    registrert = Registrering.objects.filter(organisasjon_id=OuterRef(organisasjon), bruker_id=OuterRef(bruker))
    return Coalesce(Subquery(registrert.values("navn")[:1]), Value(""))
