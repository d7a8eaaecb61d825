"""What is fetched, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client

from dokumenter.models import Dokument
from hendelser.models import Hendelse, Hendelsestype

INNHOLD = bytes(range(256)) * 4
HELE = len(INNHOLD)


def url_til(dokument: Dokument) -> str:
    return f"/d/{dokument.deling_id}/{dokument.pk}"


def hent(klient: Client, url: str, **hoder: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of a GET, read to its end."""
    svar = klient.get(url, headers={navn.replace("_", "-"): verdi for navn, verdi in hoder.items()})
    innhold = svar.getvalue()
    svar.close()
    return svar.status_code, innhold, dict(svar.headers)


def bitene_i(svar: Any) -> Iterator[bytes]:
    """What a running download gives, as the server takes it."""
    return iter(svar.streaming_content)


def leveranser() -> list[dict[str, object]]:
    return list(
        Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).order_by("pk").values_list("data", flat=True)
    )
