"""Stands between a service and a server it leans on, and does what networks and servers do on their bad days."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STRAKS = struct.pack("ii", 1, 0)  # SO_LINGER: close with a reset
VIRKER, TAUS, NULLSTILL, SVAR_503 = "virker", "taus", "nullstill", "svar 503"
_SVAR = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Mellomledd:
    """Passes bytes on while `oppforsel` is VIRKER. Else every connection, old or new, is silent, reset or answered 503.

    `taus_etter` is how many more bytes are passed on to the server before it goes silent by itself, and
    `nullstill_bare` how many connections are reset before it works again by itself.
    """

    def __init__(self, tjener: socket.socket, til: tuple[str, int]) -> None:
        self._tjener, self._til = tjener, til
        self.oppforsel = VIRKER
        self.taus_etter: int | None = None
        self.nullstill_bare: int | None = None
        self.adresse = tjener.getsockname()

    def kjor(self) -> None:
        """Until the listening socket is closed."""
        while True:
            try:
                klient, _fra = self._tjener.accept()
            except OSError:
                return
            threading.Thread(target=self._betjen, args=(klient,), daemon=True).start()

    def _betjen(self, klient: socket.socket) -> None:
        with klient, suppress(OSError), socket.create_connection(self._til) as bak:
            tilbake = threading.Thread(target=self._send_videre, args=(bak, klient, False), daemon=True)
            tilbake.start()
            self._send_videre(klient, bak, True)
            tilbake.join(60)

    def _send_videre(self, fra: socket.socket, til: socket.socket, inn: bool) -> None:
        with suppress(OSError):
            while self._kan_sende(fra if inn else til) and (data := fra.recv(64 * 1024)):
                if not self._kan_sende(fra if inn else til):
                    return
                if inn and self.taus_etter is not None:
                    self.taus_etter -= len(data)
                    if self.taus_etter < 0:
                        self.oppforsel = TAUS
                        continue
                til.sendall(data)
            til.shutdown(socket.SHUT_WR)

    def _kan_sende(self, klient: socket.socket) -> bool:
        while self.oppforsel == TAUS:
            time.sleep(0.05)
        if self.oppforsel == NULLSTILL:
            klient.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _STRAKS)
            klient.close()
            if self.nullstill_bare is not None:
                self.nullstill_bare -= 1
                self.oppforsel = NULLSTILL if self.nullstill_bare else VIRKER
            return False
        if self.oppforsel == SVAR_503:
            klient.sendall(_SVAR)
            klient.close()
            return False
        return True


@contextmanager
def mellomledd(vert: str, port: int) -> Iterator[Mellomledd]:
    """In front of a server, on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as tjener:
        ledd = Mellomledd(tjener, (vert, port))
        threading.Thread(target=ledd.kjor, daemon=True).start()
        try:
            yield ledd
        finally:
            ledd.oppforsel = NULLSTILL
            tjener.shutdown(socket.SHUT_RDWR)
