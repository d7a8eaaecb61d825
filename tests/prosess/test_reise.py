"""The whole job over HTTP: log in, share, fetch by range, let it run out, see it deleted. On what a machine has, and on
what a municipality runs: PostgreSQL, Redis and S3, with real worker and beat processes.
"""

import re
import time
from pathlib import Path

import pytest

from scripts.porter import VERT, ledig_port
from standins.personer import personer
from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Opplasting, Person, tilfeldig
from tests.prosess.tjenere import Postgres, kjor_redis
from tests.prosess.tjeneste import Tjeneste, vent_til

MB = 1024**2
_UT_AV_KOEN = 60.0


@pytest.mark.lang
def test_it_shares_fetches_expires_and_deletes_on_sqlite_files_and_the_embedded_broker(
    tjeneste: Tjeneste, logg_inn: LoggInn
) -> None:
    tjeneste.start_worker()
    tjeneste.start_beat()
    kari, mottaker = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker")
    _reis(tjeneste, kari, mottaker, _last_opp(tjeneste, kari))


@pytest.mark.lang
def test_it_does_the_same_on_postgresql_redis_and_s3_and_finds_the_work_of_a_lost_nudge(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, postgres: Postgres, s3: dict[str, str], tmp_path: Path
) -> None:
    port = ledig_port()
    miljo = {
        "DATABASE_URL": postgres.ny_database("reise"),
        "REDIS_URL": f"redis://{VERT}:{port}/0",
        "WEB_PROSESSER": "2",
    }
    tjeneste = ny_tjeneste({**s3, **miljo})
    with kjor_redis(tmp_path, port):
        tjeneste.start_web()
        tjeneste.start_worker()
        tjeneste.start_beat()
        kari, mottaker = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker")
        vent_til(lambda: tjeneste.gjor("hjerteslag") is not None, hva="hjerteslag")
    startet = time.monotonic()
    deling, opplasting = _last_opp(tjeneste, kari)
    assert time.monotonic() - startet < 10, "a broker that is away does not hold anybody up"
    vent_til(lambda: "dytt_tapt" in tjeneste.logg("web0"), sekunder=10, hva="at dyttet går tapt")
    assert tjeneste.gjor("tilstander") == {"kontrolleres": 1}
    with kjor_redis(tmp_path, port):
        vent_til(lambda: tjeneste.gjor("tilstander") == {"tilgjengelig": 1}, sekunder=_UT_AV_KOEN, hva="kontroll")
        _reis(tjeneste, kari, mottaker, (deling, opplasting))


def _last_opp(tjeneste: Tjeneste, kari: Person) -> tuple[str, Opplasting]:
    svar = kari.post("/del/utkast/", headers={**kari.csrf(), "Accept": "application/json"})
    assert svar.status_code == 201
    opplasting = kari.start_opplasting(svar.json()["id"], tilfeldig(20 * MB), "vedtak i saken.bin")
    opplasting.fullfor(tjeneste.url, bit=9 * MB)
    return svar.json()["id"], opplasting


def _reis(tjeneste: Tjeneste, kari: Person, mottaker: Person, lastet_opp: tuple[str, Opplasting]) -> None:
    utkast, opplasting = lastet_opp
    konto = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>Barnevern', kari.get("/del/").text)
    assert konto
    felter = {"utkast": utkast, "konto": konto[1], "mottakere": personer["mottaker"].fnr, "tilgjengelig_i": "7"}
    svar = kari.post("/del/", data=felter, headers=kari.csrf(), allow_redirects=False)
    assert (svar.status_code, svar.headers["Location"]) == (302, f"/delinger/{utkast}/?ny=1")
    sti = f"/d/{utkast}/{opplasting.dokument}"
    ingen = Person(tjeneste.url)
    assert ingen.get(sti, allow_redirects=False).status_code == 401
    assert ingen.get(sti, headers={"Accept": "text/html"}, allow_redirects=False).status_code == 302
    vent_til(lambda: mottaker.head(sti).status_code == 200, hva="kontroll")
    assert "vedtak i saken.bin" in mottaker.get(f"/d/{utkast}").text
    _hent(mottaker, sti, opplasting)
    tjeneste.gjor("endre_slutt", deling=utkast, sekunder=0.5)
    time.sleep(0.6)
    assert [mottaker.get(adresse).status_code for adresse in (sti, f"/d/{utkast}")] == [410, 410]
    vent_til(lambda: tjeneste.gjor("tilstander") == {"slettet": 1}, sekunder=_UT_AV_KOEN, hva="sletting")
    assert tjeneste.gjor("objekter") == []
    assert tjeneste.gjor("antall_hendelser", type="dokument_slettet") == {opplasting.dokument: 1}


def _hent(mottaker: Person, sti: str, opplasting: Opplasting) -> None:
    """A range in the middle over block borders, the end, and the whole."""
    for sporring, fra, til in (("8000000-11000000", 8_000_000, 11_000_001), ("-5", 20 * MB - 5, 20 * MB)):
        svar = mottaker.get(sti, headers={"Range": f"bytes={sporring}"})
        assert (svar.status_code, svar.headers["Content-Range"]) == (206, f"bytes {fra}-{til - 1}/{20 * MB}")
        assert svar.content == opplasting.innhold[fra:til]
    assert mottaker.get(sti).content == opplasting.innhold
