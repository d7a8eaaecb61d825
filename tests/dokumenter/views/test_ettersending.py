"""Legg til fil through its doors: the form by itself, the scripts' way, by whom, and what recipients see of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.ettersending import begynn_ettersending
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument
from tests.dokumenter.lag import lag_fil
from tests.dokumenter.views.tusklient import HEI, TusKlient
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def sti(deling: Deling, resten: str = "") -> str:
    return f"/delinger/{deling.id}/filer/{resten}"


def fil(navn: str = "vedlegg.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(navn, b"vedlegget", "application/pdf")


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("kari", 200), ("ola", 200), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)],
)
def test_it_lets_only_those_who_may_share_see_and_do(
    hvem: str, status: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert klient.get(sti(deling)).status_code == status
    assert klient.post(sti(deling, "utkast/")).status_code == (201 if status == 200 else status)
    svar = klient.post(sti(deling), {"skjema": str(uuid4()), "dokumenter": [fil()]})
    assert svar.status_code == (302 if status == 200 else status)
    assert deling.dokumenter.count() == (2 if status == 200 else 1)


def test_it_sends_nobody_to_login(deling: Deling) -> None:
    for adresse in (sti(deling), sti(deling, "utkast/")):
        svar = Client().post(adresse, {"skjema": str(uuid4())})
        assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
    assert deling.dokumenter.count() == 1


def test_it_writes_nothing_when_only_read(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    for_ = (Hendelse.objects.count(), Deling.objects.count())
    nettleser_for(kari).get(sti(deling))
    assert (Hendelse.objects.count(), Deling.objects.count()) == for_


def test_it_shares_what_the_plain_form_sends_and_a_double_press_once(
    deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    klient, skjema = nettleser_for(kari), str(uuid4())
    svar = klient.post(sti(deling), {"skjema": skjema, "dokumenter": [fil("a.pdf"), fil("b.pdf")]}, follow=True)
    assert "2 filer er lagt til" in svar.content.decode()
    igjen = klient.post(sti(deling), {"skjema": skjema}, follow=True)
    assert (igjen.status_code, deling.dokumenter.count()) == (200, 3)
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_LAGT_TIL).count() == 2


def test_it_tells_on_the_page_what_is_wrong(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    assert "Velg minst én fil." in klient.post(sti(deling), {"skjema": str(uuid4())}).content.decode()
    tom = SimpleUploadedFile("tom.pdf", b"", "application/pdf")
    side = klient.post(sti(deling), {"skjema": str(uuid4()), "dokumenter": [fil(), tom]}).content.decode()
    assert "tom.pdf" in side
    assert "vedlegg.pdf" in side, "what came through waits in the list"
    assert deling.dokumenter.count() == 1


def test_it_shares_no_file_that_the_page_has_not_shown(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    """One chosen in another window, perhaps for nobody yet."""
    klient = nettleser_for(kari)
    vist = filer_i_skjemaet(klient.get(sti(deling)).content.decode())
    lag_dokument(begynn_ettersending(deling=deling, av=kari), navn="fra-et-annet-vindu.pdf")
    sendt = {"skjema": str(uuid4()), "filer": vist, "dokumenter": [fil("b.pdf")]}
    side = klient.post(sti(deling), sendt).content.decode()
    assert "Det er lagt til filer fra et annet vindu" in side
    assert "fra-et-annet-vindu.pdf" in side
    assert "b.pdf" in side
    assert deling.dokumenter.count() == 1
    svar = klient.post(sti(deling), {"skjema": str(uuid4()), "filer": filer_i_skjemaet(side)})
    assert (svar.status_code, deling.dokumenter.count()) == (302, 3)


def filer_i_skjemaet(side: str) -> str:
    """Which files the page says that it shows."""
    [filer] = re.findall(r'name="filer" value="([^"]*)"', side)
    return str(filer)


def test_it_removes_a_file_before_it_is_shared(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    utkast = begynn_ettersending(deling=deling, av=kari)
    dokument = lag_dokument(utkast)
    klient = nettleser_for(kari)
    for ukjent in ("tull", str(uuid4()), str(deling.dokumenter.get().pk)):
        assert klient.post(sti(deling), {"fjern": ukjent}).status_code == 404
    for _press in range(2):
        assert klient.post(sti(deling), {"fjern": str(dokument.pk), "skjema": str(uuid4())}).status_code == 200
    dokument.refresh_from_db()
    assert (dokument.er_borte, deling.dokumenter.count()) == (True, 1)


def test_it_takes_files_by_tus_and_hides_them_from_a_colleague(
    deling: Deling, kari: User, ola: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(kari)
    utkast = klient.post(sti(deling, "utkast/")).json()["id"]
    svar = TusKlient(klient).opprett(utkast, lengde=len(HEI), innhold=HEI)
    assert svar.status_code == 201
    filene = klient.get(sti(deling, f"utkast/{utkast}/")).json()["dokumenter"]
    assert [en["mottatt"] for en in filene] == [len(HEI)]
    olas = nettleser_for(ola)
    assert olas.get(sti(deling, f"utkast/{utkast}/")).status_code == 404
    assert "data-dokument" not in olas.get(sti(deling)).content.decode()
    assert "vedtak.pdf" in klient.get(sti(deling)).content.decode()
    assert nettleser_for(mottaker).get(f"/d/{deling.id}/{filene[0]['id']}").status_code == 404
    assert klient.post(sti(deling), {"skjema": str(uuid4())}).status_code == 302
    assert deling.dokumenter.count() == 2


def test_it_leads_back_from_what_is_over(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    trekk_tilbake(deling=deling, av=kari)
    klient = nettleser_for(kari)
    assert klient.get(sti(deling)).status_code == 302
    svar = klient.post(sti(deling), {"skjema": str(uuid4()), "dokumenter": [fil()]}, follow=True)
    assert "avsluttet" in svar.content.decode()
    assert Dokument.objects.count() == 1


def test_it_is_not_begun_again_on_the_page_del_dokumenter(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    utkast = begynn_ettersending(deling=deling, av=kari)
    lag_dokument(utkast)
    klient = nettleser_for(kari)
    assert klient.get(f"/del/?utkast={utkast.id}").status_code == 404
    assert "påbegynt utkast" not in klient.get("/del/").content.decode()
    assert klient.get(f"/delinger/{utkast.id}/filer/").status_code == 404


def test_it_marks_for_the_recipient_what_is_new_since_last(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    adresse = f"/d/{deling.id}"
    nettleser_for(mottaker).get(adresse)
    nettleser_for(kari).post(sti(deling), {"skjema": str(uuid4()), "dokumenter": [fil()]})
    for _ in range(2):
        side = nettleser_for(mottaker).get(adresse).content.decode()
        assert "Lagt til" in side
        assert side.count('data-color="info">Ny<') == 1
    assert "vedlegg.pdf" in side


def test_it_is_not_new_to_one_who_sees_it_all_for_the_first_time(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    nettleser_for(kari).post(sti(deling), {"skjema": str(uuid4()), "dokumenter": [fil()]})
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    assert ("Lagt til" in side, ">Ny<" in side) == (True, False)


def test_it_never_was_for_one_who_saw_the_page_before_it_came_and_after_it_went(
    deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    hos = nettleser_for(mottaker)
    hos.get(f"/d/{deling.id}")
    nettleser_for(kari).post(sti(deling), {"skjema": str(uuid4()), "dokumenter": [fil()]})
    lagt_til = deling.dokumenter.select_related("deling__konto__organisasjon").get(lagt_til__isnull=False)
    slett_dokument(dokument=lagt_til, av=kari)
    assert "vedlegg.pdf" not in hos.get(f"/d/{deling.id}").content.decode()
    assert "vedlegg.pdf" in nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()


def test_it_says_how_many_more_there_is_room_for(
    deling: Deling, kari: User, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.DELING_MAKS_DOKUMENTER = 3
    lag_fil(deling)
    assert 'data-maks-filer="1"' in nettleser_for(kari).get(sti(deling)).content.decode()
