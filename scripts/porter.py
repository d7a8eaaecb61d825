"""Free ports on loopback, for servers that tests and measurements start.

Taken below the range that the kernel lends to outgoing connections, so that a server that is stopped and started again
finds its port where it left it. The processes of a parallel test run take theirs from a part of the range each.
"""

import os
import random
import socket

VERT = "127.0.0.1"
_FRA, _TIL = 12_000, 32_000
_gitt: set[int] = set()
_trekk = random.SystemRandom()  # the tests' own seed is the same in every process


def ledig_port() -> int:
    """A port that nobody uses, and that was not given to another before in this process."""
    min_del = _min_del()
    while True:
        port = _trekk.choice(min_del)
        if port not in _gitt and _ledig(port):
            _gitt.add(port)
            return port


def ledig_portpar() -> int:
    """A free port whose next one is free too."""
    while True:
        port = ledig_port()
        if port + 1 in _min_del() and port + 1 not in _gitt and _ledig(port + 1):
            _gitt.add(port + 1)
            return port


def _min_del() -> range:
    """The ports of this process: all of them, or its share as worker `gw<nr>` of a parallel run."""
    nr = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    antall = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    storrelse = (_TIL - _FRA) // antall
    return range(_FRA + nr * storrelse, _FRA + (nr + 1) * storrelse)


def _ledig(port: int) -> bool:
    with socket.socket() as prove:
        try:
            prove.bind((VERT, port))
        except OSError:
            return False
    return True
