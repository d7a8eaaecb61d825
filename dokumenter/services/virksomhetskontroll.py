"""Whether the businesses among the recipients are ones to share with, by what Enhetsregisteret says.

One that is deleted, bankrupt or being wound up may be shared with by who has seen the warning and confirmed it; one
that does not exist may not, unless the installation says so. A register that does not answer stops nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dokumenter.tekst import orgnr_i_ord
from dokumenter.virksomhet.enhetsregisteret import Oppslag, slaa_opp
from kontoer.errors import UgyldigVerdi
from users.numre import Nummer, Nummertype

_NEVNES = 5


def virksomheter_blant(*, mottakere: Iterable[Nummer]) -> dict[str, Oppslag]:
    """The businesses among them by number, looked up. Persons are never asked about."""
    return slaa_opp([nummer.verdi for nummer in mottakere if nummer.type is Nummertype.ORGANISASJON])


def ukjente_i(*, register: Mapping[str, Oppslag]) -> list[Oppslag]:
    """Those that must not be shared with because they do not exist."""
    return [] if settings.ENHETSREGISTERET_UKJENT == "varsle" else [en for en in register.values() if en.er_ukjent]


def advarsler_i(*, register: Mapping[str, Oppslag]) -> list[Oppslag]:
    """Those that may be shared with by who confirms it."""
    varsle = settings.ENHETSREGISTERET_UKJENT == "varsle"
    return [en for en in register.values() if en.tilstand or (varsle and en.er_ukjent)]


def er_bekreftet(*, advarsler: Iterable[Oppslag], bekreftet: str) -> bool:
    """Whether the confirmation that came with the form covers every warning there is now."""
    return {en.merke for en in advarsler} <= set(bekreftet.split())


def krev_kan_deles_med(*, mottakere: Sequence[Nummer], bekreftet: str) -> None:
    """Raises UgyldigVerdi (felt mottakere) for a business that is unknown, or warned of and not confirmed."""
    register = virksomheter_blant(mottakere=mottakere)
    if ukjente := ukjente_i(register=register):
        raise UgyldigVerdi(ukjente_i_ord(ukjente=ukjente), felt="mottakere")
    advarsler = advarsler_i(register=register)
    if not er_bekreftet(advarsler=advarsler, bekreftet=bekreftet):
        tekst = ngettext(
            "Les advarselen om %(virksomheter)s, og bekreft at du vil dele likevel.",
            "Les advarslene om %(virksomheter)s, og bekreft at du vil dele likevel.",
            len(advarsler),
        )
        raise UgyldigVerdi(tekst % {"virksomheter": _oppramsing(advarsler)}, felt="mottakere")


def ukjente_i_ord(*, ukjente: Sequence[Oppslag]) -> str:
    """That they do not exist, and what to do."""
    tekst = ngettext(
        "%(virksomheter)s finnes ikke i Enhetsregisteret. Se etter tastefeil.",
        "%(virksomheter)s finnes ikke i Enhetsregisteret. Se etter tastefeil.",
        len(ukjente),
    )
    return tekst % {"virksomheter": _oppramsing(ukjente)}


def _oppramsing(oppslag: Sequence[Oppslag]) -> str:
    numre = ", ".join(orgnr_i_ord(en.orgnr) for en in oppslag[:_NEVNES])
    flere = len(oppslag) - _NEVNES
    return _("%(numre)s og %(antall)d til") % {"numre": numre, "antall": flere} if flere > 0 else numre
