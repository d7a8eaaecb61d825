"""Characters that nobody sees, but that clipboards, mail programs and spreadsheets send along; and text to search."""

from __future__ import annotations

import re
import unicodedata

# Blank on every screen, although Unicode calls some of them letters: fillers, the Braille blank, two Khmer vowels.
_BLANKE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_VARIANTVELGERE = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FORMTEGN = re.compile(f"[{_BLANKE}{_VARIANTVELGERE}]")
_USYNLIGE_KATEGORIER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_TEGN_I_ETT = 8  # more marks on one letter than any language has
_UTEN_EGEN_PLASS = {"Mn", "Me", "Zs"}  # marks on another character, and spaces


def uten_usynlige(tekst: str) -> str:
    """The text without what only steers how it is shown: byte order mark, soft hyphen, joiners, directions, selectors.

    Spaces and line ends stay.
    """
    if tekst.isascii():
        return tekst
    return "".join(tegn for tegn in _FORMTEGN.sub("", tekst) if unicodedata.category(tegn) != "Cf")


def nfc(tekst: str, *, lengst: int) -> str:
    """The text in normal form C, where no more than `lengst` characters are wanted in the end.

    Marks in the wrong order are sorted in a time that grows with the square of their number. So a text that is longer
    than so many characters can be, also when every mark stands alone, is given back as it is: too long in any form.
    """
    return tekst if len(tekst) > _TEGN_I_ETT * lengst else unicodedata.normalize("NFC", tekst)


def er_usynlig(tegn: str) -> bool:
    """Is it a character that has no look of its own in a name? A variation selector has: it colours an emoji."""
    return tegn in _BLANKE or unicodedata.category(tegn) in _USYNLIGE_KATEGORIER


def kan_sees(tekst: str) -> bool:
    """Is there anything at all to see?"""
    return any(not er_usynlig(tegn) and unicodedata.category(tegn) not in _UTEN_EGEN_PLASS for tegn in tekst)


def sokbar(tekst: str) -> str:
    """As text is compared in a search: one way of writing å, large and small letters alike, in any database."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", tekst).casefold())
