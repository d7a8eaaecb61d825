"""Measures one operation: how many questions it asks, how long the database and Python take, and what is read through.

Python's time is this thread's own processor time, so that waiting for the database, and the stand-ins in their own
threads, do not count; the database's is that of its process, where it runs on the same machine. Everything an operation
changes is rolled back, so that each round meets the same rows.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psutil
from django.db import connection, transaction
from django.http import HttpResponseBase

_STOR_TABELL = 10_000  # rows; a table smaller than this may be read through
_GJENNOMLEST = re.compile(r"Seq Scan on (\w+)")
_FORKLARES = ("SELECT", "UPDATE", "DELETE", "INSERT")

Operasjon = Callable[[], HttpResponseBase]


@dataclass
class Runde:
    """One call."""

    sporringer: int
    database: float
    python: float
    total: float


@dataclass
class Maling:
    """One operation, times in milliseconds."""

    navn: str
    status: int
    runder: list[Runde]
    databasens_cpu: float | None = None
    gjennomlest: set[str] = field(default_factory=set)
    tregest: str = ""

    @property
    def sporringer(self) -> int:
        """The most that any round asked."""
        return max(runde.sporringer for runde in self.runder)

    def median(self, felt: str) -> float:
        """The middle round's time."""
        return float(statistics.median(getattr(runde, felt) for runde in self.runder))

    @property
    def p95(self) -> float:
        """All but one in twenty take no longer."""
        tider = sorted(runde.total for runde in self.runder)
        return tider[min(len(tider) - 1, round(0.95 * len(tider)))]


class _Teller:
    """Counts and times what goes to the database."""

    def __init__(self) -> None:
        self.sekunder = 0.0
        self.sporringer: list[tuple[float, str, Any]] = []

    def __call__(self, kjor: Callable[..., Any], sql: str, parametre: Any, mange: bool, sammenheng: Any) -> Any:
        start = time.perf_counter()
        try:
            return kjor(sql, parametre, mange, sammenheng)
        finally:
            brukt = time.perf_counter() - start
            self.sekunder += brukt
            if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                self.sporringer.append((brukt, sql, None if mange else parametre))


def mal(navn: str, operasjon: Operasjon, *, runder: int, lengst: float) -> Maling:
    """Call it `runder` times after one that does not count, or for `lengst` seconds."""
    svar, teller, _python, _total = _en(operasjon)
    maling = Maling(navn, svar.status_code, [])
    maling.gjennomlest = _gjennomlest(teller.sporringer)
    maling.tregest = max(teller.sporringer, default=(0, ""))[1]
    slutt, tjener, tok = time.monotonic() + lengst, _tjener(), 0.0
    if tjener is not None:
        tok = -_cpu(tjener)
    while len(maling.runder) < runder and (not maling.runder or time.monotonic() < slutt):
        _svar, teller, python, total = _en(operasjon)
        tall = (1000 * tid for tid in (teller.sekunder, python, total))
        maling.runder.append(Runde(len(teller.sporringer), *tall))
    if tjener is not None:
        maling.databasens_cpu = 1000 * (tok + _cpu(tjener)) / len(maling.runder)
    return maling


def _tjener() -> psutil.Process | None:
    """The process of the database that answers us, if it runs on this machine."""
    with connection.cursor() as peker:
        peker.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        pid, her = peker.fetchone()
    return psutil.Process(pid) if her and psutil.pid_exists(pid) else None


def _cpu(prosess: psutil.Process) -> float:
    """Seconds. Told in hundredths, so that it is good for the sum of many calls only."""
    tider = prosess.cpu_times()
    return float(tider.user + tider.system)


def _en(operasjon: Operasjon) -> tuple[HttpResponseBase, _Teller, float, float]:
    teller = _Teller()
    with transaction.atomic():
        with connection.execute_wrapper(teller):
            python, total = time.thread_time(), time.perf_counter()
            svar = operasjon()
            if svar.streaming:
                b"".join(svar)
            python, total = time.thread_time() - python, time.perf_counter() - total
        transaction.set_rollback(True)
    return svar, teller, python, total


def store_tabeller() -> dict[str, int]:
    """The tables that must not be read through, and about how many rows each has."""
    with connection.cursor() as peker:
        peker.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind IN ('r', 'p')")
        return {navn: rader for navn, rader in peker.fetchall() if rader >= _STOR_TABELL}


def _gjennomlest(sporringer: list[tuple[float, str, Any]]) -> set[str]:
    store, funnet = store_tabeller(), set()
    for sql, parametre in {sql: parametre for _tid, sql, parametre in sporringer}.items():
        if not sql.startswith(_FORKLARES):
            continue
        with transaction.atomic(), connection.cursor() as peker:
            peker.execute(f"EXPLAIN {sql}", parametre)
            plan = "\n".join(rad[0] for rad in peker.fetchall())
        funnet |= store.keys() & set(_GJENNOMLEST.findall(plan))
    return funnet
