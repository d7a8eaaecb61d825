"""A file for a spreadsheet, a line at a time: what a Norwegian one opens without asking, and runs nothing of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

_FORMELTEGN = ("=", "+", "-", "@", "\t", "\r")


class _Ekko:
    """What csv.writer writes to: gives the line back in place of keeping it."""

    def write(self, linje: str) -> str:
        return linje


def csv_linjer(overskrifter: Sequence[str], rader: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines, with semicolons between the cells and a byte order mark before the first."""
    skriver = csv.writer(_Ekko(), delimiter=";")
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + skriver.writerow(overskrifter)
    for rad in rader:
        yield skriver.writerow([_trygg(celle) for celle in rad])


def _trygg(celle: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{celle}" if celle.startswith(_FORMELTEGN) else celle
