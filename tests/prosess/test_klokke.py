"""Hosts whose clocks are a day wrong: nothing is destroyed early, nothing served late, and it is said everywhere."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
import requests

from scripts.porter import VERT, ledig_port
from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Person
from tests.prosess.tjenere import Postgres
from tests.prosess.tjeneste import Tjeneste, vent_til

pytestmark = pytest.mark.faketime

_DOGN = 86_400
_SVEIP = "dokumenter.avslutt_utlopte"
_MALING = re.compile(r'^deldokument_klokkeavvik_sekunder\{prosess="(\w+)"\} (\S+)$', re.MULTILINE)


@dataclass
class Delt:
    """A service on PostgreSQL, and what is shared there: for twelve hours more, and until an hour ago."""

    tjeneste: Tjeneste
    mottaker: Person
    apen: str
    utlopt: str

    def statuser(self, nr: int) -> tuple[int, int]:
        """What web number `nr` answers one who would fetch the open and the expired."""
        sider = [self.tjeneste.url_til(nr) + sti for sti in (self.apen, self.utlopt)]
        apen, utlopt = (self.mottaker.head(side).status_code for side in sider)
        return apen, utlopt

    def tilstander(self) -> dict[str, str]:
        """The state of each dokument, by its path."""
        rader = self.tjeneste.gjor("dokumenter")
        return {f"/d/{rad['deling_id']}/{rad['id']}": rad["tilstand"] for rad in rader}


@pytest.fixture
def delt(ny_tjeneste: LagTjeneste, postgres: Postgres, logg_inn: LoggInn) -> Delt:
    """Made while every clock is right; one web runs, and has one more beside it that is not started."""
    metrikk = {"METRIKK_ADRESSE": f"{VERT}:{ledig_port()}"}
    tjeneste = ny_tjeneste({"DATABASE_URL": postgres.ny_database(f"klokke_{uuid4().hex}"), **metrikk}, antall_web=2)
    tjeneste.miljo["METRIKK_ADRESSE"] = ""
    tjeneste.start_web()
    tjeneste.miljo |= metrikk
    stier = []
    for sekunder in (_DOGN / 2, -3600):
        for_ = {rad["id"] for rad in tjeneste.gjor("dokumenter")}
        tjeneste.gjor("lag_delinger", antall=1, dokumenter=1, sekunder=sekunder)
        [rad] = [rad for rad in tjeneste.gjor("dokumenter") if rad["id"] not in for_]
        stier.append(f"/d/{rad['deling_id']}/{rad['id']}")
    tjeneste.gjor("tom_koen")
    return Delt(tjeneste, logg_inn(tjeneste, "mottaker"), *stier)


def _er_omtrent(sekunder: float, klokke: str) -> bool:
    return abs(sekunder - _DOGN * (1 if klokke.startswith("+") else -1)) < 60


@pytest.mark.lang
@pytest.mark.parametrize(("galt", "beats"), [("+1d", "-1d"), ("-1d", "+1d")])
def test_it_destroys_nothing_early_serves_nothing_late_and_says_so(delt: Delt, galt: str, beats: str) -> None:
    """One web and the worker are a day wrong, beat a day the other way; another web and the database are right."""
    tjeneste = delt.tjeneste
    assert delt.statuser(0) == (200, 410)
    tjeneste.start_web(1, klokke=galt)
    tjeneste.start_worker(klokke=galt)
    tjeneste.start_beat(klokke=beats)
    vent_til(lambda: "arbeid=avslutt_utlopte" in tjeneste.logg("worker"), hva="beats sveip")
    vent_til(lambda: "worker" in tjeneste.hent("/readyz")[1], hva="livstegnet")
    assert set(delt.tilstander().values()) == {"tilgjengelig"}
    assert delt.statuser(0) == (200, 410)
    assert delt.statuser(1) == (200, 410)
    assert delt.mottaker.get(tjeneste.url_til(1) + delt.apen).status_code == 200
    assert tjeneste.hent("/readyz") == (200, "ok\nklokke: worker, beat")
    assert tjeneste.hent("/readyz", 1) == (503, "klokke")
    malt = requests.get(f"http://{tjeneste.miljo['METRIKK_ADRESSE']}/metrics", timeout=30).text
    avvik = {prosess: float(sekunder) for prosess, sekunder in _MALING.findall(malt)}
    assert avvik.keys() == {"web", "worker", "beat"}
    assert all(_er_omtrent(avvik[prosess], beats if prosess == "beat" else galt) for prosess in avvik)
    assert all("klokken_gar_feil" in tjeneste.logg(prosess) for prosess in ("web1", "worker", "beat"))
    assert "klokken_gar_feil" not in tjeneste.logg("web0")
    assert 0 <= tjeneste.gjor("hjerteslag") < 60
    tjeneste.drep("worker")
    tjeneste.start_worker()
    tjeneste.gjor("send_oppgave", oppgave=_SVEIP)
    vent_til(lambda: delt.tilstander()[delt.utlopt] == "slettet", hva="en worker med rett klokke")
    assert delt.tilstander()[delt.apen] == "tilgjengelig"


@pytest.mark.lang
@pytest.mark.parametrize("klokke", ["+1d", "-1d"])
def test_it_ends_what_is_due_although_beats_clock_is_wrong(delt: Delt, klokke: str) -> None:
    """Beat only says when to look; a worker with a right clock takes its messages, however old they look."""
    delt.tjeneste.start_worker()
    delt.tjeneste.start_beat(klokke=klokke)
    vent_til(lambda: delt.tilstander()[delt.utlopt] == "slettet", hva="sveipet")
    assert delt.tilstander()[delt.apen] == "tilgjengelig"
    vent_til(lambda: delt.tjeneste.hent("/readyz") == (200, "ok\nklokke: beat"), hva="readyz")
