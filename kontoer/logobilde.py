"""A picture that an organisation uploads, made safe to show to everybody: written anew from what is known.

Nothing of what came is passed on as it was. Of a PNG only the chunks that are the picture are kept, when their sums are
right and they unpack to exactly the rows they promise. An SVG is read as XML and written from a short list of shapes;
what could run, or fetch something, is refused, so that nobody believes it was kept.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from kontoer.errors import UgyldigVerdi
from kontoer.svgtegning import ForDyrError, Regnskap

LENGST_BYTES = 200 * 1024
_LENGSTE_SIDE = 2000  # pixels
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_BEHOLDES = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"}
_KANALER = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DYBDER = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
# Of an interlaced picture: where each of the seven passes begins, and how far it is between its pixels.
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ORD = re.compile(r"\S+")
_SVG_ELEMENTER = set(
    _ORD.findall(
        "svg g path rect circle ellipse line polyline polygon text tspan title desc defs linearGradient radialGradient "
        "stop clipPath mask use symbol style"
    )
)
_SVG_FORBUDT = re.compile(
    r"(?i)script|foreignobject|image|iframe|object|embed|audio|video|animate.*|set|handler|listener|a|feimage"
)
_SVG_ATTRIBUTTER = set(
    _ORD.findall(
        "id class style x y x1 y1 x2 y2 cx cy r rx ry fx fy d points width height viewBox preserveAspectRatio version "
        "transform gradientUnits gradientTransform offset spreadMethod clipPathUnits maskUnits fill fill-rule mask "
        "fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
        "stroke-dashoffset stroke-opacity opacity stop-color stop-opacity clip-path clip-rule display visibility color "
        "font-family font-size font-weight font-style text-anchor letter-spacing dx dy"
    )
)
_SVG_TEKST = {"title", "desc", "style", "text", "tspan"}
_UTRYGT = re.compile(
    r"(?i)url\s*\((?!\s*[\"']?#[-\w]+[\"']?\s*\))|(?:image|image-set|cross-fade|src)\s*\(|javascript:|data:|@|\\|expression|<"
)
_SVG_DYBDE, _SVG_ANTALL = 40, 5000


class Bilde(NamedTuple):
    """Safe to show."""

    mimetype: str
    innhold: bytes


def rens_bilde(innhold: bytes) -> Bilde:
    """The picture as it will be shown. Raises UgyldigVerdi (felt bilde) with what is wrong, in words."""
    if len(innhold) > LENGST_BYTES:
        raise _feil(_("Bildet er for stort. Det kan være høyst 200 kB."))
    if innhold.startswith(_PNG):
        return Bilde("image/png", _rens_png(innhold))
    if innhold.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Bilde("image/svg+xml", _Svg().rens(innhold))
    raise _feil(_("Filen er verken PNG eller SVG. Velg et bilde i et av de to formatene."))


def _feil(tekst: str) -> UgyldigVerdi:
    return UgyldigVerdi(tekst, felt="bilde")


def _for_mange_deler() -> UgyldigVerdi:
    return _feil(_("SVG-filen har for mange deler. Forenkle den, eller lagre den som PNG."))


def _rens_png(innhold: bytes) -> bytes:
    biter = list(_png_biter(innhold))
    navn = [navn for navn, _data in biter]
    data = b"".join(data for ett, data in biter if ett == b"IDAT")
    rekkefolge = navn[:1] == [b"IHDR"] and navn[-1:] == [b"IEND"] and navn.count(b"IHDR") == navn.count(b"IEND") == 1
    if not rekkefolge or len(biter[0][1]) != 13 or not _png_stemmer(biter[0][1], data, b"PLTE" in navn):  # noqa: PLR2004
        raise _skadet()
    forste_data = navn.index(b"IDAT")
    foran = [(ett, bit) for ett, bit in biter[:forste_data] if ett in _PNG_BEHOLDES]
    return _PNG + b"".join(_png_bit(ett, bit) for ett, bit in [*foran, (b"IDAT", data), (b"IEND", b"")])


def _png_biter(innhold: bytes) -> Iterator[tuple[bytes, bytes]]:
    sted = len(_PNG)
    while sted < len(innhold):
        hode = innhold[sted : sted + 8]
        if len(hode) < 8:  # noqa: PLR2004
            raise _skadet()
        lengde, navn = struct.unpack(">I4s", hode)
        data, sum_ = innhold[sted + 8 : sted + 8 + lengde], innhold[sted + 8 + lengde : sted + 12 + lengde]
        if sum_ != struct.pack(">I", zlib.crc32(navn + data)):
            raise _skadet()
        yield navn, data
        sted += lengde + 12


def _png_stemmer(hode: bytes, pakket: bytes, har_palett: bool) -> bool:
    """Is it a picture we know, of a size we show, with exactly the bytes its header promises?"""
    bredde, hoyde, dybde, type_, pakking, filter_, flettet = struct.unpack(">IIBBBBB", hode)
    if not (0 < bredde <= _LENGSTE_SIDE and 0 < hoyde <= _LENGSTE_SIDE):
        raise _feil(_("Bildet kan være høyst 2000 piksler bredt og høyt."))
    if dybde not in _DYBDER.get(type_, ()) or (pakking, filter_) != (0, 0) or flettet not in (0, 1):
        return False
    if type_ == 3 and not har_palett:  # noqa: PLR2004
        return False
    bits = dybde * _KANALER[type_]
    deler = [(bredde, hoyde)]
    if flettet:
        deler = [(-((x - bredde) // dx), -((y - hoyde) // dy)) for x, y, dx, dy in _ADAM7]
    ventet = sum(h * (1 + (b * bits + 7) // 8) for b, h in deler if b > 0 and h > 0)
    return bool(_utpakket(pakket, ventet) == ventet)


def _utpakket(pakket: bytes, hoyst: int) -> int:
    """How many bytes there are in it: one more than `hoyst` for too many, and for what does not end as it should."""
    utpakker, antall = zlib.decompressobj(), 0
    try:
        while not utpakker.eof and antall <= hoyst:
            bit = utpakker.decompress(pakket, 1024 * 1024)
            pakket = utpakker.unconsumed_tail
            antall += len(bit)
            if not bit and not pakket:
                break
    except zlib.error:
        return hoyst + 1
    return antall if utpakker.eof and not utpakker.unused_data else hoyst + 1


def _png_bit(navn: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + navn + data + struct.pack(">I", zlib.crc32(navn + data))


def _skadet() -> UgyldigVerdi:
    return _feil(_("Bildet er skadet, eller laget på en måte vi ikke kan vise. Lagre det på nytt som PNG."))


class _Svg:
    """One reading of an SVG, written anew as it goes."""

    def __init__(self) -> None:
        self.ut: list[str] = []
        self.sti: list[str] = []  # open elements that are written; None of those that are left out
        self.utelatt = 0
        self.antall = 0
        self.regnskap = Regnskap()
        self.stil: list[str] = []  # the text of the style that is open: it comes in pieces, and is one when it is read

    def rens(self, innhold: bytes) -> bytes:
        leser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        leser.buffer_text = True
        leser.StartElementHandler, leser.EndElementHandler = self._start, self._slutt
        leser.CharacterDataHandler = self._tekst
        leser.StartDoctypeDeclHandler = self._doctype
        leser.EntityDeclHandler = leser.ExternalEntityRefHandler = self._nekt
        leser.ProcessingInstructionHandler = self._nekt
        try:
            leser.Parse(innhold, True)
            self.regnskap.krev_overkommelig()
        except ForDyrError as feil:
            raise _for_mange_deler() from feil
        except expat.ExpatError as feil:
            raise _feil(_("SVG-filen kan ikke leses. Lagre den på nytt, og prøv igjen.")) from feil
        svg = "".join(self.ut).encode()
        if len(svg) > LENGST_BYTES:
            raise _feil(_("Bildet er for stort. Det kan være høyst 200 kB."))
        return svg

    def _doctype(self, _navn: str, _system: str | None, _public: str | None, har_indre: int) -> None:
        if har_indre:
            self._nekt()

    def _nekt(self, *_hva: object) -> int:
        raise _feil(_("SVG-filen inneholder noe som kan kjøre, eller hente noe utenfra. Lagre den som PNG."))

    def _start(self, fullt: str, attributter: dict[str, str]) -> None:
        rom, _skille, navn = fullt.rpartition(" ")
        self.antall += 1
        if self.antall > _SVG_ANTALL or len(self.sti) + self.utelatt > _SVG_DYBDE:
            raise _for_mange_deler()
        i_stil = self.sti[-1:] == ["style"]
        if i_stil or _SVG_FORBUDT.fullmatch(navn) or any(self._er_farlig(*par) for par in attributter.items()):
            self._nekt()
        if not self.sti and (rom, navn) != (_SVG, "svg"):
            raise _feil(_("Filen er verken PNG eller SVG. Velg et bilde i et av de to formatene."))
        if self.utelatt or rom != _SVG or navn not in _SVG_ELEMENTER:
            self.utelatt += 1
            return
        rom_ = "" if self.sti else f" xmlns={quoteattr(_SVG)}"
        self.sti.append(navn)
        beholdt = dict(_attributter(attributter))  # one href, also where two kinds of it say the same
        self.regnskap.begynn(navn, beholdt)
        skrevet = "".join(f" {ett}={quoteattr(verdi)}" for ett, verdi in beholdt.items())
        self.ut.append(f"<{navn}{rom_}{skrevet}>")

    def _er_farlig(self, fullt: str, verdi: str) -> bool:
        rom, _skille, navn = fullt.rpartition(" ")
        if navn.lower().startswith("on"):
            return True
        if navn == "href" and rom in ("", _XLINK):
            return not re.fullmatch(r"#[-\w.]+", verdi)
        return rom == "" and navn in _SVG_ATTRIBUTTER and bool(_UTRYGT.search(verdi))

    def _slutt(self, _fullt: str) -> None:
        if self.utelatt:
            self.utelatt -= 1
            return
        navn = self.sti.pop()
        self.regnskap.slutt()
        if navn == "style":
            stil = "".join(self.stil)
            self.stil.clear()
            if _UTRYGT.search(stil):
                self._nekt()
            self.regnskap.les_stil(stil)
            self.ut.append(escape(stil))
        self.ut.append(f"</{navn}>")

    def _tekst(self, tekst: str) -> None:
        if self.utelatt or not self.sti or self.sti[-1] not in _SVG_TEKST:
            return
        if self.sti[-1] == "style":
            self.stil.append(tekst)
        else:
            self.ut.append(escape(tekst))


def _attributter(attributter: dict[str, str]) -> Iterator[tuple[str, str]]:
    for fullt, verdi in attributter.items():
        rom, _skille, navn = fullt.rpartition(" ")
        if (navn == "href" and rom in ("", _XLINK)) or (rom == "" and navn in _SVG_ATTRIBUTTER):
            yield navn, verdi
