"""What somebody has got of a file, in words."""

from django import template
from django.utils.translation import gettext as _

from dokumenter.leveranser import Leveranse

register = template.Library()


@register.filter
def hentet(leveranse: Leveranse) -> str:
    """ "hentet", "delvis hentet (43 %)", "nedlasting begynt" or "ikke hentet"."""
    if leveranse.er_hentet:
        return _("hentet")
    if leveranse.prosent:
        return _("delvis hentet (%(prosent)d %%)") % {"prosent": leveranse.prosent}
    return _("nedlasting begynt") if leveranse.begynt else _("ikke hentet")
