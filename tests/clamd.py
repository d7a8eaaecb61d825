"""A clamd that answers what it is told to, on loopback or on a Unix socket, also in the middle and never."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from adapters.clamav import Outcome, probes

_AERLIG = {
    Outcome.ENCRYPTED: b"stream: Heuristics.Encrypted.Zip FOUND\0",
    Outcome.TOO_LARGE: b"stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0",
}
VERSJON = b"ClamAV 1.4.6/27400/Wed Nov 26 08:30:00 2025\0"
OK = b"stream: OK\0"
FOR_LANG = b"INSTREAM size limit exceeded. ERROR\0"


class Demon:
    """Listens, reads a stream to its end and answers; `etter` bytes make it answer in the middle and hang up."""

    def __init__(self, lytter: socket.socket, adresse: str) -> None:
        self.lytter, self.adresse = lytter, adresse
        self.svar, self.versjon, self.vent = OK, VERSJON, 0.0
        self.aerlig = True  # owns up to what it has not looked into
        self.etter: int | None = None
        self.mottatt: list[bytes] = []
        self.stopp = threading.Event()
        self.trad = threading.Thread(target=self._kjor)
        self.trad.start()

    def _kjor(self) -> None:
        while True:
            forbindelse, _fra = self.lytter.accept()
            with forbindelse:
                if self.stopp.is_set():
                    return
                forbindelse.settimeout(5)
                with suppress(OSError):  # the other end has had enough
                    self._svar(forbindelse)

    def _svar(self, forbindelse: socket.socket) -> None:
        with forbindelse.makefile("rb") as strom:
            kommando = _til_null(strom.read)
            biter, lest = [kommando], 0
            while kommando == b"zINSTREAM":
                (lengde,) = struct.unpack(">I", strom.read(4).rjust(4, b"\0"))
                biter.append(strom.read(lengde))
                lest += lengde
                if not lengde or (self.etter is not None and lest > self.etter):
                    break
            if self.aerlig and (ventet := probes().get(b"".join(biter[1:]))):
                return forbindelse.sendall(_AERLIG[ventet[0]])  # not what the test has sent
            self.mottatt += biter
            self.stopp.wait(self.vent)
            forbindelse.sendall(self.versjon if kommando == b"zVERSION" else self.svar)


def _til_null(les: Callable[[int], bytes]) -> bytes:
    tekst = b""
    while (tegn := les(1)) not in {b"", b"\0"}:
        tekst += tegn
    return tekst


@contextmanager
def kjorende_clamd(sokkel: str = "") -> Iterator[Demon]:
    """One on loopback, or at this path."""
    lytter = socket.socket(socket.AF_UNIX) if sokkel else socket.create_server(("127.0.0.1", 0))
    if sokkel:
        lytter.bind(sokkel)
        lytter.listen()
    with closing(lytter):
        demon = Demon(lytter, sokkel or f"127.0.0.1:{lytter.getsockname()[1]}")
        try:
            yield demon
        finally:
            demon.stopp.set()
            with socket.socket(lytter.family) as siste:
                siste.connect(lytter.getsockname())
            demon.trad.join()
