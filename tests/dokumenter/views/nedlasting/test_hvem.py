"""Who may fetch, how they log in for it, and how little is asked for each range."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import INNHOLD, hent, url_til
from users.models import User
from users.niva import ACR_FOR_NIVA, BETYDELIG

NETTLESER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("mottaker", 200), ("kari", 404), ("ola", 404), ("admin", 404), ("per", 404), ("fremmed", 404), (None, 401)],
)
def test_it_gives_the_dokument_to_its_recipients_only(
    request: pytest.FixtureRequest,
    url: str,
    nettleser_for: Callable[[User | None], Client],
    hvem: str | None,
    status: int,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    for svar in (hent(klient, url), hent(klient, url, range="bytes=0-3")):
        assert svar[0] == (206 if status == 200 and "Content-Range" in svar[2] else status)
        assert (INNHOLD[:4] in svar[1]) == (status == 200)
    assert klient.head(url).status_code == status
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).count() == (2 if status == 200 else 0)


def test_it_gives_each_recipient_only_what_is_theirs(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    deres = {bruker: lag_deling(konto, kari, bruker).dokumenter.get() for bruker in (mottaker, fremmed)}
    for bruker in deres:
        for eier, dokument in deres.items():
            assert hent(nettleser_for(bruker), url_til(dokument))[0] == (200 if eier == bruker else 404)


def test_it_finds_a_dokument_in_its_own_deling_only(
    mottakers: Client, konto: Konto, kari: User, mottaker: User
) -> None:
    en, to = (lag_deling(konto, kari, mottaker) for _ in range(2))
    assert hent(mottakers, f"/d/{en.pk}/{to.dokumenter.get().pk}")[0] == 404


def test_it_answers_the_same_for_what_is_not_yours_and_what_does_not_exist(
    url: str, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    klient = nettleser_for(fremmed)
    annet = url[:3] + "0" * 8 + url[11:]
    svar = [hent(klient, sti) for sti in (url, annet)]
    assert [status for status, _, _ in svar] == [404, 404]
    # What may differ is what was asked for, and the CSRF token of the logout form.
    sider = {
        re.sub(r'value="\w{64}"', "", side.decode().replace(sti, ""))
        for (_, side, _), sti in zip(svar, (url, annet), strict=True)
    }
    assert len(sider) == 1


def test_it_sends_nobody_to_login_and_back(url: str) -> None:
    svar = Client().get(url, headers=NETTLESER)
    assert svar.status_code == 302
    assert unquote(svar.headers["Location"]).endswith(f"next={url}")


@pytest.mark.parametrize(
    "hoder",
    [{}, {"accept": "*/*"}, {"accept": "*/*", "range": "bytes=100-"}, NETTLESER | {"range": "bytes=100-"}],
    ids=["ingenting", "hva som helst", "resten", "resten av en side"],
)
def test_it_gives_programs_no_page_to_save_in_place_of_the_dokument(
    url: str, mottakers: Client, deling: Deling, hoder: dict[str, str]
) -> None:
    for metode in (Client().get, Client().head):
        svar = metode(url, headers=hoder)
        assert (svar.status_code, svar["Content-Type"]) == (401, "application/json")
    okt = mottakers.session
    okt["acr"] = ACR_FOR_NIVA[BETYDELIG]
    okt.save()
    Deling.objects.filter(pk=deling.pk).update(sikkerhetsniva=4)
    assert mottakers.get(url, headers=hoder).status_code == 401


def test_it_demands_a_higher_level_of_login_when_the_deling_does(mottakers: Client, deling: Deling, url: str) -> None:
    okt = mottakers.session
    okt["acr"] = ACR_FOR_NIVA[BETYDELIG]
    okt.save()
    assert hent(mottakers, url)[0] == 200
    Deling.objects.filter(pk=deling.pk).update(sikkerhetsniva=4)
    for svar in (mottakers.get(url, headers=NETTLESER), mottakers.head(url, headers=NETTLESER)):
        assert svar.status_code == 302
        assert "niva=4" in svar.headers["Location"]


@pytest.mark.parametrize("metode", ["post", "put", "patch", "delete"])
def test_it_only_reads(mottakers: Client, url: str, metode: str) -> None:
    assert getattr(mottakers, metode)(url).status_code == 405


def test_it_asks_little_for_one_more_range(
    mottakers: Client, url: str, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers that fetch in small ranges ask hundreds of times; the access is still decided anew each time."""
    forste = [hent(mottakers, url, range="bytes=0-9")[:2] for _ in range(2)]  # the second learns what is on record
    skrevet: list[str] = []
    skriv = SQLCompiler.as_sql

    def tell(kompilator: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        skrevet.append(str(kompilator.query.model))
        return skriv(kompilator, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", tell)
    with django_assert_num_queries(5) as sporsmal:  # session, user, dokument, recipient; and the log
        neste = hent(mottakers, url, range="bytes=10-19")[:2]
    assert [*forste, neste] == [(206, INNHOLD[:10])] * 2 + [(206, INNHOLD[10:20])]
    assert [en["sql"].split()[0] for en in sporsmal.captured_queries] == ["SELECT"] * 4 + ["INSERT"]
    # All four were written out before: to write them costs the ORM more than the database needs to answer.
    assert skrevet == []
