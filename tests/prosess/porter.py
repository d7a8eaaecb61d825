"""Free ports on loopback."""

import socket

VERT = "127.0.0.1"
_gitt: set[int] = set()


def ledig_port() -> int:
    """A port that nobody uses, and that was not given to another before in this run."""
    while True:
        with socket.socket() as prove:
            prove.bind((VERT, 0))
            port = int(prove.getsockname()[1])
        if port not in _gitt:
            _gitt.add(port)
            return port


def ledig_portpar() -> int:
    """A free port whose next one is free too."""
    while True:
        port = ledig_port()
        with socket.socket() as prove:
            if port + 1 not in _gitt and prove.connect_ex((VERT, port + 1)) != 0:
                _gitt.add(port + 1)
                return port
