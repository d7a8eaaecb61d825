"""The floors, each a process of its own: `opp` reads a socket into a file, `ned` sends a file with sendfile.

`python -m bench.gulv opp|ned <directory> <port>`: no HTTP but what the client needs, no encryption, no database.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path

MIB = 1024 * 1024


def ta_imot(sokkel: socket.socket, mappe: Path) -> None:
    """One file: its length in eight bytes, then its bytes."""
    buffer = memoryview(bytearray(MIB))
    (igjen,) = struct.unpack(">Q", sokkel.recv(8, socket.MSG_WAITALL))
    fil = mappe / "gulv.bin"
    fd = os.open(fil, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    while igjen:
        antall = sokkel.recv_into(buffer, min(igjen, MIB))
        if not antall:
            break
        os.write(fd, buffer[:antall])
        igjen -= antall
    os.close(fd)
    sokkel.sendall(b"k" if not igjen else b"f")
    fil.unlink()


def send(sokkel: socket.socket, mappe: Path) -> None:
    """Answer any request with the file."""
    while b"\r\n\r\n" not in sokkel.recv(65536):
        continue
    fd = os.open(mappe / "fil.bin", os.O_RDONLY)
    storrelse, sted = os.fstat(fd).st_size, 0
    sokkel.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {storrelse}\r\nConnection: close\r\n\r\n".encode())
    while sted < storrelse:
        sted += os.sendfile(sokkel.fileno(), fd, sted, storrelse - sted)
    os.close(fd)


def main() -> None:
    """Serve one connection after the other until stopped."""
    gjor = {"opp": ta_imot, "ned": send}[sys.argv[1]]
    with socket.create_server(("127.0.0.1", int(sys.argv[3]))) as tjener:
        while True:
            sokkel, _ = tjener.accept()
            with sokkel:
                # Somebody who only knocks to see whether we listen sends nothing.
                if sokkel.recv(1, socket.MSG_PEEK):
                    gjor(sokkel, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
