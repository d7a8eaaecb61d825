"""What a drawing costs: every shape as often as it is drawn."""

from __future__ import annotations

import time

import pytest

from kontoer.errors import UgyldigVerdi
from kontoer.logobilde import rens_bilde
from kontoer.svgtegning import Regnskap

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">%s</svg>'


def lag(
    antall: int, bredde: int, form: str, start: str = "<%s id='m%d'>", slutt: str = "</%s>", navn: str = "g"
) -> str:
    """So many, one behind the other, each with so many shapes that have the next drawn; and one that has the first."""
    deler = [
        start % (navn, nr)
        + (form % {"neste": nr + 1} if nr < antall - 1 else "<path d='M0 0h9'/>") * bredde
        + slutt % navn
        for nr in range(antall)
    ]
    return SVG % ("".join(deler) + form % {"neste": 0})


MASKE = "<rect width='9' height='9' mask='url(#m%(neste)d)'/>"
KLIPP = "<rect width='9' height='9' style='clip-path:url( \"#m%(neste)d\" )'/>"
BRUK = "<use xlink:href='#m%(neste)d'/>"
I_STIL = "<style>%s</style>"


@pytest.mark.parametrize(
    "svg",
    [
        lag(9, 8, MASKE, navn="mask"),
        lag(9, 8, KLIPP, navn="clipPath"),
        lag(17, 2, BRUK),
        lag(5, 30, BRUK, navn="symbol"),
        lag(60, 1, BRUK),
        lag(2, 1, "<use href='#m0'/>"),
        SVG % "<mask id='a'><g mask='url(#b)'/></mask><mask id='b'><g mask='url(#a)'/></mask><g mask='url(#a)'/>",
    ],
)
def test_it_refuses_what_no_browser_gets_done_with(svg: str) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        rens_bilde(svg.encode())
    assert feil.value.felt == "bilde"


@pytest.mark.parametrize(
    "regel",
    [
        ".n%(nr)d{mask:url(#m%(nr)d)}",
        ".n%(nr)d, .x{mask:url('#m%(nr)d')}",
        "g .n%(nr)d{mask:url(#m%(nr)d)}",
        ".n%(nr)d,rect{mask:url(#m%(nr)d)}",
        ".x{fill:red; &.n%(nr)d{mask:url(#m%(nr)d)}}",
        ".x{/*}.x{*/fill:red}.n%(nr)d{mask:url(#m%(nr)d)}",
        ".n%(nr)d{font-family:'}.x{';mask:url(#m%(nr)d)}",
        ".n%(nr)d{font-family:'/*';mask:url(#m%(nr)d)}",
        ".n%(nr)d{/* ' */mask:url(#m%(nr)d)/* ' */}",
        "#n%(nr)d{mask:url(#m%(nr)d)}",
    ],
)
def test_it_sees_what_the_style_has_drawn(regel: str) -> None:
    stil = "".join(regel % {"nr": nr} for nr in range(9))
    svg = lag(9, 8, "<rect id='n%(neste)d' class='n%(neste)d' width='9' height='9'/>", navn="mask")
    with pytest.raises(UgyldigVerdi):
        rens_bilde(svg.replace('9 9">', '9 9">' + I_STIL % stil, 1).encode())


@pytest.mark.parametrize("bit", ["'", "/*", "url(", ".a,", "{", "}", " ", "*", "a{b}", "'#"])
def test_it_reads_any_style_in_a_moment(bit: str) -> None:
    regnskap, for_ = Regnskap(), time.process_time()
    regnskap.les_stil(bit * (200_000 // len(bit)))
    regnskap.krev_overkommelig()
    assert time.process_time() - for_ < 2


def test_it_takes_what_programs_for_drawing_write() -> None:
    """Gradients that take after each other, a clip of what is used, a mask of a group, and classes for all of it."""
    tegning = (
        "<style>.st0{clip-path:url(#SVGID_2_);fill:#fff}.st1{fill:url(#g2)} path{stroke:url(#g1)}</style>"
        "<linearGradient id='g1'><stop offset='0'/></linearGradient><linearGradient id='g2' xlink:href='#g1'/>"
        "<defs><rect id='SVGID_1_' width='9' height='9'/></defs>"
        "<clipPath id='SVGID_2_'><use xlink:href='#SVGID_1_' style='overflow:visible;'/></clipPath>"
        "<mask id='m'><g class='st1'><use xlink:href='#SVGID_1_'/></g></mask>"
        + "<g class='st0'><path class='st1' d='M0 0h9' mask='url(#m)'/></g>"
        * 300
    )
    assert b"SVGID_2_" in rens_bilde((SVG % tegning).encode()).innhold
