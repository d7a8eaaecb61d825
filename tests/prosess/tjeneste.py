"""A real service for a test to hurt: gunicorn, Celery worker and beat as processes, with a DATA_DIR of their own."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from fiks_deldokument.koer import KOER
from scripts.porter import VERT, ledig_port
from scripts.prosesser import Barn

ROT = Path(__file__).resolve().parents[2]
_CELERY = [sys.executable, "-m", "celery", "-A", "fiks_deldokument"]


def vent_til(ferdig: Callable[[], object], *, sekunder: float = 60.0, hva: str = "det vi venter på") -> float:
    """Wait until it is true, and return how long that took. Fails the test when it takes longer than `sekunder`."""
    startet = time.monotonic()
    while not ferdig():
        gatt = time.monotonic() - startet
        assert gatt < sekunder, f"{hva}: ikke innen {sekunder} sekunder"
        time.sleep(0.05)
    return time.monotonic() - startet


def gal_klokke(avvik: str) -> dict[str, str]:
    """The environment of a host whose clock is so much wrong (`+1d`, `-1d`); none for one that is right.

    As on such a host the monotonic clock counts as ever. So do the times of files, which gunicorn compares with it.
    """
    if not avvik:
        return {}
    [bibliotek] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    return {
        "LD_PRELOAD": str(bibliotek),
        "FAKETIME": avvik,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": os.pathsep.join([str(ROT / "tests" / "prosess" / "faketime"), str(ROT)]),
    }


@dataclass
class Tjeneste:
    """The processes of one service. `miljo` is their whole environment; nothing of the test run's own leaks in."""

    mappe: Path
    miljo: dict[str, str]
    porter: list[int]
    barn: dict[str, Barn] = field(default_factory=dict)
    _skall: subprocess.Popen[str] | None = None
    _skall_las: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The address of the first web."""
        return self.url_til(0)

    def url_til(self, nr: int) -> str:
        """The address of web number `nr`."""
        return f"http://{VERT}:{self.porter[nr]}"

    def start_web(self, nr: int = 0, *, vent: bool = True, klokke: str = "") -> Barn:
        """Start web number `nr`; each listens on a port of its own. `klokke` as for `gal_klokke`, here and below."""
        kommando = [sys.executable, "-m", "gunicorn", "--config", str(ROT / "gunicorn.conf.py")]
        adresse = {"WEB_ADRESSE": f"{VERT}:{self.porter[nr]}", **gal_klokke(klokke)}
        barn = self._start(f"web{nr}", [*kommando, "fiks_deldokument.wsgi:application"], adresse)
        if vent:
            self.vent_pa_web(nr)
        return barn

    def vent_pa_web(self, nr: int = 0) -> None:
        """Until it answers."""
        vent_til(lambda: self.status("/livez", nr) == 200, hva=f"web{nr}\n{self.logg(f'web{nr}')}")

    def start_worker(
        self, navn: str = "worker", *, koer: tuple[str, ...] = (), vent: bool = True, klokke: str = ""
    ) -> Barn:
        """Start a worker, for all queues unless some are named."""
        for_ = self.logg(navn).count(" ready.")
        barn = self._start(navn, [sys.executable, "-m", "fiks_deldokument.worker", *koer], gal_klokke(klokke))
        if vent:
            klare = for_ + len(koer or KOER)
            vent_til(lambda: self.logg(navn).count(" ready.") >= klare, hva=f"worker\n{self.logg(navn)}")
        return barn

    def start_beat(self, *, klokke: str = "") -> Barn:
        """Start beat, with the intervals that the service is shipped with."""
        return self._start("beat", [*_CELERY, "beat", "--loglevel", "INFO", "--pidfile="], gal_klokke(klokke))

    def drep(self, *navn: str) -> None:
        """SIGKILL to the whole process group of each, and wait until it is gone."""
        for ett in navn:
            barn = self.barn.pop(ett)
            barn.drep_gruppen()
            if barn.prosess is not None:
                barn.prosess.wait(timeout=10)

    def status(self, sti: str, nr: int = 0) -> int:
        """The status of a GET without login; 0 when nobody answers."""
        return self.hent(sti, nr)[0]

    def hent(self, sti: str, nr: int = 0) -> tuple[int, str]:
        """Status and text of a GET without login; (0, "") when nobody answers."""
        try:
            with urllib.request.urlopen(self.url_til(nr) + sti, timeout=30) as svar:
                return svar.status, svar.read().decode()
        except urllib.error.HTTPError as feil:
            with feil:
                return feil.code, feil.read().decode()
        except OSError:
            return 0, ""

    def gjor(self, navn: str, /, **argumenter: Any) -> Any:
        """Call a function of `tests/prosess/innside.py` in a process that lives in the service's environment."""
        with self._skall_las:
            skall = self._sorg_for_skall()
            inn, ut = cast("IO[str]", skall.stdin), cast("IO[str]", skall.stdout)
            inn.write(json.dumps({"navn": navn, "argumenter": argumenter}) + "\n")
            inn.flush()
            svar = json.loads(ut.readline() or '{"feil": "prosessen er borte, se innside.log"}')
        assert "feil" not in svar, svar["feil"]
        return svar["resultat"]

    def kjor(self, *argumenter: str, ventet_kode: int = 0, sekunder: float = 120.0) -> str:
        """Run a Python process in the environment until it ends, and return what it printed."""
        svar = subprocess.run(
            [sys.executable, *argumenter],
            env=self.miljo,
            cwd=ROT,
            capture_output=True,
            text=True,
            timeout=sekunder,
            check=False,
        )
        assert svar.returncode == ventet_kode, f"{argumenter}: {svar.returncode}\n{svar.stdout}{svar.stderr}"
        return svar.stdout

    def logg(self, navn: str) -> str:
        """What a process has written so far."""
        fil = self._loggfil(navn)
        return fil.read_text(encoding="utf-8", errors="replace") if fil.exists() else ""

    def stopp(self) -> None:
        """End everything that is left."""
        if self._skall is not None:
            self._skall.kill()
            self._skall.communicate()
            self._skall = None
        self.drep(*self.barn)

    def _start(self, navn: str, kommando: list[str], ekstra: Mapping[str, str] | None = None) -> Barn:
        barn = Barn(navn, kommando, {**self.miljo, **(ekstra or {})}, self._loggfil(navn))
        barn.start()
        self.barn[navn] = barn
        return barn

    def _loggfil(self, navn: str) -> Path:
        return self.mappe / f"{navn}.log"

    def _sorg_for_skall(self) -> subprocess.Popen[str]:
        if self._skall is None:
            with self._loggfil("innside").open("ab") as feil:
                self._skall = subprocess.Popen(
                    [sys.executable, "-m", "tests.prosess.innside"],
                    env=self.miljo,
                    cwd=ROT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=feil,
                    text=True,
                )
        return self._skall


@contextmanager
def lag_tjeneste(mappe: Path, miljo: Mapping[str, str], *, antall_web: int = 1) -> Iterator[Tjeneste]:
    """A service with nothing started yet, its database and store made; everything is ended afterwards."""
    porter = [ledig_port() for _ in range(antall_web)]
    eget = {"DATA_DIR": str(mappe / "data"), "BASE_URL": f"http://{VERT}:{porter[0]}"}
    faste = {navn: os.environ[navn] for navn in ("PATH", "HOME", "LANG") if navn in os.environ}
    tjeneste = Tjeneste(mappe, {**faste, **eget, **miljo}, porter)
    (mappe / "data").mkdir(exist_ok=True)
    try:
        yield tjeneste
    finally:
        tjeneste.stopp()
