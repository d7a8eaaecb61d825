"""What the pages about a deling that is shared already have in common: to find it, to go back to it, to tell."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseRedirect
from django.urls import reverse

from dokumenter.models import Deling
from dokumenter.queries.avsender import synlig_deling
from kontoer.errors import IkkeFunnet
from users.models import User


def hent_delt(bruker: User, deling_id: UUID) -> Deling:
    """The deling, if it was shared: a draft is handled where it was begun. Raises IkkeFunnet, ManglerRett."""
    deling = synlig_deling(bruker, deling_id)
    if deling.delt is None:
        raise IkkeFunnet
    return deling


def til_delingen(deling: Deling, hvor: str = "") -> HttpResponseRedirect:
    """To its page, or a place on it."""
    return HttpResponseRedirect(reverse("dokumenter:deling", args=[deling.pk]) + (hvor and f"#{hvor}"))
