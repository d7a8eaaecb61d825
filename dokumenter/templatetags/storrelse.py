"""Sizes in words."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import ngettext

register = template.Library()

_TRINN = 1024
_ENHETER = ("kB", "MB", "GB", "TB")


@register.filter
def storrelse(antall: int | None) -> str:
    """A number of bytes as "812 byte", "4,2 MB" or "5 GB" (1 kB = 1024 byte, as Windows counts); None gives no text."""
    if antall is None:
        return ""
    if antall < _TRINN:
        return f"{antall}\N{NO-BREAK SPACE}{ngettext('byte', 'byte', antall)}"
    verdi, enhet = _i_enhet(antall)
    return f"{number_format(verdi, 0 if verdi.is_integer() else 1)}\N{NO-BREAK SPACE}{enhet}"


def _i_enhet(antall: int) -> tuple[float, str]:
    """The number with one decimal in the unit that keeps it under 1024."""
    for potens, enhet in enumerate(_ENHETER, start=1):
        verdi = round(antall / _TRINN**potens, 1)
        if verdi < _TRINN:
            return verdi, enhet
    return verdi, enhet
