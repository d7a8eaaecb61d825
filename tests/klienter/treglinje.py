"""A slow uplink: what the client sends comes in segments of 1460 bytes, one every 3 ms, cut where the network likes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

from scripts.porter import VERT

SEGMENT = 1460
MELLOM = 0.003


class Treglinje:
    """Passes connections on to `port`, slowly up and at once down. `segmenter` counts what has gone up."""

    def __init__(self, port: int) -> None:
        self._til = port
        self._tjener = socket.create_server((VERT, 0))
        self.port = int(self._tjener.getsockname()[1])
        self.segmenter = 0
        self._apne: list[socket.socket] = []
        self._trader = [threading.Thread(target=self._ta_imot, daemon=True)]
        self._trader[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, verdi: BaseException | None, spor: TracebackType | None
    ) -> None:
        for sokkel in (self._tjener, *self._apne):
            with contextlib.suppress(OSError):
                sokkel.shutdown(socket.SHUT_RDWR)
            sokkel.close()
        for trad in self._trader:
            trad.join(timeout=10)

    @property
    def url(self) -> str:
        """The address of the service through this line."""
        return f"http://{VERT}:{self.port}"

    def _ta_imot(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                klient, _ = self._tjener.accept()
                tjener = socket.create_connection((VERT, self._til))
                tjener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._apne += [klient, tjener]
                for oppgave, fra, til in ((self._opp, klient, tjener), (self._ned, tjener, klient)):
                    trad = threading.Thread(target=oppgave, args=(fra, til), daemon=True)
                    self._trader.append(trad)
                    trad.start()

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
