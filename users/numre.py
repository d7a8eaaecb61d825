"""Fødselsnummer and organisasjonsnummer: what is a valid number, and which of the two a text is.

Control digits by Skatteetaten's rules of 1964 and of 2032, both valid side by side: new numbers from 2032 let the first
control digit leave a remainder of 0 to 3. Neither age, century nor gender can be read from a number, so nothing does.
H and FH numbers (health care's own) are refused: ID-porten never gives them, so nobody could log in as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hendelser import nummervern
from users.errors import UgyldigNummer
from users.tegn import uten_usynlige

_ORGNR_VEKTER = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGNR_LENGDE = 9
_NI_SIFRE = re.compile(r"[0-9]{9}")
# As numbers are printed: 312.401.010, 010190-12345. Never first or last, so "-31240101" is no number.
_SKILLETEGN = re.compile(r"(?<=[0-9])[.\-\u00b7\u2010-\u2015\u2212](?=[0-9])")


class Nummertype(Enum):
    """Whom a number names."""

    PERSON = "person"
    ORGANISASJON = "organisasjon"


@dataclass(frozen=True)
class Nummer:
    """A valid number, digits only. The number of a person never shows in its repr."""

    type: Nummertype
    verdi: str

    def __repr__(self) -> str:
        return f"Nummer({self.type.name})"


def tolk_fodselsnummer(tekst: str) -> str:
    """The eleven digits of a fødselsnummer or D-nummer, as people and programs write them. Raises UgyldigNummer."""
    nummer = bare_nummeret(tekst)
    if _er_fodselsnummer(nummer):
        return nummer
    if _er_fodselsnummer(f"0{nummer}"):
        raise UgyldigNummer(_("Fødselsnummeret har bare 10 sifre. Mangler det en null først? Regneark tar den bort."))
    raise UgyldigNummer(_("Fødselsnummeret er ikke gyldig. Det har 11 sifre; se etter tastefeil."))


def tolk_organisasjonsnummer(tekst: str) -> str:
    """The nine digits of an organisasjonsnummer, as people and programs write them. Raises UgyldigNummer."""
    nummer = bare_nummeret(tekst)
    if not _NI_SIFRE.fullmatch(nummer) or not _er_organisasjonsnummer(nummer):
        raise UgyldigNummer(_("Organisasjonsnummeret er ikke gyldig. Det har 9 sifre; se etter tastefeil."))
    return nummer


def tolk_nummer(tekst: str) -> Nummer:
    """A person's or a business' number, told apart by length: 11 and 9 digits. Raises UgyldigNummer."""
    nummer = bare_nummeret(tekst)
    if len(nummer) == nummervern.LENGDE or _er_fodselsnummer(f"0{nummer}"):
        return Nummer(Nummertype.PERSON, tolk_fodselsnummer(nummer))
    if len(nummer) == _ORGNR_LENGDE:
        return Nummer(Nummertype.ORGANISASJON, tolk_organisasjonsnummer(nummer))
    raise UgyldigNummer(_("Skriv et fødselsnummer med 11 sifre eller et organisasjonsnummer med 9 sifre."))


def bare_nummeret(tekst: str) -> str:
    """The text without what is not the number itself: spaces of any kind, what cannot be seen, dots and dashes between.

    What is left need not be a number.
    """
    return _SKILLETEGN.sub("", "".join(uten_usynlige(tekst).split()))


def _er_fodselsnummer(nummer: str) -> bool:
    # Digits of other scripts would be another text, and so another person, to all who look one up.
    return nummer.isascii() and nummervern.er_fodselsnummer(nummer, syntetiske=settings.TILLAT_SYNTETISKE)


def _er_organisasjonsnummer(nummer: str) -> bool:
    if nummer[0] not in "89" and (not settings.TILLAT_SYNTETISKE or nummer == "0" * _ORGNR_LENGDE):
        return False
    return sum(int(siffer) * vekt for siffer, vekt in zip(nummer, _ORGNR_VEKTER, strict=True)) % 11 == 0
