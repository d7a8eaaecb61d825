"""The service as `make run` starts it, for a program that wants it for a while: on a port and a DATA_DIR of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.porter import VERT

ROT = Path(__file__).resolve().parent.parent
_START_FRIST = 90.0
_STOPP_FRIST = 10.0


class Demo:
    """One `make run`, whose data lies under `mappe`. It can be started again, and finds its data."""

    def __init__(self, mappe: Path, port: int, **miljo: str) -> None:
        self.data_dir, self.url = mappe / "var", f"http://{VERT}:{port}"
        self._ut = mappe / "kjor.log"
        # Nothing of ours but this: a DATABASE_URL of the developer's own is not for us to fill with test persons.
        bare = {navn: os.environ[navn] for navn in ("PATH", "HOME") if navn in os.environ}
        self._miljo = {**bare, "MAKELEVEL": "1", "PORT": str(port), "DATA_DIR": str(self.data_dir), **miljo}

    @contextmanager
    def kjor(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start, and wait for `Klar`. At the end it is asked to stop, and what is left then is killed."""
        with self._ut.open("wb") as ut:
            prosess = subprocess.Popen(
                [sys.executable, "scripts/kjor.py"], cwd=ROT, env=self._miljo, stdout=ut, stderr=subprocess.STDOUT
            )
        try:
            self._vent_til_klar(prosess)
            yield prosess
        finally:
            prosess.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                prosess.wait(timeout=_STOPP_FRIST)
            for pid in self.levende():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            prosess.wait(timeout=_STOPP_FRIST)

    def gjor(self, kode: str) -> None:
        """Run these lines of Python beside the service, in the environment that its own processes have."""
        for pid in self.levende():
            miljo = dict(
                en.split(b"=", 1) for en in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if b"=" in en
            )
            if b"DJANGO_SETTINGS_MODULE" in miljo:
                subprocess.run([sys.executable, "manage.py", "shell", "-c", kode], cwd=ROT, env=miljo, check=True)
                return
        raise RuntimeError("Tjenesten er ikke i gang")

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

    def _vent_til_klar(self, prosess: subprocess.Popen[bytes]) -> None:
        frist = time.monotonic() + _START_FRIST
        while f"Klar: {self.url}" not in self._ut.read_text(encoding="utf-8"):
            if prosess.poll() is not None or time.monotonic() > frist:
                raise RuntimeError(self._ut.read_text(encoding="utf-8"))
            time.sleep(0.1)
