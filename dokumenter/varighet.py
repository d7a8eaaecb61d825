"""How long a deling lasts: the field Tilgjengelig i, and the longest that a konto allows. All in Norwegian time.

Whole days count: a deling lasts until 23.59 on its last day, and the longest is the konto's number of days after today.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kontoer.models import Konto
from users.dato import UgyldigDatoError, tolk_dato
from users.tegn import nfc, uten_usynlige

DAGENS_SLUTT = time(23, 59)
_FORVALG_DAGER = (7, 14, 30, 90, 180, 365)

_ANTALL = re.compile(r"([0-9]{1,5})(?: ?([^\W\d_]+)\.?)?", re.I)
_KLOKKE = re.compile(r"(?:kl\.? ?)?([0-9]{1,2})[.:]([0-9]{2})(?::([0-9]{2}))?|kl\.? ?([0-9]{1,2})", re.A | re.I)
_DATO_OG_KLOKKE = re.compile(rf"(\S.*?[0-9])(?:(?:T|,? )({_KLOKKE.pattern}))?", re.A | re.I)
_DAGER = {"d", "dag", "dagar", "dager", "day", "days"}
_UKER = {"uke", "uker", "veke", "veker", "week", "weeks"}
_MANEDER = {"måned", "måneder", "månad", "månader", "mnd", "month", "months"}
_AR = {"år", "year", "years"}
_MANEDER_I_ARET = 12
_FORSTE_AR = 2000  # before that, a moment may be outside the calendar
_SISTE_DAG = date(2999, 12, 31)  # what lasts longer than this lasts longer than any konto allows
LENGSTE_TEKST = 60
_HUNDRE_AR_DAGER = 36_500  # beyond this the calendar may end before the konto's longest does


class UgyldigVarighetError(ValueError):
    """The text is neither a number of days nor a date. The text of the error is for people."""


def tolk_varighet(tekst: str, *, naa: datetime) -> datetime:
    """The moment that "14", "2 uker", "1 måned", "24.12.2026", "24. desember 2026" or "24.12.2026 kl. 12.00" means.

    A month or a year ends on the same day of the month, or on its last. All that `tolk_dato` reads is a date here too.
    Raises UgyldigVarighetError. Whether the moment is allowed is another question (`services.deling`).
    """
    rent = nfc(" ".join(uten_usynlige(tekst).split()), lengst=LENGSTE_TEKST)
    if (treff := _ANTALL.fullmatch(rent)) and (slutt := _om(int(treff[1]), (treff[2] or "d").lower(), naa)):
        return slutt
    treff = _DATO_OG_KLOKKE.fullmatch(rent) if len(rent) <= LENGSTE_TEKST else None
    try:
        dag = tolk_dato(treff[1]) if treff else None
    except UgyldigDatoError as feil:
        raise UgyldigVarighetError(str(feil)) from feil
    if treff is None or dag is None:
        raise UgyldigVarighetError(_("Skriv et antall dager, for eksempel 14, eller en dato, for eksempel 24.12.2026."))
    if dag.year < _FORSTE_AR:
        raise UgyldigVarighetError(_("Datoen finnes ikke. Se etter tastefeil."))
    return _i_norsk_tid(min(dag, _SISTE_DAG), _tolk_klokke(treff[2]) if treff[2] else DAGENS_SLUTT)


def seneste_slutt(konto: Konto, naa: datetime) -> datetime:
    """The last moment a deling of the konto may end at, counted from `naa`."""
    dager = min(konto.lengste_varighet_dager, _HUNDRE_AR_DAGER)
    return _i_norsk_tid(timezone.localdate(naa) + timedelta(days=dager), DAGENS_SLUTT)


def forvalg_for(konto: Konto) -> list[int]:
    """Numbers of days to choose among, with the konto's own standard and longest in their places."""
    dager = {*_FORVALG_DAGER, konto.standard_varighet_dager, konto.lengste_varighet_dager}
    return sorted(dag for dag in dager if dag <= konto.lengste_varighet_dager)


def _om(antall: int, enhet: str, naa: datetime) -> datetime | None:
    """The end of the day so long from today; None for a unit that is none."""
    i_dag = timezone.localdate(naa)
    if enhet in _DAGER or enhet in _UKER:
        dag = i_dag + timedelta(days=antall * (7 if enhet in _UKER else 1))
    elif enhet in _MANEDER or enhet in _AR:
        dag = _om_maneder(antall * (_MANEDER_I_ARET if enhet in _AR else 1), i_dag)
    else:
        return None
    if antall < 1:
        raise UgyldigVarighetError(_("Dokumentene må være tilgjengelige i minst 1 dag."))
    return _i_norsk_tid(min(dag, _SISTE_DAG), DAGENS_SLUTT)


def _om_maneder(antall: int, i_dag: date) -> date:
    ar, maned = divmod(i_dag.year * _MANEDER_I_ARET + i_dag.month - 1 + antall, _MANEDER_I_ARET)
    if ar > _SISTE_DAG.year:
        return _SISTE_DAG
    return date(ar, maned + 1, min(i_dag.day, monthrange(ar, maned + 1)[1]))


def _tolk_klokke(tekst: str) -> time:
    treff = _KLOKKE.fullmatch(tekst)
    timer, minutter, sekunder = (
        (int(treff[1] or treff[4]), int(treff[2] or 0), int(treff[3] or 0)) if treff else (99, 0, 0)
    )
    try:
        return time(timer, minutter, sekunder)
    except ValueError as feil:
        raise UgyldigVarighetError(_("Klokkeslettet finnes ikke. Se etter tastefeil.")) from feil


def _i_norsk_tid(dag: date, klokke: time) -> datetime:
    return datetime.combine(dag, klokke, tzinfo=timezone.get_default_timezone())
