"""A call in a thread of its own, which the caller waits for no longer than there is time, whatever the thread does.

A time limit of a socket holds for each read, and looking up a name has none: a peer that trickles outlasts both. So
the one who waits also ends the call: it shuts down the socket, and the thread finds that the peer has left. What has
no socket yet, a name look-up that hangs, ends by itself some time; those left behind are counted, and few may be.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_MOST_LEFT_BEHIND = 8
_mine = threading.local()
T = TypeVar("T")


class LateError(Exception):
    """The call did not end in time, or was not begun because too many before it have not ended."""


class Brake:
    """Holds the socket of one call, for another thread to shut down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pulled = False
        self._twin: socket.socket | None = None
        self.reached = False  # there was a connection to the peer

    def hold(self, sock: socket.socket) -> None:
        """The call uses this one from now on. By a descriptor of our own, for TLS takes over the one it is given."""
        twin = socket.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            self._let_go()
            self._twin, self.reached = twin, True
            if self._pulled:
                _shut(twin)

    def pull(self) -> None:
        """End the call, and any connection it makes from now on."""
        with self._lock:
            self._pulled = True
            if self._twin is not None:
                _shut(self._twin)

    def release(self) -> None:
        """The call has ended."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._twin is not None:
            self._twin.close()
            self._twin = None


class Line:
    """The calls to one peer. Safe to share between threads; no lock is held while a call goes on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left_behind = 0

    def run(self, work: Callable[[], T], seconds: float, brake: Brake) -> T:
        """What `work` gives or raises. Raises LateError when it has not ended within so many seconds."""
        if self._left_behind >= _MOST_LEFT_BEHIND:
            raise LateError
        answer: Future[T] = Future()
        try:
            threading.Thread(target=_do, args=(work, brake, answer), name="call", daemon=True).start()
        except RuntimeError as error:  # no more threads to be had
            raise LateError from error
        try:
            return answer.result(timeout=seconds)
        except TimeoutError as error:
            if answer.done():
                raise
            brake.pull()
            self._count(1)
            answer.add_done_callback(lambda _: self._count(-1))
            raise LateError from error

    def _count(self, change: int) -> None:
        with self._lock:
            self._left_behind += change


def _do(work: Callable[[], T], brake: Brake, answer: Future[T]) -> None:
    _mine.brake = brake
    try:
        result = work()
    except Exception as error:  # handed over to the one who waits
        brake.release()
        answer.set_exception(error)
    else:
        brake.release()
        answer.set_result(result)


def _hold(sock: Any) -> None:
    brake: Brake | None = getattr(_mine, "brake", None)
    if brake is not None and sock is not None:
        brake.hold(sock)


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _hold(sock)
        return sock

    def request(self, *args: Any, **options: Any) -> None:
        """One that was kept from an earlier call belongs to this call now."""
        _hold(self.sock)
        super().request(*args, **options)


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS: Mapping[str, type[HTTPConnectionPool]] = {"http": _Pool, "https": _SecurePool}


class BrakedAdapter(HTTPAdapter):
    """Makes connections whose sockets the call's brake holds, through a proxy too."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """As the base class."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = dict(_POOLS)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        """As the base class."""
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = dict(_POOLS)
        return manager
