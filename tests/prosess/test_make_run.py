"""What `make run` starts, and what is left when it is stopped: data, and not one process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.porter import VERT, ledig_portpar
from tests.prosess.conftest import LoggInn
from tests.prosess.klient import tilfeldig
from tests.prosess.tjeneste import ROT, Tjeneste, vent_til

_STOPP_INNEN = 10.0


class Kjoring:
    """One `make run`, as make starts it, in a DATA_DIR that may be used again."""

    def __init__(self, mappe: Path, port: int, statisk: str) -> None:
        self.data_dir, self.url = mappe / "var", f"http://{VERT}:{port}"
        self._ut = mappe / "kjor.log"
        bare = {navn: os.environ[navn] for navn in ("PATH", "HOME") if navn in os.environ}
        self._miljo = {**bare, "PORT": str(port), "DATA_DIR": str(self.data_dir), "STATIC_ROOT": statisk}

    @contextmanager
    def kjor(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start, and wait for `Klar`. What is left at the end is killed, so that a failure leaves nothing either."""
        with self._ut.open("wb") as ut:
            prosess = subprocess.Popen(
                [sys.executable, "scripts/kjor.py"], cwd=ROT, env=self._miljo, stdout=ut, stderr=subprocess.STDOUT
            )
        try:
            vent_til(lambda: self._er_klar() or prosess.poll() is not None, sekunder=90, hva="Klar")
            assert self._er_klar(), self._ut.read_text()
            assert len(self.levende()) > len(("kjor", "standins", "web", "worker", "beat"))
            yield prosess
        finally:
            for pid in self.levende():
                os.kill(pid, signal.SIGKILL)
            prosess.wait(timeout=10)

    def _er_klar(self) -> bool:
        return f"Klar: {self.url}" in self._ut.read_text()

    def levende(self) -> list[int]:
        """Every process, ours or a child's child, that was started with this DATA_DIR and is not a zombie."""
        merke = f"DATA_DIR={self.data_dir}".encode()
        funn = []
        for miljo in Path("/proc").glob("[0-9]*/environ"):
            try:
                if merke in miljo.read_bytes().split(b"\0"):
                    funn.append(int(miljo.parent.name))
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
        return funn

    def vent_til_borte(self) -> float:
        """Until no process is left; the seconds that took."""
        return vent_til(lambda: not self.levende(), sekunder=_STOPP_INNEN, hva="at alle prosesser er borte")


@pytest.fixture
def kjoring(tmp_path: Path, miljo: dict[str, str]) -> Kjoring:
    """Not started yet."""
    port = ledig_portpar()
    return Kjoring(tmp_path, port, miljo["STATIC_ROOT"])


@pytest.mark.lang
def test_it_keeps_the_data_over_a_restart_and_leaves_no_process(kjoring: Kjoring, logg_inn: LoggInn) -> None:
    tjeneste = Tjeneste(kjoring.data_dir, {}, [int(kjoring.url.rpartition(":")[2])])
    with kjoring.kjor() as prosess:
        kari = logg_inn(tjeneste)
        utkast = kari.post("/del/utkast/", headers=kari.csrf()).json()["id"]
        opplasting = kari.start_opplasting(utkast, tilfeldig(3_000_000))
        assert opplasting.patch(tjeneste.url, 0, 1_000_000) == 204
        prosess.send_signal(signal.SIGTERM)
        assert kjoring.vent_til_borte() < _STOPP_INNEN
        assert prosess.wait(timeout=1) == 0
    startet = time.monotonic()
    with kjoring.kjor() as prosess:
        start_sekunder = time.monotonic() - startet
        assert kari.get(f"/del/?utkast={utkast}").status_code == 200, "still logged in, and the draft is there"
        opplasting.fullfor(tjeneste.url)
        prosess.kill()
        assert kjoring.vent_til_borte() < _STOPP_INNEN
    sys.stdout.write(f"\nStart nummer to: {start_sekunder:.1f} s\n")
