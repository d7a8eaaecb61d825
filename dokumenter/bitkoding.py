"""`Transfer-Encoding: chunked` undone straight from a socket (RFC 9112 section 7.1), in pieces as large as asked for.

gunicorn's own reader copies every byte several times, which costs more than encrypting it. This one takes the place of
that reader in gunicorn's request, so that gunicorn finds the next request on the connection where it begins.
"""

from __future__ import annotations

import re
import socket
from typing import Protocol

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_SITAT = rb'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
_UTVIDELSE = rb"[ \t]*;[ \t]*" + _TOKEN + rb"(?:[ \t]*=[ \t]*(?:" + _TOKEN + rb"|" + _SITAT + rb"))?"
_STORRELSE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:" + _UTVIDELSE + rb")*")
_TILLEGG = re.compile(_TOKEN + rb":[\t -~\x80-\xff]*")
_LES_BYTES = 256 * 1024
_MAKS_LINJE_BYTES = 8 * 1024
_MAKS_TILLEGG_BYTES = 64 * 1024


class BruttBitkodingError(OSError):
    """The body ended early, or is not coded as it should be. Where the next request begins is then unknown."""


class Sokkel(Protocol):
    """What is used of a socket."""

    def recv(self, antall: int, flagg: int = 0, /) -> bytes:
        """At most so many bytes, empty when the other side has closed. Raises OSError."""


class Leser(Protocol):
    """What gunicorn has read of the connection and not used. It gets back what belongs to the next request."""

    def take_buffered(self) -> bytes:
        """Everything, which then is gone from there."""

    def unread(self, data: bytes, /) -> None:
        """Give back."""


class Bitleser:
    """The body without its coding."""

    def __init__(self, leser: Leser, sokkel: Sokkel) -> None:
        self._leser = leser
        self._sokkel = sokkel
        self._ra = memoryview(leser.take_buffered())  # read, and not undone
        self._igjen = 0  # bytes left of the piece we are in
        self._inne_i_bit = False
        self._ferdig = False
        self._feil: OSError | None = None

    def read(self, storrelse: int, /) -> bytes:
        """Exactly so many bytes, fewer only at the end or before a break; then empty at the end.

        Raises BruttBitkodingError, or OSError from the socket, when there is nothing before the break to give.
        """
        deler: list[bytes | memoryview] = []
        mangler = storrelse
        while mangler and not self._ferdig and self._feil is None:
            try:
                del_ = self._neste(mangler)
            except OSError as feil:
                self._feil = feil
                break
            if del_:
                deler.append(del_)
                mangler -= len(del_)
        if self._feil is not None and not deler:
            raise self._feil
        if len(deler) == 1 and isinstance(deler[0], bytes):
            return deler[0]
        return b"".join(deler)

    def _neste(self, maks: int) -> bytes | memoryview:
        """Some of the piece we are in, or empty where another begins."""
        if not self._igjen:
            self._begynn_bit()
            return b""
        onsket = min(maks, self._igjen)
        if not self._ra and onsket < _LES_BYTES:
            self._fyll()
        if self._ra:
            data: bytes | memoryview = self._ra[:onsket]
            self._ra = self._ra[onsket:]
        else:
            # So many are sure to come, so the kernel may collect them all before we are woken.
            data = self._motta(onsket, socket.MSG_WAITALL)
        self._igjen -= len(data)
        return data

    def _begynn_bit(self) -> None:
        if self._inne_i_bit:
            self._linje(2)  # nothing but the end of the line has room in it
        treff = _STORRELSE.fullmatch(self._linje(_MAKS_LINJE_BYTES))
        if treff is None:
            raise BruttBitkodingError("En bit har ikke en gyldig lengde.")
        self._igjen = int(treff[1], 16)
        self._inne_i_bit = True
        if not self._igjen:
            self._avslutt()

    def _avslutt(self) -> None:
        """After the last piece: fields that nobody here asks for, and an empty line."""
        igjen = _MAKS_TILLEGG_BYTES
        while linje := self._linje(igjen):
            if _TILLEGG.fullmatch(linje) is None:
                raise BruttBitkodingError("Et felt etter den siste biten er ugyldig.")
            igjen -= len(linje) + 2
        self._ferdig = True
        if self._ra:
            self._leser.unread(bytes(self._ra))
            self._ra = memoryview(b"")

    def _linje(self, maks: int) -> bytes:
        """The next line without its end, of at most `maks` bytes with it."""
        while (slutt := (hode := bytes(self._ra[:maks])).find(b"\r\n")) < 0:
            if len(hode) >= maks:
                raise BruttBitkodingError("En linje er for lang.")
            self._fyll()
        self._ra = self._ra[slutt + 2 :]
        return hode[:slutt]

    def _fyll(self) -> None:
        mer = self._motta(_LES_BYTES)
        self._ra = memoryview(bytes(self._ra) + mer if self._ra else mer)

    def _motta(self, antall: int, flagg: int = 0) -> bytes:
        data = self._sokkel.recv(antall, flagg)
        if not data:
            raise BruttBitkodingError("Kroppen sluttet før den siste biten.")
        return data
