"""Deletion when the worker dies, and when the store is away: in the end everything is gone, and nothing too much."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import tilfeldig
from tests.prosess.tjenere import Postgres
from tests.prosess.tjeneste import Tjeneste, vent_til

_FLERE_STEG_ENN = 20
_GANGER_DREPT = 4
_FLEST_DELINGER = 200  # at a time
_DELINGER, _DREPER_SEKUNDER = 60, 12.0


@pytest.mark.lang
def test_it_deletes_everything_whichever_step_the_worker_dies_before(ny_tjeneste: LagTjeneste) -> None:
    tjeneste = ny_tjeneste()
    ut = tjeneste.kjor("-m", "tests.prosess.dod_underveis", sekunder=240)
    linjer = [json.loads(linje) for linje in ut.splitlines()]
    dod, etter = linjer[::2], linjer[1::2]
    steg = [linje["steg"] for linje in dod]
    assert len(steg) > _FLERE_STEG_ENN
    assert {"remove", "list", "commit"} <= set(steg)
    assert [linje["kode"] for linje in dod] == [-9] * (len(dod) - 1) + [0]
    assert etter == [{"tilstander": {"slettet": 2 * (nr + 1)}, "objekter": 0} for nr in range(len(dod))]
    _krev_en_hendelse_hver(tjeneste, 2 * len(dod), antall_delinger=len(dod))


@pytest.mark.lang
def test_it_deletes_everything_when_a_real_worker_is_killed_again_and_again(ny_tjeneste: LagTjeneste) -> None:
    """Each time it has something new to do, and where it was done before it was killed, twice as much the next time."""
    tjeneste = ny_tjeneste()
    delinger, flere, drept = 0, 6, 0
    while drept < _GANGER_DREPT:
        assert flere <= _FLEST_DELINGER, "it does more than any hand can stop"
        tjeneste.gjor("lag_delinger", antall=flere, dokumenter=10, sekunder=0)
        tjeneste.gjor("tom_koen")
        delinger += flere
        _slett_og_drep(tjeneste)
        if tjeneste.gjor("tilstander") == {"slettet": 10 * delinger}:
            flere *= 2
        else:
            drept += 1
    tjeneste.start_worker()
    _be_til(tjeneste, lambda: tjeneste.gjor("tilstander") == {"slettet": 10 * delinger}, hva="sletting")
    assert tjeneste.gjor("objekter") == []
    _krev_en_hendelse_hver(tjeneste, 10 * delinger, antall_delinger=delinger)


def _slett_og_drep(tjeneste: Tjeneste) -> None:
    """A worker that is killed somewhere in its work; there must be some."""
    for_ = tjeneste.gjor("tilstander")
    tjeneste.start_worker()
    _be_om_sletting(tjeneste)
    vent_til(lambda: tjeneste.gjor("tilstander") != for_, hva="at arbeidet er i gang")
    time.sleep(random.uniform(0.0, 0.3))
    tjeneste.drep("worker")


def _be_til(tjeneste: Tjeneste, ferdig: Callable[[], bool], *, hva: str) -> None:
    """Ask again and again, as beat does: what one queue leaves for another may come a moment after it has looked."""

    def spurt() -> bool:
        if ferdig():
            return True
        _be_om_sletting(tjeneste)
        time.sleep(0.5)
        return False

    vent_til(spurt, hva=hva)


def _be_om_sletting(tjeneste: Tjeneste) -> None:
    for oppgave in ("avslutt_utlopte", "fjern_slettede"):
        tjeneste.gjor("send_oppgave", oppgave=f"dokumenter.{oppgave}")


@pytest.mark.lang
def test_it_loses_and_repeats_nothing_when_two_workers_are_killed_under_load(
    ny_tjeneste: LagTjeneste, postgres: Postgres
) -> None:
    """Each by turns, at moments of chance, for some seconds; new uploads come all the time and are checked."""
    tjeneste = ny_tjeneste({"DATABASE_URL": postgres.ny_database("drept")})
    tjeneste.gjor("lag_delinger", antall=_DELINGER, dokumenter=5, sekunder=600)
    tjeneste.start_beat()
    arbeidere = ["worker", "worker2"]
    for navn in arbeidere:
        tjeneste.start_worker(navn)
    tjeneste.gjor("la_alle_forfalle")
    slutt = time.monotonic() + _DREPER_SEKUNDER
    while time.monotonic() < slutt:
        for navn in arbeidere:
            tjeneste.gjor("last_opp")
            time.sleep(random.uniform(0.1, 1.0))
            tjeneste.drep(navn)
            tjeneste.start_worker(navn, vent=False)
    nye = tjeneste.gjor("antall_hendelser", type="dokument_mottatt")
    ferdig = {"slettet": 5 * _DELINGER, "tilgjengelig": len(nye) - 5 * _DELINGER}
    vent_til(lambda: tjeneste.gjor("tilstander") == ferdig, hva=tjeneste.logg("worker")[-2000:])
    assert len(tjeneste.gjor("objekter")) == ferdig["tilgjengelig"] > 0
    _krev_en_hendelse_hver(tjeneste, 5 * _DELINGER, antall_delinger=_DELINGER)
    assert set(tjeneste.gjor("antall_hendelser", type="dokument_kontrollert").values()) == {1}


@pytest.mark.lang
def test_it_purges_nothing_when_the_store_is_away_or_the_mount_is_empty(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn, tmp_path: Path
) -> None:
    lager, bort = tmp_path / "lager", tmp_path / "frakoblet"
    tjeneste = ny_tjeneste({"LAGER_KATALOG": str(lager)})
    tjeneste.start_web()
    tjeneste.start_worker()
    tjeneste.gjor("lag_delinger", antall=1, dokumenter=1, sekunder=600)
    [apen] = tjeneste.gjor("dokumenter")
    tjeneste.gjor("lag_delinger", antall=3, dokumenter=1, sekunder=0)
    kari, mottaker = logg_inn(tjeneste), logg_inn(tjeneste, "mottaker")
    opplasting = kari.start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(5000))
    vent_til(lambda: tjeneste.status("/readyz") == 200)
    lager.rename(bort)
    for tomt in (False, True):
        if tomt:
            lager.mkdir()
        vent_til(lambda: tjeneste.hent("/readyz") == (503, "lager"), sekunder=30, hva="readyz")
        forsok = tjeneste.logg("worker").count("arbeid_utsatt")
        _be_om_sletting(tjeneste)
        assert mottaker.get(f"/d/{apen['deling_id']}/{apen['id']}").status_code == 503
        assert opplasting.patch(tjeneste.url, 0, 5000) == 503
        ganger = forsok + 3
        _be_til(tjeneste, lambda: tjeneste.logg("worker").count("arbeid_utsatt") >= ganger, hva="forsøk på fjerning")  # noqa: B023
    assert tjeneste.gjor("tilstander") == {"slettes": 3, "tilgjengelig": 1, "venter": 1}
    assert list(lager.iterdir()) == []
    lager.rmdir()
    bort.rename(lager)
    vent_til(lambda: tjeneste.status("/readyz") == 200, sekunder=30, hva="readyz")
    assert mottaker.get(f"/d/{apen['deling_id']}/{apen['id']}").status_code == 200
    opplasting.fullfor(tjeneste.url)
    _be_til(tjeneste, lambda: tjeneste.gjor("tilstander").get("slettet") == 3, hva="fjerning")


def _krev_en_hendelse_hver(tjeneste: Tjeneste, antall: int, *, antall_delinger: int) -> None:
    """Each dokument's key was destroyed once and its bytes removed once; each deling ended once."""
    for type_ in ("dokument_slettes", "dokument_slettet"):
        assert list(tjeneste.gjor("antall_hendelser", type=type_).values()) == [1] * antall
    assert tjeneste.gjor("antall_hendelser", type="deling_utlopt") == {"None": antall_delinger}
