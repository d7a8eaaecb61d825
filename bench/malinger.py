"""The measurements: figures with their targets. Rounds are interleaved, so that all meet the same weather."""

from __future__ import annotations

import contextlib
import http.client
import random
import re
import shutil
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import motparter
from bench.klient import MIB, Opplasting, hent_utsnitt, last_ned, last_opp, send_til_gulv
from bench.tjeneste import Tjeneste, tjeneste
from scripts.porter import VERT

_UTSNITT_BYTES = 64 * 1024
# To sum up costs more than all the rest, and is done while the bytes come. What the page sends is summed up.
_KRAV_MED_SUM = 4.0


@dataclass(frozen=True)
class Omfang:
    """How much is measured: sizes in bytes, and how many times."""

    stor: int
    storst: int
    liten: int
    runder: int
    utsnitt: int

    @property
    def plass(self) -> int:
        """Bytes that must be free where the data lies."""
        return max(4 * self.stor, 2 * self.stor + MIB, self.storst) + 512 * MIB


@dataclass(frozen=True)
class Tall:
    """One figure, and what it should be at most."""

    navn: str
    verdi: float
    enhet: str
    krav: float
    merknad: str = ""

    @property
    def holder(self) -> bool:
        """It is within its target."""
        return self.verdi <= self.krav


@contextlib.contextmanager
def _tjeneste(rot: Path, prosesser: int = 0) -> Iterator[Tjeneste]:
    ekstra = {"WEB_PROSESSER": str(prosesser)} if prosesser else {}
    with tjeneste(rot, DELING_MAKS_DOKUMENTER="10000", LOGG_NIVA="WARNING", **ekstra) as start:
        yield start


def opplasting(rot: Path, omfang: Omfang) -> Iterator[Tall]:
    """A file by tus, encrypted and committed, against the floor and against node; and in pieces with digests."""
    har_node = motparter.node() is not None
    with contextlib.ExitStack() as stabel:
        mappe = Path(stabel.enter_context(tempfile.TemporaryDirectory(prefix="motparter-", dir=rot)))
        vi = stabel.enter_context(_tjeneste(rot))
        utkast = vi.be("utkast")
        gulv = stabel.enter_context(motparter.gulv(mappe))
        lopere: dict[str, Callable[[int], float]] = {
            "gulv": lambda n: send_til_gulv(gulv, n),
            "vi": lambda n: _last_opp_og_rydd(vi, utkast, n),
            "med sum": lambda n: _last_opp_og_rydd(vi, utkast, n, med_sum=True),
        }
        if har_node:
            nodes = mappe / "node"
            nodes.mkdir()
            node = stabel.enter_context(motparter.node_tus(nodes))
            lopere["node"] = lambda n: _last_opp_til_node(node, nodes, n)
        tider = i_runder(lopere, omfang)
    yield Tall("opplasting mot gulv", forhold(tider["vi"], tider["gulv"]), "x", 1.5, sekunder(tider))
    yield Tall("opplasting med SHA-256 mot gulv", forhold(tider["med sum"], tider["gulv"]), "x", _KRAV_MED_SUM)
    if har_node:
        yield Tall("opplasting mot node", forhold(tider["vi"], tider["node"]), "x", 1.0)


def nedlasting(rot: Path, omfang: Omfang) -> Iterator[Tall]:
    """The same file back, against sendfile; and a small range from a random place in it."""
    with contextlib.ExitStack() as stabel:
        mappe = Path(stabel.enter_context(tempfile.TemporaryDirectory(prefix="motparter-", dir=rot)))
        (mappe / "filer").mkdir()
        _skriv_fil(mappe / "filer" / "fil.bin", omfang.stor)
        hvem, port = stabel.enter_context(motparter.sendfile(mappe))
        vi = stabel.enter_context(_tjeneste(rot))
        sti, hoder = _delt(vi, omfang.stor), vi.hoder("mottaker")
        lopere: dict[str, Callable[[int], float]] = {
            "sendfile": lambda n: last_ned(port, "/fil.bin", {}, omfang.stor),
            "vi": lambda n: last_ned(vi.port, sti, hoder, omfang.stor),
        }
        tider = i_runder(lopere, omfang)
        steder = [random.randrange(omfang.stor - _UTSNITT_BYTES) for _ in range(omfang.utsnitt)]
        hent_utsnitt(vi.port, sti, hoder, steder[:10], _UTSNITT_BYTES)
        utsnitt = hent_utsnitt(vi.port, sti, hoder, steder, _UTSNITT_BYTES)
    yield Tall(f"nedlasting mot sendfile ({hvem})", forhold(tider["vi"], tider["sendfile"]), "x", 1.5, sekunder(tider))
    hale = f"95 % under {statistics.quantiles(utsnitt, n=20)[-1] * 1000:.1f} ms"
    yield Tall("64 KiB fra et tilfeldig sted", statistics.median(utsnitt) * 1000, "ms", 3.0, hale)


def minne(rot: Path, omfang: Omfang) -> Iterator[Tall]:
    """The most memory a web worker has held: many at once, and large against small."""
    with _tjeneste(rot, prosesser=1) as vi:
        _fire_samtidig(vi, omfang.stor)
        yield Tall("minne, fire opplastinger samtidig", toppminne(vi), "MB", 200)
    opp, ned = {}, {}
    for storrelse in (omfang.liten, omfang.storst):
        with _tjeneste(rot, prosesser=1) as vi:
            sti = _delt(vi, storrelse)
            opp[storrelse] = toppminne(vi)
            vi.start_pa_nytt()
            last_ned(vi.port, sti, vi.hoder("mottaker"), storrelse)
            ned[storrelse] = toppminne(vi)
    for navn, topp in (("opp", opp), ("ned", ned)):
        liten, storst = topp[omfang.liten], topp[omfang.storst]
        tekst = f"{storst:.0f} MB mot {liten:.0f} MB"
        yield Tall(f"minne {navn}, største fil mot liten", storst / liten, "x", 1.1, tekst)


def i_runder(lopere: dict[str, Callable[[int], float]], omfang: Omfang) -> dict[str, list[float]]:
    """Times by runner. Each begins with a small run that does not count, and the order turns every round."""
    for lop in lopere.values():
        lop(min(omfang.stor, 16 * MIB))
    tider: dict[str, list[float]] = {navn: [] for navn in lopere}
    navn = list(lopere)
    for runde in range(omfang.runder):
        for hvem in navn[runde % len(navn) :] + navn[: runde % len(navn)]:
            tider[hvem].append(lopere[hvem](omfang.stor))
    return tider


def forhold(vare: list[float], deres: list[float]) -> float:
    """The median of how many times longer ours took, round by round."""
    return statistics.median(var / annen for var, annen in zip(vare, deres, strict=True))


def sekunder(tider: dict[str, list[float]]) -> str:
    """The median time of each runner, in words."""
    return ", ".join(f"{navn} {statistics.median(tall):.2f} s" for navn, tall in tider.items())


def _last_opp_og_rydd(vi: Tjeneste, utkast: str, storrelse: int, *, med_sum: bool = False) -> float:
    ferdig = last_opp(vi.port, "/opplasting/", storrelse, vi.hoder("kari"), utkast, med_sum=med_sum)
    _rydd(vi, ferdig)
    return ferdig.sekunder


def _rydd(vi: Tjeneste, ferdig: Opplasting) -> None:
    """Delete the dokument and, since no worker runs here, its objects."""
    forbindelse = http.client.HTTPConnection(VERT, vi.port)
    forbindelse.request("DELETE", ferdig.url, headers={"Tus-Resumable": "1.0.0"})
    forbindelse.getresponse().read()
    forbindelse.close()
    shutil.rmtree(vi.data_dir / "dokumenter" / ferdig.dokument_id[:2] / ferdig.dokument_id)


def _last_opp_til_node(port: int, mappe: Path, storrelse: int) -> float:
    ferdig = last_opp(port, "/files", storrelse, {})
    for fil in mappe.iterdir():
        fil.unlink()
    return ferdig.sekunder


def _delt(vi: Tjeneste, storrelse: int) -> str:
    """Upload one dokument and share it; returns its address."""
    utkast = vi.be("utkast")
    last_opp(vi.port, "/opplasting/", storrelse, vi.hoder("kari"), utkast)
    return str(vi.be("del_utkast", utkast)[0])


def _fire_samtidig(vi: Tjeneste, storrelse: int) -> None:
    utkast, feil = vi.be("utkast"), []

    def en() -> None:
        try:
            last_opp(vi.port, "/opplasting/", storrelse, vi.hoder("kari"), utkast)
        except Exception as grunn:
            feil.append(grunn)

    trader = [threading.Thread(target=en) for _ in range(4)]
    for trad in trader:
        trad.start()
    for trad in trader:
        trad.join()
    if feil:
        raise feil[0]


def toppminne(vi: Tjeneste) -> float:
    """MB (10**6 bytes) that the workers have held at most, added up."""
    statuser = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in vi.arbeidere()]
    treff = [re.search(r"VmHWM:\s+(\d+) kB", status) for status in statuser]
    return sum(int(en[1]) * 1024 / 1e6 for en in treff if en)


def _skriv_fil(fil: Path, storrelse: int) -> None:
    bit = random.randbytes(MIB)
    with fil.open("wb") as ut:
        for sted in range(0, storrelse, MIB):
            ut.write(bit[: storrelse - sted])
