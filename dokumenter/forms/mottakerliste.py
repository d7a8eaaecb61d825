"""The text of the field Mottakere: one or many numbers, separated by comma, semicolon, space or line.

People write numbers as they are printed: "ddmmåå nnnnn", "123 456 789". A space therefore both separates and belongs
to a number. That is no guess: groups of those lengths are never numbers by themselves (a number has 9 or 11 digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from users.errors import UgyldigNummer
from users.numre import Nummer, tolk_nummer
from users.tegn import uten_usynlige

MAKS_TEGN = 20_000  # some hundred numbers, however they are written
MAKS_FEIL = 5  # so many are told of; with more, something else than a slip is wrong
_SKILLE = re.compile(r"[,;\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Lengths of the groups that one number may be written in.
_GRUPPERINGER = ((6, 5), (6, 3, 2), (2, 2, 2, 5), (2, 2, 2, 3, 2), (3, 3, 3))
_LENGSTE_GRUPPERING = max(map(len, _GRUPPERINGER))
_SYNLIGE_TEGN = 6
_MAKS_STJERNER = 5


@dataclass(frozen=True)
class UgyldigMottaker:
    """A text that is no number: its place in the list (1 is the first), masked, and what is wrong with it."""

    nr: int
    maskert: str
    grunn: str
    er_ord: bool = False


@dataclass(frozen=True)
class Mottakerliste:
    """What the field says: valid numbers in order, each once, and what could not be read.

    `tidligere` is what is taken from those used before, by its reference; it is among the valid ones as well.
    """

    gyldige: tuple[Nummer, ...]
    ugyldige: tuple[UgyldigMottaker, ...]
    tidligere: Mapping[int, Nummer] = field(default_factory=dict)

    @property
    def brikker(self) -> Iterator[tuple[Nummer, str, int]]:
        """Each valid number with the button that takes it out again: its name and value, which tell no number."""
        fra = {nummer: referanse for referanse, nummer in self.tidligere.items()}
        for plass, nummer in enumerate(self.gyldige, start=1):
            yield (nummer, "fjern_tidligere", fra[nummer]) if nummer in fra else (nummer, "fjern_mottaker", plass)

    @property
    def har_ord(self) -> bool:
        """Is there text among the numbers, as when a column of names came along?"""
        return any(feil.er_ord for feil in self.ugyldige)

    @property
    def feil(self) -> tuple[UgyldigMottaker, ...]:
        """Those that are wrong, as many as it helps to be told of."""
        return self.ugyldige[:MAKS_FEIL]

    @property
    def flere_feil(self) -> int:
        """How many more are wrong."""
        return len(self.ugyldige) - len(self.feil)


def tolk_mottakere(tekst: str) -> Mottakerliste:
    """Read the field. Never raises: what is wrong is listed beside what is right."""
    gyldige: dict[Nummer, None] = {}
    ugyldige = []
    for nr, skrevet in enumerate(_enkeltnumre(tekst), start=1):
        try:
            gyldige[tolk_nummer(skrevet)] = None
        except UgyldigNummer as feil:
            ugyldige.append(UgyldigMottaker(nr, _masker(skrevet), str(feil.melding), _er_ord(skrevet)))
    return Mottakerliste(tuple(gyldige), tuple(ugyldige))


def uten_mottaker(tekst: str, plass: int) -> str:
    """The text without the valid number that stands in that place, wherever it is written; one number on each line."""
    gyldige = tolk_mottakere(tekst).gyldige
    borte = gyldige[plass - 1] if 0 < plass <= len(gyldige) else None
    return "\n".join(skrevet for skrevet in _enkeltnumre(tekst) if borte is None or _lest(skrevet) != borte)


def uten_ord(tekst: str) -> str:
    """The text without what has no digit in it. A number with a slip stays: nobody is left out without being told."""
    return "\n".join(skrevet for skrevet in _enkeltnumre(tekst) if not _er_ord(skrevet))


def _lest(skrevet: str) -> Nummer | None:
    try:
        return tolk_nummer(skrevet)
    except UgyldigNummer:
        return None


def _er_ord(skrevet: str) -> bool:
    return not any(map(str.isdigit, skrevet))


def _enkeltnumre(tekst: str) -> Iterator[str]:
    """Each number as one text without spaces."""
    for del_ in _SKILLE.split(uten_usynlige(tekst)):
        ord_, forste = del_.split(), 0
        while forste < len(ord_):
            antall = _antall_som_horer_sammen(ord_[forste : forste + _LENGSTE_GRUPPERING])
            yield "".join(ord_[forste : forste + antall])
            forste += antall


def _antall_som_horer_sammen(ord_: list[str]) -> int:
    """How many of the words, from the first, that are groups of one number."""
    for gruppering in _GRUPPERINGER:
        grupper = ord_[: len(gruppering)]
        if all(gruppe.isdecimal() for gruppe in grupper) and tuple(map(len, grupper)) == gruppering:
            return len(gruppering)
    return 1


def _masker(skrevet: str) -> str:
    """The beginning of what was written, so that one finds it again, and never a whole number."""
    return skrevet[:_SYNLIGE_TEGN] + "*" * min(len(skrevet) - _SYNLIGE_TEGN, _MAKS_STJERNER)
