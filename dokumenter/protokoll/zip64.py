"""A ZIP archive of which every byte is known before the first is sent: how long it is, and what stands where.

The files are stored as they are. So the archive is headers that follow from names, sizes, sums and times, with the
files' own bytes between them, and any range of it can be made without making the rest. The fields of ZIP64 are there
only where a number has no room without them: what is small can be opened by programs that know no ZIP64.
Follows PKWARE's APPNOTE 6.3, sections 4.3 to 4.5.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

_FULLT_32 = 0xFFFFFFFF  # also what a field says whose number stands in the ZIP64 field
_FULLT_16 = 0xFFFF
_LOKALT_HODE = struct.Struct("<4s5H3I2H")
_KATALOGRAD = struct.Struct("<4s6H3I5H2I")
_SLUTT_64 = struct.Struct("<4sQ2H2I4Q")
_VEIVISER_64 = struct.Struct("<4sIQI")
_SLUTT = struct.Struct("<4s4H2IH")
_VANLIG, _MED_64 = 20, 45  # the version of ZIP a reader must know
_LAGET_PA_UNIX = 3 << 8
_NAVN_I_UTF8 = 1 << 11
_LAGRET = 0
_EN_FIL_TIL_A_LESE = 0o100644 << 16
_FORSTE_AR, _SISTE_AR = 1980, 2107


class Oppforing(NamedTuple):
    """One file: its path in the archive, made safe already; bytes; CRC-32; its time as a clock on the wall shows it."""

    navn: str
    storrelse: int
    crc32: int
    tid: datetime


class Filbit(NamedTuple):
    """Bytes [start, slutt) of file number `nr`."""

    nr: int
    start: int
    slutt: int


class Arkiv:
    """The layout of an archive with these files, in this order."""

    def __init__(self, oppforinger: Sequence[Oppforing]) -> None:
        self._oppforinger = oppforinger
        self._starter: list[int] = []
        katalog, sted = [], 0
        for en in oppforinger:
            self._starter.append(sted)
            katalog.append(_katalograd(en, sted))
            sted += len(_lokalt_hode(en)) + en.storrelse
        self._katalog_fra = sted
        self._katalog = b"".join(katalog)
        self._katalog += _hale(len(katalog), len(self._katalog), sted)

    @property
    def storrelse(self) -> int:
        """How many bytes the archive has."""
        return self._katalog_fra + len(self._katalog)

    def deler(self, start: int, slutt: int) -> Iterator[bytes | Filbit]:
        """What bytes [start, slutt) are made of, in order.

        An empty file comes as an empty piece right after its header, so that whoever counts files meets it.
        """
        if start >= slutt:
            return
        for nr in range(max(bisect_right(self._starter, start) - 1, 0), len(self._starter)):
            en, hode_fra = self._oppforinger[nr], self._starter[nr]
            if hode_fra >= slutt:
                return
            hode = _lokalt_hode(en)
            fil_fra = hode_fra + len(hode)
            if start < fil_fra:
                yield hode[max(start - hode_fra, 0) : slutt - hode_fra]
            fra, til = max(start - fil_fra, 0), min(slutt - fil_fra, en.storrelse)
            if fra < til or (en.storrelse == 0 and start < fil_fra <= slutt):
                yield Filbit(nr, fra, til)
        if slutt > self._katalog_fra:
            yield self._katalog[max(start - self._katalog_fra, 0) : slutt - self._katalog_fra]


def _lokalt_hode(en: Oppforing) -> bytes:
    """What stands before the file's bytes."""
    navn, stor = en.navn.encode(), en.storrelse >= _FULLT_32
    ekstra = _felt_64(en.storrelse, en.storrelse) if stor else b""
    storrelse = _FULLT_32 if stor else en.storrelse
    hode = _LOKALT_HODE.pack(
        b"PK\x03\x04",
        _MED_64 if stor else _VANLIG,
        _NAVN_I_UTF8,
        _LAGRET,
        *_dostid(en.tid),
        en.crc32,
        storrelse,
        storrelse,
        len(navn),
        len(ekstra),
    )
    return hode + navn + ekstra


def _katalograd(en: Oppforing, sted: int) -> bytes:
    """What stands about the file in the directory at the end; `sted` is where its local header begins."""
    navn, stor, langt_ute = en.navn.encode(), en.storrelse >= _FULLT_32, sted >= _FULLT_32
    tall = [en.storrelse] * 2 * stor + [sted] * langt_ute
    ekstra = _felt_64(*tall) if tall else b""
    versjon = _MED_64 if tall else _VANLIG
    rad = _KATALOGRAD.pack(
        b"PK\x01\x02",
        _LAGET_PA_UNIX | versjon,
        versjon,
        _NAVN_I_UTF8,
        _LAGRET,
        *_dostid(en.tid),
        en.crc32,
        _FULLT_32 if stor else en.storrelse,
        _FULLT_32 if stor else en.storrelse,
        len(navn),
        len(ekstra),
        0,  # no comment
        0,  # on the first disk
        0,
        _EN_FIL_TIL_A_LESE,
        _FULLT_32 if langt_ute else sted,
    )
    return rad + navn + ekstra


def _hale(antall: int, katalog: int, katalog_fra: int) -> bytes:
    """What ends the archive: how many files, how long the directory is and where it begins."""
    hale = b""
    if antall >= _FULLT_16 or katalog >= _FULLT_32 or katalog_fra >= _FULLT_32:
        rest = _SLUTT_64.size - 12  # counted from after the field itself
        hale = _SLUTT_64.pack(
            b"PK\x06\x06", rest, _LAGET_PA_UNIX | _MED_64, _MED_64, 0, 0, antall, antall, katalog, katalog_fra
        )
        hale += _VEIVISER_64.pack(b"PK\x06\x07", 0, katalog_fra + katalog, 1)
    antall, katalog, katalog_fra = min(antall, _FULLT_16), min(katalog, _FULLT_32), min(katalog_fra, _FULLT_32)
    return hale + _SLUTT.pack(b"PK\x05\x06", 0, 0, antall, antall, katalog, katalog_fra, 0)


def _felt_64(*tall: int) -> bytes:
    return struct.pack(f"<2H{len(tall)}Q", 1, 8 * len(tall), *tall)


def _dostid(tid: datetime) -> tuple[int, int]:
    """Time and date as MS-DOS kept them: two seconds at a time, from 1980."""
    if tid.year < _FORSTE_AR:
        tid = datetime(_FORSTE_AR, 1, 1)  # noqa: DTZ001  a clock on the wall has no zone
    ar = min(tid.year, _SISTE_AR) - _FORSTE_AR
    return tid.hour << 11 | tid.minute << 5 | tid.second // 2, ar << 9 | tid.month << 5 | tid.day
