"""Reports as PDF: tagged PDF/A-3 for an archive and PDF/UA-1 for everybody, set by typst with fonts of its own.

typst refuses what breaks either standard, so a report that is made keeps them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

_MAL = Path(__file__).with_name("rapport.typ")
# What the font inside can show. A sign that no font shows is a fault in an archive's PDF, so it is named instead.
_UTEN_TEGN = re.compile(
    "[^\n\\x20-\\x7e\\xa0-\\xac\\xae-\u02e4\u0300-\u036f\u0388-\u038a\u038e-\u03a1\u03a3-\u03ce\u0400-\u0477\u048c-\u04c4"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u2037\u2039-\u203a\u20ac\u2116\u2122]"
)


@dataclass(frozen=True)
class Rapportdel:
    """A heading with paragraphs and a table below; `bredder` are the shares of the width, one a column."""

    overskrift: str
    avsnitt: Sequence[str] = ()
    kolonner: Sequence[str] = ()
    bredder: Sequence[int] = ()
    rader: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Vedlegg:
    """A file inside the PDF: its text, its mimetype, and what it is."""

    innhold: str
    type: str
    hva: str


@dataclass(frozen=True)
class Rapport:
    """What the PDF says, from top to bottom. `vedlegg` go inside it byte for byte, by name."""

    tittel: str
    dato: date
    innledning: Sequence[str]
    deler: Sequence[Rapportdel]
    vedlegg: Mapping[str, Vedlegg] = field(default_factory=dict)


def lag_pdf(rapport: Rapport) -> bytes:
    """The report, in the language that is active. Signs that the font has not are written as [U+6587]."""
    import typst  # 7 MB, for those processes that need it

    data = {
        "tittel": _visbar(rapport.tittel),
        "sprak": (get_language() or settings.LANGUAGE_CODE)[:2],
        "dato": [rapport.dato.year, rapport.dato.month, rapport.dato.day],
        "innledning": [_visbar(avsnitt) for avsnitt in rapport.innledning],
        "deler": [_synlig(asdict(del_)) for del_ in rapport.deler],
        "vedlegg": {navn: asdict(vedlegg) for navn, vedlegg in rapport.vedlegg.items()},
    }
    return bytes(
        typst.compile(
            _MAL.read_bytes(),
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["a-3a", "ua-1"],
            ignore_system_fonts=True,
        )
    )


def _synlig(verdi: object) -> object:
    """All the texts in it, made visible."""
    if isinstance(verdi, str):
        return _visbar(verdi)
    if isinstance(verdi, Mapping):
        return {navn: _synlig(en) for navn, en in verdi.items()}
    if isinstance(verdi, Sequence):
        return [_synlig(en) for en in verdi]
    return verdi


def _visbar(tekst: str) -> str:
    return _UTEN_TEGN.sub(lambda treff: f"[U+{ord(treff[0]):04X}]", tekst)
