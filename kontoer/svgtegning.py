"""What an SVG costs to draw. What is used, or masks something, is drawn once for every time: a small file can be huge.

Ten masks that each have ten shapes behind the next are four kilobytes, and more than any browser gets done with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_HOYST = 100_000
_DYBDE = 40
_TIL = re.compile(r"(?i)url\s*\(\s*[\"']?#([-\w]+)")
_KLAMME = re.compile(r"([{}])")
_KLASSE = re.compile(r"\s*\.([-\w]+)\s*")
# A remark, which lasts to the end if nobody closes it, or a text in quotes: whichever begins first.
_INNPAKKET = re.compile(r"/\*(?:[^*]|\*(?!/))*(?:\*/)?|\"([^\"\n]*)\"|'([^'\n]*)'")
_ID = re.compile(r"#[-\w]+")
_FARGER = {"linearGradient", "radialGradient", "stop"}  # nothing is drawn inside them
_ALLE = "alle *"  # with a space: nothing that an element can be called by


class ForDyrError(Exception):
    """There is too much to draw, or it goes in a ring."""


@dataclass
class _Del:
    """Some elements, and how many times they have others drawn: by id, or by a class that the style says more of."""

    antall: int = 0
    bruker: Counter[str] = field(default_factory=Counter)


class Regnskap:
    """Counts along while an SVG is read, element by element."""

    def __init__(self) -> None:
        self._apne = [_Del()]
        self._med_id: dict[str, _Del] = {}
        self._i_stil: dict[str, _Del] = {}
        self._talt: dict[str, int] = {}

    def begynn(self, navn: str, attributter: Mapping[str, str]) -> None:
        """An element of this name with these attributes."""
        ny = _Del(1, Counter(_bruk(attributter, i_stil=navn not in _FARGER)))
        self._apne.append(ny)
        if "id" in attributter:
            self._med_id.setdefault(attributter["id"], ny)

    def slutt(self) -> None:
        """The innermost that is open ends: what is inside an element is drawn with it."""
        ferdig = self._apne.pop()
        self._apne[-1].antall += ferdig.antall
        self._apne[-1].bruker.update(ferdig.bruker)

    def les_stil(self, stil: str) -> None:
        """A style. What it is not plain which elements something is for, is counted as for all."""
        stil = _INNPAKKET.sub(_bare_id, stil)
        igjen = Counter(_TIL.findall(stil))
        for velgere, regel in _regler(stil):
            til = _TIL.findall(regel)
            klasser = [_KLASSE.fullmatch(velger) for velger in velgere.split(",")]
            if til and all(klasser):
                igjen.subtract(til)
                for klasse in klasser:
                    if klasse is not None:
                        self._i_stil.setdefault(f"klasse {klasse[1]}", _Del()).bruker.update(til)
        self._i_stil.setdefault(_ALLE, _Del()).bruker.update(+igjen)

    def krev_overkommelig(self) -> None:
        """When all is read. Raises ForDyrError."""
        self._tell(self._apne[0], 0)

    def _tell(self, del_: _Del, dybde: int) -> int:
        if dybde > _DYBDE:
            raise ForDyrError
        sum_ = del_.antall
        for navn, ganger in del_.bruker.items():
            if navn not in self._talt:
                self._talt[navn] = _HOYST  # until it is known: too much for what comes back to itself
                self._talt[navn] = self._tell(self._i_stil.get(navn) or self._med_id.get(navn) or _Del(), dybde + 1)
            sum_ += ganger * self._talt[navn]
        if sum_ > _HOYST:
            raise ForDyrError
        return sum_


def _bare_id(treff: re.Match[str]) -> str:
    tekst: str = treff[1] or treff[2] or ""
    return tekst if _ID.fullmatch(tekst) else " "


def _regler(stil: str) -> Iterator[tuple[str, str]]:
    """What stands before and between each pair of braces with none inside it."""
    biter = _KLAMME.split(stil)  # text, brace, text, brace, …
    for nr in range(0, len(biter) - 3, 2):
        if biter[nr + 1] == "{" and biter[nr + 3] == "}":
            yield biter[nr], biter[nr + 2]


def _bruk(attributter: Mapping[str, str], *, i_stil: bool) -> Iterator[str]:
    if i_stil:
        yield _ALLE
    for navn, verdi in attributter.items():
        if navn == "href":
            yield verdi.removeprefix("#")
        elif navn == "class" and i_stil:
            yield from (f"klasse {klasse}" for klasse in verdi.split())
        else:
            yield from _TIL.findall(verdi)
