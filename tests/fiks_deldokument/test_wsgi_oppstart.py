"""A process starts while the database is away, and then answers that it is: what is read at import asks it nothing."""

import os
import subprocess
import sys
from pathlib import Path

ROT = Path(__file__).resolve().parents[2]
_LES_ALT = """
import importlib, pkgutil
import fiks_deldokument.wsgi, fiks_deldokument.urls
for app in ("adapters", "hendelser", "users", "kontoer", "dokumenter"):
    pakke = importlib.import_module(app)
    for modul in pkgutil.walk_packages(pakke.__path__, app + "."):
        importlib.import_module(modul.name)
"""


def test_it_reads_every_module_without_a_database(tmp_path: Path) -> None:
    ingen = {"DATABASE_URL": "postgres://ingen:ingen@127.0.0.1:9/ingen", "DATA_DIR": str(tmp_path)}
    svar = subprocess.run(
        [sys.executable, "-c", _LES_ALT],
        cwd=ROT,
        env=os.environ | ingen | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert svar.returncode == 0, svar.stderr
