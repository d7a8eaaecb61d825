"""Waiting for PostgreSQL: what the server is told, and a wait that ends although nothing ever comes."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import connections
from psycopg2.extensions import POLL_OK, POLL_READ, STATUS_READY, STATUS_SETUP
from structlog.testing import capture_logs

from adapters import databasefrist
from adapters.databasefrist import Frister, _Venter, sett_frister


class Forbindelse:
    """What psycopg2 hands over while it waits: here for one byte of a real socket."""

    def __init__(self, sokkel: socket.socket, status: int = STATUS_READY) -> None:
        self.sokkel, self.status = sokkel, status
        sokkel.setblocking(False)

    def poll(self) -> int:
        """Has it come?"""
        try:
            self.sokkel.recv(1)
        except BlockingIOError:
            return int(POLL_READ)
        return int(POLL_OK)

    def fileno(self) -> int:
        """To wait on."""
        return self.sokkel.fileno()


@pytest.fixture
def par() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end and ours."""
    tjener, var = socket.socketpair()
    with tjener, var:
        yield tjener, var


def test_it_tells_the_server_only_the_limits_there_are() -> None:
    assert Frister(3, 10, 0, 30).som_valg() == ("-c statement_timeout=10s -c idle_in_transaction_session_timeout=30s")
    assert Frister(3, 10, 5, 30).ganger(30) == Frister(3, 300, 150, 900)


def test_it_leaves_sqlite_alone() -> None:
    innstillinger = connections.settings["default"]
    for_ = dict(innstillinger["OPTIONS"]) if "sqlite" in innstillinger["ENGINE"] else None
    if for_ is not None:
        sett_frister(Frister(3, 10, 5, 30))
    assert for_ is None or innstillinger["OPTIONS"] == for_


@pytest.mark.parametrize(("status", "frist"), [(STATUS_READY, 1), (STATUS_SETUP, 0.5)])
def test_it_waits_no_longer_than_it_should(
    par: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch, status: int, frist: float
) -> None:
    monkeypatch.setattr(databasefrist, "_NADETID_SEKUNDER", 0)
    vent, startet = _Venter(Frister(0.5, 1, 0, 0)), time.monotonic()  # type: ignore[arg-type]
    with pytest.raises(psycopg2.OperationalError):
        vent(Forbindelse(par[1], status))
    assert frist <= time.monotonic() - startet < frist + 20


def test_it_stops_waiting_after_some_in_a_row_until_one_is_answered(
    par: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databasefrist, "_PAUSE_SEKUNDER", 0.3)
    vent, forbindelse = _Venter(Frister(0.1, 1, 0, 0)), Forbindelse(par[1], STATUS_SETUP)  # type: ignore[arg-type]
    with capture_logs() as logg:
        for _ in range(3):
            with pytest.raises(psycopg2.OperationalError, match="svarte ikke"):
                vent(forbindelse)
        with pytest.raises(psycopg2.OperationalError, match="prøves igjen om litt"):
            vent(forbindelse)
        time.sleep(0.3)
        par[0].sendall(b"xx")
        vent(forbindelse)
        vent(forbindelse)
    assert [linje["event"] for linje in logg] == ["database_henger", "database_svarer_igjen"]


def test_it_waits_as_long_as_it_takes_without_a_limit(par: tuple[socket.socket, socket.socket]) -> None:
    par[0].sendall(b"x")
    vent, forbindelse = _Venter(Frister(3, 0, 0, 0)), Forbindelse(par[1])
    vent(forbindelse)
    assert vent._sekunder(forbindelse) == 0
