"""Makes the PNG of a screenshot small: a palette of at most 256 colours in place of three bytes for every pixel."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATUR = b"\x89PNG\r\n\x1a\n"
_RGB, _PALETT = 2, 3
_FARGER = 256
# Filters of the PNG format that a row may be written with, by number.
_INGEN, _VENSTRE, _OVER, _SNITT, _PAETH = range(5)


def med_palett(png: bytes, farger: int = _FARGER) -> bytes:
    """The same picture, where colours beyond the most used become the nearest of those. Takes 8-bit RGB only."""
    hode, data = _les(png)
    bredde, hoyde, dybde, type_ = struct.unpack(">IIBB", hode[:10])
    if (dybde, type_, hode[12]) != (8, _RGB, 0):
        raise ValueError("not an 8-bit RGB picture without interlacing")
    rader = [_piksler(rad) for rad in _rader(data, bredde * 3, hoyde)]
    antall = Counter(farge for rad in rader for farge in rad)
    palett = sorted(farge for farge, _antall in antall.most_common(farger))
    plass = {farge: palett.index(farge if farge in palett else _naermest(farge, palett)) for farge in antall}
    ut = b"".join(b"\0" + bytes(map(plass.__getitem__, rad)) for rad in rader)
    return _SIGNATUR + b"".join(
        (
            _bit(b"IHDR", struct.pack(">IIBBBBB", bredde, hoyde, 8, _PALETT, 0, 0, 0)),
            _bit(b"PLTE", b"".join(palett)),
            _bit(b"IDAT", zlib.compress(ut, 9)),
            _bit(b"IEND", b""),
        )
    )


def _les(png: bytes) -> tuple[bytes, bytes]:
    """The header, and the rows unpacked."""
    if not png.startswith(_SIGNATUR):
        raise ValueError("not a PNG")
    hode, pakket, sted = b"", b"", len(_SIGNATUR)
    while sted < len(png):
        lengde, navn = struct.unpack(">I4s", png[sted : sted + 8])
        innhold = png[sted + 8 : sted + 8 + lengde]
        hode = innhold if navn == b"IHDR" else hode
        pakket += innhold if navn == b"IDAT" else b""
        sted += lengde + 12
    return hode, zlib.decompress(pakket)


def _rader(data: bytes, lengde: int, hoyde: int) -> Iterator[bytes]:
    """Each row, with its filter taken off."""
    over = bytes(lengde)
    for sted in range(0, hoyde * (lengde + 1), lengde + 1):
        over = _uten_filter(data[sted], bytearray(data[sted + 1 : sted + 1 + lengde]), over)
        yield over


def _uten_filter(filter_: int, rad: bytearray, over: bytes) -> bytes:
    if filter_ == _OVER:
        return bytes((x + o) & 255 for x, o in zip(rad, over, strict=True))
    if filter_ == _INGEN:
        return bytes(rad)
    for i, o in enumerate(over):
        venstre, skra = (rad[i - 3], over[i - 3]) if i > 2 else (0, 0)  # noqa: PLR2004  # three bytes to a pixel
        if filter_ == _VENSTRE:
            tillegg = venstre
        elif filter_ == _SNITT:
            tillegg = (venstre + o) // 2
        else:
            tillegg = _paeth(venstre, o, skra)
        rad[i] = (rad[i] + tillegg) & 255
    return bytes(rad)


def _paeth(venstre: int, over: int, skra: int) -> int:
    """The neighbour that is nearest to what the three of them lead one to expect."""
    ventet = venstre + over - skra
    return min((venstre, over, skra), key=lambda nabo: abs(ventet - nabo))


def _piksler(rad: bytes) -> list[bytes]:
    return [rad[i : i + 3] for i in range(0, len(rad), 3)]


def _naermest(farge: bytes, palett: list[bytes]) -> bytes:
    return min(palett, key=lambda p: sum((a - b) ** 2 for a, b in zip(farge, p, strict=True)))


def _bit(navn: bytes, innhold: bytes) -> bytes:
    return struct.pack(">I", len(innhold)) + navn + innhold + struct.pack(">I", zlib.crc32(navn + innhold))
