"""The service itself, started as it is run: its own gunicorn configuration, a free port, its own DATA_DIR."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from scripts.porter import VERT, ledig_port

ROT = Path(__file__).resolve().parent.parent
_START_FRIST = 60.0


def vent_pa_port(port: int, prosess: subprocess.Popen[bytes], *, frist: float = _START_FRIST) -> None:
    """Wait until somebody answers. RuntimeError if the process dies or the time runs out."""
    slutt = time.monotonic() + frist
    while time.monotonic() < slutt:
        if prosess.poll() is not None:
            raise RuntimeError(f"Prosessen stoppet med kode {prosess.returncode}.")
        with contextlib.suppress(OSError), socket.create_connection((VERT, port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("Prosessen svarte ikke i tide.")


def stopp(prosess: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """SIGTERM, then SIGKILL after ten seconds. Returns when it is gone."""
    prosess.terminate()
    try:
        prosess.wait(timeout=10)
    except subprocess.TimeoutExpired:
        prosess.kill()
        prosess.wait()


@dataclass
class Tjeneste:
    """A running service. `okt` holds session keys by person, and the CSRF secret."""

    data_dir: Path
    port: int
    miljo: dict[str, str]
    okt: dict[str, str]
    gunicorn: subprocess.Popen[bytes]
    bakrom: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{VERT}:{self.port}"

    @property
    def logg(self) -> str:
        """Everything gunicorn has written."""
        return (self.data_dir / "gunicorn.log").read_text(encoding="utf-8", errors="replace")

    def be(self, kommando: str, *argumenter: str | float) -> Any:
        """Ask the back room (see `bakrom.py`)."""
        return _be(self.bakrom, kommando, *argumenter)

    def hoder(self, person: str) -> dict[str, str]:
        """The headers of one who is logged in, with what a POST needs against forgery."""
        cookies = f"deldokument_okt={self.okt[person]}; deldokument_csrf={self.okt['csrf']}"
        return {"Cookie": cookies, "X-CSRFToken": self.okt["csrf"]}

    def arbeidere(self) -> list[int]:
        """The process ids of the web workers."""
        return [barn.pid for barn in psutil.Process(self.gunicorn.pid).children()]

    def start_pa_nytt(self) -> None:
        """Stop the web process and start it again on the same address and data, as a deploy does."""
        stopp(self.gunicorn)
        self.gunicorn = _start_gunicorn(self.data_dir, self.port, self.miljo)


@contextlib.contextmanager
def tjeneste(rot: Path | None = None, **innstillinger: str) -> Iterator[Tjeneste]:
    """Start a service with its data below `rot`, with settings from `innstillinger`; all is gone afterwards."""
    data_dir = Path(tempfile.mkdtemp(prefix="deldokument-", dir=rot))
    port = ledig_port()
    miljo = lag_miljo(data_dir, port, innstillinger)
    with contextlib.ExitStack() as stabel:
        stabel.callback(shutil.rmtree, data_dir, ignore_errors=True)
        bakrom = _start_bakrom(data_dir, miljo)
        stabel.callback(_lukk, bakrom)
        okt = _be(bakrom, "klargjor")
        start = Tjeneste(data_dir, port, miljo, okt, _start_gunicorn(data_dir, port, miljo), bakrom)
        stabel.callback(lambda: stopp(start.gunicorn))
        yield start


def lag_miljo(data_dir: Path, port: int, innstillinger: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a service with its data in `data_dir`."""
    nokkel = secrets.token_bytes(32)
    arvet = {navn: os.environ[navn] for navn in ("PATH", "HOME", "LANG", "TMPDIR") if navn in os.environ}
    return arvet | {
        "DJANGO_SETTINGS_MODULE": "fiks_deldokument.settings",
        "DATA_DIR": str(data_dir),
        "STATIC_ROOT": str(data_dir),
        "BASE_URL": f"http://{VERT}:{port}",
        "WEB_ADRESSE": f"{VERT}:{port}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "HOVEDNOKLER": f"prove:{base64.b64encode(nokkel).decode()}",
        "IDENT_NOKKEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "TILLAT_SYNTETISKE": "ja",
        "IDPORTEN_ISSUER": f"http://{VERT}:9/idporten",
        "IDPORTEN_CLIENT_ID": "fartsprove",
        "IDPORTEN_KID": "fartsprove",
        "IDPORTEN_PRIVATNOKKEL": _rsa_nokkel(),
        "LOGG_FORMAT": "tekst",
        **innstillinger,
    }


def _rsa_nokkel() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _start_bakrom(data_dir: Path, miljo: Mapping[str, str]) -> subprocess.Popen[str]:
    with (data_dir / "bakrom.log").open("wb") as logg:
        return subprocess.Popen(
            [sys.executable, "-m", "bench.bakrom"],
            cwd=ROT,
            env=dict(miljo),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=logg,
            text=True,
        )


def _start_gunicorn(data_dir: Path, port: int, miljo: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with (data_dir / "gunicorn.log").open("ab") as logg:
        prosess = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "fiks_deldokument.wsgi:application"],
            cwd=ROT,
            env=dict(miljo),
            stdin=subprocess.DEVNULL,
            stdout=logg,
            stderr=logg,
        )
    try:
        vent_pa_port(port, prosess)
        _vent_pa_svar(port)
    except BaseException:
        stopp(prosess)
        print((data_dir / "gunicorn.log").read_text(errors="replace")[-4000:], file=sys.stderr)
        raise
    return prosess


def _vent_pa_svar(port: int) -> None:
    forbindelse = http.client.HTTPConnection(VERT, port, timeout=30)
    forbindelse.request("GET", "/readyz")
    svar = forbindelse.getresponse()
    if svar.status != http.HTTPStatus.OK:
        raise RuntimeError(f"/readyz svarte {svar.status}.")
    forbindelse.close()


def _be(bakrom: subprocess.Popen[str], kommando: str, *argumenter: str | float) -> Any:
    assert bakrom.stdin is not None
    assert bakrom.stdout is not None
    bakrom.stdin.write(json.dumps([kommando, *argumenter]) + "\n")
    bakrom.stdin.flush()
    svar = bakrom.stdout.readline()
    if not svar:
        raise RuntimeError(f"Bakrommet svarte ikke på {kommando}.")
    return json.loads(svar)


def _lukk(bakrom: subprocess.Popen[str]) -> None:
    if bakrom.stdin is not None:
        bakrom.stdin.close()
    if bakrom.stdout is not None:
        bakrom.stdout.close()
    stopp(bakrom)
