"""A restore never undeletes: the database goes back to a copy, the store does not, and what was closed stays so."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts.prosesser import Barn
from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.tjenere import Postgres
from tests.prosess.tjeneste import Tjeneste, vent_til

Handling = Callable[[], None]


class Kopi:
    """A copy of the database of a service, and the way back to it."""

    def __init__(self, ta: Handling, legg_tilbake: Handling) -> None:
        self.ta, self.legg_tilbake = ta, legg_tilbake


def _sqlite(tjeneste: Tjeneste) -> Kopi:
    database = Path(tjeneste.miljo["DATA_DIR"]) / "db.sqlite3"
    kopi = tjeneste.mappe / "kopi.sqlite3"

    def ta() -> None:
        with closing(sqlite3.connect(database)) as fra, closing(sqlite3.connect(kopi)) as til:
            fra.backup(til)

    def legg_tilbake() -> None:
        for rest in database.parent.glob("db.sqlite3-*"):
            rest.unlink()
        shutil.copy(kopi, database)

    return Kopi(ta, legg_tilbake)


def _postgres(postgres: Postgres, navn: str) -> Kopi:
    def ta() -> None:
        postgres.kutt_forbindelser()
        postgres.utfor(f'CREATE DATABASE "{navn}-kopi" TEMPLATE "{navn}"')

    def legg_tilbake() -> None:
        postgres.kutt_forbindelser()
        postgres.utfor(f'DROP DATABASE "{navn}"')
        postgres.utfor(f'CREATE DATABASE "{navn}" TEMPLATE "{navn}-kopi"')

    return Kopi(ta, legg_tilbake)


def _delinger(tjeneste: Tjeneste) -> dict[str, list[dict[str, Any]]]:
    """The dokumenter of each shared deling."""
    svar: dict[str, list[dict[str, Any]]] = {}
    for dokument in tjeneste.gjor("dokumenter"):
        svar.setdefault(dokument["deling_id"], []).append(dokument)
    return dict(sorted(svar.items()))


def _nekter(barn: Barn) -> None:
    """The process ends by itself, and says why."""
    assert barn.prosess is not None
    assert barn.prosess.wait(timeout=60) != 0


def _alle_nekter(tjeneste: Tjeneste) -> None:
    startet = {
        "web0": tjeneste.start_web(vent=False),
        "worker": tjeneste.start_worker(vent=False),
        "beat": tjeneste.start_beat(),
    }
    for navn, barn in startet.items():
        _nekter(barn)
        assert "Databasen er en eldre kopi" in tjeneste.logg(navn)
        assert "gjenopprett" in tjeneste.logg(navn)


def _steng_det_meste(tjeneste: Tjeneste) -> tuple[str, str]:
    """Recall, delete, let expire and cut short; which is left open, and which is left open for a while."""
    trukket, en_fil, utlopt, kortet, urort = _delinger(tjeneste)
    dokument = _delinger(tjeneste)[en_fil][0]["id"]
    assert tjeneste.gjor("trekk_tilbake", deling=trukket)
    assert tjeneste.gjor("slett_dokument", dokument=dokument)
    assert tjeneste.gjor("la_tiden_ga_ut", deling=utlopt) >= 1
    tjeneste.gjor("endre_slutt", deling=kortet, sekunder=600)
    tjeneste.kjor("-c", "import django; django.setup(); from dokumenter import tasks; tasks.skriv_gravsteiner()")
    return urort, dokument


def _prov_gjenoppretting(tjeneste: Tjeneste, kopi: Kopi, logg_inn: LoggInn) -> None:
    tjeneste.gjor("lag_delinger", antall=5, dokumenter=2, sekunder=7200)
    kopi.ta()
    urort, slettet = _steng_det_meste(tjeneste)
    apne = tjeneste.gjor("apne")
    assert len(apne) == 3
    tjeneste.stopp()
    kopi.legg_tilbake()
    assert len(tjeneste.gjor("apne")) == 5, "the copy knows nothing"
    _alle_nekter(tjeneste)

    prove = tjeneste.kjor("manage.py", "gjenopprett", "--torrkjor")
    assert len(tjeneste.gjor("apne")) == 5
    svar = tjeneste.kjor("manage.py", "gjenopprett")
    for ut in (prove, svar):
        assert "Delinger: 2 stengt nå" in ut
        assert "Dokumenter: 1 stengt nå" in ut
        assert "Kortere frister: 1 stengt nå" in ut
    assert "Databasen kan tas i bruk." in svar
    assert tjeneste.gjor("apne") == apne
    tjeneste.start_web()
    mottaker = logg_inn(tjeneste, "mottaker")
    for deling, dokumenter in _delinger(tjeneste).items():
        for dokument in dokumenter:
            gikk = mottaker.get(f"/d/{deling}/{dokument['id']}").status_code == 200
            assert gikk == (deling in apne and dokument["id"] != slettet)
    assert urort in apne
    assert tjeneste.status("/readyz") == 200
    assert "nyere enn databasen: 0" in tjeneste.kjor("manage.py", "gjenopprett")


@pytest.mark.lang
def test_it_opens_nothing_after_a_restore_of_sqlite(ny_tjeneste: LagTjeneste, logg_inn: LoggInn) -> None:
    tjeneste = ny_tjeneste()
    _prov_gjenoppretting(tjeneste, _sqlite(tjeneste), logg_inn)


@pytest.mark.lang
def test_it_opens_nothing_after_a_restore_of_postgresql_with_the_bytes_in_s3(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, postgres: Postgres, s3: dict[str, str]
) -> None:
    tjeneste = ny_tjeneste({"DATABASE_URL": postgres.ny_database("restore"), **s3})
    _prov_gjenoppretting(tjeneste, _postgres(postgres, "restore"), logg_inn)


@pytest.mark.lang
def test_it_tells_the_store_when_the_one_who_recalled_was_killed_before(ny_tjeneste: LagTjeneste) -> None:
    tjeneste = ny_tjeneste()
    tjeneste.gjor("lag_delinger", antall=1, dokumenter=1, sekunder=7200)
    [deling] = tjeneste.gjor("apne")
    tjeneste.kjor("-m", "tests.prosess.kutt_for_gravstein", deling, ventet_kode=-9)
    assert tjeneste.gjor("apne") == []
    assert tjeneste.gjor("gravsteiner") == []
    tjeneste.start_worker()
    tjeneste.gjor("send_oppgave", oppgave="dokumenter.skriv_gravsteiner")
    vent_til(lambda: len(tjeneste.gjor("gravsteiner")) == 1, hva=tjeneste.logg("worker")[-2000:])


@pytest.mark.lang
def test_it_starts_without_the_store_and_lets_nobody_in_until_it_can_ask(ny_tjeneste: LagTjeneste) -> None:
    tjeneste = ny_tjeneste()
    lager = Path(tjeneste.miljo["DATA_DIR"]) / "dokumenter"
    lager.rename(lager.with_name("frakoblet"))
    tjeneste.start_web()
    assert tjeneste.hent("/") == (503, "Tjenesten er ikke klar ennå. Prøv igjen om litt.\n")
    assert tjeneste.hent("/readyz") == (503, "lager")
    lager.with_name("frakoblet").rename(lager)
    vent_til(lambda: tjeneste.status("/") == 200, sekunder=20, hva="web")
