"""What every answer says of how it may be kept, whoever answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from dokumenter.models import Deling
from dokumenter.services.sletting import avslutt_deling
from fiks_deldokument import views
from fiks_deldokument.middleware import IkkeLagreMiddleware
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.idporten import Person
from users.models import User

Nettleser = Callable[[User | None], Client]
METODER = ("get", "post", "delete")


def _stier(monster: list[URLPattern | URLResolver], foran: str = "/") -> Iterator[str]:
    """Every address there is, with ids of nothing in it."""
    for ett in monster:
        sti = foran + re.sub(r"<(?:(\w+):)?\w+>", _verdi, str(ett.pattern))
        if isinstance(ett, URLResolver):
            yield from _stier(ett.url_patterns, sti)
        else:
            yield sti


def _verdi(treff: re.Match[str]) -> str:
    return str(uuid4()) if treff[1] == "uuid" else "x"


STIER = sorted(set(_stier(get_resolver().url_patterns)))


def _kan_lagres(svar: object) -> bool:
    return "no-store" not in svar.headers.get("Cache-Control", "")  # type: ignore[attr-defined]


def test_it_walks_all_addresses() -> None:
    assert len(STIER) > 60
    assert {"/", "/api/", "/om/", "/livez", "/del/", "/logg-inn/", "/opplasting/"} <= set(STIER)


@pytest.mark.parametrize("hvem", [None, "kari"])
def test_it_lets_no_answer_of_any_address_be_kept(
    hvem: str | None, konto: Konto, person: Person, request: pytest.FixtureRequest, nettleser_for: Nettleser
) -> None:
    bruker = request.getfixturevalue(hvem) if hvem else None
    lagres = []
    for sti in STIER:
        klient = nettleser_for(bruker)
        for metode in METODER:
            svar = getattr(klient, metode)(sti)
            if _kan_lagres(svar):
                lagres.append((metode, sti, svar.status_code))
    assert lagres == []


@pytest.mark.parametrize("hvem", [None, "kari"])
def test_it_lets_no_error_be_kept(
    hvem: str | None,
    konto: Konto,
    kari: User,
    mottaker: User,
    request: pytest.FixtureRequest,
    nettleser_for: Nettleser,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]

    def feil() -> None:
        raise RuntimeError("noe gikk galt")

    monkeypatch.setattr(views, "organisasjoner_med_erklaering", feil)
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    klient.raise_request_exception = False
    streng = Client(enforce_csrf_checks=True)
    streng.cookies = klient.cookies
    slutt = lag_deling(konto, kari, mottaker)
    avslutt_deling(deling=slutt, slutt=Deling.Slutt.TRUKKET, av=kari)
    svarene = [
        (400, klient.get("/", headers={"Host": "et-annet-sted.example"})),
        (403, streng.post("/logg-ut/")),
        (404, klient.get("/finnes-ikke/")),
        (404, klient.get("/static/finnes-ikke.css")),
        (404, klient.get("/dokumentlager/finnes-ikke")),
        (405, klient.delete("/om/")),
        (410, nettleser_for(mottaker).get(f"/d/{slutt.id}")),
        (500, klient.get("/om/")),
    ]
    assert [svar.status_code for _status, svar in svarene] == [status for status, _svar in svarene]
    assert [status for status, svar in svarene if _kan_lagres(svar)] == []


@pytest.mark.parametrize("sagt", ["max-age=60, public", "max-age=315360000, public, immutable", "private, no-store"])
def test_it_leaves_it_to_those_who_say_for_how_long(sagt: str, rf: RequestFactory) -> None:
    lag = IkkeLagreMiddleware(lambda request: HttpResponse(headers={"Cache-Control": sagt}))
    assert lag(rf.get("/static/js/okt.js"))["Cache-Control"] == sagt
