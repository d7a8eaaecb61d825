"""Nobody is let in to a database that is an old copy, or may be one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client
from django.utils import timezone

from dokumenter.services.gravsteiner import sett_a_jour
from dokumenter.storage.gravsteiner import Gravskrift, nytt_navn, skriv_gravstein
from dokumenter.storage.lager import dokumentlager
from fiks_deldokument import beredskap, gravsteinsvakt
from fiks_deldokument.gravsteinsvakt import Gravsteinsvakt, krev_oppdatert_database, vakt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _som_fra_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It asks every time, and leaves the test's own connection open."""
    monkeypatch.setattr(gravsteinsvakt, "_SPOR_IGJEN_SEKUNDER", 0.0)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    yield
    vakt.ukjent = False


def gjor_databasen_gammel() -> None:
    skriv_gravstein(dokumentlager(), nytt_navn(5), [Gravskrift("deling", uuid4(), "trukket", timezone.now())])


def svar(sti: str) -> tuple[str, bytes]:
    """What comes out of the guard in front of an application that answers everybody."""
    statuser: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"inne"]

    kropp = Gravsteinsvakt(app)({"PATH_INFO": sti}, lambda status, hoder: statuser.append(status))
    return statuser[0], b"".join(kropp)


def test_it_lets_a_new_database_start() -> None:
    krev_oppdatert_database()
    assert svar("/") == ("200 OK", b"inne")


def test_it_refuses_to_start_on_an_old_copy_until_it_is_brought_up_to_date() -> None:
    gjor_databasen_gammel()
    with pytest.raises(ImproperlyConfigured, match="gjenopprett"):
        krev_oppdatert_database()
    sett_a_jour(siste=5, naa=timezone.now())
    krev_oppdatert_database()
    assert svar("/d/1") == ("200 OK", b"inne")


def test_it_starts_and_lets_nobody_in_while_it_cannot_ask(tmp_path: Path) -> None:
    gjor_databasen_gammel()
    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")
    (tmp_path / "dokumenter").touch()
    krev_oppdatert_database()
    status, kropp = svar("/d/1")
    assert (status, kropp.decode()) == ("503 Service Unavailable", "Tjenesten er ikke klar ennå. Prøv igjen om litt.\n")
    assert svar("/livez") == svar("/readyz") == ("200 OK", b"inne")
    (tmp_path / "dokumenter").unlink()
    (tmp_path / "frakoblet").rename(tmp_path / "dokumenter")
    assert svar("/d/1")[0] == "503 Service Unavailable", "now it knows that it is old"
    sett_a_jour(siste=5, naa=timezone.now())
    assert svar("/d/1") == ("200 OK", b"inne")


def test_it_is_not_ready_on_an_old_copy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beredskap, "HOLDBAR_SEKUNDER", 0.0)
    assert client.get("/readyz").status_code == 200
    gjor_databasen_gammel()
    svar = client.get("/readyz")
    assert (svar.status_code, svar.content) == (503, b"gravsteiner")
