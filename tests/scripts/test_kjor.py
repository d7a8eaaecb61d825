"""`make run`: everything starts, heals when a process dies, and stops without leaving anything."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import pytest

from scripts.porter import ledig_portpar

ROT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.prosess


@dataclass
class Tjeneste:
    """A running `scripts/kjor.py` on a free port."""

    prosess: subprocess.Popen[str]
    port: int
    linjer: list[str] = field(default_factory=list)

    def les_til(self, tekst: str) -> None:
        """Read what it prints until a line holds the text; it must come."""
        assert self.prosess.stdout is not None
        for linje in self.prosess.stdout:
            self.linjer.append(linje.rstrip())
            if tekst in linje:
                return
        pytest.fail(f"«{tekst}» kom ikke:\n" + "\n".join(self.linjer))

    def barn(self) -> dict[str, psutil.Process]:
        """The children by name, as their command lines tell."""
        ord_ = {"standins": "standins", "gunicorn": "web", "fiks_deldokument.worker": "worker", "beat": "beat"}
        return {
            navn: barn
            for barn in psutil.Process(self.prosess.pid).children()
            for ordet, navn in ord_.items()
            if ordet in barn.cmdline()
        }

    def har_ny(self, navn: str, gammel: int) -> bool:
        """The child runs, and is another process than before."""
        barn = self.barn().get(navn)
        return barn is not None and barn.pid != gammel

    def alle(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        rot = psutil.Process(self.prosess.pid)
        return [rot, *rot.children(recursive=True)]


def start(data_dir: Path, port: int) -> Tjeneste:
    """Start it with nothing in the environment but what a shell has."""
    miljo = {navn: os.environ[navn] for navn in ("PATH", "HOME", "LANG") if navn in os.environ}
    prosess = subprocess.Popen(
        [sys.executable, "scripts/kjor.py"],
        cwd=ROT,
        env=miljo | {"PORT": str(port), "DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Tjeneste(prosess, port)


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Callable[[], Tjeneste]]:
    """Starts the service in the data directory of this test; what is still running at the end is killed."""
    startede: list[Tjeneste] = []

    def lag() -> Tjeneste:
        tjeneste = start(tmp_path / "data", ledig_portpar())
        startede.append(tjeneste)
        tjeneste.les_til("Klar: ")
        return tjeneste

    yield lag
    for tjeneste in startede:
        if tjeneste.prosess.poll() is None:
            tjeneste.prosess.send_signal(signal.SIGTERM)
            tjeneste.prosess.wait(timeout=20)
        if tjeneste.prosess.stdout:
            tjeneste.prosess.stdout.close()


def vent_til(sant: Callable[[], bool], *, sekunder: float = 15) -> None:
    """Wait for something to become true; fails when it does not."""
    frist = time.monotonic() + sekunder
    while not sant():
        assert time.monotonic() < frist, "tok for lang tid"
        time.sleep(0.1)


def svarer(port: int) -> bool:
    """The service answers that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as svar:
            return bool(svar.status == 200)
    except OSError:
        return False


def test_it_starts_everything_keeps_data_and_secrets_and_stops_without_a_trace(
    starter: Callable[[], Tjeneste], tmp_path: Path
) -> None:
    tjeneste = starter()
    assert tjeneste.linjer[-1] == f"Klar: http://127.0.0.1:{tjeneste.port}"
    assert any("KARI TESTPERSON" in linje for linje in tjeneste.linjer)
    assert set(tjeneste.barn()) == {"standins", "web", "worker", "beat"}
    assert svarer(tjeneste.port)
    assert svarer_forside(tjeneste.port)
    hemmeligheter = {fil.name: fil.read_bytes() for fil in (tmp_path / "data" / "hemmeligheter").iterdir()}
    assert all((tmp_path / "data" / "hemmeligheter" / navn).stat().st_mode & 0o077 == 0 for navn in hemmeligheter)

    alle, startet = tjeneste.alle(), time.monotonic()
    tjeneste.prosess.send_signal(signal.SIGTERM)
    assert tjeneste.prosess.wait(timeout=10) == 0
    assert time.monotonic() - startet < 10
    assert [p for p in alle if p.is_running()] == []

    startet = time.monotonic()
    igjen = starter()
    assert time.monotonic() - startet < 20
    assert svarer(igjen.port)
    assert {fil.name: fil.read_bytes() for fil in (tmp_path / "data" / "hemmeligheter").iterdir()} == hemmeligheter


def svarer_forside(port: int) -> bool:
    """The front page comes, with its hashed style sheets."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as svar:
        return b"/static/css/app." in svar.read()


def test_it_leaves_nothing_when_the_supervisor_itself_is_killed(starter: Callable[[], Tjeneste]) -> None:
    tjeneste = starter()
    alle = tjeneste.alle()
    assert len(alle) >= 7
    tjeneste.prosess.kill()
    tjeneste.prosess.wait()
    vent_til(lambda: not any(p.is_running() for p in alle), sekunder=20)


def test_it_starts_again_what_is_killed_and_says_so(starter: Callable[[], Tjeneste]) -> None:
    tjeneste = starter()
    for navn in ("worker", "web", "beat", "standins"):
        drept = tjeneste.barn()[navn].pid
        os.kill(drept, signal.SIGKILL)
        tjeneste.les_til(f"{navn} stoppet uventet (signal 9)")
        vent_til(partial(tjeneste.har_ny, navn, drept))
    vent_til(lambda: svarer(tjeneste.port))


def test_it_says_which_port_is_taken(tmp_path: Path) -> None:
    port = ledig_portpar()
    with socket.socket() as opptatt:
        opptatt.bind(("127.0.0.1", port + 1))
        opptatt.listen()
        ut, _ = start(tmp_path, port).prosess.communicate(timeout=30)
    assert f"Port {port + 1} er opptatt" in ut


def test_it_refuses_a_data_directory_that_is_in_use(starter: Callable[[], Tjeneste], tmp_path: Path) -> None:
    starter()
    andre = start(tmp_path / "data", ledig_portpar()).prosess
    ut, _ = andre.communicate(timeout=30)
    assert andre.returncode == 1
    assert "er i bruk av en annen" in ut


@pytest.mark.parametrize("port", ["tull", "0", "70000"])
def test_it_explains_a_port_that_is_no_port(tmp_path: Path, port: str) -> None:
    miljo = {"PATH": os.environ["PATH"], "PORT": port, "DATA_DIR": str(tmp_path)}
    svar = subprocess.run(
        [sys.executable, "scripts/kjor.py"], cwd=ROT, env=miljo, capture_output=True, text=True, check=False
    )
    assert svar.returncode == 1
    assert "PORT må være et tall" in svar.stderr
