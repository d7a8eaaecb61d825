"""How much memory a web worker holds while it receives the largest document through the API, plain and encrypted."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.api import last_opp_stort
from bench.klient import MIB
from bench.malinger import Omfang, Tall, toppminne
from bench.tjeneste import Tjeneste, tjeneste
from scripts.hemmeligheter import lag_sertifikat, rsa_nokkel
from standins.personer import integrasjoner
from standins.server import start_i_traad

_BIT = os.urandom(MIB)
_KRYPTER = "openssl cms -encrypt -binary -stream -outform DER -aes256 -in /dev/stdin"


def api_minne(rot: Path, omfang: Omfang) -> Iterator[Tall]:
    """Chunked multipart, and the same with CMS that openssl writes as it goes."""
    topp: dict[bool, list[float]] = {False: [], True: []}
    for storrelse in (omfang.liten, omfang.storst):
        for kryptert, topper in topp.items():
            topper.append(_mal(rot, storrelse, kryptert=kryptert))
    for kryptert, (liten, storst) in topp.items():
        navn = "CMS" if kryptert else "multipart"
        tekst = f"{storst:.0f} MB mot {liten:.0f} MB"
        yield Tall(f"API: minne {navn}, største mot liten", storst / liten, "x", 1.1, tekst)


def _mal(rot: Path, storrelse: int, *, kryptert: bool) -> float:
    privatnokkel = rsa_nokkel()
    sertifikat = lag_sertifikat(privatnokkel)
    with start_i_traad() as standins:
        standins.maskinporten.levetid_sekunder = 3600
        innstillinger = {
            "WEB_PROSESSER": "1",
            "LOGG_NIVA": "WARNING",
            "MASKINPORTEN_ISSUER": standins.maskinporten.issuer,
            "DEKRYPTERING_PRIVATNOKKEL": privatnokkel,
            "DEKRYPTERING_SERTIFIKAT": sertifikat,
        }
        with tjeneste(rot, **innstillinger) as vi:
            orgnr = integrasjoner["leverandor"].orgnr
            integrasjon = vi.be("integrasjon", orgnr)
            hoder = integrasjon["hoder"] | {"Authorization": f"Bearer {standins.maskinporten.lag_token(orgnr)}"}
            _send(vi, f"{integrasjon['sti']}/dokumenter/", hoder, storrelse, sertifikat if kryptert else "")
            return toppminne(vi)


def _send(vi: Tjeneste, sti: str, hoder: dict[str, str], storrelse: int, sertifikat: str) -> None:
    if sertifikat:
        with _cms(vi.data_dir, sertifikat, storrelse) as innhold:
            kom = last_opp_stort(vi, f"{sti}?kryptert=true", hoder, innhold)
    else:
        kom = last_opp_stort(vi, sti, hoder, _klartekst(storrelse))
    if kom != storrelse:
        raise RuntimeError("Dokumentet kom ikke helt fram.")


def _klartekst(storrelse: int) -> Iterator[bytes]:
    for sted in range(0, storrelse, MIB):
        yield _BIT[: storrelse - sted]


@contextlib.contextmanager
def _cms(mappe: Path, sertifikat: str, storrelse: int) -> Iterator[Iterable[bytes]]:
    fil = mappe / "sertifikat.pem"
    fil.write_text(sertifikat, encoding="ascii")
    with subprocess.Popen([*_KRYPTER.split(), fil], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as openssl:
        inn, ut = openssl.stdin, openssl.stdout
        assert inn is not None
        assert ut is not None

        def mat() -> None:
            with inn:
                for bit in _klartekst(storrelse):
                    inn.write(bit)

        traad = threading.Thread(target=mat, daemon=True)
        traad.start()
        yield iter(lambda: ut.read(MIB), b"")
        traad.join()
