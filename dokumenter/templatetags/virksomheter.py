"""Businesses by their names: looked up once for a whole list, and then found one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template

from dokumenter.models import Mottaker
from dokumenter.queries.eksponering import Eksponert
from dokumenter.queries.leveranser import Mottakerrad
from dokumenter.tekst import orgnr_i_ord
from dokumenter.virksomhet import enhetsregisteret
from dokumenter.virksomhet.enhetsregisteret import Oppslag, slaa_opp

register = template.Library()

register.filter("virksomhetsnavn", enhetsregisteret.virksomhetsnavn)


@register.simple_tag
def slaa_opp_mottakere(mottakere: Iterable[Mottaker]) -> dict[str, Oppslag]:
    """The businesses among stored mottakere, by number: within two seconds, however many."""
    return slaa_opp([en.oppslag for en in mottakere if en.type == Mottaker.Type.ORGANISASJON])


@register.simple_tag
def slaa_opp_rader(rader: Iterable[Mottakerrad]) -> dict[str, Oppslag]:
    """The same for rows that tell what each mottaker has got."""
    return slaa_opp_mottakere([rad.mottaker for rad in rader])


@register.simple_tag
def slaa_opp_eksponerte(mottakere: Iterable[Eksponert]) -> dict[str, Oppslag]:
    """The same for the exposure report."""
    return slaa_opp([en.orgnr for en in mottakere if en.orgnr])


@register.filter
def oppslag(register: Mapping[str, Oppslag], orgnr: str) -> Oppslag | None:
    """What was found about one; None for who is no business, and where nothing is looked up."""
    return register.get(orgnr)


@register.filter
def navn_og_nummer(orgnr: str, navn: str) -> str:
    """ "Prøvebakeriet AS (312 401 010)", or the bare number without a name."""
    return f"{navn} ({orgnr_i_ord(orgnr)})" if navn else orgnr_i_ord(orgnr)
