"""How long a deling lasts: the field Tilgjengelig i, and the longest that a konto allows. All in Norwegian time.

Whole days count: a deling lasts until 23.59 on its last day, and the longest is the konto's number of days after today.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kontoer.models import Konto

DAGENS_SLUTT = time(23, 59)
_FORVALG_DAGER = (7, 14, 30, 90, 180, 365)

_DAGER = re.compile(r"([0-9]{1,5})(?:\s*(?:d|dag|dagar|dager|day|days)\.?)?", re.A | re.I)
_NORSK_DATO = re.compile(r"([0-9]{1,2})[./-]\s*([0-9]{1,2})[./-]\s*([0-9]{2}|[0-9]{4})", re.A)
_ISO_DATO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.A)
_KLOKKE = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})[.:]([0-9]{2})(?::([0-9]{2}))?", re.A | re.I)
_DATO_OG_KLOKKE = re.compile(r"(\S.*?[0-9])(?:(?:T|,?\s+)((?:kl\.?\s*)?[0-9]{1,2}[.:][0-9]{2}(?::[0-9]{2})?))?", re.I)
_AARHUNDRE = 2000
_HUNDRE = 100
_HUNDRE_AR_DAGER = 36_500  # beyond this the calendar may end before the konto's longest does


class UgyldigVarighetError(ValueError):
    """The text is neither a number of days nor a date. The text of the error is for people."""


def tolk_varighet(tekst: str, *, naa: datetime) -> datetime:
    """The moment that "14", "14 dager", "24.12.2026", "2026-12-24" or "24.12.2026 kl. 12.00" means.

    Raises UgyldigVarighetError. Whether the moment is allowed is another question (`services.deling`).
    """
    rent = " ".join(tekst.split())
    if treff := _DAGER.fullmatch(rent):
        return _om_dager(int(treff[1]), naa)
    treff = _DATO_OG_KLOKKE.fullmatch(rent)
    dag = _tolk_dato(treff[1]) if treff else None
    if treff is None or dag is None:
        raise UgyldigVarighetError(_("Skriv et antall dager, for eksempel 14, eller en dato, for eksempel 24.12.2026."))
    return _i_norsk_tid(dag, _tolk_klokke(treff[2]) if treff[2] else DAGENS_SLUTT)


def seneste_slutt(konto: Konto, naa: datetime) -> datetime:
    """The last moment a deling of the konto may end at, counted from `naa`."""
    dager = min(konto.lengste_varighet_dager, _HUNDRE_AR_DAGER)
    return _i_norsk_tid(timezone.localdate(naa) + timedelta(days=dager), DAGENS_SLUTT)


def forvalg_for(konto: Konto) -> list[int]:
    """Numbers of days to choose among, with the konto's own standard and longest in their places."""
    dager = {*_FORVALG_DAGER, konto.standard_varighet_dager, konto.lengste_varighet_dager}
    return sorted(dag for dag in dager if dag <= konto.lengste_varighet_dager)


def _om_dager(antall: int, naa: datetime) -> datetime:
    if antall < 1:
        raise UgyldigVarighetError(_("Dokumentene må være tilgjengelige i minst 1 dag."))
    return _i_norsk_tid(timezone.localdate(naa) + timedelta(days=antall), DAGENS_SLUTT)


def _tolk_dato(tekst: str) -> date | None:
    if treff := _ISO_DATO.fullmatch(tekst):
        ar, maned, dag = map(int, treff.groups())
    elif treff := _NORSK_DATO.fullmatch(tekst):
        dag, maned, ar = map(int, treff.groups())
        ar += _AARHUNDRE if ar < _HUNDRE else 0
    else:
        return None
    try:
        if ar < _AARHUNDRE:
            raise ValueError("so long ago that a moment may be outside the calendar")
        return date(ar, maned, dag)
    except ValueError as feil:
        raise UgyldigVarighetError(_("Datoen finnes ikke. Se etter tastefeil.")) from feil


def _tolk_klokke(tekst: str) -> time:
    treff = _KLOKKE.fullmatch(tekst)
    timer, minutter, sekunder = (int(del_ or 0) for del_ in treff.groups()) if treff else (99, 0, 0)
    try:
        return time(timer, minutter, sekunder)
    except ValueError as feil:
        raise UgyldigVarighetError(_("Klokkeslettet finnes ikke. Se etter tastefeil.")) from feil


def _i_norsk_tid(dag: date, klokke: time) -> datetime:
    return datetime.combine(dag, klokke, tzinfo=timezone.get_default_timezone())
