"""Pictures with a palette: the same picture for fewer bytes, whichever way its rows were packed."""

import struct
import zlib

import pytest

from scripts.png import med_palett

BREDDE, HOYDE = 7, 10
FARGER = [bytes((i * 9 % 256, i * 5 % 256, 255 - i)) for i in range(BREDDE * HOYDE)]


def _bit(navn: bytes, innhold: bytes) -> bytes:
    return struct.pack(">I", len(innhold)) + navn + innhold + struct.pack(">I", zlib.crc32(navn + innhold))


def _png(rader: bytes, *, bredde: int = BREDDE, hoyde: int = HOYDE, type_: int = 2) -> bytes:
    hode = struct.pack(">IIBBBBB", bredde, hoyde, 8, type_, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _bit(b"IHDR", hode) + _bit(b"IDAT", zlib.compress(rader)) + _bit(b"IEND", b"")


def _pakk(rad: bytes, over: bytes, filter_: int) -> bytes:
    """A row as the PNG format packs it with this filter, written from its description."""
    ut = bytearray([filter_])
    for i, verdi in enumerate(rad):
        venstre, opp, skra = rad[i - 3] if i > 2 else 0, over[i], over[i - 3] if i > 2 else 0
        naermest = min((venstre, opp, skra), key=lambda nabo: abs(venstre + opp - skra - nabo))
        ut.append((verdi - (0, venstre, opp, (venstre + opp) // 2, naermest)[filter_]) % 256)
    return bytes(ut)


def _farger(png: bytes, bredde: int = BREDDE) -> list[bytes]:
    """The colours of a picture with a palette and no filters, pixel for pixel."""
    palett = png[png.index(b"PLTE") + 4 : png.index(b"IDAT") - 8]
    rader = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])
    plasser = [plass for i, plass in enumerate(rader) if i % (bredde + 1)]
    return [palett[3 * plass : 3 * plass + 3] for plass in plasser]


def test_it_keeps_every_pixel_of_a_picture_of_few_colours_packed_with_any_filter() -> None:
    rader = [b"".join(FARGER[i : i + BREDDE]) for i in range(0, len(FARGER), BREDDE)]
    over = [bytes(3 * BREDDE), *rader]
    pakket = b"".join(_pakk(rad, over[nr], nr % 5) for nr, rad in enumerate(rader))
    assert _farger(med_palett(_png(pakket))) == FARGER


def test_it_gives_colours_beyond_the_palette_the_nearest_there_is() -> None:
    vanlige = [bytes((i, i, i)) for i in range(256)] * 2
    rad = b"".join([*vanlige, b"\x80\x81\x80"])
    ut = _farger(med_palett(_png(b"\0" + rad, bredde=len(vanlige) + 1, hoyde=1)), len(vanlige) + 1)
    assert ut == [*vanlige, b"\x80\x80\x80"]


def test_it_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="not a PNG"):
        med_palett(b"GIF89a")
    with pytest.raises(ValueError, match="RGB"):
        med_palett(_png(b"", type_=6))
