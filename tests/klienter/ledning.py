"""A wire between a client and the service that breaks after so many bytes, as networks do."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from types import TracebackType
from typing import Self

from scripts.porter import VERT


class Ledning:
    """Passes connections on to `port`. Each of the next ones breaks after as many bytes as `brudd` says, up or down."""

    def __init__(self, port: int) -> None:
        self._til = port
        self._tjener = socket.create_server((VERT, 0))
        self.port = int(self._tjener.getsockname()[1])
        self.brudd: list[int] = []
        self.brutt = 0
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
        """The address of the service through this wire."""
        return f"http://{VERT}:{self.port}"

    def _ta_imot(self) -> None:
        while True:
            try:
                klient, _ = self._tjener.accept()
            except OSError:
                return
            tjener = socket.create_connection((VERT, self._til))
            self._apne += [klient, tjener]
            # Small requests pass whole: a break is for the one that carries the bytes.
            igjen = _Igjen(self.brudd)
            for fra, til in ((klient, tjener), (tjener, klient)):
                trad = threading.Thread(target=self._for_over, args=(fra, til, igjen), daemon=True)
                self._trader.append(trad)
                trad.start()

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
