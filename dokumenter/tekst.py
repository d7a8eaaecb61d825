"""Moments, sizes, numbers and kinds of files in words. Every page, mail and error says the same about the same."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePosixPath

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_TRINN = 1024
_ENHETER = ("kB", "MB", "GB", "TB")
_LENGSTE_ENDELSE = 6


def dato_i_ord(tidspunkt: datetime | None) -> str:
    """An aware moment as "fredag 18. desember 2026 kl. 23.59 (norsk tid)"; None gives an empty text."""
    if tidspunkt is None:
        return ""
    lokal = timezone.localtime(tidspunkt)
    return _("%(dag)s kl. %(klokke)s (norsk tid)") % {"dag": dag_i_ord(lokal), "klokke": _klokke(lokal)}


def dag_i_ord(dag: date | None) -> str:
    """A day, or the Norwegian day of an aware moment, as "fredag 18. desember 2026"; None gives an empty text."""
    if dag is None:
        return ""
    lokal = timezone.localtime(dag) if isinstance(dag, datetime) else dag
    # Translators: a date format (see Django's `date` filter): weekday, day, month, year
    return date_format(lokal, _("l j. F Y"))


def dag_uten_ukedag(dag: datetime, *, naa: datetime) -> str:
    """The Norwegian day of an aware moment as "18. desember", with the year when that is another than this one's."""
    lokal = timezone.localtime(dag)
    if lokal.year == timezone.localtime(naa).year:
        # Translators: a date format (see Django's `date` filter): day, month
        return date_format(lokal, _("j. F"))
    # Translators: a date format (see Django's `date` filter): day, month, year
    return date_format(lokal, _("j. F Y"))


def kort_tid(tidspunkt: datetime | None) -> str:
    """An aware moment for tables, as "18. des. 2026 kl. 23.59"; None gives an empty text."""
    if tidspunkt is None:
        return ""
    lokal = timezone.localtime(tidspunkt)
    # Translators: a short date format (see Django's `date` filter): day, month, year
    dag = date_format(lokal, _("j. N Y"))
    return _("%(dag)s kl. %(klokke)s") % {"dag": dag, "klokke": _klokke(lokal)}


def kort_dag(tidspunkt: datetime | None) -> str:
    """The Norwegian day of an aware moment without its year, as "28. nov."; None gives an empty text."""
    if tidspunkt is None:
        return ""
    # Translators: a short date format without year (see Django's `date` filter): day, month
    return date_format(timezone.localtime(tidspunkt), _("j. N"))


def _klokke(lokal: datetime) -> str:
    # Translators: a time format (see Django's `date` filter): hours, minutes
    return date_format(lokal, _("H.i"))


def storrelse_i_ord(antall: int | None) -> str:
    """A number of bytes as "812 byte", "4,2 MB" or "5 GB" (1 kB = 1024 byte, as Windows counts); None gives no text."""
    if antall is None:
        return ""
    if antall < _TRINN:
        return f"{antall}\N{NO-BREAK SPACE}{ngettext('byte', 'byte', antall)}"
    verdi, enhet = _i_enhet(antall)
    return f"{number_format(verdi, 0 if verdi.is_integer() else 1)}\N{NO-BREAK SPACE}{enhet}"


def _i_enhet(antall: int) -> tuple[float, str]:
    """The number with one decimal in the unit that keeps it under 1024."""
    for potens, enhet in enumerate(_ENHETER, start=1):
        verdi = round(antall / _TRINN**potens, 1)
        if verdi < _TRINN:
            return verdi, enhet
    return verdi, enhet


def orgnr_i_ord(nummer: str) -> str:
    """999999999 as "999 999 999", kept on one line."""
    return "\N{NO-BREAK SPACE}".join((nummer[:3], nummer[3:6], nummer[6:]))


def filtype_i_ord(dokumentnavn: str) -> str:
    """ "PDF-fil" by the end of the name, as the recipient's own machine judges it; "fil" when it has none."""
    endelse = PurePosixPath(dokumentnavn).suffix[1:]
    if not endelse.isascii() or not endelse.isalnum() or len(endelse) > _LENGSTE_ENDELSE:
        return _("fil")
    return _("%(endelse)s-fil") % {"endelse": endelse.upper()}
