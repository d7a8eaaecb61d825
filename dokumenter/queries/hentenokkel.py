"""Hentenøkler, as the person who made them sees them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from dokumenter.models import Deling, Hentenokkel
from users.models import User


def levende_hentenokler(deling: Deling, bruker: User, naa: datetime) -> QuerySet[Hentenokkel]:
    """The person's own that still open something, if the deling does; newest first."""
    return Hentenokkel.objects.levende(naa).filter(deling=deling, bruker=bruker).order_by("-id")
