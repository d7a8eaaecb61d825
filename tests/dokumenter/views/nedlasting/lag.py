"""What is fetched, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import del_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from users.models import User
from users.numre import tolk_nummer

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


def lag_flere(konto: Konto, av: User, *filer: tuple[str, str, bytes]) -> Deling:
    """Shared with the recipient: files by folder, name and content."""
    deling = lag_utkast(konto, av)
    for mappe, navn, innhold in filer:
        dokument = lag_dokument(deling, innhold, navn)
        Dokument.objects.filter(pk=dokument.pk).update(mappe=mappe)
    mottakere = [tolk_nummer(personer["mottaker"].fnr)]
    til = timezone.now() + timedelta(days=7)
    return del_dokument(deling=deling, konto=konto, mottakere=mottakere, tilgjengelig_til=til, av=av)


def alle_i(deling: Deling) -> str:
    """The address of all the files as one."""
    return f"/d/{deling.pk}/alle.zip"
