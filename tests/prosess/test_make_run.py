"""What `make run` starts, and what is left when it is stopped: data, and not one process."""

import signal
import sys
import time
from pathlib import Path

import pytest

from scripts.demo import Demo
from scripts.porter import ledig_portpar
from tests.prosess.conftest import LoggInn
from tests.prosess.klient import tilfeldig
from tests.prosess.tjeneste import Tjeneste, vent_til

_STOPP_INNEN = 10.0


class Kjoring(Demo):
    """One `make run`, as make starts it, in a DATA_DIR that may be used again."""

    def vent_til_borte(self) -> float:
        """Until no process is left; the seconds that took."""
        return vent_til(lambda: not self.levende(), sekunder=_STOPP_INNEN, hva="at alle prosesser er borte")


@pytest.fixture
def kjoring(tmp_path: Path, miljo: dict[str, str]) -> Kjoring:
    """Not started yet."""
    return Kjoring(tmp_path, ledig_portpar(), STATIC_ROOT=miljo["STATIC_ROOT"])


@pytest.mark.lang
def test_it_keeps_the_data_over_a_restart_and_leaves_no_process(kjoring: Kjoring, logg_inn: LoggInn) -> None:
    tjeneste = Tjeneste(kjoring.data_dir, {}, [int(kjoring.url.rpartition(":")[2])])
    with kjoring.kjor() as prosess:
        assert len(kjoring.levende()) > len(("kjor", "standins", "web", "worker", "beat"))
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
