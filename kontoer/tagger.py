"""The marks that systems put on kontoer to find them by (KS: at most 10, each at most 10 characters)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kontoer.errors import UgyldigVerdi

MAKS_ANTALL, LENGST = 10, 10
_USYNLIGE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def tolk_tagger(tagger: Iterable[str]) -> list[str]:
    """Each once, in the order given. Raises UgyldigVerdi (felt tags)."""
    unike = list(dict.fromkeys(unicodedata.normalize("NFC", tagg).strip() for tagg in tagger))
    if len(unike) > MAKS_ANTALL:
        raise UgyldigVerdi(_("En konto kan ha høyst 10 tags."), felt="tags")
    for tagg in unike:
        if not 1 <= len(tagg) <= LENGST or "/" in tagg or any(unicodedata.category(t) in _USYNLIGE for t in tagg):
            raise UgyldigVerdi(_("En tag må ha fra 1 til 10 synlige tegn, og ikke skråstrek."), felt="tags")
    return unike
