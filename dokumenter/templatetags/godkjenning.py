"""What waits for a second person, on pages that know nothing of it."""

from __future__ import annotations

from django import template

from adapters import klokke
from dokumenter.models import Deling
from dokumenter.queries.godkjenning import Godkjenning, antall_til_godkjenning, godkjenning_av
from users.models import User

register = template.Library()


@register.simple_tag
def til_godkjenning(bruker: User) -> int:
    """How many delinger wait for the person or a colleague."""
    return antall_til_godkjenning(bruker, naa=klokke.naa())


@register.simple_tag
def godkjenning(deling: Deling, bruker: User) -> Godkjenning | None:
    """Where the deling stands; None for one that needed nobody."""
    return godkjenning_av(deling, bruker)
