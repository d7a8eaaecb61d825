"""The list of files on a recipient's page: in which order, how many, how large, and what is fetched of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dokumenter.queries.min_henting import MinFil

FA = 5  # fewer than these need no order but the sender's
MANGE = 12  # from here on each row takes as little room as it can
_TALL = re.compile(r"([0-9]+)")
_NORSK = {0xE6: "{", 0xF8: "|", 0xE5: "}"}  # æ, ø and å after z, in that order


@dataclass(frozen=True)
class Filliste:
    """For `templates/dokumenter/mottak_filer.html`."""

    filer: Sequence[MinFil]
    sorter: str

    @property
    def kan_sorteres(self) -> bool:
        """Are there so many that an order helps?"""
        return len(self.filer) >= FA

    @property
    def er_lang(self) -> bool:
        """Are there so many that the rows must be small?"""
        return len(self.filer) >= MANGE

    @property
    def storrelse(self) -> int:
        """How many bytes there are to fetch in all."""
        return sum(fil.dokument.storrelse or 0 for fil in self.filer if not fil.dokument.er_borte)

    @property
    def hentet(self) -> int:
        """How many of the files have reached the person to the last byte."""
        return sum(fil.leveranse.er_hentet for fil in self.filer)

    @property
    def kan_kontrolleres(self) -> list[MinFil]:
        """Those that can be fetched, and whose fingerprint is known."""
        return [fil for fil in self.filer if fil.dokument.tilstand == "tilgjengelig" and fil.dokument.sha256]


def lag_filliste(filer: Sequence[MinFil], sorter: str) -> Filliste:
    """`sorter` is `navn` or `storrelse` (largest first); anything else is the order in which they came."""
    if sorter == "navn":
        return Filliste(sorted(filer, key=_navn), sorter)
    if sorter == "storrelse":
        return Filliste(sorted(filer, key=lambda fil: (-(fil.dokument.storrelse or 0), *_navn(fil))), sorter)
    return Filliste(filer, "")


def _navn(fil: MinFil) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    return _naturlig(fil.dokument.mappe), _naturlig(fil.dokument.dokumentnavn)


def _naturlig(navn: str) -> list[tuple[int, str]]:
    """So that «side 2» comes before «side 10»: each run of digits by its value, and letters as Norwegian has them."""
    biter = _TALL.split(navn.casefold().translate(_NORSK))
    return [(int(bit[:18]), "") if bit.isdecimal() and bit.isascii() else (-1, bit) for bit in biter]
