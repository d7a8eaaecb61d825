"""A logo is written anew from what is known; what could run or fetch something is refused."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontoer.errors import UgyldigVerdi
from kontoer.logobilde import LENGST_BYTES, rens_bilde

PNG = b"\x89PNG\r\n\x1a\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">%s</svg>'


def bit(navn: bytes, data: bytes) -> bytes:
    """One chunk, with its sum."""
    return struct.pack(">I", len(data)) + navn + data + struct.pack(">I", zlib.crc32(navn + data))


def hode(bredde: int = 2, hoyde: int = 2, dybde: int = 8, type_: int = 2, flettet: int = 0) -> bytes:
    """An IHDR."""
    return bit(b"IHDR", struct.pack(">IIBBBBB", bredde, hoyde, dybde, type_, 0, 0, flettet))


RADER = zlib.compress(bytes(2 * (1 + 6)))
GOD = PNG + hode() + bit(b"IDAT", RADER) + bit(b"IEND", b"")


def test_it_keeps_the_picture_and_nothing_else_of_a_png() -> None:
    med = (
        PNG
        + hode()
        + bit(b"tEXt", b"Author\0Kari Nordmann")
        + bit(b"eXIf", b"hvor bildet ble tatt")
        + bit(b"IDAT", RADER[:5])
        + bit(b"IDAT", RADER[5:])
        + bit(b"IEND", b"")
    )
    bilde = rens_bilde(med)
    assert (bilde.mimetype, bilde.innhold) == ("image/png", GOD)
    assert rens_bilde(bilde.innhold).innhold == GOD


@pytest.mark.parametrize(
    "png",
    [
        PNG + hode(type_=6) + bit(b"IDAT", zlib.compress(bytes(2 * 9))) + bit(b"IEND", b""),
        PNG + hode(dybde=1, type_=3) + bit(b"PLTE", b"abc") + bit(b"IDAT", zlib.compress(bytes(4))) + bit(b"IEND", b""),
        PNG + hode(3, 3, 8, 0, 1) + bit(b"IDAT", zlib.compress(bytes(2 + 2 + 3 + 4 + 4))) + bit(b"IEND", b""),
    ],
    ids=["alfa", "palett", "flettet"],
)
def test_it_takes_the_kinds_of_png_there_are(png: bytes) -> None:
    assert rens_bilde(png).innhold.startswith(PNG)


@pytest.mark.parametrize(
    "png",
    [
        PNG,
        GOD[:-1],
        GOD + b"<script>",
        GOD.replace(b"IDAT", b"IDAU"),
        PNG + hode() + bit(b"IEND", b""),
        PNG + hode() + bit(b"IDAT", RADER) + bit(b"IEND", b"") + bit(b"IEND", b""),
        PNG + hode() + bit(b"IDAT", zlib.compress(bytes(13))) + bit(b"IEND", b""),
        PNG + hode() + bit(b"IDAT", zlib.compress(bytes(50_000_000))) + bit(b"IEND", b""),
        PNG + hode() + bit(b"IDAT", RADER + b"mer") + bit(b"IEND", b""),
        PNG + hode() + bit(b"IDAT", b"ikke pakket") + bit(b"IEND", b""),
        PNG + hode(2001, 1) + bit(b"IDAT", RADER) + bit(b"IEND", b""),
        PNG + hode(0, 2) + bit(b"IDAT", RADER) + bit(b"IEND", b""),
        PNG + hode(dybde=3) + bit(b"IDAT", RADER) + bit(b"IEND", b""),
        PNG + hode(type_=3) + bit(b"IDAT", zlib.compress(bytes(6))) + bit(b"IEND", b""),
        PNG + struct.pack(">I", 2**31) + b"IHDR",
    ],
)
def test_it_refuses_a_png_that_is_not_what_it_says(png: bytes) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        rens_bilde(png)
    assert feil.value.felt == "bilde"


def test_it_keeps_the_shapes_of_an_svg() -> None:
    tegning = (
        "<!-- laget i et program --><title>Testvik &amp; omegn</title>"
        '<metadata><rdf xmlns="urn:x">Kari</rdf></metadata>'
        '<style>.a{fill:#00f}</style><defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'
        '</defs><path class="a" d="M0 0h9" fill="url(#g)" data-navn="x"/><use xlink:href="#g"/>bare tekst'
    )
    kilde = f'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">{SVG % tegning}'
    bilde = rens_bilde(kilde.encode())
    svg = bilde.innhold.decode()
    assert bilde.mimetype == "image/svg+xml"
    for tekst in (
        "<title>Testvik &amp; omegn</title>",
        'd="M0 0h9"',
        'fill="url(#g)"',
        '<use href="#g">',
        ".a{fill:#00f}",
    ):
        assert tekst in svg
    for tekst in ("laget i", "Kari", "data-navn", "bare tekst", "DOCTYPE", "xlink"):
        assert tekst not in svg
    assert rens_bilde(bilde.innhold).innhold == bilde.innhold


@pytest.mark.parametrize(
    "farlig",
    [
        "<script>alert(1)</script>",
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        "<foreignObject><b/></foreignObject>",
        '<path onload="alert(1)"/>',
        '<path ONCLICK="alert(1)"/>',
        '<metadata><b onload="alert(1)"/></metadata>',
        '<image href="https://evil.example/x.png"/>',
        '<use href="https://evil.example/x.svg#a"/>',
        '<use xlink:href="data:image/svg+xml,x"/>',
        '<a href="#x"><path/></a>',
        '<path fill="url(https://evil.example/x)"/>',
        '<path style="fill:url( //evil.example )"/>',
        "<style>@import 'https://evil.example/x.css';</style>",
        "<style>.a{background:u\\72l(x)}</style>",
        "<style>.a{background:ur<!-- -->l(//evil.example)}</style>",
        "<style>.a{background:ur<g/>l(//evil.example)}</style>",
        "<style>.a{background:image-set('//evil.example' 1x)}</style>",
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="d"/>',
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
    ],
)
def test_it_refuses_an_svg_with_what_runs_or_fetches(farlig: str) -> None:
    with pytest.raises(UgyldigVerdi, match="ugyldig_verdi"):
        rens_bilde((SVG % farlig).encode())


@pytest.mark.parametrize(
    "kilde",
    [
        b"",
        b"GIF89a",
        b"<svg",
        b"<html><body/></html>",
        b"<svg xmlns='urn:annet'/>",
        b"<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>",
        b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
        (SVG % ("<g>" * 60 + "</g>" * 60)).encode(),
        (SVG % ("<g/>" * 6000)).encode(),
        (SVG % "<g id='a'><use href='#a'/></g>").encode(),
        b" " * (LENGST_BYTES + 1),
        (SVG % "").encode("utf-16"),
    ],
)
def test_it_refuses_what_is_no_picture(kilde: bytes) -> None:
    with pytest.raises(UgyldigVerdi, match="ugyldig_verdi"):
        rens_bilde(kilde)


def test_it_writes_one_href_where_a_program_has_written_two() -> None:
    svg = rens_bilde((SVG % '<path id="a"/><use href="#a" xlink:href="#a"/>').encode()).innhold.decode()
    assert svg.count("href=") == 1
    assert rens_bilde(svg.encode()).innhold.decode() == svg


def test_it_reads_a_long_style_as_one_text_wherever_it_is_cut() -> None:
    """The reader of XML hands over a long text in pieces, which must not hide what stands across two of them."""
    for foran in range(8180, 8200):
        with pytest.raises(UgyldigVerdi, match="ugyldig_verdi"):
            rens_bilde((SVG % f"<style>{' ' * foran}.a{{fill:url(//evil.example)}}</style>").encode())
    stil = ".a{fill:url(#b)}" + ".b{fill:red}" * 2000
    assert stil.encode() in rens_bilde((SVG % f"<style>{stil}</style>").encode()).innhold


@given(st.binary(max_size=200).map(lambda hale: PNG + hale) | st.binary(max_size=200).map(lambda hale: b"<svg " + hale))
def test_it_answers_anything_with_a_picture_or_with_what_is_wrong(kilde: bytes) -> None:
    try:
        svar = rens_bilde(kilde).mimetype
    except UgyldigVerdi as feil:
        svar = feil.felt
    assert svar in {"bilde", "image/png", "image/svg+xml"}
