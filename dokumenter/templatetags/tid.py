"""Moments in words. Every page says the same thing about the same moment, with the time zone it is meant in."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def dato_i_ord(tidspunkt: datetime | None) -> str:
    """An aware moment as "fredag 18. desember 2026 kl. 23.59 (norsk tid)"; None gives an empty text."""
    if tidspunkt is None:
        return ""
    lokal = timezone.localtime(tidspunkt)
    return _("%(dag)s kl. %(klokke)s (norsk tid)") % {"dag": dag_i_ord(lokal), "klokke": _klokke(lokal)}


@register.filter
def dag_i_ord(dag: date | None) -> str:
    """A day, or the Norwegian day of an aware moment, as "fredag 18. desember 2026"; None gives an empty text."""
    if dag is None:
        return ""
    lokal = timezone.localtime(dag) if isinstance(dag, datetime) else dag
    # Translators: a date format (see Django's `date` filter): weekday, day, month, year
    return date_format(lokal, _("l j. F Y"))


@register.filter
def kort_tid(tidspunkt: datetime | None) -> str:
    """An aware moment for tables, as "18. des. 2026 kl. 23.59"; None gives an empty text."""
    if tidspunkt is None:
        return ""
    lokal = timezone.localtime(tidspunkt)
    # Translators: a short date format (see Django's `date` filter): day, month, year
    dag = date_format(lokal, _("j. N Y"))
    return _("%(dag)s kl. %(klokke)s") % {"dag": dag, "klokke": _klokke(lokal)}


def _klokke(lokal: datetime) -> str:
    # Translators: a time format (see Django's `date` filter): hours, minutes
    return date_format(lokal, _("H.i"))
