"""Files for a spreadsheet, a line at a time: what a Norwegian one opens without asking, and never runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

# Also as Japanese keyboards write them, and after what a spreadsheet may cut off.
_FORMELTEGN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Ekko:
    """What csv.writer writes to: gives the line back in place of keeping it."""

    def write(self, linje: str) -> str:
        return linje


def csvlinjer(overskrifter: Sequence[str], rader: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of the file, the byte order mark first. Numbers stay numbers."""
    skriver = csv.writer(_Ekko(), delimiter=";")
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + skriver.writerow(overskrifter)
    for rad in rader:
        yield skriver.writerow([trygg(celle) for celle in rad])


def csvsvar(navn: str, linjer: Iterator[str]) -> StreamingHttpResponse:
    """The answer that streams it, to be saved under the name."""
    return strom(navn, linjer, "text/csv; charset=utf-8")


def strom(navn: str, linjer: Iterator[str], type_: str) -> StreamingHttpResponse:
    """An answer that streams text, to be saved under the name."""
    hoder = {"Content-Disposition": f'attachment; filename="{navn}"'}
    return StreamingHttpResponse(linjer, content_type=type_, headers=hoder)


def trygg(celle: object) -> object:
    """A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{celle}" if isinstance(celle, str) and celle.startswith(_FORMELTEGN) else celle
