"""Archives for the tests of how they are laid out: small ones whole, large ones as files with holes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dokumenter.protokoll.zip64 import Arkiv, Filbit, Oppforing

TID = datetime(2026, 11, 28, 13, 45, 31)  # noqa: DTZ001  a clock on the wall has no zone
GIB = 1024**3
SMA = [("Vedtak æøå.pdf", b"abc"), ("tom.txt", b""), ("Bilag/日本語/kart.png", b"0123456789")]
STOR_OG_LITEN = [("stor.bin", 5 * GIB), ("så liten.txt", 5), ("enda en.bin", GIB), ("sist.txt", 4)]


def arkiv_av(filer: Sequence[tuple[str, bytes]]) -> Arkiv:
    return Arkiv([Oppforing(navn, len(innhold), zlib.crc32(innhold), TID) for navn, innhold in filer])


def utsnitt(arkiv: Arkiv, filer: Sequence[tuple[str, bytes]], start: int, slutt: int) -> bytes:
    """The bytes that the parts of a range say."""
    return b"".join(
        filer[del_.nr][1][del_.start : del_.slutt] if isinstance(del_, Filbit) else del_
        for del_ in arkiv.deler(start, slutt)
    )


def hele(filer: Sequence[tuple[str, bytes]]) -> bytes:
    arkiv = arkiv_av(filer)
    alt = utsnitt(arkiv, filer, 0, arkiv.storrelse)
    assert len(alt) == arkiv.storrelse
    return alt


def skriv_over_fire_gb(fil: Path) -> None:
    """More than 6 GB, most of it holes: one file that needs ZIP64 for its size, and those after it for their place."""
    innhold = {1: b"liten", 3: b"sist"}
    arkiv = Arkiv(
        [
            Oppforing(navn, antall, zlib.crc32(innhold.get(nr, b"")), TID)
            for nr, (navn, antall) in enumerate(STOR_OG_LITEN)
        ]
    )
    _skriv_med_hull(arkiv, fil, innhold)


def _skriv_med_hull(arkiv: Arkiv, fil: Path, innhold: dict[int, bytes]) -> None:
    """The archive as a file in which all files but these are holes, which read as zeros."""
    sted = 0
    with fil.open("wb") as ut:
        for del_ in arkiv.deler(0, arkiv.storrelse):
            ut.seek(sted)
            if isinstance(del_, Filbit):
                ut.write(innhold.get(del_.nr, b"")[del_.start : del_.slutt])
                sted += del_.slutt - del_.start
            else:
                ut.write(del_)
                sted += len(del_)
        ut.truncate(sted)
    assert sted == arkiv.storrelse
