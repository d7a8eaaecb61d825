"""All the files as one: for the same people, in the same way and as long as each of them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from dokumenter.services.deling import forkast_utkast
from dokumenter.services.sletting import avslutt_deling
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from tests.dokumenter.views.nedlasting.lag import alle_i, hent, lag_flere, leveranser
from tests.dokumenter.views.nedlasting.test_hvem import NETTLESER
from users.models import User
from users.niva import ACR_FOR_NIVA, BETYDELIG

MANGE = 40


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_flere(konto, kari, ("", "a.pdf", b"en"), ("", "b.pdf", b"to"))


@pytest.fixture
def url(deling: Deling) -> str:
    return alle_i(deling)


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("mottaker", 200), ("kari", 404), ("ola", 404), ("admin", 404), ("per", 404), ("fremmed", 404), (None, 401)],
)
def test_it_gives_them_to_the_recipients_only(
    request: pytest.FixtureRequest,
    url: str,
    nettleser_for: Callable[[User | None], Client],
    hvem: str | None,
    status: int,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    for adresse in (url, url.replace("/d/", "/d/").upper().replace("/D/", "/d/").replace("ALLE.ZIP", "alle.zip")):
        assert hent(klient, adresse)[0] == status
    assert klient.head(url).status_code == status
    assert len(leveranser()) == (4 if status == 200 else 0)


def test_it_answers_the_same_for_what_is_not_yours_and_what_does_not_exist(
    url: str, konto: Konto, kari: User, mottakers: Client, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    klient = nettleser_for(fremmed)
    annet = url[:3] + "0" * 8 + url[11:]
    en, to = (hent(klient, sti) for sti in (url, annet))
    assert (en[0], to[0]) == (404, 404)
    assert len(en[1]) == len(to[1])
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    assert {hent(en, alle_i(utkast))[0] for en in (mottakers, nettleser_for(kari))} == {404}
    forkast_utkast(deling=utkast, av=kari)
    assert hent(mottakers, alle_i(utkast))[0] == 404


def test_it_sends_nobody_to_login_and_back_and_gives_programs_no_page_to_save(url: str) -> None:
    svar = Client().get(url, headers=NETTLESER)
    assert svar.status_code == 302
    assert unquote(svar.headers["Location"]).endswith(f"next={url}")
    for hoder in ({}, {"accept": "*/*"}, NETTLESER | {"range": "bytes=100-"}):
        svar = Client().get(url, headers=hoder)
        assert (svar.status_code, svar["Content-Type"]) == (401, "application/json")


def test_it_demands_a_higher_level_of_login_when_the_deling_does(mottakers: Client, deling: Deling, url: str) -> None:
    okt = mottakers.session
    okt["acr"] = ACR_FOR_NIVA[BETYDELIG]
    okt.save()
    assert hent(mottakers, url)[0] == 200
    Deling.objects.filter(pk=deling.pk).update(sikkerhetsniva=4)
    svar = mottakers.get(url, headers=NETTLESER)
    assert svar.status_code == 302
    assert "niva=4" in svar.headers["Location"]
    assert mottakers.get(url, headers={"accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("metode", ["post", "put", "patch", "delete"])
def test_it_only_reads(mottakers: Client, url: str, metode: str) -> None:
    assert getattr(mottakers, metode)(url).status_code == 405


def test_it_is_out_of_reach_when_the_deling_ends_however_it_ends(
    mottakers: Client, deling: Deling, url: str, kari: User, konto: Konto
) -> None:
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    assert hent(mottakers, url)[0] == 410
    Konto.objects.filter(pk=konto.pk).update(slettet=None)
    Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=timezone.now())
    assert (hent(mottakers, url)[0], mottakers.head(url).status_code) == (410, 410)
    avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    assert hent(mottakers, url)[0] == 410


def test_it_asks_as_little_to_begin_with_many_files_as_with_few(
    mottakers: Client, konto: Konto, kari: User, url: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mange = lag_flere(konto, kari, *(("", f"{nr}.txt", b"x") for nr in range(MANGE)))
    for adresse in (url, alle_i(mange)):
        mottakers.head(adresse)
        with django_assert_num_queries(5):  # session, user, deling, recipient, files
            assert mottakers.head(adresse).status_code == 200
