"""The text of the field Mottakere: one or many numbers, separated by comma, semicolon, space or line.

People write numbers as they are printed: "ddmmåå nnnnn", "123 456 789". A space therefore both separates and belongs
to a number. That is no guess: groups of those lengths are never numbers by themselves (a number has 9 or 11 digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Mottakerliste:
    """What the field says: valid numbers in order, each once, and what could not be read."""

    gyldige: tuple[Nummer, ...]
    ugyldige: tuple[UgyldigMottaker, ...]

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
            ugyldige.append(UgyldigMottaker(nr, _masker(skrevet), str(feil.melding)))
    return Mottakerliste(tuple(gyldige), tuple(ugyldige))


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
