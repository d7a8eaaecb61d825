"""Who looks after a deling, on pages that know nothing of it."""

from __future__ import annotations

from django import template

from adapters import klokke
from dokumenter.models import Deling
from dokumenter.queries.overtakelse import antall_uten_eier, ny_eier
from kontoer.models import Konto

register = template.Library()


@register.simple_tag
def overtatt_av(deling: Deling) -> str | None:
    """The name of the one who has taken the deling over; None if nobody has."""
    return ny_eier(deling)


@register.simple_tag
def uten_eier(konto: Konto) -> int:
    """How many of the konto's delinger nobody looks after."""
    return antall_uten_eier(konto, naa=klokke.naa())
