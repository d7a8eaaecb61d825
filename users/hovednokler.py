"""The setting HOVEDNOKLER: the installation's master keys, for identity numbers here and for documents above us."""

from __future__ import annotations

import base64
import binascii
import re

NOKKEL_BYTES = 32
_GYLDIG_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}", re.ASCII)


def les_hovednokler(tekst: str) -> dict[str, bytes]:
    """Read `id:base64,id:base64`, the active key first; ValueError, which never repeats a key, if that is wrong."""
    nokler: dict[str, bytes] = {}
    for plass, del_ in enumerate(tekst.split(","), start=1):
        nokkel_id, skille, kodet = del_.strip().partition(":")
        if not skille or not _GYLDIG_ID.fullmatch(nokkel_id):
            raise ValueError(f"Hovednøkkel nummer {plass} skal skrives som id:base64, med en kort id i ASCII.")
        if nokkel_id in nokler:
            raise ValueError(f"Hovednøkkel nummer {plass} har samme id som en tidligere nøkkel.")
        nokler[nokkel_id] = _les_nokkel(kodet, plass)
    return nokler


def _les_nokkel(kodet: str, plass: int) -> bytes:
    try:
        nokkel = base64.b64decode(kodet, validate=True)
    except (binascii.Error, ValueError):
        # The cause is cut off: it could carry the text of the key into a log.
        raise ValueError(f"Hovednøkkel nummer {plass} er ikke gyldig base64.") from None
    if len(nokkel) != NOKKEL_BYTES:
        raise ValueError(f"Hovednøkkel nummer {plass} skal være {NOKKEL_BYTES} byte.")
    return nokkel
