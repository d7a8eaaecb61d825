"""Who an SMS is from, and who pays for it: by KS' rules for the sender's name."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from hendelser.nummervern import ligner_fodselsnummer
from kontoer.errors import UgyldigVerdi

_AVSENDERNAVN = re.compile(r"[A-Za-zæøåÆØÅ0-9\-_ ]{2,11}")
_LENGSTE_KONTERINGSKODE = 100


class Varsling(NamedTuple):
    """Empty texts: no SMS."""

    avsendernavn: str = ""
    konteringskode: str = ""


INGEN_VARSLING = Varsling()


def tolk_varsling(avsendernavn: str, konteringskode: str | None) -> Varsling:
    """Raises UgyldigVerdi (felt avsendernavn or konteringskode)."""
    if not _AVSENDERNAVN.fullmatch(avsendernavn) or not avsendernavn.strip():
        tekst = _("Avsendernavnet må ha fra 2 til 11 tegn: bokstaver, tall, mellomrom, bindestrek og understrek.")
        raise UgyldigVerdi(tekst, felt="avsendernavn")
    if ligner_fodselsnummer(avsendernavn):
        raise UgyldigVerdi(_("Avsendernavnet kan ikke inneholde et fødselsnummer."), felt="avsendernavn")
    kode = (konteringskode or "").strip()
    if len(kode) > _LENGSTE_KONTERINGSKODE or not kode.isprintable():
        raise UgyldigVerdi(_("Konteringskoden kan ha høyst 100 synlige tegn."), felt="konteringskode")
    return Varsling(avsendernavn, kode)
