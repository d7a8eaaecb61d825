"""All the files of a deling as one, for the recipient's page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from dokumenter.models import Dokument
from dokumenter.services import alle_filer as tjeneste

register = template.Library()


@register.simple_tag
def alle_filer(dokumenter: Iterable[Dokument]) -> tjeneste.AlleFiler:
    """The archive of the files on the page: what is in it, how large it is, and what it waits for or goes without."""
    return tjeneste.alle_filer(dokumenter=dokumenter)
