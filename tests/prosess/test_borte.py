"""What the service stands on is killed, hangs or is full: whoever asks is told so in time, and the rest goes on."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import psycopg2
import pytest
import redis
import requests

from dokumenter.storage.backends.s3_frist import HOYST_SEKUNDER
from scripts.porter import VERT, ledig_port
from standins.personer import personer
from tests.dokumenter.api.multipart import dokumentdel, kropp, metadata, metadatadel
from tests.mellomledd import NULLSTILL, SVAR_503, TAUS, VIRKER, mellomledd
from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Person, tilfeldig
from tests.prosess.system import System
from tests.prosess.test_utlop import TregNedlasting
from tests.prosess.tjenere import Postgres, kjor_redis, pa_pause
from tests.prosess.tjeneste import Tjeneste, vent_til

MB = 1024**2
_BEREDSKAP_SEKUNDER = 2.0
_TUS = {"Tus-Resumable": "1.0.0"}


class Svar(NamedTuple):
    """What one door answered, and how long that took."""

    status: int
    hoder: Any
    tekst: str
    sekunder: float


def spor(person: requests.Session, metode: str, url: str, **valg: Any) -> Svar:
    """Ask, and take the time."""
    startet = time.monotonic()
    svar = person.request(metode, url, timeout=60, **valg)
    return Svar(svar.status_code, svar.headers, svar.text, time.monotonic() - startet)


class Dorer:
    """Every kind of door of a service, for one who is logged in, one who is not, and a system."""

    def __init__(self, tjeneste: Tjeneste, kari: Person, system: System) -> None:
        self.tjeneste, self.kari, self.system = tjeneste, kari, system
        self.deling = tjeneste.gjor("lag_utkast")
        self.opplasting = kari.start_opplasting(self.deling, tilfeldig(1000))
        csrf = kari.csrf()
        self._for_innlogget = {
            "mottatt": ("GET", "/mottatt/", {}),
            "forsiden": ("GET", "/", {}),
            "om": ("GET", "/om/", {}),
            "skjema": ("POST", f"/delinger/{self.deling}/trekk-tilbake/", {"headers": csrf}),
            "skript": ("POST", "/del/utkast/", {"headers": {**csrf, "Accept": "application/json"}}),
            "lenke": ("GET", f"/d/{self.deling}", {}),
            "nedlasting": ("GET", f"/d/{self.deling}/{uuid4()}", {}),
            "tus": ("HEAD", self.opplasting.sti, {"headers": _TUS}),
        }

    def spor_alle(self) -> dict[str, Svar]:
        """All at once, as people come."""
        with ExitStack() as rydd:
            trader = rydd.enter_context(ThreadPoolExecutor(10))
            ingen = rydd.enter_context(Person(self.tjeneste.url))
            fag = rydd.enter_context(requests.Session())
            hoder = {"headers": self.system.hoder}
            arbeid = {
                navn: trader.submit(spor, self.kari, metode, sti, **valg)
                for navn, (metode, sti, valg) in self._for_innlogget.items()
            }
            arbeid["lenke uten innlogging"] = trader.submit(spor, ingen, "GET", f"/d/{self.deling}")
            arbeid["api"] = trader.submit(spor, fag, "GET", self.tjeneste.url + self.system.sti, **hoder)
            return {navn: en.result(timeout=60) for navn, en in arbeid.items()}


def krev_503(svar: dict[str, Svar], tjeneste: Tjeneste, *, innen: float) -> None:
    """Each in its own form, with a time to come back at, an id, and one line in the log that says why."""
    aapne = {"lenke uten innlogging"}  # the same for everyone, so nothing is looked up
    assert {navn: ett.status for navn, ett in svar.items() if navn not in aapne and ett.status != 503} == {}
    assert svar["lenke uten innlogging"].status in {200, 302, 503}
    nede = {navn: ett for navn, ett in svar.items() if ett.status == 503}
    assert [navn for navn, ett in nede.items() if int(ett.hoder.get("Retry-After", 0)) < 1] == []
    assert [navn for navn, ett in svar.items() if ett.sekunder > innen] == []
    assert "Ikke tilgjengelig akkurat nå" in nede["mottatt"].tekst
    assert nede["mottatt"].hoder["X-Request-ID"] in nede["mottatt"].tekst
    assert json.loads(nede["api"].tekst)["errorCode"] == "utilgjengelig"
    assert json.loads(nede["skript"].tekst)["feil"] == "utilgjengelig"
    assert nede["tus"].hoder["Tus-Resumable"] == "1.0.0"
    linjer = [json.loads(linje) for linje in tjeneste.logg("web0").splitlines() if '"svarte_503"' in linje]
    kjente = {linje["foresporsel_id"]: linje for linje in linjer}
    for ett in nede.values():
        assert kjente[ett.hoder["X-Request-ID"]]["arsak"] not in {"", "ukjent"}
    assert kjente[nede["tus"].hoder["X-Request-ID"]]["sti"] == "/opplasting/[skjult]"


def krev_beredskap(tjeneste: Tjeneste, mangler: str) -> None:
    """Both answer in time, and say what is away."""
    with requests.Session() as lastbalanserer:
        svar = spor(lastbalanserer, "GET", f"{tjeneste.url}/readyz")
        assert (svar.status, svar.tekst) == (503 if mangler else 200, mangler or "ok")
        assert svar.sekunder < _BEREDSKAP_SEKUNDER
        tall = spor(lastbalanserer, "GET", f"http://{tjeneste.miljo['METRIKK_ADRESSE']}/metrics")
        assert tall.status == 200
        assert tall.sekunder < _BEREDSKAP_SEKUNDER
    for navn in ("database", "lager"):
        assert f"deldokument_{navn}_svarer {0.0 if mangler == navn else 1.0}" in tall.tekst


@pytest.fixture
def pa_postgres(ny_tjeneste: LagTjeneste, postgres: Postgres) -> Tjeneste:
    """A service that waits a short while for its PostgreSQL."""
    tjeneste = ny_tjeneste(
        {
            "DATABASE_URL": postgres.ny_database(f"borte{uuid4().hex[:8]}"),
            "DATABASE_SPORRING_SEKUNDER": "2",
            "DATABASE_TILKOBLING_SEKUNDER": "2",
            "METRIKK_ADRESSE": f"{VERT}:{ledig_port()}",
            "WEB_TRADER": "24",
            "LOGG_FORMAT": "json",
        }
    )
    tjeneste.start_web()
    return tjeneste


@pytest.fixture
def dorer(pa_postgres: Tjeneste, logg_inn: LoggInn, standins: str) -> Iterator[Dorer]:
    """Its doors."""
    system = System(pa_postgres, standins)
    yield Dorer(pa_postgres, logg_inn(pa_postgres), system)
    system.sokkel.close()


@pytest.mark.lang
def test_it_answers_503_from_every_door_while_postgresql_hangs_is_stopped_or_has_no_room(
    dorer: Dorer, pa_postgres: Tjeneste, postgres: Postgres
) -> None:
    with postgres.henger():
        svar = dorer.spor_alle()
        krev_503(svar, pa_postgres, innen=10)
        krev_beredskap(pa_postgres, "database")
        # Whoever comes next does not wait as long.
        assert max(ett.sekunder for ett in dorer.spor_alle().values()) < 5
    vent_til(lambda: dorer.kari.get("/mottatt/").status_code == 200, sekunder=20, hva="databasen")
    postgres.kutt_forbindelser()
    with ExitStack() as opptatt:
        while True:
            try:
                opptatt.enter_context(closing(psycopg2.connect(postgres.server.get_uri())))
            except psycopg2.OperationalError:
                break
        krev_503(dorer.spor_alle(), pa_postgres, innen=5)
        krev_beredskap(pa_postgres, "database")
    assert dorer.kari.get("/mottatt/").status_code == 200
    postgres.styr("-m", "immediate", "stop")
    try:
        krev_503(dorer.spor_alle(), pa_postgres, innen=5)
        krev_beredskap(pa_postgres, "database")
    finally:
        postgres.start()
    vent_til(lambda: dorer.kari.get("/mottatt/").status_code == 200, sekunder=20, hva="databasen")
    krev_beredskap(pa_postgres, "")
    assert {ett.status for ett in dorer.spor_alle().values()} <= {200, 201, 302, 404}


@pytest.mark.lang
def test_it_goes_on_with_a_download_across_a_restart_and_stops_when_the_database_stays_away(
    pa_postgres: Tjeneste, postgres: Postgres, logg_inn: LoggInn
) -> None:
    kari, mottaker = logg_inn(pa_postgres), logg_inn(pa_postgres, "mottaker")
    deling = pa_postgres.gjor("lag_utkast")
    opplasting = kari.start_opplasting(deling, tilfeldig(40 * MB))
    opplasting.fullfor(pa_postgres.url)
    assert pa_postgres.gjor("kontroller", dokument=opplasting.dokument)
    pa_postgres.gjor("del_utkast", deling=deling, sekunder=3600)
    sti = f"/d/{deling}/{opplasting.dokument}"
    rask, treg = TregNedlasting(mottaker, sti), TregNedlasting(mottaker, sti)
    rask.takt, treg.takt = 8 * MB, MB
    for nedlasting in (rask, treg):
        nedlasting.start()
    vent_til(lambda: rask.antall() > 4 * MB, hva="nedlasting")
    postgres.styr("-m", "immediate", "stop")
    postgres.start()
    vent_til(lambda: rask.antall() > len(opplasting.innhold), hva="det hele, og hodet")
    vent_til(lambda: pa_postgres.gjor("antall_hendelser", type="dokument_hentet"), sekunder=5, hva="loggen")
    assert treg.is_alive()
    postgres.styr("-m", "immediate", "stop")
    try:
        treg.join(timeout=25)
        assert not treg.is_alive()
        assert treg.antall() < len(opplasting.innhold)
    finally:
        postgres.start()
    assert "leveranse_stoppet" in pa_postgres.logg("web0")
    assert "Error handling request" not in pa_postgres.logg("web0")


def _del_og_hent(tjeneste: Tjeneste, kari: Person, mottaker: Person) -> None:
    """Upload, share, and fetch what was shared."""
    utkast = kari.post("/del/utkast/", headers={**kari.csrf(), "Accept": "application/json"}).json()["id"]
    opplasting = kari.start_opplasting(utkast, tilfeldig(100_000))
    opplasting.fullfor(tjeneste.url)
    konto = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>Barnevern', kari.get("/del/").text)
    assert konto
    mottakere = personer["mottaker"].fnr
    felter = {"utkast": utkast, "konto": konto[1], "mottakere": mottakere, "tilgjengelig_i": "7"}
    assert kari.post("/del/", data=felter, headers=kari.csrf(), allow_redirects=False).status_code == 302
    assert tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    svar = mottaker.get(f"/d/{utkast}/{opplasting.dokument}")
    assert (svar.status_code, svar.content) == (200, opplasting.innhold)


@pytest.mark.lang
def test_it_does_without_redis_that_is_full_hangs_or_is_gone(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, standins: str, tmp_path: Path
) -> None:
    port = ledig_port()
    tjeneste = ny_tjeneste({"REDIS_URL": f"redis://{VERT}:{port}/0", "METRIKK_ADRESSE": f"{VERT}:{ledig_port()}"})
    tjeneste.start_web()
    system = System(tjeneste, standins)

    def krev_at_alt_virker(sekunder: float) -> None:
        startet = time.monotonic()
        kari, mottaker = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker")
        assert mottaker.get("/mottatt/").status_code == 200
        _del_og_hent(tjeneste, kari, mottaker)
        with requests.Session() as fag:
            for _ in range(3):
                assert spor(fag, "GET", tjeneste.url + system.sti, headers=system.hoder).status == 200
            sendt = kropp(metadatadel(metadata()), dokumentdel(tilfeldig(1000), "a.bin"))
        assert system.last_opp([sendt])[0] == 201
        krev_beredskap(tjeneste, "")
        brukt = time.monotonic() - startet
        assert brukt < sekunder
        assert "uventet_feil" not in tjeneste.logg("web0")

    with kjor_redis(tmp_path, port) as barn, redis.Redis(VERT, port) as klient:
        krev_at_alt_virker(15)
        klient.config_set("maxmemory", "1")
        krev_at_alt_virker(15)
        assert "OutOfMemoryError" in tjeneste.logg("web0")
        klient.config_set("maxmemory", "0")
        assert barn.prosess is not None
        with pa_pause(psutil.Process(barn.prosess.pid)):
            krev_at_alt_virker(15)
    krev_at_alt_virker(15)
    system.sokkel.close()


@pytest.mark.lang
def test_it_answers_503_in_time_when_s3_hangs_breaks_or_is_busy(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, standins: str, s3: dict[str, str]
) -> None:
    adresse = urlsplit(s3["LAGER_S3_ENDEPUNKT"])
    with mellomledd(VERT, adresse.port or 0) as ledd:
        tjeneste = ny_tjeneste(
            s3
            | {
                "LAGER_S3_ENDEPUNKT": f"http://{VERT}:{ledd.adresse[1]}",
                "METRIKK_ADRESSE": f"{VERT}:{ledig_port()}",
                "LOGG_FORMAT": "json",
            }
        )
        tjeneste.start_web()
        kari, mottaker, system = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker"), System(tjeneste, standins)
        deling = tjeneste.gjor("lag_utkast")
        ferdig = kari.start_opplasting(deling, tilfeldig(1000))
        ferdig.fullfor(tjeneste.url)
        assert tjeneste.gjor("kontroller", dokument=ferdig.dokument)
        tjeneste.gjor("del_utkast", deling=deling, sekunder=3600)
        pagar = kari.start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(20 * MB))
        hoder = {**_TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        sendt = kropp(metadatadel(metadata()), dokumentdel(tilfeldig(1000), "a.bin"))

        def send_inn() -> Svar:
            startet = time.monotonic()
            status, svarhoder, data = system.last_opp([sendt])
            return Svar(status, svarhoder, json.dumps(data), time.monotonic() - startet)

        for oppforsel in (NULLSTILL, SVAR_503, TAUS):
            ledd.oppforsel = oppforsel
            arbeid: list[Callable[[], Svar]] = [
                send_inn,
                lambda: spor(mottaker, "GET", f"/d/{deling}/{ferdig.dokument}"),
                lambda: spor(kari, "PATCH", pagar.sti, headers=hoder, data=pagar.innhold),
            ]
            with ThreadPoolExecutor(len(arbeid)) as trader:
                svar = [en.result(timeout=60) for en in [trader.submit(gjor) for gjor in arbeid]]
            assert [ett.status for ett in svar] == [503, 503, 503]
            assert [int(ett.hoder["Retry-After"]) > 0 for ett in svar] == [True, True, True]
            assert max(ett.sekunder for ett in svar) < HOYST_SEKUNDER
            assert mottaker.get("/mottatt/").status_code == 200
            system.sokkel.close()
            system.sokkel = socket.create_connection((VERT, tjeneste.porter[0]), timeout=120)
        krev_beredskap(tjeneste, "lager")  # by now nobody believes what was found before
        ledd.oppforsel = VIRKER
        pagar.fullfor(tjeneste.url)
        assert pagar.er_ferdig
        assert mottaker.get(f"/d/{deling}/{ferdig.dokument}").content == ferdig.innhold
        linjer = [json.loads(linje) for linje in tjeneste.logg("web0").splitlines() if '"svarte_503"' in linje]
        assert len([linje for linje in linjer if "LagerError" in linje["arsak"]]) == 9
        system.sokkel.close()
