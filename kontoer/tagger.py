"""The marks that systems put on kontoer to find them by (KS: at most 10, each at most 10 characters)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hendelser.nummervern import er_delt_fodselsnummer
from kontoer.errors import UgyldigVerdi
from users.tegn import er_usynlig, kan_sees, nfc

MAKS_ANTALL, LENGST = 10, 10


def tolk_tagger(tagger: Iterable[str]) -> list[str]:
    """Each once, in the order given. Raises UgyldigVerdi (felt tags)."""
    unike = list(dict.fromkeys(map(normaliser_tagg, tagger)))
    if len(unike) > MAKS_ANTALL:
        raise UgyldigVerdi(_("En konto kan ha høyst 10 tags."), felt="tags")
    for tagg in unike:
        if not 1 <= len(tagg) <= LENGST or not kan_sees(tagg) or any(map(er_usynlig, tagg)):
            raise UgyldigVerdi(_("En tag må ha fra 1 til 10 synlige tegn."), felt="tags")
        # It is a part of an address: there, what lies at the end or side by side is taken away on the way.
        if "" in tagg.split("/"):
            raise UgyldigVerdi(_("En tag kan bare ha skråstrek mellom andre tegn."), felt="tags")
    # One is too short to hold eleven digits; two may do it together.
    if er_delt_fodselsnummer(unike):
        raise UgyldigVerdi(_("En tag kan ikke inneholde et fødselsnummer."), felt="tags")
    return unike


def normaliser_tagg(tagg: str) -> str:
    """The mark as it is kept, and as it must be looked for."""
    return nfc(" ".join(tagg.split()), lengst=LENGST)
