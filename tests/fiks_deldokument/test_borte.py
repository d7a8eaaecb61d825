"""Something the service stands on is away: 503 from every door, in the door's own form, with nothing looked up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client
from redis.exceptions import ResponseError
from structlog.testing import capture_logs

from dokumenter.storage.lager import LagerError, LagerFulltError, ObjectDamaged, ObjectMissing
from fiks_deldokument.borte import er_borte
from tests.fiks_deldokument.test_middleware import STIER
from users.models import User

NettleserFor = Callable[[User | None], Client]
# What answers without asking anything that may be away.
_TRENGER_INGENTING = {"/livez", "/api/openapi.json"}


@contextmanager
def uten_database() -> Iterator[None]:
    """Every question fails, as when nobody listens."""

    def borte(*args: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(borte):
        yield


@pytest.fixture
def klient(kari: User, nettleser_for: NettleserFor) -> Client:
    """One who is logged in, and sees what a server answers."""
    klient = nettleser_for(kari)
    klient.raise_request_exception = False
    return klient


@pytest.mark.parametrize("metode", ["get", "post", "head", "delete"])
def test_it_never_answers_500_from_any_door(klient: Client, metode: str) -> None:
    with uten_database():
        svar = {sti: getattr(klient, metode)(sti) for sti in STIER if sti not in _TRENGER_INGENTING}
    assert {
        sti: ett.status_code for sti, ett in svar.items() if ett.status_code >= 500 and ett.status_code != 503
    } == {}
    borte = {sti: ett for sti, ett in svar.items() if ett.status_code == 503 and sti != "/readyz"}
    assert len(borte) > 20
    assert [sti for sti, ett in borte.items() if not int(ett.headers.get("Retry-After", 0))] == []
    assert [sti for sti, ett in borte.items() if "no-store" not in ett.headers["Cache-Control"]] == []


@pytest.mark.parametrize(
    ("sprak", "overskrift"),
    [
        ("nb", "Ikke tilgjengelig akkurat nå"),
        ("nn", "Ikkje tilgjengeleg akkurat no"),
        ("en", "Not available right now"),
    ],
)
def test_it_tells_people_in_the_language_of_the_cookie(klient: Client, sprak: str, overskrift: str) -> None:
    klient.cookies["deldokument_sprak"] = sprak
    with uten_database():
        svar = klient.get("/mottatt/")
    side = svar.content.decode()
    assert svar.status_code == 503
    assert f'<html lang="{sprak}"' in side
    assert overskrift in side
    assert svar["X-Request-ID"] in side


def test_it_tells_systems_in_the_form_of_the_api(klient: Client) -> None:
    with uten_database():
        svar = klient.get(f"/dokumentlager/api/v1/{uuid4()}/kontoer/{uuid4()}", headers={"IntegrasjonId": str(uuid4())})
    assert svar.status_code in {401, 503}
    if svar.status_code == 503:
        assert (svar.json()["status"], svar.json()["errorCode"]) == (503, "utilgjengelig")
        assert set(svar.json()) >= {"timestamp", "errorId", "path", "originalPath", "message", "errorJson"}


def test_it_tells_a_tus_client_in_plain_text(klient: Client) -> None:
    with uten_database():
        svar = klient.head(f"/opplasting/{'x' * 43}", headers={"Tus-Resumable": "1.0.0"})
    assert (svar.status_code, svar["Tus-Resumable"], svar["Retry-After"]) == (503, "1.0.0", "10")


def test_it_tells_a_script_in_json(klient: Client) -> None:
    with uten_database():
        svar = klient.post("/del/utkast/", headers={"Accept": "application/json"})
    assert (svar.status_code, svar.json()["feil"]) == (503, "utilgjengelig")


def test_it_logs_each_one_once_with_its_cause_and_hides_what_the_address_of_an_upload_is_good_for(
    klient: Client,
) -> None:
    with uten_database(), capture_logs() as logg:
        klient.get("/mottatt/")
    [linje] = [linje for linje in logg if linje["event"] == "svarte_503"]
    assert (linje["sti"], linje["metode"]) == ("/mottatt/", "GET")
    assert linje["arsak"] == "OperationalError (connection refused)"


def _fra(feil: Exception, arsak: Exception) -> Exception:
    feil.__cause__ = arsak
    return feil


def _sqlite(kode: int) -> sqlite3.OperationalError:
    feil = sqlite3.OperationalError("noe")
    feil.sqlite_errorcode = kode
    return feil


@pytest.mark.parametrize(
    ("feil", "borte"),
    [
        (OperationalError("nobody listens"), True),
        (InterfaceError("connection already closed"), True),
        (DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq"), True),
        (_fra(RuntimeError("noe"), OperationalError()), True),
        (_fra(OperationalError(), _sqlite(sqlite3.SQLITE_BUSY)), True),
        (_fra(OperationalError(), _sqlite(sqlite3.SQLITE_ERROR)), False),
        (IntegrityError(), False),
        (LagerError(), True),
        (LagerFulltError(), True),
        (ObjectMissing(), False),
        (ObjectDamaged(), False),
        (ResponseError("OOM command not allowed"), True),
        (RuntimeError(), False),
    ],
)
def test_it_knows_what_is_away_from_what_is_wrong(feil: Exception, borte: bool) -> None:
    assert er_borte(feil) is borte
