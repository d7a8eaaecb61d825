"""A key pair as `make run` makes one, and the real openssl as the system that encrypts for it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from dokumenter.protokoll.cms import Mottakernokkel
from dokumenter.storage.dekryptering import les_nokkelpar
from scripts.hemmeligheter import lag_sertifikat, rsa_nokkel


@cache
def nokkelpar(nr: int) -> tuple[str, str]:
    """Private key and certificate, PEM; another pair for another number."""
    privatnokkel = rsa_nokkel()
    return privatnokkel, lag_sertifikat(privatnokkel)


def mottaker(nr: int = 1) -> Mottakernokkel:
    """The pair, read."""
    return les_nokkelpar(*nokkelpar(nr))


def krypter(mappe: Path, innhold: bytes, *valg: str, nr: int = 1) -> bytes:
    """`openssl cms -encrypt`, DER. Without `-stream` among the options every length is definite."""
    (mappe / "inn").write_bytes(innhold)
    (mappe / "sertifikat.pem").write_text(nokkelpar(nr)[1])
    algoritme = [] if any(v.startswith("-aes") for v in valg) else ["-aes256"]
    subprocess.run(
        [
            *("openssl", "cms", "-encrypt", "-binary", "-outform", "DER", "-in", "inn", "-out", "ut"),
            # A key option belongs to the recipient named before it.
            *(*algoritme, "-recip", "sertifikat.pem", *valg),
        ],
        cwd=mappe,
        check=True,
        capture_output=True,
    )
    return (mappe / "ut").read_bytes()
