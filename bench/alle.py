"""All the files of a deling as one archive, against one file of the same size: time and memory."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.klient import VERT, last_ned, last_opp
from bench.malinger import Omfang, Tall, forhold, i_runder, sekunder, toppminne
from bench.tjeneste import Tjeneste, tjeneste

_FA, _MANGE = 4, 100


def alle(rot: Path, omfang: Omfang) -> Iterator[Tall]:
    """A few large files, and as many as a deling may hold. They are sent by the same reader as one file."""
    with tjeneste(rot, DELING_MAKS_DOKUMENTER="10000", LOGG_NIVA="WARNING", WEB_PROSESSER="1") as vi:
        hoder = vi.hoder("mottaker")
        en = _del_filer(vi, 1, omfang.stor)[0]
        arkiver = {antall: _arkiv(_del_filer(vi, antall, omfang.stor // antall)[0]) for antall in (_FA, _MANGE)}
        lengder = {antall: _lengde(vi, sti, hoder) for antall, sti in arkiver.items()}
        topp: dict[str, float] = {}
        for navn, sti, lengde in (("en", en, omfang.stor), ("alle", arkiver[_FA], lengder[_FA])):
            vi.start_pa_nytt()
            last_ned(vi.port, sti, hoder, lengde)
            topp[navn] = toppminne(vi)
        lopere: dict[str, Callable[[int], float]] = {"én fil": lambda n: last_ned(vi.port, en, hoder, omfang.stor)}
        for antall, sti in arkiver.items():
            lopere[f"{antall} filer"] = lambda n, sti=sti, antall=antall: last_ned(vi.port, sti, hoder, lengder[antall])  # type: ignore[misc]
        tider = i_runder(lopere, omfang)
    for antall, krav in ((_FA, 1.1), (_MANGE, 1.5)):
        navn = f"{antall} filer"
        merknad = sekunder({"én fil": tider["én fil"], navn: tider[navn]})
        yield Tall(f"alle.zip med {navn} mot én fil", forhold(tider[navn], tider["én fil"]), "x", krav, merknad)
    yield Tall("minne ned, alle.zip mot én fil", topp["alle"] / topp["en"], "x", 1.1, f"{topp['alle']:.0f} MB")


def _del_filer(vi: Tjeneste, antall: int, storrelse: int) -> list[str]:
    """Upload so many and share them; their addresses."""
    utkast = vi.be("utkast")
    for _ in range(antall):
        last_opp(vi.port, "/opplasting/", storrelse, vi.hoder("kari"), utkast)
    return [str(sti) for sti in vi.be("del_utkast", utkast)]


def _arkiv(sti: str) -> str:
    return f"{sti.rpartition('/')[0]}/alle.zip"


def _lengde(vi: Tjeneste, sti: str, hoder: dict[str, str]) -> int:
    forbindelse = http.client.HTTPConnection(VERT, vi.port)
    forbindelse.request("HEAD", sti, headers=hoder)
    lengde = int(forbindelse.getresponse().headers["Content-Length"])
    forbindelse.close()
    return lengde
