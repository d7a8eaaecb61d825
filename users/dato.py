"""A date as people write it, in bokmål, nynorsk or English; the same wherever a date is asked for."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from users.tegn import uten_usynlige

_MANEDER = (
    ("januar", "january"),
    ("februar", "february"),
    ("mars", "march"),
    ("april",),
    ("mai", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("desember", "december"),
)
_KORTESTE_MANED = 3  # letters: "des"
_LENGSTE_TEKST = 40
_SIFRE = re.compile(r"([0-9]{1,2})[./-] ?([0-9]{1,2})[./-] ?([0-9]{4}|[0-9]{2})", re.A)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.A)
_DAG_FORST = re.compile(r"([0-9]{1,2})\.? ?([a-z]{3,9})\.?,? ?([0-9]{4})", re.A | re.I)
_MANED_FORST = re.compile(r"([a-z]{3,9})\.? ?([0-9]{1,2}),? ([0-9]{4})", re.A | re.I)
_AARHUNDRE = 2000
_HUNDRE = 100


class UgyldigDatoError(ValueError):
    """It is written as a date, and no calendar has it. The text of the error is for people."""


def tolk_dato(tekst: str) -> date | None:
    """The day that "24.12.2026", "24/12-26", "2026-12-24", "24. desember 2026", "24 des 2026" or "Dec 24, 2026" means.

    None for what is no date. Raises UgyldigDatoError.
    """
    if (deler := _deler(" ".join(uten_usynlige(tekst).split()))) is None:
        return None
    ar, maned, dag = deler
    try:
        return date(ar, maned, dag)
    except ValueError as feil:
        raise UgyldigDatoError(_("Datoen finnes ikke. Se etter tastefeil.")) from feil


def _deler(tekst: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if len(tekst) > _LENGSTE_TEKST:
        return None
    if treff := _ISO.fullmatch(tekst):
        return int(treff[1]), int(treff[2]), int(treff[3])
    if treff := _SIFRE.fullmatch(tekst):
        ar = int(treff[3])
        return ar + (_AARHUNDRE if ar < _HUNDRE else 0), int(treff[2]), int(treff[1])
    if (treff := _DAG_FORST.fullmatch(tekst)) and (maned := _maned(treff[2])):
        return int(treff[3]), maned, int(treff[1])
    if (treff := _MANED_FORST.fullmatch(tekst)) and (maned := _maned(treff[1])):
        return int(treff[3]), maned, int(treff[2])
    return None


def _maned(ord_: str) -> int | None:
    """Which month the word, or the beginning of it, names."""
    treff = (nr for nr, navn in enumerate(_MANEDER, start=1) if any(ett.startswith(ord_.lower()) for ett in navn))
    return next(treff, None) if len(ord_) >= _KORTESTE_MANED else None
