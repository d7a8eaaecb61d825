"""Statistics about documents on the pages of kontoer, which may not know of documents."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from dokumenter.queries.statistikk import Kontostatistikk, antall_delinger, statistikk_for
from kontoer.models import Konto

register = template.Library()


@register.simple_tag
def med_statistikk(kontoer: Iterable[Konto]) -> list[tuple[Konto, Kontostatistikk]]:
    """Each konto with its statistics, in the order given: one query for all of them."""
    kontoer = list(kontoer)
    tall = statistikk_for([konto.id for konto in kontoer])
    return [(konto, tall[konto.id]) for konto in kontoer]


@register.simple_tag
def statistikk(konto: Konto) -> Kontostatistikk:
    """The statistics of one konto."""
    return statistikk_for([konto.id])[konto.id]


@register.filter
def antall_levende_delinger(konto: Konto) -> int:
    """How many delinger and drafts end when the konto is deleted."""
    return antall_delinger(konto.id)
