"""Free ports on loopback.

Taken below the range that the kernel lends to outgoing connections, so that a server that is stopped and started again
finds its port where it left it.
"""

import os
import random
import socket

VERT = "127.0.0.1"
_FRA, _TIL = 12_000, 32_000
_gitt: set[int] = set()
_trekk = random.Random(os.urandom(8))  # its own, since the tests' seed is the same in every process


def ledig_port() -> int:
    """A port that nobody uses, and that was not given to another before in this run."""
    while True:
        port = _trekk.randrange(_FRA, _TIL)
        if port not in _gitt and _ledig(port):
            _gitt.add(port)
            return port


def ledig_portpar() -> int:
    """A free port whose next one is free too."""
    while True:
        port = ledig_port()
        if port + 1 not in _gitt and _ledig(port + 1):
            _gitt.add(port + 1)
            return port


def _ledig(port: int) -> bool:
    with socket.socket() as prove:
        try:
            prove.bind((VERT, port))
        except OSError:
            return False
    return True
