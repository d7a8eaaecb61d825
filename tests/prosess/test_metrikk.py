"""What Prometheus reads, from the real gunicorn with two workers: whole whoever answers, also when one is killed."""

import glob
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from scripts.porter import VERT, ledig_port
from standins.personer import kommuner, personer, virksomheter
from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import Opplasting, Person, tilfeldig
from tests.prosess.tjeneste import Tjeneste, vent_til

MB = 1024**2
_MAPPER = "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir()
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)

Tall = dict[str, float]


class Malt:
    """A service with an inner address, and a look at what it says."""

    def __init__(self, tjeneste: Tjeneste) -> None:
        self.tjeneste = tjeneste
        self.adresse = f"http://{tjeneste.miljo['METRIKK_ADRESSE']}"

    def tekst(self) -> str:
        """All of it, as Prometheus gets it."""
        svar = requests.get(f"{self.adresse}/metrics", timeout=30)
        assert svar.status_code == 200
        return svar.text

    def tall(self) -> Tall:
        """Every sample, `name` or `name{value,value}` (the values of its labels, by the names of the labels)."""
        tall: Tall = {}
        for familie in text_string_to_metric_families(self.tekst()):
            for prove in familie.samples:
                merker = ",".join(verdi for _navn, verdi in sorted(prove.labels.items()))
                tall[f"{prove.name}{{{merker}}}" if merker else prove.name] = prove.value
        return tall

    def vent_pa(self, ferdig: Callable[[Tall], object], hva: str) -> None:
        """Until the numbers say so."""
        vent_til(lambda: ferdig(self.tall()), hva=hva)


@pytest.fixture
def malt(ny_tjeneste: LagTjeneste) -> Malt:
    """Two workers, and an Altinn that nobody answers for."""
    tjeneste = ny_tjeneste(
        {
            "METRIKK_ADRESSE": f"{VERT}:{ledig_port()}",
            "WEB_PROSESSER": "2",
            "ALTINN_URL": f"http://{VERT}:{ledig_port()}/altinn",
        }
    )
    tjeneste.start_web()
    return Malt(tjeneste)


def _webprosesser(tjeneste: Tjeneste) -> list[psutil.Process]:
    prosess = tjeneste.barn["web0"].prosess
    assert prosess is not None
    return list(psutil.Process(prosess.pid).children())


def _del(malt: Malt, kari: Person, innhold: bytes, *mottakere: str) -> tuple[str, Opplasting]:
    svar = kari.post("/del/utkast/", headers={**kari.csrf(), "Accept": "application/json"})
    utkast = svar.json()["id"]
    opplasting = kari.start_opplasting(utkast, innhold, "vedtak i saken.bin")
    opplasting.fullfor(malt.tjeneste.url)
    konto = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>Barnevern', kari.get("/del/").text)
    assert konto
    felter = {"utkast": utkast, "konto": konto[1], "mottakere": " ".join(mottakere), "tilgjengelig_i": "7"}
    assert kari.post("/del/", data=felter, headers=kari.csrf(), allow_redirects=False).status_code == 302
    return utkast, opplasting


def _vis_bare_der_det_skal(malt: Malt) -> None:
    """Nothing on the address that people reach, whatever they write in it, and nothing else on the inner one."""
    assert malt.tjeneste.status("/metrics") == 404
    forfalsket = requests.get(
        f"{malt.tjeneste.url}/metrics",
        headers={"Host": malt.tjeneste.miljo["METRIKK_ADRESSE"], "X-Forwarded-Port": malt.adresse.rpartition(":")[2]},
        timeout=30,
    )
    assert forfalsket.status_code in {400, 404}
    assert requests.get(f"{malt.adresse}/metrics", timeout=30).headers["Content-Type"].startswith("text/plain")
    for sti in ("/", "/livez", "/logg-inn/", "/metrics/", "/static/css/side.css"):
        assert requests.get(malt.adresse + sti, timeout=30).status_code == 404
    assert requests.post(f"{malt.adresse}/metrics", timeout=30).status_code == 405


@pytest.mark.lang
def test_it_counts_across_workers_and_forgets_nothing_when_one_is_killed(malt: Malt, logg_inn: LoggInn) -> None:
    _vis_bare_der_det_skal(malt)
    kari, mottaker = logg_inn(malt.tjeneste), logg_inn(malt.tjeneste, "mottaker")
    deling, opplasting = _del(malt, kari, tilfeldig(3 * MB), personer["mottaker"].fnr)
    malt.tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    assert mottaker.get(f"/d/{deling}/{opplasting.dokument}").content == opplasting.innhold
    requests.get(f"{malt.tjeneste.url}/oidc/callback/?state=ukjent&code=x", timeout=30)
    requests.get(f"{malt.tjeneste.url}/dokumentlager/api/v1/finnes-ikke", timeout=30)
    sti = malt.tjeneste.gjor("lag_integrasjon")["sti"]
    assert requests.post(f"{malt.tjeneste.url}{sti}/dokumenter", timeout=30).status_code == 401
    for _ in range(20):
        malt.tjeneste.status("/livez")
    for_ = malt.tall()
    assert for_["deldokument_mottatt_bytes_total"] == for_["deldokument_sendt_bytes_total"] == 3 * MB
    assert for_["deldokument_innlogginger_avvist_total{idporten}"] == 1
    assert for_["deldokument_innlogginger_avvist_total{api}"] == 1
    assert for_["deldokument_foresporsler_total{2xx,livez}"] >= 20
    assert for_["deldokument_svartid_sekunder_count{livez}"] == for_["deldokument_foresporsler_total{2xx,livez}"]

    for prosess in _webprosesser(malt.tjeneste):
        prosess.kill()
        prosess.wait(10)
        malt.tjeneste.vent_pa_web()
    malt.vent_pa(lambda tall: tall["deldokument_foresporsler_total{2xx,livez}"] > 20, "nye workers teller videre")
    etter = malt.tall()
    tellere = {navn for navn in for_ if "_total" in navn or "_count" in navn or "_bucket" in navn}
    assert {navn for navn in tellere if etter[navn] < for_[navn]} == set()
    assert etter["deldokument_mottatt_bytes_total"] == 3 * MB
    _vis_ingen_noe(malt.tekst(), deling)


def _vis_ingen_noe(tekst: str, deling: str) -> None:
    """No id, name, number, path or key in any label."""
    assert _UUID.search(tekst) is None
    assert re.search(r"\d{11}", re.sub(r"^(\S+|\S+\{.*\}) \S+$", r"\1", tekst, flags=re.MULTILINE)) is None
    hemmelig = [deling, "vedtak", "Barnevern", kommuner["testvik"].orgnr, *(p.navn for p in personer.values())]
    assert [ord_ for ord_ in hemmelig if ord_ in tekst] == []
    merker = re.findall(r'="([^"]*)"', tekst)
    assert [merke for merke in merker if "/" in merke] == []


@pytest.mark.lang
def test_it_says_what_waits_and_who_lives(malt: Malt, logg_inn: LoggInn) -> None:
    kari = logg_inn(malt.tjeneste)
    deling, _opplasting = _del(malt, kari, tilfeldig(1000), personer["mottaker"].fnr)
    tall = malt.tall()
    assert tall["deldokument_venter{dokument_kontrolleres}"] == 1
    assert tall["deldokument_forfalt_sekunder{avslutte}"] == 0
    assert "deldokument_hjerteslag_alder_sekunder{worker}" not in tall
    assert 0 < tall["deldokument_lager_ledig_bytes"] <= tall["deldokument_lager_totalt_bytes"]
    assert tall["deldokument_lager_svarer"] == tall["deldokument_database_svarer"] == 1
    malt.tjeneste.gjor("endre_slutt", deling=deling, sekunder=0.2)
    time.sleep(0.5)
    assert malt.tall()["deldokument_forfalt_sekunder{avslutte}"] > 0

    malt.tjeneste.start_beat()
    malt.vent_pa(lambda tall: "deldokument_hjerteslag_alder_sekunder{beat}" in tall, "livstegn fra beat")
    assert "deldokument_hjerteslag_alder_sekunder{worker}" not in malt.tall()
    malt.tjeneste.start_worker()
    malt.vent_pa(lambda tall: tall.get("deldokument_hjerteslag_alder_sekunder{worker}", 99) < 30, "livstegn fra worker")
    malt.tjeneste.gjor("send_oppgave", oppgave="dokumenter.avslutt_utlopte")
    malt.tjeneste.gjor("send_oppgave", oppgave="dokumenter.fjern_slettede")
    malt.vent_pa(
        lambda tall: (
            not any(tall[navn] for navn in tall if navn.startswith(("deldokument_venter", "deldokument_forf")))
        ),
        "alt er gjort",
    )


def test_it_says_how_many_workers_have_given_altinn_up_and_forgets_those_that_died(
    malt: Malt, logg_inn: LoggInn
) -> None:
    deling, opplasting = _del(malt, logg_inn(malt.tjeneste), b"til bakeriet", virksomheter["bakeri"].orgnr)
    malt.tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    leder = logg_inn(malt.tjeneste, "leder")
    assert malt.tall()["deldokument_altinn_stengt_prosesser"] == 0
    for _ in range(6):
        assert leder.get(f"/d/{deling}").status_code == 503
    assert malt.tall()["deldokument_altinn_stengt_prosesser"] >= 1
    for prosess in _webprosesser(malt.tjeneste):
        prosess.kill()
    malt.vent_pa(lambda tall: tall["deldokument_altinn_stengt_prosesser"] == 0, "de døde teller ikke")
    _etterlater_ingen_filer(malt)


def _etterlater_ingen_filer(malt: Malt) -> None:
    """Neither one that ends in an orderly way nor, once the next has started, one that was killed."""
    prosess = malt.tjeneste.barn["web0"].prosess
    assert prosess is not None
    egne = Path(_MAPPER) / f"deldokument-metrikk-{os.getuid()}-{prosess.pid}-*"
    [mappe] = glob.glob(str(egne))
    assert os.stat(mappe).st_mode & 0o077 == 0
    malt.tjeneste.drep("web0")
    malt.tjeneste.start_web()
    assert not os.path.isdir(mappe)
    ny = malt.tjeneste.barn["web0"].prosess
    assert ny is not None
    ny.terminate()
    ny.wait(20)
    assert glob.glob(f"{_MAPPER}/deldokument-metrikk-{os.getuid()}-{ny.pid}-*") == []
