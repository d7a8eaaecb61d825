"""What kind of file it is, in words."""

from pathlib import PurePosixPath

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_LENGSTE_ENDELSE = 6


@register.filter
def filtype(dokumentnavn: str) -> str:
    """ "PDF-fil" by the end of the name, as the recipient's own machine judges it; "fil" when it has none."""
    endelse = PurePosixPath(dokumentnavn).suffix[1:]
    if not endelse.isascii() or not endelse.isalnum() or len(endelse) > _LENGSTE_ENDELSE:
        return _("fil")
    return _("%(endelse)s-fil") % {"endelse": endelse.upper()}
