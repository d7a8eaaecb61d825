"""A wire between a client and the service that breaks after so many bytes, as networks do."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable
from functools import partial

from tests.klienter.rele import Rele


class Ledning(Rele):
    """Each of the next connections breaks after as many bytes as `brudd` says, up or down."""

    def __init__(self, port: int) -> None:
        self.brudd: list[int] = []
        self.brutt = 0
        super().__init__(port)

    def _veier(self, klient: socket.socket, tjener: socket.socket) -> list[Callable[[], None]]:
        # Small requests pass whole: a break is for the one that carries the bytes.
        igjen = _Igjen(self.brudd)
        return [partial(self._for_over, klient, tjener, igjen), partial(self._for_over, tjener, klient, igjen)]

    def _for_over(self, fra: socket.socket, til: socket.socket, igjen: _Igjen) -> None:
        with contextlib.suppress(OSError):
            while bit := fra.recv(65536):
                if igjen.brukt_opp(len(bit)):
                    self.brutt += 1
                    for sokkel in (fra, til):
                        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        with contextlib.suppress(OSError):
                            sokkel.shutdown(socket.SHUT_RDWR)
                        sokkel.close()
                    return
                til.sendall(bit)
        with contextlib.suppress(OSError):
            til.shutdown(socket.SHUT_WR)


class _Igjen:
    """How many bytes a connection has left; it takes its break from the list only when it begins to carry much."""

    def __init__(self, brudd: list[int]) -> None:
        self._brudd = brudd
        self._baret = 0
        self._grense: int | None = None

    def brukt_opp(self, antall: int) -> bool:
        """Count, and say whether the wire breaks now."""
        self._baret += antall
        if self._grense is None and self._baret > 100_000 and self._brudd:
            self._grense = self._brudd.pop(0)
        return self._grense is not None and self._baret > self._grense
