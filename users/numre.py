"""Fødselsnummer and organisasjonsnummer: what is a valid number, and which of the two a text is.

Control digits by Skatteetaten's rules of 1964 and of 2032, both valid side by side: new numbers from 2032 let the first
control digit leave a remainder of 0 to 3. Neither age, century nor gender can be read from a number, so nothing does.
H and FH numbers (health care's own) are refused: ID-porten never gives them, so nobody could log in as one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from users.errors import UgyldigNummer

_FNR_VEKTER_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_FNR_VEKTER_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGNR_VEKTER = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_TILLATTE_RESTER_1 = range(4)  # 1964: 0; 2032: 0-3
_D_NUMMER = 40  # on the day
_SYNTETISK_MANED = (40, 65, 80)  # NAV, Norsk helsenett, Skatteetaten (Tenor)
_FNR_LENGDE = 11
_ORGNR_LENGDE = 9
_ELLEVE_SIFRE = re.compile(r"[0-9]{11}")
_NI_SIFRE = re.compile(r"[0-9]{9}")


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
    """The eleven digits of a fødselsnummer or D-nummer, written with or without spaces. Raises UgyldigNummer."""
    nummer = _uten_mellomrom(tekst)
    if not _ELLEVE_SIFRE.fullmatch(nummer) or not _er_dato(nummer) or not _har_kontrollsifre(nummer):
        raise UgyldigNummer(_("Fødselsnummeret er ikke gyldig. Det har 11 sifre; se etter tastefeil."))
    return nummer


def tolk_organisasjonsnummer(tekst: str) -> str:
    """The nine digits of an organisasjonsnummer, written with or without spaces. Raises UgyldigNummer."""
    nummer = _uten_mellomrom(tekst)
    if not _NI_SIFRE.fullmatch(nummer) or not _er_organisasjonsnummer(nummer):
        raise UgyldigNummer(_("Organisasjonsnummeret er ikke gyldig. Det har 9 sifre; se etter tastefeil."))
    return nummer


def tolk_nummer(tekst: str) -> Nummer:
    """A person's or a business' number, told apart by length: 11 and 9 digits. Raises UgyldigNummer."""
    lengde = len(_uten_mellomrom(tekst))
    if lengde == _FNR_LENGDE:
        return Nummer(Nummertype.PERSON, tolk_fodselsnummer(tekst))
    if lengde == _ORGNR_LENGDE:
        return Nummer(Nummertype.ORGANISASJON, tolk_organisasjonsnummer(tekst))
    raise UgyldigNummer(_("Skriv et fødselsnummer med 11 sifre eller et organisasjonsnummer med 9 sifre."))


def _uten_mellomrom(tekst: str) -> str:
    return "".join(tekst.split())


def _vektet_rest(nummer: str, vekter: tuple[int, ...]) -> int:
    return sum(int(siffer) * vekt for siffer, vekt in zip(nummer, vekter, strict=False)) % 11


def _har_kontrollsifre(nummer: str) -> bool:
    return _vektet_rest(nummer, _FNR_VEKTER_1) in _TILLATTE_RESTER_1 and _vektet_rest(nummer, _FNR_VEKTER_2) == 0


def _er_dato(nummer: str) -> bool:
    dag, maned, ar = int(nummer[:2]), int(nummer[2:4]), int(nummer[4:6])
    if dag > _D_NUMMER:
        dag -= _D_NUMMER
    if settings.TILLAT_SYNTETISKE:
        maned = next((maned - tillegg for tillegg in _SYNTETISK_MANED if tillegg < maned <= tillegg + 12), maned)
    # The century is unknown; as 20yy every year that may be a leap year is one (2000 is, 1900 was not).
    return 1 <= maned <= 12 and 1 <= dag <= monthrange(2000 + ar, maned)[1]  # noqa: PLR2004  # months in a year


def _er_organisasjonsnummer(nummer: str) -> bool:
    if nummer[0] not in "89" and (not settings.TILLAT_SYNTETISKE or nummer == "0" * _ORGNR_LENGDE):
        return False
    return _vektet_rest(nummer, _ORGNR_VEKTER) == 0
