"""A request's body when the client does not behave: what had arrived is given, and nobody is waited for twice."""

from __future__ import annotations

import io
import socket

from django.core.handlers.wsgi import WSGIRequest

from dokumenter.protokoll.kropp import Kropp


class Brudd(io.RawIOBase):
    """A server's input that gives `forst`, fails, gives `rest`, and then fails for ever."""

    def __init__(self, forst: bytes, rest: bytes) -> None:
        self._biter: list[bytes | None] = [forst, None, rest]

    def read(self, storrelse: int = -1, /) -> bytes:
        bit = self._biter.pop(0) if self._biter else None
        if bit is None:
            raise ConnectionResetError
        return bit


def kropp(inn: io.IOBase, sokkel: socket.socket | None = None, *, lengde: int = 1000) -> Kropp:
    miljo: dict[str, object] = {
        "REQUEST_METHOD": "PATCH",
        "PATH_INFO": "/",
        "CONTENT_LENGTH": str(lengde),
        "wsgi.input": inn,
    }
    if sokkel is not None:
        miljo["gunicorn.socket"] = sokkel
    return Kropp(WSGIRequest(miljo))


def test_it_reads_to_the_end() -> None:
    kilde = kropp(io.BytesIO(b"abcdef"), lengde=6)
    assert (kilde.read(4), kilde.read(4), kilde.read(4)) == (b"abcd", b"ef", b"")
    assert not kilde.brutt


def test_it_tells_an_early_end_from_the_end() -> None:
    kilde = kropp(io.BytesIO(b"abcdef"), lengde=7)
    assert (kilde.read(4), kilde.read(4), kilde.read(4)) == (b"abcd", b"ef", b"")
    assert kilde.brutt


def test_it_waits_for_nobody_beyond_the_deadline() -> None:
    kilde = Kropp(kropp(io.BytesIO(b"abcdef"), lengde=6)._request, senest=0.0)
    assert kilde.read(4) == b""
    assert kilde.brutt


def test_it_gives_what_had_arrived_when_the_client_vanishes() -> None:
    kilde = kropp(Brudd(b"abc", b"def"))
    assert (kilde.read(10), kilde.read(10), kilde.read(10), kilde.read(10)) == (b"abc", b"def", b"", b"")
    assert kilde.brutt


def test_it_waits_only_once_for_a_client_that_stands_still_and_can_still_answer_it() -> None:
    vi, klient = socket.socketpair()
    with vi, klient:
        kilde = kropp(Brudd(b"abc", b"def"), vi)
        assert (kilde.read(10), kilde.read(10)) == (b"abc", b"def")
        # Nothing was sent, and still this does not wait: the reading side is closed, the other is not.
        assert vi.recv(1) == b""
        vi.sendall(b"svar")
        assert klient.recv(4) == b"svar"
