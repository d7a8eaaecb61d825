"""The worker command: a Celery worker for each queue, started again when it dies, and all told when it must stop."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from fiks_deldokument import worker
from fiks_deldokument.koer import KOER


def i_egen_prosess(arbeid: Callable[[], int]) -> int:
    """Run it in a fork, whose signals are its own; its process id."""
    pid = os.fork()
    if pid == 0:
        kode = 1
        try:
            kode = arbeid()
        finally:
            os._exit(kode)
    return pid


def les(ror: int, antall: int) -> list[str]:
    """So many lines from a pipe."""
    linjer: list[str] = []
    while len(linjer) < antall:
        linjer += os.read(ror, 1000).decode().split()
    return linjer


def start(monkeypatch: pytest.MonkeyPatch, arbeid: Callable[[str], int]) -> tuple[int, int]:
    """A worker with two queues whose work is this; its process id, and the end of the pipe that it tells on."""
    inn, ut = os.pipe()

    def si_fra(navn: str, _prosesser: int) -> int:
        os.write(ut, f"{navn}:{os.getpid()}\n".encode())
        return arbeid(navn)

    monkeypatch.setattr(worker, "arbeid", si_fra)
    monkeypatch.setattr(worker, "_PAUSE_SEKUNDER", 0.01)
    return i_egen_prosess(worker.Flere({"nokler": 1, "objekter": 2}).kjor), inn


def vent(_navn: str) -> int:
    time.sleep(30)
    return 0


def test_it_starts_one_for_each_queue_and_again_when_it_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    pid, ror = start(monkeypatch, vent)
    forste = dict(linje.split(":") for linje in les(ror, 2))
    assert set(forste) == {"nokler", "objekter"}
    os.kill(int(forste["nokler"]), signal.SIGKILL)
    navn, ny = les(ror, 1)[0].split(":")
    assert navn == "nokler"
    assert ny != forste["nokler"]
    os.kill(pid, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    for en in (forste["objekter"], ny):
        with pytest.raises(ProcessLookupError):
            os.kill(int(en), 0)


def test_it_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    pid, ror = start(monkeypatch, vent)
    barn = [int(linje.partition(":")[2]) for linje in les(ror, 2)]
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    frist = time.monotonic() + 10
    while any(_lever(en) for en in barn) and time.monotonic() < frist:
        time.sleep(0.02)
    assert not any(_lever(en) for en in barn)


def test_it_serves_a_single_queue_in_its_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    kalt: list[tuple[str, int, int]] = []

    def husk(navn: str, prosesser: int) -> int:
        kalt.append((navn, prosesser, os.getpid()))
        return 0

    monkeypatch.setattr(worker, "_last_alt", lambda: None)
    monkeypatch.setattr(worker, "arbeid", husk)
    assert worker.main(["kontroll:3"]) == 0
    assert kalt == [("kontroll", 3, os.getpid())]


def test_it_tells_who_names_a_queue_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(worker, "_last_alt", lambda: None)
    assert worker.main(["annet"]) == 2
    assert ", ".join(KOER) in capsys.readouterr().err


def _lever(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as fil:
            return fil.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
