"""`make bench`: prints the service's speed and memory as figures with their targets. BENCH_KORT=1: small and fast.

Data lies in memory (tmpfs) where there is room, so that the figures tell of the program and not of the disk.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench import motparter
from bench.alle import alle
from bench.api import api
from bench.api_minne import api_minne
from bench.klient import MIB
from bench.malinger import Omfang, Tall, minne, nedlasting, opplasting

_HEL = Omfang(stor=1024 * MIB, storst=5 * 10**9, liten=100 * 10**6, runder=5, utsnitt=500)
_KORT = Omfang(stor=64 * MIB, storst=200 * 10**6, liten=20 * 10**6, runder=3, utsnitt=100)
_TMPFS = Path("/dev/shm")


def main() -> int:
    """Measure; returns 0 when every target holds. In a short run nothing is demanded: it only shows that it works."""
    kort = os.environ.get("BENCH_KORT") == "1"
    omfang = _KORT if kort else _HEL
    rot, hvor = _velg_rot(omfang)
    if rot is None:
        print(f"Trenger {omfang.plass / 1e9:.1f} GB ledig plass, i {_TMPFS} eller i {tempfile.gettempdir()}.")
        return 1
    print(f"Data i {hvor}, {omfang.runder} runder om hverandre, median. {os.cpu_count()} kjerner.", flush=True)
    if motparter.node() is None:
        print("Node mangler: det blir ikke målt mot node.", flush=True)
    funnet: list[Tall] = []
    with tempfile.TemporaryDirectory(prefix="deldokument-bench-", dir=rot) as mappe:
        for maling in (opplasting, nedlasting, alle, minne, api, api_minne):
            for tall in maling(Path(mappe), omfang):
                funnet.append(tall)
                print(_linje(tall), flush=True)
    if kort:
        print("Kort kjøring: tallene sier bare at målingene virker.")
        return 0
    return 0 if all(tall.holder for tall in funnet) else 1


def _velg_rot(omfang: Omfang) -> tuple[Path | None, str]:
    if _TMPFS.is_dir() and shutil.disk_usage(_TMPFS).free > omfang.plass:
        return _TMPFS, f"{_TMPFS} (tmpfs)"
    midlertidig = Path(tempfile.gettempdir())
    if shutil.disk_usage(midlertidig).free > omfang.plass:
        return midlertidig, f"{midlertidig} (IKKE tmpfs: for lite plass i {_TMPFS}; disken teller med)"
    return None, ""


def _linje(tall: Tall) -> str:
    dom = "OK  " if tall.holder else "OVER"
    return f"{dom} {tall.navn:<42} {tall.verdi:8.2f} {tall.enhet:<2}  krav {tall.krav:g}  {tall.merknad}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
