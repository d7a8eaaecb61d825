"""Logging out here, from ID-porten through the browser, and from ID-porten directly."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from hendelser.models import Hendelse, Hendelsestype
from standins.idporten import IdPorten
from standins.personer import personer
from tests.idporten import Person, sporring
from users.models import Okt, User

NyPerson = Callable[[str], Person]
KLIENT = "deldokument-test"


def utlogginger() -> list[str]:
    return [h.data["grunn"] for h in Hendelse.objects.filter(type=Hendelsestype.LOGGET_UT)]


def test_it_ends_both_sessions_and_comes_back(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    kari.logg_inn()
    svar = kari.produkt.post("/logg-ut/")
    assert svar["Clear-Site-Data"] == '"storage"'
    assert svar["Location"].startswith(f"{idporten.issuer}/logout?")
    spurt = sporring(svar["Location"])
    assert spurt["post_logout_redirect_uri"] == "http://testserver/"
    assert spurt["client_id"] == KLIENT
    assert "eyJ" not in svar["Location"]
    assert not kari.er_innlogget
    assert not Okt.objects.exists()
    assert utlogginger() == ["selv"]
    siste = kari.annet.get(svar["Location"], allow_redirects=False, timeout=5)
    assert "http://testserver/?state=" in siste.headers.get("Refresh", "") + siste.headers.get("Location", "")
    assert not idporten.sesjoner
    assert "Du er logget ut." in kari.produkt.get("/").content.decode()


def test_it_ends_our_session_when_idporten_is_down(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    kari.logg_inn()
    cache.clear()
    idporten.spoler = {"discovery": 500}
    assert kari.produkt.post("/logg-ut/")["Location"] == "/"
    assert not kari.er_innlogget


def test_it_logs_out_by_post_only_and_bears_with_nobody(client: Client, db: None) -> None:
    assert client.get("/logg-ut/").status_code == 405
    assert client.post("/logg-ut/")["Location"] == "/"
    assert Client(enforce_csrf_checks=True).post("/logg-ut/").status_code == 403


@pytest.mark.parametrize("skra", ["", "/"])
def test_it_ends_the_session_from_the_front_channel_without_a_cookie(
    person: NyPerson, idporten: IdPorten, skra: str
) -> None:
    kari, annen = person("kari"), person("ola")
    kari.logg_inn()
    annen.logg_inn()
    adresse = "/oidc/frontchannel-logout/?" + urlencode({"iss": idporten.issuer + skra, "sid": kari.sid})
    svar = Client().get(adresse)
    assert svar.status_code == 200
    assert "X-Frame-Options" not in svar
    assert f"frame-ancestors {idporten.base}" in svar["Content-Security-Policy"]
    assert svar["Cache-Control"].startswith("max-age=0")
    assert not svar.cookies
    assert not kari.er_innlogget
    assert annen.er_innlogget
    assert utlogginger() == ["idporten"]


def test_it_allows_framing_nowhere_else(client: Client, db: None) -> None:
    svar = client.get("/")
    assert svar["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in svar["Content-Security-Policy"]


@pytest.mark.parametrize("endring", [{"iss": "https://feil.example"}, {"iss": ""}, {"sid": "en-annen"}, {"sid": ""}])
def test_it_ends_nothing_for_a_wrong_front_channel_call(
    person: NyPerson, idporten: IdPorten, endring: dict[str, str]
) -> None:
    kari = person("kari")
    kari.logg_inn()
    rett = {"iss": idporten.issuer, "sid": kari.sid}
    svar = Client().get("/oidc/frontchannel-logout/", rett | endring)
    assert svar.status_code == (200 if endring.get("sid") == "en-annen" else 400)
    assert kari.er_innlogget


def test_it_says_why_when_idporten_ended_the_session(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    kari.logg_inn()
    Client().get("/oidc/frontchannel-logout/", {"iss": idporten.issuer, "sid": kari.sid})
    tekst = kari.produkt.get("/mottatt/", follow=True).content.decode()
    assert "fordi du logget ut av ID-porten fra en annen tjeneste" in tekst
    assert not Okt.objects.exists()


def send(token: str) -> int:
    return Client(enforce_csrf_checks=True).post("/oidc/backchannel-logout/", {"logout_token": token}).status_code


def test_it_ends_all_sessions_of_the_sid_from_the_back_channel(person: NyPerson, idporten: IdPorten) -> None:
    kari, annen_nettleser, ola = person("kari"), person("kari"), person("ola")
    kari.logg_inn()
    annen_nettleser.annet = kari.annet
    annen_nettleser.logg_inn()
    ola.logg_inn()
    assert send(idporten.lag_logout_token(KLIENT, kari.sid)) == 200
    assert not kari.er_innlogget
    assert not annen_nettleser.er_innlogget
    assert ola.er_innlogget
    assert (
        Session.objects.exclude(session_key=ola.produkt.session.session_key).count() == 2
    )  # anonymous ones, saying why


def test_it_ends_all_sessions_of_the_person_when_the_back_channel_names_no_session(
    person: NyPerson, idporten: IdPorten
) -> None:
    kari, annen_nettleser, ola = person("kari"), person("kari"), person("ola")
    for en in (kari, annen_nettleser, ola):
        en.logg_inn()
    sub = idporten.sub_for(KLIENT, personer["kari"].fnr)
    assert send(idporten.lag_logout_token(KLIENT, None, sub="en-annen")) == 200
    assert kari.er_innlogget
    assert send(idporten.lag_logout_token(KLIENT, None, sub=sub)) == 200
    assert [en.er_innlogget for en in (kari, annen_nettleser, ola)] == [False, False, True]


def test_it_answers_200_for_a_session_it_does_not_have(idporten: IdPorten, db: None) -> None:
    assert send(idporten.lag_logout_token(KLIENT, "ukjent")) == 200


@pytest.mark.parametrize("hendelse", ["http://", "https://", ""])
def test_it_knows_the_event_by_each_of_its_names(person: NyPerson, idporten: IdPorten, hendelse: str) -> None:
    events: dict[str, object] = {f"{hendelse}schemas.openid.net/event/backchannel-logout": {}}
    assert send(idporten.lag_logout_token(KLIENT, "ukjent", events=events)) == 200


@pytest.mark.parametrize(
    "krav",
    [
        {"iss": "https://feil.example"},
        {"aud": "en-annen"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": int(time.time()) + 3600},
        {"jti": None},
        {"sid": None},
        {"sid": 17},
        {"sid": 17, "sub": "noen"},
        {"sid": None, "sub": 17},
        {"events": None},
        {"events": {"noe-annet": {}}},
        {"events": "http://schemas.openid.net/event/backchannel-logout"},
        {"nonce": "n"},
    ],
)
def test_it_refuses_a_wrong_logout_token(person: NyPerson, idporten: IdPorten, krav: dict[str, Any]) -> None:
    kari = person("kari")
    kari.logg_inn()
    assert send(idporten.lag_logout_token(KLIENT, **({"sid": kari.sid} | krav))) == 400
    assert kari.er_innlogget


@pytest.mark.parametrize("token", ["", "tull", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_it_refuses_what_is_no_token(idporten: IdPorten, db: None, token: str) -> None:
    assert send(token) == 400


def test_it_takes_a_logout_token_once(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    kari.logg_inn()
    token = idporten.lag_logout_token(KLIENT, kari.sid)
    assert (send(token), send(token)) == (200, 400)


def test_it_is_called_by_idporten_itself(
    person: NyPerson, idporten_i_nettleser: IdPorten, transactional_db: None
) -> None:
    kari = person("kari")
    kari.logg_inn()
    assert idporten_i_nettleser.avslutt(kari.sid) == 1
    assert [forsok.utfall for forsok in idporten_i_nettleser.bakkanal] == ["200"]
    assert not kari.er_innlogget
    assert User.objects.count() == 1
