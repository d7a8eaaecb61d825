"""The older upload in two steps: what is begun in one door ends in the same, and as it was announced."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.queries.avsender import pabegynt_utkast
from dokumenter.queries.mine_delinger import egne_utkast
from kontoer.models import Integrasjon, Konto
from standins.personer import personer
from tests.dokumenter.api.conftest import PaVegne, System, lag_integrasjon, send
from tests.dokumenter.api.multipart import TYPE, dokumentdel, kropp, metadata
from tests.dokumenter.fabrikk import lag_utkast
from tests.dokumenter.lag import lag_fil
from tests.dokumenter.sertifikat import krypter
from tests.svar import Svar
from users.models import User

NettleserFor = Callable[[User | None], Client]


def begynn(system: System, sporring: str = "", **felter: object) -> Svar:
    felter = {"ttl": -1, "eksponertFor": None} | felter
    return system.kall("POST", f"{system.kontosti}/dokumenter{sporring}", json.dumps(metadata(**felter)))


def fullfor(system: System, id_: object, innhold: bytes = b"innhold", sporring: str = "") -> Svar:
    sti = f"{system.dokument(str(id_))}/data{sporring}"
    return system.kall("POST", sti, innhold, content_type="application/octet-stream")


def test_it_takes_the_older_upload_in_two_steps(system: System) -> None:
    ttl = int((timezone.now() + timedelta(days=2)).timestamp() * 1000)
    forste = system.kall("POST", f"{system.kontosti}/dokumenter", json.dumps(metadata(ttl=ttl)))
    assert forste.status_code == 201, forste.content
    id_ = forste.json()["id"]
    assert set(forste.json()) == {"id"}
    assert not Deling.objects.filter(tilstand="delt").exists()
    andre = send(system, b"innholdet", f"{system.dokument(id_)}/data", content_type="application/octet-stream")
    assert andre.status_code == 201, andre.content
    assert andre.json()["id"] == id_
    til = Deling.objects.get(tilstand="delt").tilgjengelig_til
    assert til is not None
    assert abs(til - timezone.now() - timedelta(days=2)) < timedelta(minutes=1)
    assert send(system, b"igjen", f"{system.dokument(id_)}/data").status_code == 403


def test_it_takes_the_second_step_as_a_form(system: System) -> None:
    id_ = system.kall("POST", f"{system.kontosti}/dokumenter", json.dumps(metadata(ttl=-1))).json()["id"]
    assert send(system, kropp(dokumentdel(b"innhold")), f"{system.dokument(id_)}/data/").status_code == 201
    assert Blokk.objects.filter(dokument_id=id_).exists()


def test_it_lets_nobody_else_send_the_second_step(system: System, konto: Konto) -> None:
    id_ = system.kall("POST", f"{system.kontosti}/dokumenter", json.dumps(metadata(ttl=-1))).json()["id"]
    system.integrasjon.navn = "Første"
    system.integrasjon.save()
    system.hoder["IntegrasjonId"] = str(lag_integrasjon(konto.organisasjon, konto).id)
    assert send(system, kropp(dokumentdel(b"innhold")), f"{system.dokument(id_)}/data").status_code == 404


@pytest.mark.parametrize("niva", [3, 4])
@pytest.mark.usefixtures("med_nokkelpar")
def test_it_takes_no_plaintext_for_what_was_announced_as_encrypted(system: System, niva: int, tmp_path: Path) -> None:
    id_ = begynn(system, "?kryptert=true", sikkerhetsniva=niva).json()["id"]
    for sporring in ("", "?kryptert=false"):
        svar = fullfor(system, id_, sporring=sporring)
        assert svar.status_code == 400
        assert svar.json()["message"].startswith("kryptert: må være true")
    assert Dokument.objects.get().mottatt == 0
    svar = fullfor(system, id_, krypter(tmp_path, b"innhold", "-stream"), "?kryptert=true")
    assert svar.status_code == 201, svar.content
    assert (svar.json()["ukryptertStorrelse"], svar.json()["kryptertStorrelse"] > 7) == (7, True)


def test_it_refuses_level_4_that_is_not_announced_as_encrypted(system: System) -> None:
    svar = begynn(system, sikkerhetsniva=4)
    assert svar.status_code == 400
    assert svar.json()["message"].startswith("sikkerhetsniva: ")


@pytest.fixture
def hos_kari(system: System, pa_vegne: PaVegne) -> System:
    """The system, on behalf of kari."""
    return pa_vegne("kari")


@pytest.mark.parametrize("eksponert_for", [None, [{"type": "PERSON", "fnr": personer["mottaker"].fnr}]])
def test_it_keeps_what_a_system_has_begun_for_a_person_out_of_the_form(
    hos_kari: System, kari: User, nettleser_for: NettleserFor, eksponert_for: list[dict[str, str]] | None
) -> None:
    id_ = begynn(hos_kari, eksponertFor=eksponert_for).json()["id"]
    deling = Deling.objects.get()
    assert (pabegynt_utkast(kari), list(egne_utkast(kari))) == (None, [])
    klient = nettleser_for(kari)
    skjema = {
        "utkast": str(deling.pk),
        "konto": str(deling.konto_id),
        "mottakere": personer["mottaker"].fnr,
        "tilgjengelig_i": "14",
    }
    svarene = [
        klient.get(reverse("dokumenter:del_dokumenter"), {"utkast": str(deling.pk)}),
        klient.post(reverse("dokumenter:del_dokumenter"), skjema),
        klient.get(reverse("dokumenter:utkast", args=[deling.pk])),
        klient.post(reverse("dokumenter:forkast_utkast", args=[deling.pk])),
        klient.post(reverse("dokumenter:fjern_dokument", args=[id_])),
        klient.post(reverse("dokumenter:gjenoppta"), {"dokument": id_}),
    ]
    assert [svar.status_code for svar in svarene] == [404] * 6
    assert fullfor(hos_kari, id_).status_code == 201
    deling.refresh_from_db()
    assert (deling.tilstand, deling.delt_av_bruker) == (Deling.Tilstand.DELT, kari)
    assert deling.mottakere.count() == len(eksponert_for or [])


def test_it_lets_only_the_same_system_go_on_for_the_same_person(
    system: System, pa_vegne: PaVegne, kari: User, ola: User, konto: Konto
) -> None:
    som_seg_selv = dict(system.hoder)
    id_ = begynn(pa_vegne("kari")).json()["id"]
    som_kari = dict(system.hoder)
    Integrasjon.objects.update(navn="Det første")
    annen = str(lag_integrasjon(konto.organisasjon, konto).id)
    for hoder in (som_seg_selv, som_kari | {"IntegrasjonId": annen}, pa_vegne("ola").hoder):
        system.hoder = hoder
        assert fullfor(system, id_).status_code == 404
    system.hoder = som_kari
    assert fullfor(system, id_).status_code == 201


def test_it_finishes_nothing_that_was_begun_in_the_form(hos_kari: System, kari: User) -> None:
    fil = lag_fil(lag_utkast(hos_kari.konto, kari), "vedtak.pdf", Dokument.Tilstand.VENTER)
    Dokument.objects.update(storrelse=None, mottatt=0)
    for id_ in (fil.pk, uuid.uuid4()):
        assert fullfor(hos_kari, id_).status_code == 404
        svar = hos_kari.kall("POST", f"{hos_kari.dokument(id_)}/data", kropp(dokumentdel(b"x")), content_type=TYPE)
        assert svar.status_code == 404
    assert Deling.objects.get().tilstand == Deling.Tilstand.UTKAST
