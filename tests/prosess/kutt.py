"""A client whose request arrives in pieces, cut wherever the test says, with a pause between them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPResponse
from itertools import pairwise

from scripts.porter import VERT

PAUSE = 0.03  # longer than the server needs to read what has come


def raa(linje: str, hoder: dict[str, str], kropp: bytes, *, bitvis: int = 0) -> tuple[bytes, bytes]:
    """A request as it is on the wire: head and body, the body in chunks of `bitvis` bytes if that is given."""
    lengde = {"Transfer-Encoding": "chunked"} if bitvis else {"Content-Length": str(len(kropp))}
    alle = {**hoder, **lengde}
    hode = f"{linje} HTTP/1.1\r\n" + "".join(f"{navn}: {verdi}\r\n" for navn, verdi in alle.items()) + "\r\n"
    if bitvis:
        biter = (kropp[sted : sted + bitvis] for sted in range(0, len(kropp), bitvis))
        kropp = b"".join(b"%x\r\n%b\r\n" % (len(bit), bit) for bit in biter) + b"0\r\n\r\n"
    return hode.encode(), kropp


def send_kuttet(sokkel: socket.socket, raa: bytes, steder: Iterable[int]) -> tuple[int, dict[str, str], bytes]:
    """Send it cut at these places, on a connection that may have been used before; status, headers and body."""
    grenser = [0, *sorted({sted for sted in steder if 0 < sted < len(raa)}), len(raa)]
    # Who is refused in the middle is answered, and may find the wire closed for what is left.
    with suppress(BrokenPipeError, ConnectionResetError):
        for fra, til in pairwise(grenser):
            if fra:
                time.sleep(PAUSE)
            sokkel.sendall(raa[fra:til])
    svar = HTTPResponse(sokkel)
    svar.begin()
    return svar.status, {navn.title(): verdi for navn, verdi in svar.getheaders()}, svar.read()


def forbindelse(port: int) -> socket.socket:
    """A connection whose pieces go out as they are given."""
    sokkel = socket.create_connection((VERT, port), timeout=90)
    sokkel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sokkel
