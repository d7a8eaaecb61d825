"""gunicorn's worker with threads, which no client can hold by being slow before its request is even known.

As it comes, a thread waits for a new connection's first bytes and then, without a limit, for the rest of its headers;
and the main loop waits up to two seconds for each connection it closes. Some fifty silent sockets stop a process. Here
a thread gets a request when all of its headers have come, and a connection that is closed lingers without anybody
waiting. Why, what it leans on and the way back: docs/beslutninger/0014-treg-klient-holder-ingen-trad.md.
"""

from __future__ import annotations

import array
import errno
import fcntl
import select
import selectors
import socket
import termios
import time
from collections import deque
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HODEFRIST_SEKUNDER = 10.0
_MAKS_HODE_BYTES = 64 * 1024
_HODESLUTT = b"\r\n\r\n"
_LIGGER_SEKUNDER = 2.0  # RFC 9112 section 9.6: what the client still sends must not cost it our answer
_LIGGER_BYTES = 64 * 1024
_LIGGER_HOYST = 500
_ULEST_BYTES = 64 * 1024  # of earlier answers, when the next is asked for
_PAUSE_SEKUNDER = 0.5
_FULLT = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}  # nobody's fault who is connected already
_FOR_STORE_HODER = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Arbeider(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Its loop is gunicorn's; only what a connection waits for is ours."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._lukkes: deque[_Avsluttet] = deque()
        self._ingen_nye_for = 0.0

    def accept(self, listener: object) -> None:
        """A new connection, if there is room for one more. gunicorn's own error ends the process and all it serves."""
        try:
            super().accept(listener)
        except OSError as feil:
            if feil.errno not in _FULLT:
                raise
            self._ingen_nye_for = time.monotonic() + _PAUSE_SEKUNDER
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Called in every round of the loop; while it is full, those who are waiting would wake it at once."""
        if not enabled or time.monotonic() >= self._ingen_nye_for:
            super().set_accept_enabled(enabled)

    def enqueue_req(self, conn: Any) -> None:
        """A thread for it, if there is a request to read; else the loop keeps an eye on it."""
        if not self.cfg.is_ssl:
            conn.close = partial(self._lukk, conn.sock)
        if _hodet_er_her(conn):
            if _ulest(conn) > _ULEST_BYTES:  # it asks and does not read: a thread would be held by the next answer
                self.nr_conns -= 1
                conn.close()
                return
            conn.data_ready = True  # nobody need wait for it in a thread
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + HODEFRIST_SEKUNDER
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: object, client: object) -> None:
        """More of the headers has come: on with it when that is all, else it waits, still counted from its start."""
        if _hodet_er_her(conn):
            super().on_pending_socket_readable(conn, client)

    def murder_pending(self) -> None:
        """Called about once a second: those whose time is out."""
        super().murder_pending()
        naa = time.monotonic()
        while self._lukkes and (self._lukkes[0].slutt <= naa or len(self._lukkes) > _LIGGER_HOYST):
            self._lukkes.popleft().lukk()

    def _lukk(self, sokkel: socket.socket, graceful: bool = False) -> None:
        """In place of the connection's own `close`, which waits for the client, in the loop that serves everybody."""
        if not graceful:
            _lukk_sokkel(sokkel)
            return
        avsluttet = _Avsluttet(sokkel, self.poller)
        if avsluttet.begynn():
            self._lukkes.append(avsluttet)


class _Avsluttet:
    """A connection we have said the last word on: it lies until the client has too, or for a while."""

    def __init__(self, sokkel: socket.socket, poller: selectors.BaseSelector) -> None:
        self.slutt = time.monotonic() + _LIGGER_SEKUNDER
        self._sokkel = sokkel
        self._poller = poller
        self._lest = 0
        self._apen = True

    def begynn(self) -> bool:
        """Say so. False when it is closed already."""
        try:
            self._sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            self._sokkel.shutdown(socket.SHUT_WR)
            self._sokkel.setblocking(False)
            self._poller.register(self._sokkel, selectors.EVENT_READ, self._les)
        except (OSError, ValueError, KeyError):
            _lukk_sokkel(self._sokkel)
            self._apen = False
        return self._apen

    def lukk(self) -> None:
        """For good; once is enough."""
        if self._apen:
            self._apen = False
            with suppress(OSError, ValueError, KeyError):
                self._poller.unregister(self._sokkel)
            _lukk_sokkel(self._sokkel)

    def _les(self, _sokkel: object) -> None:
        """Throw away what still comes."""
        try:
            antall = len(self._sokkel.recv(16 * 1024))
        except BlockingIOError:
            return
        except OSError:
            antall = 0
        self._lest += antall
        if not antall or self._lest > _LIGGER_BYTES:
            self.lukk()


def _hodet_er_her(conn: Any) -> bool:
    """Have all headers of its next request come (or is there something else a thread should see: an end, an error)?

    Nothing is taken from the socket. When some are missing, the kernel is asked to wake nobody before there are more.
    """
    sokkel = conn.sock
    if conn.cfg.is_ssl or type(sokkel) is not socket.socket or not hasattr(select, "POLLRDHUP"):
        return True  # what has come cannot be seen from here: as gunicorn does it
    bufret = conn.parser.unreader.buf.getvalue() if conn.parser is not None else b""
    if _er_helt(bufret):
        return True
    try:
        kom = sokkel.recv(_MAKS_HODE_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
    # One who has closed on the way is left to a thread, which sees the end at once; the loop would see it for ever.
    ferdig = not kom or _er_helt(bufret + kom) or _har_sluttet(sokkel)
    if not ferdig and len(kom) >= _MAKS_HODE_BYTES:
        with suppress(OSError):
            sokkel.send(_FOR_STORE_HODER, socket.MSG_DONTWAIT)
            sokkel.shutdown(socket.SHUT_RDWR)
        ferdig = True
    with suppress(OSError):
        sokkel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if ferdig else len(kom) + 1)
    return ferdig


def _ulest(conn: Any) -> int:
    """How many bytes of our answers the client has not taken."""
    antall = array.array("i", [0])
    if not conn.cfg.is_ssl:
        with suppress(OSError, AttributeError, ValueError):
            fcntl.ioctl(conn.sock.fileno(), termios.TIOCOUTQ, antall)
    return antall[0]


def _har_sluttet(sokkel: socket.socket) -> bool:
    """Has the client said that nothing more will come?"""
    sporring = select.poll()
    sporring.register(sokkel, select.POLLRDHUP)
    return bool(sporring.poll(0))


def _er_helt(hode: bytes) -> bool:
    return _HODESLUTT in hode.lstrip(b"\r\n")  # blank lines in front are no headers


def _lukk_sokkel(sokkel: socket.socket) -> None:
    with suppress(OSError):
        sokkel.close()
