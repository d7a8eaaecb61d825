"""The recipient's pages, through the door a recipient takes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast, merk_delt
from users import klokke
from users.models import User

Nettleser = Callable[[User | None], Client]
UKJENT = f"/d/{uuid4()}"


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument, shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


@pytest.mark.parametrize("metode", ["get", "head", "post"])
def test_it_answers_nobody_the_same_for_every_id_and_leaves_no_trace(
    metode: str, deling: Deling, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for_ = Hendelse.objects.count()
    with django_assert_num_queries(0):
        ekte = getattr(Client(), metode)(f"/d/{deling.id}")
        ukjent = getattr(Client(), metode)(UKJENT)
    assert (ekte.status_code, ekte.content, dict(ekte.cookies)) == (ukjent.status_code, ukjent.content, {})
    assert Hendelse.objects.count() == for_


def test_it_says_nothing_about_the_deling_before_login(deling: Deling) -> None:
    side = Client().get(f"/d/{deling.id}").content.decode()
    assert "Logg inn for å hente dokumenter" in side
    for hint in ("Testvik", "Barnevern", "vedtak", "og:", str(deling.id)):
        assert hint not in side


def test_it_sends_nobody_to_login_and_back(deling: Deling) -> None:
    svar = Client().get(f"/d/{deling.id}?logg-inn")
    assert (svar.status_code, svar["Location"]) == (302, f"/logg-inn/?next=%2Fd%2F{deling.id}")


@pytest.mark.parametrize("ende", ["/", ".", "),", "%3E", "%E2%80%9D", "/.", "%E2%80%8B", "'"])
def test_it_leads_from_what_stands_after_a_link_and_tells_nothing(
    ende: str, deling: Deling, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        for id_ in (deling.id, uuid4()):
            for sti in (f"/d/{id_}", f"/d/{str(id_).upper()}", f"/D/{str(id_).upper()}"):
                svar = Client().get(f"{sti}{ende}?logg-inn")
                assert (svar.status_code, svar["Location"]) == (302, f"/d/{id_}?logg-inn")


def test_it_opens_a_link_in_capitals(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    id_ = str(deling.id).upper()
    assert nettleser_for(mottaker).get(f"/d/{id_}").status_code == 200
    assert nettleser_for(mottaker).get(f"/D/{id_}", follow=True).status_code == 200
    dokument = deling.dokumenter.get()
    assert nettleser_for(mottaker).get(f"/d/{id_}/{str(dokument.id).upper()}").status_code == 200


@pytest.mark.parametrize("ende", ["x", "/x", "%0A", "./x", "//evil.example"])
def test_it_leads_nowhere_from_anything_else(ende: str, deling: Deling) -> None:
    assert Client().get(f"/d/{deling.id}{ende}").status_code == 404


def test_it_shows_the_recipient_what_is_shared(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    svar = nettleser_for(mottaker).get(f"/d/{deling.id}")
    side = svar.content.decode()
    dokument = deling.dokumenter.get()
    assert svar.status_code == 200
    for tekst in ("vedtak.pdf", "PDF-fil", "7\N{NO-BREAK SPACE}byte", "Testvik kommune", "Barnevern", dokument.sha256):
        assert tekst in side
    assert f'href="/d/{deling.id}/{dokument.id}"' in side


@pytest.mark.parametrize("hvem", ["kari", "ola", "admin", "uten_rett", "per", "fremmed"])
def test_it_answers_all_others_as_if_it_did_not_exist(
    hvem: str,
    deling: Deling,
    nettleser_for: Nettleser,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    naa = klokke.naa()  # the page counts the session's seconds down
    monkeypatch.setattr(klokke, "naa", lambda: naa)
    klient = nettleser_for(request.getfixturevalue(hvem))
    andres, ukjent = klient.get(f"/d/{deling.id}"), klient.get(UKJENT)
    assert andres.status_code == ukjent.status_code == 404
    assert "Ingen tilgang" in andres.content.decode()
    assert _uten_token(andres.content) == _uten_token(ukjent.content)


def test_it_tells_the_senders_that_a_stranger_tried(deling: Deling, fremmed: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(fremmed)
    klient.get(f"/d/{deling.id}")
    klient.get(f"/d/{deling.id}")
    klient.get(UKJENT)
    avvist = Hendelse.objects.get(type=Hendelsestype.DELING_AVVIST)
    assert (avvist.deling_id, avvist.aktor_id, avvist.data) == (deling.id, fremmed.id, {})


def test_it_hides_a_draft_from_everyone_with_the_link(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    utkast = lag_utkast(konto, kari)
    assert nettleser_for(kari).get(f"/d/{utkast.id}").status_code == 404
    assert not Hendelse.objects.filter(type=Hendelsestype.DELING_AVVIST).exists()


def test_it_writes_that_it_was_opened_once_per_login(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    forste = nettleser_for(mottaker)
    forste.head(f"/d/{deling.id}")
    assert not _apnet(deling)
    forste.get(f"/d/{deling.id}")
    forste.get(f"/d/{deling.id}")
    assert _apnet(deling) == 1
    igjen = nettleser_for(mottaker)
    okt = igjen.session
    okt["innlogget"] = timezone.now().timestamp() + 1
    okt.save()
    igjen.get(f"/d/{deling.id}")
    assert _apnet(deling) == 2


def test_it_refuses_a_form_posted_by_a_recipient(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    assert nettleser_for(mottaker).post(f"/d/{deling.id}").status_code == 405
    assert not _apnet(deling)


def test_it_demands_the_level_of_the_deling(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    klient = _med_acr(nettleser_for(mottaker), "idporten-loa-substantial")
    svar = klient.get(f"/d/{deling.id}")
    assert (svar.status_code, svar["Location"]) == (302, f"/logg-inn/?next=%2Fd%2F{deling.id}&niva=4")
    assert not _apnet(deling)
    assert _med_acr(klient, "idporten-loa-high").get(f"/d/{deling.id}").status_code == 200


def _utlop(deling: Deling, kari: User, admin: User) -> None:
    Deling.objects.update(tilgjengelig_til=timezone.now() - timedelta(seconds=1))


def _trekk(deling: Deling, kari: User, admin: User) -> None:
    trekk_tilbake(deling=deling, av=kari)


def _slett(deling: Deling, kari: User, admin: User) -> None:
    avslutt_deling(deling=deling, slutt=Deling.Slutt.SLETTET, av=kari)


def _slett_konto(deling: Deling, kari: User, admin: User) -> None:
    slett_konto(konto=deling.konto, av=admin)


SLUTTER = [
    (_utlop, "Tiden gikk ut"),
    (_trekk, "Avsenderen trakk delingen tilbake"),
    (_slett, "Avsenderen slettet dokumentene"),
    (_slett_konto, "Kontoen det var delt fra, ble slettet"),
]


@pytest.mark.parametrize(("avslutt", "tekst"), SLUTTER)
def test_it_says_why_and_when_it_ended_to_those_who_had_access(
    avslutt: Callable[[Deling, User, User], None],
    tekst: str,
    deling: Deling,
    kari: User,
    admin: User,
    mottaker: User,
    fremmed: User,
    nettleser_for: Nettleser,
) -> None:
    avslutt(deling, kari, admin)
    svar = nettleser_for(mottaker).get(f"/d/{deling.id}")
    side = svar.content.decode()
    assert svar.status_code == 410
    assert tekst in side
    assert "(norsk tid)" in side
    assert "vedtak.pdf" not in side
    assert nettleser_for(fremmed).get(f"/d/{deling.id}").status_code == 404
    assert tekst in nettleser_for(mottaker).get("/mottatt/").content.decode()


def test_it_says_that_a_file_is_being_checked(
    konto: Konto, deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    assert "Kontrolleres – vent litt" in side
    assert "Last siden på nytt" in side
    assert "Last ned" not in side


def test_it_says_that_a_file_is_blocked(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    Dokument.objects.update(tilstand=Dokument.Tilstand.SPERRET)
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    assert "Sperret" in side
    assert "Last ned" not in side


def test_it_says_that_one_file_is_deleted(deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(mottaker)
    klient.get(f"/d/{deling.id}")
    slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    side = klient.get(f"/d/{deling.id}").content.decode()
    assert "Dokumentet er slettet" in side
    assert "Last ned" not in side


def test_it_lists_what_is_shared_with_me_open_first(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    apen, slutt, _andres = (lag_deling(konto, kari, person) for person in (mottaker, mottaker, fremmed))
    trekk_tilbake(deling=slutt, av=kari)
    rader = nettleser_for(mottaker).get("/mottatt/").context["rader"]
    assert [rad["deling"].id for rad in rader] == [apen.id, slutt.id]


def test_it_says_what_an_empty_list_means(fremmed: User, nettleser_for: Nettleser) -> None:
    assert "Ingenting er delt med deg" in nettleser_for(fremmed).get("/mottatt/").content.decode()


def test_it_sends_nobody_who_asks_for_the_list_to_login() -> None:
    assert Client().get("/mottatt/")["Location"] == "/logg-inn/?next=%2Fmottatt%2F"


def test_it_hides_the_name_of_the_konto_below_its_level(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    side = _med_acr(nettleser_for(mottaker), "idporten-loa-substantial").get("/mottatt/").content.decode()
    assert "Barnevern" not in side
    assert "høyere nivå" in side


def test_it_asks_the_database_as_often_for_one_row_as_for_many(
    konto: Konto,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(mottaker)
    lag_deling(konto, kari, mottaker)
    for _nr in range(2):
        with django_assert_max_num_queries(9):
            klient.get("/mottatt/")
        for _deling in range(12):
            lag_deling(konto, kari, mottaker)


def test_it_pages_without_losing_or_repeating_a_row(
    konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    alle = [lag_deling(konto, kari, mottaker) for _nr in range(55)]
    for deling in alle[::2]:
        trekk_tilbake(deling=deling, av=kari)
    sett, klient = [], nettleser_for(mottaker)
    neste: str | None = ""
    while neste is not None:
        side = klient.get("/mottatt/", {"etter": neste}).context
        sett += [rad["deling"].id for rad in side["rader"]]
        neste = side["neste"]
    apne, slutt = alle[1::2], alle[::2]
    assert sett == [deling.id for deling in [*reversed(apne), *reversed(slutt)]]


def test_it_shows_several_files_with_one_question(
    konto: Konto,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(tilstand=Deling.Tilstand.UTKAST)
    for nr in range(9):
        lag_dokument(Deling.objects.get(), navn=f"fil {nr}.pdf")
    Deling.objects.update(tilstand=Deling.Tilstand.DELT)
    merk_delt(deling)
    klient = nettleser_for(mottaker)
    klient.get(f"/d/{deling.id}")
    with django_assert_max_num_queries(9):
        side = klient.get(f"/d/{deling.id}").content.decode()
    assert side.count("Last ned</a>") == 10


def _apnet(deling: Deling) -> int:
    return Hendelse.objects.filter(type=Hendelsestype.DELING_APNET, deling_id=deling.id).count()


def _med_acr(klient: Client, acr: str) -> Client:
    okt = klient.session
    okt["acr"] = acr
    okt.save()
    return klient


def _uten_token(innhold: bytes) -> bytes:
    """The page without the CSRF token of the logout form, which is new for every answer."""
    return b"".join(linje for linje in innhold.splitlines() if b"csrfmiddlewaretoken" not in linje)
