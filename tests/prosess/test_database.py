"""The database goes away and comes back: nobody is told a lie, and nothing that was acknowledged is lost."""

import http.client
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Opplasting, tilfeldig
from tests.prosess.tjenere import Postgres
from tests.prosess.tjeneste import Tjeneste, vent_til

MB = 1024**2


class Opplaster(threading.Thread):
    """Uploads in the background as a tus client does: after an error it asks where it is, and goes on from there."""

    def __init__(self, tjeneste: Tjeneste, opplasting: Opplasting) -> None:
        super().__init__(daemon=True)
        self.url, self.opplasting = tjeneste.url, opplasting
        self.statuser: list[int] = []

    def run(self) -> None:
        """Until the last byte is acknowledged."""
        while not self.opplasting.er_ferdig:
            try:
                mottatt = self.opplasting.hode(self.url)
                assert mottatt >= self.opplasting.lovet, "an acknowledged byte is gone"
                self.statuser.append(self.opplasting.patch(self.url, mottatt, 60_000))
            except (http.client.HTTPException, OSError):
                self.statuser.append(0)
            if self.statuser[-1] != 204:
                time.sleep(0.2)


@pytest.mark.lang
def test_it_keeps_what_it_acknowledged_when_postgresql_goes_away_and_comes_back(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, postgres: Postgres
) -> None:
    tjeneste = ny_tjeneste({"DATABASE_URL": postgres.ny_database("borte")})
    tjeneste.start_web()
    tjeneste.start_worker()
    kari = logg_inn(tjeneste)
    opplasting = kari.start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(30 * MB))
    opplaster = Opplaster(tjeneste, opplasting)
    opplaster.start()
    kuttet = 0
    while kuttet < 8:
        time.sleep(0.1)
        kuttet += postgres.kutt_forbindelser()
    postgres.styr("-m", "immediate", "stop")
    lovet = opplasting.lovet
    assert 0 < lovet < len(opplasting.innhold)
    vent_til(lambda: tjeneste.hent("/readyz") == (503, "database"), sekunder=30, hva="readyz")
    assert tjeneste.status("/om/") == kari.get("/mottatt/").status_code == 503
    assert tjeneste.status("/livez") == 200
    postgres.start()
    vent_til(lambda: tjeneste.status("/readyz") == 200, sekunder=30, hva="readyz")
    assert kari.get("/mottatt/").status_code == 200
    opplaster.join(timeout=60)
    assert opplasting.er_ferdig
    assert set(opplaster.statuser) - {204, 409, 503, 0} == set()
    assert len(opplaster.statuser) > opplaster.statuser.count(204) > 0
    assert tjeneste.gjor("hull") == []
    tjeneste.gjor("send_oppgave", oppgave="dokumenter.kontroller_ventende")
    vent_til(lambda: tjeneste.gjor("tilstander") == {"tilgjengelig": 1}, hva="kontroll")
    assert [rad["sha256"] for rad in tjeneste.gjor("dokumenter")] == [opplasting.sha256]
    assert tjeneste.gjor("foreldrelose") == []


def test_it_waits_for_another_writer_on_sqlite(tjeneste: Tjeneste, logg_inn: LoggInn) -> None:
    kari = logg_inn(tjeneste)
    opplasting = kari.start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(10_000))
    database = Path(tjeneste.miljo["DATA_DIR"]) / "db.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as annen:
        annen.execute("BEGIN IMMEDIATE")
        svar: list[tuple[int, float]] = []
        startet = time.monotonic()

        def send() -> None:
            svar.append((opplasting.patch(tjeneste.url, 0, 10_000), time.monotonic() - startet))

        trad = threading.Thread(target=send)
        trad.start()
        time.sleep(3)
        assert svar == []
        assert kari.get("/mottatt/").status_code == 200, "reading does not wait for a writer"
        annen.execute("ROLLBACK")
    trad.join(timeout=30)
    [(status, sekunder)] = svar
    assert status == 204
    assert 3 <= sekunder < 15
    assert opplasting.hode(tjeneste.url) == 10_000
