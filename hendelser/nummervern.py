"""What looks like a fødselsnummer in a text, however it is written: no name, no mark and no log may hold one.

The widest rule, used by all of them. Digits count together as long as no letter stands between them, whatever else
does: spaces, dots, dashes, slashes, what cannot be seen. Six and five digits, or eleven, are enough by themselves, for
a number with a slip is one too; other groups that make eleven are one when their date and control digits fit. Numbers
that are no text are judged as they are written. Digits of any script count here, and synthetic numbers always; what
may be taken in as a fødselsnummer is for `users.numre`, and narrower.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator

_FNR_VEKTER_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_FNR_VEKTER_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_TILLATTE_RESTER_1 = range(4)  # 1964: 0; 2032: 0-3
_D_NUMMER = 40  # on the day
_SYNTETISK_MANED = (40, 65, 80)  # NAV, Norsk helsenett, Skatteetaten (Tenor)
LENGDE = 11
_SLIK_DE_SKRIVES = {(11,), (6, 5)}

# A uuid or a digest may well have eleven digits that fit; it is an id, and ids are what a log is for.
_ID = re.compile(r"(\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32,}\b)", re.IGNORECASE)
_LOP = re.compile(r"\d+(?:[\W_]+\d+)*")
_GRUPPE = re.compile(r"\d+")


def ligner_fodselsnummer(tekst: str) -> bool:
    """Is there anything in the text that may be a fødselsnummer?"""
    return any(True for del_ in _ID.split(tekst)[::2] for _treff in _funn(del_))


def er_delt_fodselsnummer(biter: Iterable[str]) -> bool:
    """Do some of these short texts, side by side, make a fødselsnummer that is right in every digit?"""
    grupper = [bit for bit in biter if bit.isdecimal()]
    return any(
        er_fodselsnummer("".join(grupper[fra:til]), syntetiske=True)
        for fra in range(len(grupper))
        for til in range(fra + 1, len(grupper) + 1)
    )


def skjul_fodselsnumre(tekst: str, i_stedet: str) -> str:
    """The text with `i_stedet` for everything that may be a fødselsnummer."""
    deler = _ID.split(tekst)
    deler[::2] = [_skjul(del_, i_stedet) for del_ in deler[::2]]
    return "".join(deler)


def er_fodselsnummer(nummer: str, *, syntetiske: bool) -> bool:
    """Are these eleven digits and nothing else, is the date one of the calendar's, and do the control digits fit?"""
    elleve_sifre = len(nummer) == LENGDE and nummer.isdecimal()
    return elleve_sifre and _er_dato(nummer, syntetiske) and _har_kontrollsifre(nummer)


def _skjul(tekst: str, i_stedet: str) -> str:
    ut, fra = [], 0
    for start, slutt in _funn(tekst):
        ut += [tekst[fra:start], i_stedet]
        fra = slutt
    return "".join([*ut, tekst[fra:]])


def _funn(tekst: str) -> Iterator[tuple[int, int]]:
    """From where to where each one stands."""
    for lop in _LOP.finditer(tekst):
        grupper = [treff.span() for treff in _GRUPPE.finditer(tekst, *lop.span())]
        forste = 0
        while forste < len(grupper):
            antall = _antall_grupper(tekst, grupper[forste : forste + LENGDE])
            if antall:
                yield grupper[forste][0], grupper[forste + antall - 1][1]
            forste += antall or 1


def _antall_grupper(tekst: str, grupper: list[tuple[int, int]]) -> int:
    """How many of the groups, from the first, that are one number; 0 if none begins here."""
    sifre = ""
    for antall, (start, slutt) in enumerate(grupper, start=1):
        sifre += tekst[start:slutt]
        if len(sifre) >= LENGDE:
            lengder = tuple(slutt - start for start, slutt in grupper[:antall])
            treff = len(sifre) == LENGDE and (lengder in _SLIK_DE_SKRIVES or er_fodselsnummer(sifre, syntetiske=True))
            return antall if treff else 0
    return 0


def _vektet_rest(nummer: str, vekter: tuple[int, ...]) -> int:
    return sum(int(siffer) * vekt for siffer, vekt in zip(nummer, vekter, strict=False)) % 11


def _har_kontrollsifre(nummer: str) -> bool:
    return _vektet_rest(nummer, _FNR_VEKTER_1) in _TILLATTE_RESTER_1 and _vektet_rest(nummer, _FNR_VEKTER_2) == 0


def _er_dato(nummer: str, syntetiske: bool) -> bool:
    dag, maned, ar = int(nummer[:2]), int(nummer[2:4]), int(nummer[4:6])
    if dag > _D_NUMMER:
        dag -= _D_NUMMER
    if syntetiske:
        maned = next((maned - tillegg for tillegg in _SYNTETISK_MANED if tillegg < maned <= tillegg + 12), maned)
    # The century is unknown; as 20yy every year that may be a leap year is one (2000 is, 1900 was not).
    return 1 <= maned <= 12 and 1 <= dag <= monthrange(2000 + ar, maned)[1]  # noqa: PLR2004  # months in a year
