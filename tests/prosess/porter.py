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
