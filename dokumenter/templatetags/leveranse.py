"""What somebody has got of a file, in words."""

from django import template
from django.utils.translation import gettext as _

from dokumenter.queries.dekning import Leveranse
from dokumenter.queries.leveranser import Mottakerrad

register = template.Library()


@register.filter
def hentet(leveranse: Leveranse) -> str:
    """ "hentet", "delvis hentet (43 %)", "nedlasting begynt" or "ikke hentet"."""
    if leveranse.er_hentet:
        return _("hentet")
    if leveranse.prosent:
        return _("delvis hentet (%(prosent)d %%)") % {"prosent": leveranse.prosent}
    return _("nedlasting begynt") if leveranse.begynt else _("ikke hentet")


@register.filter
def antall_apnet(mottakere: list[Mottakerrad]) -> int:
    """How many of them have opened the deling, or fetched from it without."""
    return sum(rad.apnet is not None or rad.har_fatt_noe for rad in mottakere)


@register.filter
def antall_ferdige(mottakere: list[Mottakerrad]) -> int:
    """How many of them have got every file to the last byte."""
    return sum(rad.har_hentet_alt for rad in mottakere)
