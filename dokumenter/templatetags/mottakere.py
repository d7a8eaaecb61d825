"""Whom something is for, as those who share may see it: a person masked, a business with its number."""

from django import template
from django.utils.translation import gettext as _

from dokumenter.models import Mottaker
from dokumenter.tekst import orgnr_i_ord
from users.identvern import dekrypter_ident, masker_fodselsnummer
from users.numre import Nummer, Nummertype

register = template.Library()


@register.filter
def vist_nummer(nummer: Nummer) -> str:
    """A number as "010190***** (person)" or "999 999 999 (virksomhet)"."""
    if nummer.type is Nummertype.PERSON:
        return _person(nummer.verdi)
    return _virksomhet(nummer.verdi)


@register.filter
def vist_mottaker(mottaker: Mottaker) -> str:
    """A stored mottaker, in the same words; one that is neither person nor business by its type."""
    if mottaker.type == Mottaker.Type.PERSON and mottaker.ident_kryptert is not None:
        return _person(dekrypter_ident(bytes(mottaker.ident_kryptert)))
    if mottaker.type == Mottaker.Type.ORGANISASJON:
        return _virksomhet(mottaker.oppslag)
    return mottaker.get_type_display()


def _person(fodselsnummer: str) -> str:
    return _("%(maskert)s (person)") % {"maskert": masker_fodselsnummer(fodselsnummer)}


def _virksomhet(orgnr: str) -> str:
    return _("%(orgnr)s (virksomhet)") % {"orgnr": orgnr_i_ord(orgnr)}
