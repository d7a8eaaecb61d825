"""What is left of a connection: first all that the server has read of it, then the socket, and in that order only.

A network cuts a request where it likes. Some of the body may have come in the same read as the headers, and lies in the
server's buffers; the next request may have come with the end of the body. Whoever reads the socket must have emptied
those buffers first, and must give back what is not the body's. Both happen here and nowhere else.
"""

from __future__ import annotations

import array
import errno
import fcntl
import socket
import struct
import termios
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Protocol


class BruttLedningError(ConnectionResetError):
    """The body ended before its time: the client closed, or was waited for too long.

    To the server, which may meet it when it reads what nobody read, that is a connection that was reset.
    """

    def __init__(self, grunn: str) -> None:
        super().__init__(errno.ECONNRESET, grunn)


class Sokkel(Protocol):
    """What is used of a socket."""

    def recv(self, antall: int, flagg: int = 0, /) -> bytes:
        """At most so many bytes, empty when the other side has closed. Raises OSError."""

    def fileno(self) -> int:
        """Its number in the kernel."""

    def setsockopt(self, niva: int, valg: int, verdi: bytes, /) -> None:
        """Set an option."""


class Serverleser(Protocol):
    """What the server has read of the connection and not used. It gets back what belongs to the next request."""

    def take_buffered(self) -> bytes:
        """Everything, which then is gone from there."""

    def unread(self, data: bytes, /) -> None:
        """Give back."""


class Takt:
    """How long a client may be waited for: until a moment, and no longer than it brings its share.

    Only time spent waiting counts, so a client is never blamed for our own slow disk.
    """

    def __init__(self, *, vindu: float, minst: int, senest: float | None = None) -> None:
        """Within each `vindu` seconds of waiting, `minst` bytes; `senest` is a moment of `time.monotonic()`."""
        self._vindu = vindu
        self._minst = minst
        self._senest = senest
        self._ventet = 0.0
        self._kom = 0

    def lengst(self) -> float:
        """Seconds that the next wait may take, above 0. Raises BruttLedningError when time is out."""
        if self._senest is None:
            return self._vindu
        igjen = self._senest - time.monotonic()
        if igjen <= 0:
            raise BruttLedningError("Fristen er ute.")
        return min(self._vindu, igjen)

    def regn_med(self, sekunder: float, antall: int) -> None:
        """So many bytes came after so long. Raises BruttLedningError for a client that is too slow."""
        self._ventet += sekunder
        self._kom += antall
        if self._ventet < self._vindu:
            return
        if self._kom < self._minst:
            raise BruttLedningError("Klienten er for treg.")
        self._ventet, self._kom = 0.0, 0


class Ledning:
    """The bytes that come, in the order they came."""

    def __init__(self, leser: Serverleser, sokkel: Sokkel, takt: Takt) -> None:
        self._leser = leser
        self._sokkel = sokkel
        self.takt = takt
        self._frist = -1.0  # seconds, as the kernel was last told
        self._bufret = memoryview(leser.take_buffered())

    def motta(self, antall: int, *, alle: bool = False) -> bytes | memoryview:
        """At least one byte and at most `antall`; with `alle` the wait is for all of them, as long as one may wait.

        Raises BruttLedningError, or OSError from the socket.
        """
        if self._bufret:
            data, self._bufret = self._bufret[:antall], self._bufret[antall:]
            return data
        return self._fra_sokkelen(antall, socket.MSG_WAITALL if alle else 0)

    def fyll(self, antall: int) -> None:
        """Wait for more, at most `antall` bytes, to read and not take. Raises as `motta`."""
        mer = self._fra_sokkelen(antall, 0)
        self._bufret = memoryview(bytes(self._bufret) + mer if self._bufret else mer)

    @property
    def bufret_antall(self) -> int:
        """How many bytes are read and not taken."""
        return len(self._bufret)

    def kommet(self) -> int:
        """How many bytes have come and are not taken, here and in the kernel. Waits for nobody."""
        i_kjernen = array.array("i", [0])
        with suppress(OSError):
            fcntl.ioctl(self._sokkel.fileno(), termios.FIONREAD, i_kjernen)
        return self.bufret_antall + i_kjernen[0]

    def se(self, antall: int) -> bytes:
        """The first of the bytes that are read and not taken, at most so many."""
        return bytes(self._bufret[:antall])

    def kast(self, antall: int) -> None:
        """Drop so many of the bytes that are read and not taken."""
        self._bufret = self._bufret[antall:]

    def gi_tilbake(self, fra: int = 0) -> None:
        """What is read and not taken, from its byte `fra` on, belongs to the next request: the server gets it back."""
        if rest := bytes(self._bufret[fra:]):
            self._leser.unread(rest)
        self._bufret = self._bufret[:fra]

    def _fra_sokkelen(self, antall: int, flagg: int) -> bytes:
        self._vent_hoyst(self.takt.lengst())
        startet = time.monotonic()
        try:
            data = self._sokkel.recv(antall, flagg)
        except BlockingIOError:  # the kernel's time limit
            data = None
        self.takt.regn_med(time.monotonic() - startet, len(data or b""))
        if data is None:
            raise BruttLedningError("Klienten står stille.")
        if not data:
            raise BruttLedningError("Kroppen sluttet før tiden.")
        return data

    def _vent_hoyst(self, sekunder: float) -> None:
        """Python's own time-out would make the socket one that never waits for all; the kernel's does not."""
        if sekunder != self._frist:
            hele, brok = divmod(max(sekunder, 0.001), 1)
            self._sokkel.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(hele), int(brok * 1e6))
            )
            self._frist = sekunder


class Kroppsleser(ABC):
    """One request's body, read from its Ledning. It can stand where the server's own reader stood."""

    def __init__(self, ledning: Ledning) -> None:
        self.ledning = ledning
        self._feil: OSError | None = None

    def read(self, storrelse: int, /) -> bytes:
        """Exactly so many bytes, fewer only at the end or before a break; then empty at the end.

        Raises OSError when there is nothing before the break to give: BruttLedningError, UgyldigBitkodingError, or
        what the socket raised.
        """
        deler: list[bytes | memoryview] = []
        mangler = storrelse
        while mangler and self._feil is None:
            try:
                del_ = self._neste(mangler)
            except OSError as feil:
                self._feil = feil
                break
            if not del_:
                break
            deler.append(del_)
            mangler -= len(del_)
        if self._feil is not None and not deler:
            raise self._feil
        if len(deler) == 1 and isinstance(deler[0], bytes):
            return deler[0]
        return b"".join(deler)

    @property
    @abstractmethod
    def ferdig(self) -> bool:
        """Every byte of it has been given."""

    @abstractmethod
    def _neste(self, maks: int) -> bytes | memoryview:
        """Some of what follows, at most `maks` bytes; empty at the end. Raises OSError."""


class Lengdeleser(Kroppsleser):
    """A body of known length."""

    def __init__(self, ledning: Ledning, lengde: int) -> None:
        super().__init__(ledning)
        self._igjen = lengde
        ledning.gi_tilbake(fra=lengde)

    @property
    def ferdig(self) -> bool:
        """See `Kroppsleser`."""
        return not self._igjen

    def _neste(self, maks: int) -> bytes | memoryview:
        onsket = min(maks, self._igjen)
        if not onsket:
            return b""
        data = self.ledning.motta(onsket, alle=True)
        self._igjen -= len(data)
        return data
