"""`Transfer-Encoding: chunked` undone (RFC 9112 section 7.1), in pieces as large as asked for."""

from __future__ import annotations

import re

from dokumenter.protokoll.ledning import BruttLedningError, Kroppsleser, Ledning

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_SITAT = rb'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
_UTVIDELSE = rb"[ \t]*;[ \t]*" + _TOKEN + rb"(?:[ \t]*=[ \t]*(?:" + _TOKEN + rb"|" + _SITAT + rb"))?"
_STORRELSE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:" + _UTVIDELSE + rb")*")
_TILLEGG = re.compile(_TOKEN + rb":[\t -~\x80-\xff]*")
_LES_BYTES = 256 * 1024
_MAKS_LINJE_BYTES = 8 * 1024
_MAKS_TILLEGG_BYTES = 64 * 1024


class UgyldigBitkodingError(BruttLedningError):
    """The body is not coded as it should be. What its bytes are, and where the next request begins, nobody knows."""


class Bitleser(Kroppsleser):
    """The body without its coding."""

    def __init__(self, ledning: Ledning) -> None:
        super().__init__(ledning)
        self._igjen = 0  # bytes left of the piece we are in
        self._inne_i_bit = False
        self._ferdig = False

    @property
    def ferdig(self) -> bool:
        """See `Kroppsleser`."""
        return self._ferdig

    def _neste(self, maks: int) -> bytes | memoryview:
        while not self._igjen:
            if self._ferdig:
                return b""
            self._begynn_bit()
        onsket = min(maks, self._igjen)
        if not self.ledning.bufret_antall and onsket < _LES_BYTES:
            self.ledning.fyll(_LES_BYTES)  # many small pieces in one read
        # So many are sure to come, so the kernel may collect them all before we are woken.
        data = self.ledning.motta(onsket, alle=True)
        self._igjen -= len(data)
        return data

    def _begynn_bit(self) -> None:
        if self._inne_i_bit:
            self._linje(2)  # nothing but the end of the line has room in it
        treff = _STORRELSE.fullmatch(self._linje(_MAKS_LINJE_BYTES))
        if treff is None:
            raise UgyldigBitkodingError("En bit har ikke en gyldig lengde.")
        self._igjen = int(treff[1], 16)
        self._inne_i_bit = True
        if not self._igjen:
            self._avslutt()

    def _avslutt(self) -> None:
        """After the last piece: fields that nobody here asks for, and an empty line."""
        igjen = _MAKS_TILLEGG_BYTES
        while linje := self._linje(igjen):
            if _TILLEGG.fullmatch(linje) is None:
                raise UgyldigBitkodingError("Et felt etter den siste biten er ugyldig.")
            igjen -= len(linje) + 2
        self._ferdig = True
        self.ledning.gi_tilbake()

    def _linje(self, maks: int) -> bytes:
        """The next line without its end, of at most `maks` bytes with it."""
        hode = self.ledning.se(maks)
        while (slutt := hode.find(b"\n")) < 0:
            if len(hode) >= maks:
                raise UgyldigBitkodingError("En linje er for lang.")
            self.ledning.fyll(_LES_BYTES)
            hode = self.ledning.se(maks)
        linje, retur = hode[: max(slutt - 1, 0)], hode[max(slutt - 1, 0) : slutt]
        if retur != b"\r":
            raise UgyldigBitkodingError("En linje slutter ikke som den skal.")
        self.ledning.kast(slutt + 1)
        return linje
