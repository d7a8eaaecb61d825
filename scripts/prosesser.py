"""Runs child processes: each in its own process group, restarted when it dies, and none left when we stop."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_STORSTE_LOGG = 20 * 1024**2
_FOR_FORT = 5.0  # seconds; a child that dies sooner has something to tell
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def do_med_forelder() -> None:
    """Ask Linux for a SIGTERM when the parent dies, even by SIGKILL. Survives exec; elsewhere it does nothing."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@dataclass
class Barn:
    """One child: its name, command and environment; its output goes to `logg`."""

    navn: str
    kommando: list[str]
    environ: Mapping[str, str]
    logg: Path
    prosess: subprocess.Popen[bytes] | None = None
    startet: float = 0.0
    tidligst: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us and we can end the whole group."""
        with self.logg.open("ab") as ut:
            # preexec_fn is unsafe in a process with threads; the supervisor has none.
            self.prosess = subprocess.Popen(
                self.kommando,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=ut,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=do_med_forelder,  # noqa: PLW1509
            )
        self.startet = time.monotonic()

    def send(self, signal_: signal.Signals) -> None:
        """Signal the main process only; it tells its own children."""
        if self.prosess is not None and self.prosess.poll() is None:
            self.prosess.send_signal(signal_)

    def drep_gruppen(self) -> None:
        """SIGKILL to all that is left of the group, also when its main process is gone."""
        if self.prosess is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.prosess.pid, signal.SIGKILL)

    def siste_linjer(self, antall: int = 8) -> str:
        """The end of its log, to show when something went wrong."""
        with self.logg.open("rb") as inn:
            inn.seek(max(0, self.logg.stat().st_size - 8192))
            linjer = inn.read().decode(errors="replace").splitlines()
        return "\n".join(f"    {linje}" for linje in linjer[-antall:])


@dataclass
class Vakt:
    """Starts the children, restarts those that die and stops them all."""

    barn: list[Barn]
    si: Callable[[str], None]
    skal_stoppe: bool = False

    def lytt(self) -> None:
        """Ctrl-C and SIGTERM stop us in an orderly way; a second one does not break that off."""
        for nummer in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(nummer, lambda *_: setattr(self, "skal_stoppe", True))

    def start(self) -> None:
        """Start all."""
        for barn in self.barn:
            if barn.logg.exists() and barn.logg.stat().st_size > _STORSTE_LOGG:
                barn.logg.replace(barn.logg.with_suffix(".log.1"))
            barn.start()

    def pass_pa(self) -> None:
        """Restart what has died: at once, but then not more often than every second; a hint when it keeps dying."""
        naa = time.monotonic()
        for barn in self.barn:
            if barn.prosess is None or barn.prosess.poll() is None or naa < barn.tidligst:
                continue
            kode = barn.prosess.returncode
            self.si(f"{barn.navn} stoppet uventet ({_hvorfor(kode)}) og startes på nytt. Logg: {barn.logg}")
            if naa - barn.startet < _FOR_FORT:
                self.si(barn.siste_linjer())
            barn.drep_gruppen()
            barn.start()
            barn.tidligst = naa + 1

    def stopp(self, *, frist: float = 6.0) -> None:
        """SIGTERM to all, SIGKILL to what is left after `frist` seconds. Returns when every process is gone."""
        for barn in self.barn:
            barn.send(signal.SIGTERM)
        slutt = time.monotonic() + frist
        for barn in self.barn:
            if barn.prosess is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    barn.prosess.wait(timeout=max(0.05, slutt - time.monotonic()))
        for barn in self.barn:
            barn.drep_gruppen()
            if barn.prosess is not None:
                barn.prosess.wait()


def _hvorfor(kode: int) -> str:
    return f"signal {-kode}" if kode < 0 else f"kode {kode}"
