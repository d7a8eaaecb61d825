"""Small bodies over a real socket, read as under gunicorn: strangers are waited for by a part of the threads only."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from django.core.handlers.wsgi import WSGIRequest
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.unreader import SocketUnreader

from dokumenter.errors import ForMangeSendere, SkjemaAvbrutt, SkjemaForStort
from dokumenter.protokoll import liten_kropp
from dokumenter.protokoll.liten_kropp import les_liten_kropp, som_ukjent


@contextmanager
def foresporsel(lengde: int, kommet: bytes = b"") -> Iterator[tuple[WSGIRequest, socket.socket]]:
    """A request whose headers have come, with this much of its body, and the client's end."""
    vi, klient = socket.socketpair()
    with vi, klient:
        klient.sendall(kommet)
        miljo = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_LENGTH": str(lengde),
            "wsgi.input": Body(LengthReader(SocketUnreader(vi), lengde)),
            "gunicorn.socket": vi,
        }
        yield WSGIRequest(miljo), klient


@pytest.fixture
def fullt() -> Iterator[None]:
    """As many strangers are being waited for as may be."""
    with ExitStack() as opptatt:
        with suppress(ForMangeSendere):
            while True:
                opptatt.enter_context(som_ukjent())
        yield


@pytest.mark.usefixtures("fullt")
def test_it_reads_what_has_come_whoever_else_is_slow() -> None:
    with foresporsel(6, b"abcdef") as (request, _klient):
        assert les_liten_kropp(request, kjent=False) == b"abcdef"
        assert request.body == b"abcdef"


@pytest.mark.usefixtures("fullt")
def test_it_does_not_wait_for_one_stranger_more() -> None:
    with foresporsel(6, b"abc") as (request, _klient), pytest.raises(ForMangeSendere):
        les_liten_kropp(request, kjent=False)


@pytest.mark.usefixtures("fullt")
def test_it_waits_for_one_it_knows() -> None:
    with foresporsel(6, b"abc") as (request, klient):
        resten = threading.Timer(0.2, klient.sendall, [b"def"])
        resten.start()
        assert les_liten_kropp(request, kjent=True) == b"abcdef"
        resten.join()


@pytest.mark.parametrize(("kjent", "navn"), [(False, "SEKUNDER_FOR_INNLOGGING"), (True, "SEKUNDER_ETTER_INNLOGGING")])
def test_it_waits_until_the_deadline_however_it_trickles(
    monkeypatch: pytest.MonkeyPatch, kjent: bool, navn: str
) -> None:
    monkeypatch.setattr(liten_kropp, navn, 1.0)
    ferdig = threading.Event()
    with foresporsel(10_000) as (request, klient):

        def drypp() -> None:
            while not ferdig.is_set():
                time.sleep(0.1)
                with suppress(OSError):
                    klient.send(b"x")

        trad = threading.Thread(target=drypp)
        trad.start()
        startet = time.monotonic()
        try:
            with pytest.raises(SkjemaAvbrutt):
                les_liten_kropp(request, kjent=kjent)
            assert time.monotonic() - startet < 10
        finally:
            ferdig.set()
            trad.join()
    with foresporsel(1, b"a") as (request, _klient), som_ukjent():
        assert les_liten_kropp(request, kjent=False) == b"a", "its place is free again"


def test_it_reads_nothing_of_what_is_said_to_be_too_large() -> None:
    with foresporsel(10**13, b"abc") as (request, _klient):
        with pytest.raises(SkjemaForStort):
            les_liten_kropp(request, kjent=True)
        assert request.META["gunicorn.socket"].recv(10, socket.MSG_DONTWAIT) == b"abc"
