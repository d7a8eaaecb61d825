"""A deploy node by node, behind the documented nginx: who downloads and who uploads notices nothing."""

from __future__ import annotations

import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256

import pytest
import requests

from scripts.porter import VERT
from tests.prosess.conftest import ByggTjeneste, LoggInn
from tests.prosess.klient import Opplasting, Person, SvarerIkkeSomVentet, tilfeldig
from tests.prosess.nginx import kjor_nginx, ny_port
from tests.prosess.tjeneste import Tjeneste, vent_til

pytestmark = pytest.mark.nginx

MB = 1024**2
_STORRELSE = 24 * MB
_BIT = 256 * 1024
_SEKUNDER_NED = 8.0  # so long does a download take, and a node is told to stop in the middle of it


@pytest.mark.lang
@pytest.mark.parametrize(("nedstenging", "hele"), [("90", True), ("1", False)])
def test_it_cuts_no_transfer_when_each_node_gets_the_time_it_needs(
    bygg_tjeneste: ByggTjeneste,
    logg_inn: LoggInn,
    tmp_path_factory: pytest.TempPathFactory,
    nedstenging: str,
    hele: bool,
) -> None:
    """With too little time the downloads are cut: that is what the setting is for. Uploads go on in either case."""
    port, mappe = ny_port(), tmp_path_factory.mktemp("utrulling")
    miljo = {"BASE_URL": f"http://{VERT}:{port}", "NEDSTENGING_SEKUNDER": nedstenging, "WEB_TRADER": "8"}
    with bygg_tjeneste(mappe, miljo, antall_web=2) as tjeneste:
        for nr in (0, 1):
            tjeneste.start_web(nr)
        with kjor_nginx(mappe / "nginx", port=port, til=tjeneste.porter) as url, ThreadPoolExecutor(8) as samtidig:
            kari, mottaker = (Person(url).logg_inn(navn) for navn in ("kari", "mottaker"))
            sti, fasit = _del(tjeneste, kari, url)
            opplasting = _begynn(kari)
            nedlastinger = [samtidig.submit(_last_ned, mottaker, sti) for _ in range(4)]
            opp = samtidig.submit(_last_opp, opplasting, url)
            vent_til(lambda: all(_begynt.values()) and len(_begynt) == 4, hva="at alle laster ned")
            for nr in (0, 1):
                _bytt(tjeneste, nr)
            opp.result(timeout=60)
            # At the second node they may have ended by themselves before it is told to stop.
            assert all(_sum(ned) == fasit for ned in nedlastinger) is hele
            _begynt.clear()
        assert opplasting.er_ferdig
        assert tjeneste.gjor("hull") == []


_begynt: dict[int, bool] = {}


def _del(tjeneste: Tjeneste, kari: Person, url: str) -> tuple[str, str]:
    """Share one file with the recipient; its address and the digest of its content."""
    utkast = kari.post("/del/utkast/", headers={**kari.csrf(), "Accept": "application/json"}).json()["id"]
    opplasting = kari.start_opplasting(utkast, tilfeldig(_STORRELSE))
    opplasting.fullfor(url)
    tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    tjeneste.gjor("del_utkast", deling=utkast, sekunder=3600)
    return f"/d/{utkast}/{opplasting.dokument}", opplasting.sha256


def _begynn(kari: Person) -> Opplasting:
    utkast = kari.post("/del/utkast/", headers={**kari.csrf(), "Accept": "application/json"}).json()["id"]
    return kari.start_opplasting(utkast, tilfeldig(_STORRELSE))


def _last_ned(mottaker: Person, sti: str) -> str:
    """The digest of what came over one connection, read no faster than so and so much a second."""
    sum_ = sha256()
    with requests.get(mottaker.url + sti, cookies=mottaker.cookies, stream=True, timeout=30) as svar:
        assert svar.status_code == 200
        _begynt[id(svar)] = True
        for bit in svar.iter_content(_BIT):
            sum_.update(bit)
            time.sleep(_SEKUNDER_NED * _BIT / _STORRELSE)
    return sum_.hexdigest()


def _sum(nedlasting: Future[str]) -> str:
    """The digest; empty when the connection was broken."""
    try:
        return nedlasting.result(timeout=60)
    except requests.RequestException:
        return ""


def _last_opp(opplasting: Opplasting, url: str) -> None:
    """As the page does it: piece by piece, and after a fault from where the service says it is."""
    frist = time.monotonic() + 60
    while not opplasting.er_ferdig:
        assert time.monotonic() < frist, "opplastingen ble ikke ferdig"
        try:
            opplasting.patch(url, opplasting.hode(url), MB)
        except (OSError, SvarerIkkeSomVentet, requests.RequestException):
            time.sleep(0.2)
        time.sleep(0.2)


def _bytt(tjeneste: Tjeneste, nr: int) -> None:
    """SIGTERM to one node, and when it has ended, a new one in its place."""
    web = tjeneste.barn[f"web{nr}"].prosess
    assert web is not None
    web.send_signal(signal.SIGTERM)
    web.wait(timeout=90)
    tjeneste.drep(f"web{nr}")
    tjeneste.start_web(nr)
