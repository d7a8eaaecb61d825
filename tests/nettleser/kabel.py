"""A cable between browser and service that a test can pull out: a TCP relay on a port of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

_BIT = 64 * 1024
_FRIST = 60.0


class Kabel:
    """Relays to the service at `mal`. While it is out, connections are cut and new ones refused."""

    def __init__(self, mal: str) -> None:
        adresse = urlsplit(mal)
        self._mal = (adresse.hostname or "", adresse.port or 0)
        self._lytter = socket.create_server(("127.0.0.1", 0))
        self._apne: set[socket.socket] = set()
        self.inne = True
        self.byte_per_sekund = 0  # towards the service; 0 is as fast as it goes
        self.sendt = 0  # bytes towards the service so far
        self.kutt_svar = b""  # the first answer that begins so is cut after its first line
        self.url = f"http://localhost:{self._lytter.getsockname()[1]}"
        threading.Thread(target=self._ta_imot, daemon=True).start()

    def trekk_ut(self) -> None:
        """Cut everything, and refuse until `sett_inn`."""
        self.inne = False
        self._kutt()

    def sett_inn(self) -> None:
        """Take connections again."""
        self.inne = True

    def kryp_etter(self, antall: int) -> None:
        """Wait until so many bytes have come through, and let hardly any follow, so that it stays half way."""
        frist = time.monotonic() + _FRIST
        while self.sendt < antall:
            assert time.monotonic() < frist, f"bare {self.sendt} byte kom gjennom"
            time.sleep(0.02)
        self.byte_per_sekund = _BIT

    def kast(self) -> None:
        """Close for good."""
        self.trekk_ut()
        self._lytter.close()

    def _kutt(self) -> None:
        for sokkel in list(self._apne):
            with suppress(OSError):
                sokkel.shutdown(socket.SHUT_RDWR)
            sokkel.close()
        self._apne.clear()

    def _ta_imot(self) -> None:
        with suppress(OSError):
            while True:
                fra, _adresse = self._lytter.accept()
                if not self.inne:
                    fra.close()
                    continue
                til = socket.create_connection(self._mal)
                self._apne |= {fra, til}
                self._pump(fra, til, self._send_til_tjenesten)
                self._pump(til, fra, self._svar)

    def _send_til_tjenesten(self, til: socket.socket, data: bytes) -> None:
        til.sendall(data)
        self.sendt += len(data)
        if grense := self.byte_per_sekund:
            time.sleep(len(data) / grense)

    def _svar(self, til: socket.socket, data: bytes) -> None:
        if not self.kutt_svar or not data.startswith(self.kutt_svar):
            til.sendall(data)
            return
        self.kutt_svar = b""
        til.sendall(data[: data.index(b"\r\n") + 2])
        raise ConnectionResetError

    def _pump(self, fra: socket.socket, til: socket.socket, gi: Callable[[socket.socket, bytes], None]) -> None:
        def ga() -> None:
            with suppress(OSError):
                while data := fra.recv(_BIT):
                    gi(til, data)
            for sokkel in (fra, til):
                with suppress(OSError):
                    sokkel.shutdown(socket.SHUT_RDWR)

        threading.Thread(target=ga, daemon=True).start()
