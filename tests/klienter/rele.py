"""A relay between a client and the service; how it passes the bytes on is for those below it to say."""

from __future__ import annotations

import contextlib
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Self

from scripts.porter import VERT


class Rele(ABC):
    """Takes connections on a port of its own and passes them on to `port`."""

    def __init__(self, port: int) -> None:
        self._til = port
        self._tjener = socket.create_server((VERT, 0))
        self.port = int(self._tjener.getsockname()[1])
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
        """The address of the service through this relay."""
        return f"http://{VERT}:{self.port}"

    @abstractmethod
    def _veier(self, klient: socket.socket, tjener: socket.socket) -> list[Callable[[], None]]:
        """What passes on the bytes of a connection, up and down: each is run in a thread of its own."""

    def _ta_imot(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                klient, _ = self._tjener.accept()
                tjener = socket.create_connection((VERT, self._til))
                self._apne += [klient, tjener]
                for vei in self._veier(klient, tjener):
                    trad = threading.Thread(target=vei, daemon=True)
                    self._trader.append(trad)
                    trad.start()
