"""clamd: asks a ClamAV daemon whether a stream of bytes is malware, over TCP or a Unix socket.

Promises: nothing is held here but the piece under way; connecting has a time limit, and so has the whole, by its size;
CLEAN is only said of what was looked at to the last byte. Not promised: the look-up of a host's name in time.
clamd itself says OK of what it skips: that it does not takes `AlertExceedsMax` and `AlertEncrypted` in its own set-up,
which `prove` sees to, and no stream above MAX_BYTES, which it cannot look through whatever it is told.
"""

from __future__ import annotations

import base64
import io
import select
import socket
import struct
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from types import TracebackType
from typing import TypeVar

from adapters.circuit import CircuitBreaker

MAX_BYTES = 2_147_483_645  # clamd's MaxFileSize goes no further, and what is longer is skipped

_CONNECT_SECONDS = 2.0
_ANSWER_SECONDS = 5.0  # to a small question
_SLACK_SECONDS = 30.0
_SLOWEST_BYTES_PER_SECOND = 4_000_000  # a tenth of what one core was seen to look through
_PIECE_BYTES = 256 * 1024
_MAX_ANSWER = 4096
_PROVEN_SECONDS = 600.0
_DEEPER_THAN_CLAMD_GOES = 110  # its MaxRecursion is 100 at most
_LIMITS, _ENCRYPTED = "Heuristics.Limits.Exceeded", "Heuristics.Encrypted"
_OK = "stream: OK"
_TOO_LONG = "INSTREAM size limit exceeded. ERROR"
_DATE = "%a %b %d %H:%M:%S %Y"
_VERSION_PARTS = 3
T = TypeVar("T")


class ClamavError(Exception):
    """No verdict. `permanent`: a person must change something; else trying again may help."""

    def __init__(self, code: str, *, permanent: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class Outcome(Enum):
    """What clamd says of a stream."""

    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"  # or too deep, or too slow: not looked through
    ENCRYPTED = "encrypted"


@dataclass(frozen=True)
class Finding:
    """A verdict, and what clamd calls that which it found."""

    outcome: Outcome
    name: str = ""


# One text file in a zip with a password, as Info-ZIP writes it.
_ENCRYPTED_ZIP = base64.b64decode(
    "UEsDBBQACQAIAAVDfF0m1aj/FwAAAJABAAAFABwAYS50eHRVVAkAA6mPCmupjwprdXgLAAEEAAAAAAQAAAAA5Ul/7w7F/TY12/E+Qn+v"
    "ZHNAWWrLudNQSwcIJtWo/xcAAACQAQAAUEsBAh4DFAAJAAgABUN8XSbVqP8XAAAAkAEAAAUAGAAAAAAAAQAAAKSBAAAAAGEudHh0VVQF"
    "AAOpjwprdXgLAAEEAAAAAAQAAAAAUEsFBgAAAAABAAEASwAAAGYAAAAAAA=="
)


@lru_cache(maxsize=1)
def probes() -> dict[bytes, tuple[Outcome, str]]:
    """Harmless files that clamd cannot look into: what it must say of each, and the code when it does not."""
    deep = b"text"
    for level in range(_DEEPER_THAN_CLAMD_GOES):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as zipped:
            zipped.writestr(zipfile.ZipInfo(str(level)), deep)
        deep = archive.getvalue()
    return {_ENCRYPTED_ZIP: (Outcome.ENCRYPTED, "skips_encrypted"), deep: (Outcome.TOO_LARGE, "skips_limits")}


def time_limit(size: int) -> float:
    """Seconds that a scan of so many bytes may take, connecting included."""
    return _SLACK_SECONDS + size / _SLOWEST_BYTES_PER_SECOND


class Clamav:
    """One clamd. Safe to share between threads."""

    def __init__(
        self,
        *,
        address: str,
        max_bytes: int = MAX_BYTES,
        circuit: CircuitBreaker | None = None,
        connect_timeout: float = _CONNECT_SECONDS,
        limit: Callable[[int], float] = time_limit,
    ) -> None:
        """`address`: host:port, or the path of a socket. `max_bytes`: the least of clamd's own limits."""
        self._address = address
        self._max_bytes = min(max_bytes, MAX_BYTES)
        self._circuit = circuit or CircuitBreaker(threshold=2, pause=10.0)
        self._connect_timeout = connect_timeout
        self._limit = limit
        self._proven_until = float("-inf")

    def signatures(self) -> datetime | None:
        """When the signatures are from; None when clamd has only such as carry no date. Raises ClamavError."""
        answer = self._guarded(lambda: self._ask(b"zVERSION\0"))
        if not answer.startswith("ClamAV "):
            raise ClamavError("nonsense")
        parts = answer.split("/", _VERSION_PARTS - 1)
        try:
            # clamd writes its own local time; a few hours do not matter where days are counted.
            return datetime.strptime(parts[2], _DATE).replace(tzinfo=UTC) if len(parts) == _VERSION_PARTS else None
        except ValueError:
            return None

    def prove(self) -> None:
        """That clamd owns up to what it has not looked into. Asked anew now and then, for it may be set up anew.

        Raises ClamavError; skips_encrypted or skips_limits when it does not.
        """
        if time.monotonic() < self._proven_until:
            return
        for probe, (outcome, code) in probes().items():
            with self._open(len(probe)) as scan:
                scan.feed(probe)
                if scan.finding().outcome != outcome:
                    raise ClamavError(code, permanent=True)
        self._proven_until = time.monotonic() + _PROVEN_SECONDS

    def begin(self, size: int) -> Scan:
        """A scan of `size` bytes, which are then fed to it. Raises ClamavError when clamd cannot be reached."""
        if size > self._max_bytes:
            return Scan(None, size, time_limit=0.0, circuit=self._circuit)
        return self._open(size)

    def _open(self, size: int) -> Scan:
        limit = self._limit(size)
        sock = self._guarded(self._connect)
        return Scan(sock, size, time_limit=limit, circuit=self._circuit)

    def _guarded(self, call: Callable[[], T]) -> T:
        """Nobody waits for a scanner that was away a moment ago."""
        if not self._circuit.may_try():
            raise ClamavError("circuit_open")
        try:
            result = call()
        except (ClamavError, OSError) as error:
            self._circuit.failed()
            raise _as_ours(error) from error
        self._circuit.succeeded()
        return result

    def _ask(self, question: bytes) -> str:
        with closing(self._connect()) as sock:
            sock.sendall(question)
            return _read(sock, time.monotonic() + _ANSWER_SECONDS)

    def _connect(self) -> socket.socket:
        if not self._address:
            raise ClamavError("not_configured", permanent=True)
        if self._address.startswith("/"):
            sock = socket.socket(socket.AF_UNIX)
            try:
                sock.settimeout(self._connect_timeout)
                sock.connect(self._address)
            except OSError:
                sock.close()
                raise
            return sock
        host, _colon, port = self._address.rpartition(":")
        if not port.isdecimal():
            raise ClamavError("address", permanent=True)
        return socket.create_connection((host.strip("[]"), int(port)), self._connect_timeout)


class Scan:
    """One stream on its way. Feed it every byte, then ask for the finding, once; always close it."""

    def __init__(self, sock: socket.socket | None, size: int, *, time_limit: float, circuit: CircuitBreaker) -> None:
        self._sock = sock
        self._left = size
        self._end = time.monotonic() + time_limit
        self._circuit = circuit
        self._early = "" if sock else _TOO_LONG
        self._begun = False

    def __enter__(self) -> Scan:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def feed(self, piece: bytes | memoryview) -> None:
        """Some more of the stream. Raises ClamavError; after that there is nothing to ask."""
        self._left -= len(piece)
        for start in range(0, len(piece), _PIECE_BYTES):
            if self._early:
                return  # it has said what it has to say, and would not read more
            part = piece[start : start + _PIECE_BYTES]
            self._send(struct.pack(">I", len(part)), part)

    def finding(self) -> Finding:
        """What clamd says. Raises ClamavError, also when bytes are missing or too many."""
        if self._early:
            return _judge(self._early)
        if self._left:
            raise ClamavError("incomplete")
        self._send(struct.pack(">I", 0))
        if not self._early:
            self._early = self._try(lambda sock: _read(sock, self._end))
        return _judge(self._early)

    def close(self) -> None:
        """Hang up."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _send(self, *parts: bytes | memoryview) -> None:
        """To the daemon, unless it has answered already: what it will not read more of, it answers in the middle."""

        def send(sock: socket.socket) -> str:
            if _has_answered(sock):
                return _before_the_end(_read(sock, self._end))
            try:
                for part in parts if self._begun else (b"zINSTREAM\0", *parts):
                    sock.settimeout(_remaining(self._end))
                    sock.sendall(part)
            except (BrokenPipeError, ConnectionResetError):
                return _before_the_end(_read(sock, self._end))  # its last word lies there still
            self._begun = True
            return ""

        self._early = self._try(send)

    def _try(self, call: Callable[[socket.socket], str]) -> str:
        if self._sock is None:
            raise ClamavError("closed")
        try:
            return call(self._sock)
        except (ClamavError, OSError) as error:
            self.close()
            self._circuit.failed()
            raise _as_ours(error) from error


def _judge(answer: str) -> Finding:
    """Exactly what clamd is known to say; anything else is no verdict."""
    if answer == _OK:
        return Finding(Outcome.CLEAN)
    if answer == _TOO_LONG:
        return Finding(Outcome.TOO_LARGE)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        if name.startswith(_LIMITS):
            return Finding(Outcome.TOO_LARGE, name)
        return Finding(Outcome.ENCRYPTED if name.startswith(_ENCRYPTED) else Outcome.INFECTED, name)
    raise ClamavError("scanner_error" if answer.endswith(" ERROR") else "nonsense")


def _before_the_end(answer: str) -> str:
    """What it said in the middle: never that all is well, for it has not seen all."""
    if answer == _OK:
        raise ClamavError("nonsense")
    return answer


def _read(sock: socket.socket, end: float) -> str:
    """One answer, to its zero byte."""
    answer = bytearray()
    while not answer.endswith(b"\0"):
        sock.settimeout(_remaining(end))
        more = sock.recv(_MAX_ANSWER)
        answer += more
        if not more or len(answer) > _MAX_ANSWER:
            raise ClamavError("nonsense" if answer else "connection")
    return answer[:-1].decode("utf-8", "replace")


def _has_answered(sock: socket.socket) -> bool:
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(0))


def _remaining(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise ClamavError("timeout")
    return left


def _as_ours(error: ClamavError | OSError) -> ClamavError:
    if isinstance(error, ClamavError):
        return error
    return ClamavError("timeout" if isinstance(error, TimeoutError) else "connection")
