"""Bodies as KS' Java client writes them: metadata first, without a file name; the document after, with one."""

from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone

from standins.personer import personer

GRENSE = "JettyHttpClientBoundary1abc"
TYPE = f"multipart/form-data; boundary={GRENSE}"


def metadata(**felter: object) -> dict[str, object]:
    """What a Java client sends: nulls for what is not set."""
    return {
        "dokumentnavn": "vedtak.pdf",
        "mimetype": "application/pdf",
        "ttl": 3600,
        "tilgjengeligTil": None,
        "sikkerhetsniva": 3,
        "korrelasjonsid": None,
        "eksponertFor": [{"type": "PERSON", "fnr": personer["mottaker"].fnr}],
        "ikkeLagreDokumentLastetNed": None,
        "enkeltNyttFelt": {"som": ["ingen", "kjenner"]},
        **felter,
    }


def om(**varighet: float) -> str:
    """A moment to come, with an offset."""
    return timezone.localtime(timezone.now() + timedelta(**varighet)).isoformat()


def metadatadel(data: object) -> bytes:
    """The part `metadata`."""
    kropp = data if isinstance(data, bytes) else json.dumps(data).encode()
    return (
        b'Content-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n' + kropp + b"\r\n"
    )


def dokumentdel(innhold: bytes, filnavn: str = "vedtak.pdf") -> bytes:
    """The part `dokument`."""
    return (
        f'Content-Disposition: form-data; name="dokument"; filename="{filnavn}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + innhold
        + b"\r\n"
    )


def kropp(*deler: bytes, slutt: bool = True) -> bytes:
    """The parts with boundaries between."""
    skille = f"--{GRENSE}\r\n".encode()
    return b"".join(skille + del_ for del_ in deler) + (f"--{GRENSE}--\r\n".encode() if slutt else b"")


def opplasting(innhold: bytes = b"innhold", **felter: object) -> bytes:
    """A whole upload."""
    return kropp(metadatadel(metadata(**felter)), dokumentdel(innhold))
