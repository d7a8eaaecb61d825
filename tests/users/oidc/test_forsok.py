"""Attempts to log in: many at once from one browser, lost, replayed, and begun by others."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from django.contrib.sessions.models import Session
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from hendelser.models import Hendelse
from standins.idporten import IdPorten
from tests.idporten import Person, sporring
from users import klokke
from users.models import User
from users.oidc.forsok import LEVETID_SEKUNDER, MAKS_KAPSLER, begynn_forsok, les_forsok

NyPerson = Callable[[str], Person]
FANER = 24


def _en_fane(nettleser: requests.Session, issuer: str, adresse: str) -> str:
    """Open the address in a tab and log in; gives where the tab ends."""
    svar = nettleser.get(adresse, allow_redirects=False, timeout=30)
    while svar.is_redirect:
        adresse = urljoin(svar.url, svar.headers["Location"])
        if adresse.endswith("/informasjonskapsler/"):
            break
        svar = nettleser.get(adresse, allow_redirects=False, timeout=30)
        if skjult := re.search(r'name="forsporsel" value="([^"]+)"', svar.text):
            data = {"forsporsel": skjult[1], "person": "kari"}
            svar = nettleser.post(f"{issuer}/login", data=data, allow_redirects=False, timeout=30)
    return f"{svar.status_code} {adresse}"


@pytest.mark.django_db(transaction=True)
def test_it_logs_in_every_tab_of_many_that_are_opened_at_once(
    idporten_i_nettleser: IdPorten, live_server: LiveServer
) -> None:
    nettleser = requests.Session()
    nettleser.trust_env = False
    adresser = [f"{live_server.url}/logg-inn/?next=/fane-{nr}/informasjonskapsler/" for nr in range(FANER)]
    with ThreadPoolExecutor(FANER) as traader:
        endte = list(traader.map(lambda en: _en_fane(nettleser, idporten_i_nettleser.issuer, en), adresser))
    assert endte == [f"302 {live_server.url}/fane-{nr}/informasjonskapsler/" for nr in range(FANER)]
    assert not [kapsel for kapsel in nettleser.cookies if "forsok" in kapsel.name]


def test_it_makes_no_row_for_a_stranger(person: NyPerson) -> None:
    kari = person("kari")
    kari.start()
    kari.hos_idporten(kari.start(), avbryt="ja")
    assert not Session.objects.exists()
    assert "deldokument_okt" not in kari.produkt.cookies


def test_it_tells_neither_the_way_nor_the_secrets_on_the_way_to_idporten(person: NyPerson) -> None:
    kari = person("kari")
    adresse = kari.start(next="/delinger/?sok=navn")
    assert "delinger" not in adresse
    forsok = les_forsok(sporring(adresse)["state"])
    assert forsok is not None
    assert forsok.code_verifier not in adresse + str(kari.produkt.cookies)


@pytest.mark.parametrize("hvordan", ["mistet", "for_sent", "en_annens"])
def test_it_leads_back_to_where_one_was_going_when_the_attempt_is_lost(
    person: NyPerson, monkeypatch: pytest.MonkeyPatch, hvordan: str
) -> None:
    kari = person("kari")
    tilbake = kari.hos_idporten(kari.start(next="/mottatt/", niva=4))
    if hvordan == "for_sent":
        naa = klokke.naa()
        monkeypatch.setattr(klokke, "naa", lambda: naa + LEVETID_SEKUNDER + 1)
    else:
        kari.produkt.cookies.clear()
    if hvordan == "en_annens":
        kari.start(next="/del/")
    svar = kari.tilbake(tilbake)
    assert svar.status_code == 400
    assert "Du ble ikke logget inn" in svar.content.decode()
    assert "/logg-inn/?next=%2Fmottatt%2F&amp;niva=4" in svar.content.decode()
    assert not kari.er_innlogget
    assert not Hendelse.objects.exists() or hvordan == "for_sent"


def test_it_goes_on_when_one_who_is_in_comes_back_again(person: NyPerson) -> None:
    kari = person("kari")
    tilbake = kari.hos_idporten(kari.start(next="/mottatt/"))
    for _ in range(2):
        svar = kari.tilbake(tilbake)
        assert (svar.status_code, svar["Location"]) == (302, "/mottatt/")
    nokkel = kari.produkt.session.session_key
    assert kari.tilbake("/oidc/callback/?code=x&state=tull")["Location"] == "/"
    assert kari.produkt.session.session_key == nokkel
    assert kari.er_innlogget


def test_it_goes_on_when_the_same_answer_comes_in_two_tabs(person: NyPerson) -> None:
    kari = person("kari")
    tilbake = kari.hos_idporten(kari.start(next="/mottatt/"))
    kapsler = {navn: kapsel.value for navn, kapsel in kari.produkt.cookies.items()}
    kari.tilbake(tilbake)
    for navn, verdi in kapsler.items():
        kari.produkt.cookies[navn] = verdi
    assert kari.tilbake(tilbake)["Location"] == "/mottatt/"


def test_it_does_not_take_an_old_answer_for_a_higher_level(person: NyPerson) -> None:
    kari = person("kari")
    kari.logg_inn()
    tilbake = kari.hos_idporten(kari.start(next="/mottatt/", niva=4))
    kari.produkt.cookies = SimpleCookie({"deldokument_okt": kari.produkt.cookies["deldokument_okt"].value})
    assert kari.tilbake(tilbake).status_code == 400


def test_it_gives_up_an_attempt_that_was_refused(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    kari.tilbake(kari.hos_idporten(kari.start(), avbryt="ja"))
    assert not [kapsel for navn, kapsel in kari.produkt.cookies.items() if "forsok" in navn and kapsel.value]


def test_it_lets_one_load_the_page_again_when_idporten_was_down(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    tilbake = kari.hos_idporten(kari.start(next="/mottatt/"))
    idporten.spoler = {"token": 500}
    assert kari.tilbake(tilbake).status_code == 503
    idporten.spoler = {}
    assert kari.tilbake(tilbake)["Location"] == "/mottatt/"


def test_it_keeps_no_more_attempts_than_a_browser_can_carry(person: NyPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    kari = person("kari")
    naa = klokke.naa()
    for siden in range(MAKS_KAPSLER + 5, 0, -1):
        monkeypatch.setattr(klokke, "naa", lambda siden=siden: naa - siden)
        siste = kari.start(next="/mottatt/")
    monkeypatch.undo()
    igjen = [navn for navn, kapsel in kari.produkt.cookies.items() if "forsok" in navn and kapsel.value]
    assert len(igjen) <= MAKS_KAPSLER
    assert kari.tilbake(kari.hos_idporten(siste))["Location"] == "/mottatt/"


@pytest.mark.parametrize(("trygg", "navn"), [(True, "__Host-deldokument_forsok_"), (False, "deldokument_forsok_")])
def test_it_binds_the_attempt_to_this_host_where_that_can_be_done(
    person: NyPerson, settings: Settings, trygg: bool, navn: str
) -> None:
    settings.SESSION_COOKIE_SECURE = trygg
    kari = person("kari")
    kari.start()
    [kapsel] = [kapsel for kapsel in kari.produkt.cookies.values() if kapsel.key.startswith(navn)]
    assert (bool(kapsel["secure"]), kapsel["httponly"], kapsel["samesite"]) == (trygg, True, "Lax")
    assert (kapsel["path"], kapsel["domain"], kapsel["max-age"]) == ("/", "", LEVETID_SEKUNDER)


@pytest.mark.parametrize("state", ["", "x", "æøå", "=" * 9, "A" * 400])
def test_it_knows_only_what_it_has_sent_out(state: str) -> None:
    assert les_forsok(state) is None
    ekte = begynn_forsok(neste="/", niva=3, nonce="n", code_verifier="c").state
    assert les_forsok(ekte[:-2] + ("AA" if not ekte.endswith("AA") else "BB")) is None


def test_it_shortens_a_way_that_is_too_long_to_travel_along() -> None:
    def neste(lang: str) -> str:
        forsok = les_forsok(begynn_forsok(neste=lang, niva=3, nonce="n", code_verifier="c").state)
        assert forsok is not None
        return forsok.neste

    assert neste("/delinger/?sok=" + "x" * 2000) == "/delinger/"
    assert neste("/" + "x" * 2000) == "/"


def test_it_asks_again_whether_the_way_leads_to_this_host(person: NyPerson, mottaker: User) -> None:
    kari = person("kari")
    kari.logg_inn()
    utsendt = begynn_forsok(neste="https://feil.example/", niva=3, nonce="n", code_verifier="c")
    assert urlsplit(kari.tilbake(f"/oidc/callback/?code=x&state={utsendt.state}")["Location"]).netloc == ""
