"""The example in docs/ works, as it stands, against `make run` as it stands."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from standins.personer import personer
from tests.scripts.test_kjor import ROT, Tjeneste, starter

pytestmark = pytest.mark.prosess
__all__ = ["starter"]


def test_it_uploads_reads_and_deletes(starter: Callable[[], Tjeneste], tmp_path: Path) -> None:
    tjeneste = starter()
    fagsystem = tmp_path / "data" / "hemmeligheter" / "fagsystem.json"
    assert any(str(fagsystem) in linje for linje in tjeneste.linjer)
    passord = fagsystem.read_text(encoding="utf-8")
    svar = subprocess.run(
        [
            *(sys.executable, "docs/klienteksempel.py", "--api", f"http://127.0.0.1:{tjeneste.port}"),
            *("--maskinporten", f"http://127.0.0.1:{tjeneste.port + 1}/maskinporten"),
            *("--fagsystem", str(fagsystem), "--fnr", personer["mottaker"].fnr),
        ],
        cwd=ROT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    assert "Lastet opp" in svar.stdout
    assert "Søk på «vedtak» ga 1 treff" in svar.stdout
    assert svar.stdout.splitlines()[-1] == "Slettet: ja"
    logger = "".join(fil.read_text(errors="replace") for fil in (tmp_path / "data" / "logg").iterdir())
    assert personer["mottaker"].fnr not in logger
    assert passord.split('"integrasjonPassord": "')[1].split('"')[0] not in logger
