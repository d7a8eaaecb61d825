"""The setting IDENT_NOKKEL: the keys of the hashes that persons are known by; two of them while one takes over."""

from __future__ import annotations

import base64
import binascii
import re

MINSTE_BYTES = 32
FLEST = 2  # every look-up asks for the hash under each of them
UTEN_ID = ""
_GYLDIG_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}", re.ASCII)


def les_identnokler(tekst: str) -> dict[str, bytes]:
    """Read `base64`, or `id:base64,id:base64` with the key in use first; ValueError, which never repeats a key.

    One of them may go without an id: what was set before there were two. Ids are for people; no row holds them.
    """
    nokler: dict[str, bytes] = {}
    for plass, del_ in enumerate(tekst.split(","), start=1):
        foran, skille, etter = del_.strip().partition(":")
        nokkel_id, kodet = (foran, etter) if skille else (UTEN_ID, foran)
        if skille and not _GYLDIG_ID.fullmatch(nokkel_id):
            raise ValueError(f"nøkkel nummer {plass} skal skrives som id:base64, med en kort id i ASCII")
        if nokkel_id in nokler:
            raise ValueError(f"nøkkel nummer {plass} har samme id som den foran, eller begge mangler id")
        nokkel = _les_nokkel(kodet)
        if nokkel in nokler.values():
            raise ValueError(f"nøkkel nummer {plass} er den samme som den foran")
        nokler[nokkel_id] = nokkel
    if len(nokler) > FLEST:
        raise ValueError(f"kan ha høyst {FLEST} nøkler: den nye først og den gamle etter")
    return nokler


def _les_nokkel(kodet: str) -> bytes:
    try:
        nokkel = base64.b64decode(kodet, validate=True)
    except (binascii.Error, ValueError):
        # The cause is cut off: it could carry the text of the key into a log.
        raise ValueError("må være base64") from None
    if len(nokkel) < MINSTE_BYTES:
        raise ValueError(f"må være minst {MINSTE_BYTES} byte i base64")
    return nokkel
