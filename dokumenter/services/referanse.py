"""A deling shared in the form gets its reference at once; others, when theirs is first shown."""

from __future__ import annotations

from uuid import UUID

from dokumenter.models import Deling, Referanse
from dokumenter.queries.referanse import referanse_for


def gi_referanse(*, deling_id: UUID) -> None:
    """Give it one, if it has none. One that is taken, which happens about never, is made anew when it is shown."""
    Referanse.objects.bulk_create([Referanse(deling_id=deling_id)], ignore_conflicts=True)


def sikre_referanse(*, deling: Deling) -> str:
    """The reference as it is shown, made if the deling has none. The same for all who ask at once."""
    if not referanse_for(deling):
        gi_referanse(deling_id=deling.pk)
        # Whoever was first; and the deling knows it from now on.
        Referanse.objects.get(pk=deling.pk).deling = deling
    return referanse_for(deling)
