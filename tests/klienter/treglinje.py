"""A slow uplink: what the client sends comes in segments of 1460 bytes, one every 3 ms, cut where the network likes."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from functools import partial

from tests.klienter.rele import Rele

SEGMENT = 1460
MELLOM = 0.003


class Treglinje(Rele):
    """Passes connections on slowly up and at once down. `segmenter` counts what has gone up."""

    def __init__(self, port: int) -> None:
        self.segmenter = 0
        super().__init__(port)

    def _veier(self, klient: socket.socket, tjener: socket.socket) -> list[Callable[[], None]]:
        tjener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return [partial(self._opp, klient, tjener), partial(self._ned, tjener, klient)]

    def _opp(self, fra: socket.socket, til: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while bit := fra.recv(SEGMENT):
                til.sendall(bit)
                self.segmenter += 1
                time.sleep(MELLOM)
        with contextlib.suppress(OSError):
            til.shutdown(socket.SHUT_WR)

    def _ned(self, fra: socket.socket, til: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while bit := fra.recv(65536):
                til.sendall(bit)
        with contextlib.suppress(OSError):
            til.shutdown(socket.SHUT_WR)
