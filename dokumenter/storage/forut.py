"""Reading ahead: the next piece is read and decrypted while this one is on its way out."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor


def les_forut(stykker: Generator[bytes, None, None]) -> Iterator[bytes]:
    """The same pieces in the same order, the next one always being made by a thread of its own.

    Holds one piece more in memory. What `stykker` raises comes where its piece would have come. It must not ask the
    database for anything: the thread would get a connection of its own, and leave it behind.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="les-forut") as trad:
        try:
            neste = trad.submit(next, stykker, None)
            while (stykke := neste.result()) is not None:
                neste = trad.submit(next, stykker, None)
                yield stykke
        finally:
            # Runs after the piece that is being made, also when the reader has gone away.
            trad.submit(stykker.close).result()
