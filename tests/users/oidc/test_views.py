"""Login through the real flow: test client, stand-in over HTTP, and everything that can be wrong with an answer."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from hendelser.models import Aktortype, Hendelse, Hendelsestype
from standins.idporten import IdPorten
from standins.personer import personer
from tests.idporten import Person, sporring
from users.models import Okt, User

NyPerson = Callable[[str], Person]


def avvist_grunn() -> str:
    return str(Hendelse.objects.get(type=Hendelsestype.INNLOGGING_AVVIST).data["grunn"])


def test_it_logs_in_and_goes_back_to_where_one_was(person: NyPerson) -> None:
    kari = person("kari")
    svar = kari.logg_inn(next="/informasjonskapsler/?a=1")
    assert (svar.status_code, svar["Location"]) == (302, "/informasjonskapsler/?a=1")
    assert kari.er_innlogget
    bruker = User.objects.get()
    assert bruker.maskert_fnr[:6] == personer["kari"].fnr[:6]
    assert Okt.objects.get().session_key == kari.produkt.session.session_key
    assert kari.produkt.session["acr"] == "idporten-loa-substantial"
    hendelse = Hendelse.objects.get()
    assert (hendelse.type, hendelse.aktor_id) == (Hendelsestype.INNLOGGET, bruker.pk)


def test_it_asks_idporten_with_all_that_is_needed_and_nothing_personal(person: NyPerson) -> None:
    kari = person("kari")
    kari.produkt.cookies["deldokument_sprak"] = "nn"
    spurt = sporring(kari.start(niva=4))
    assert spurt["acr_values"] == "idporten-loa-high"
    assert spurt["ui_locales"] == "nn"
    assert spurt["code_challenge_method"] == "S256"
    assert spurt["redirect_uri"] == "http://testserver/oidc/callback/"
    assert min(len(spurt[navn]) for navn in ("state", "nonce", "code_challenge")) >= 32


def test_it_keeps_no_fodselsnummer_in_the_session(person: NyPerson) -> None:
    kari = person("kari")
    kari.logg_inn()
    assert personer["kari"].fnr not in str(dict(kari.produkt.session))
    assert "eyJ" not in str(dict(kari.produkt.session))


def test_it_changes_the_session_key_at_login(person: NyPerson) -> None:
    kari = person("kari")
    okt = kari.produkt.session  # one that somebody else may have put in the browser
    okt["noe"] = 1
    okt.save()
    for_ = okt.session_key
    kari.logg_inn()
    assert kari.produkt.session.session_key != for_
    assert not Session.objects.filter(session_key=for_).exists()


@pytest.mark.parametrize("neste", ["https://feil.example/", "//feil.example", "/\\feil.example", "javascript:alert(1)"])
def test_it_never_sends_anybody_to_another_site(person: NyPerson, neste: str) -> None:
    assert person("kari").logg_inn(next=neste)["Location"] == "/"


@pytest.mark.parametrize(
    ("spoler", "grunn"),
    [
        ({"aud": True}, "aud"),
        ({"aud": ["deldokument-test", "en-annen"]}, "azp"),
        ({"krav": {"azp": "en-annen"}}, "azp"),
        ({"iss": True}, "iss"),
        ({"uten_exp": True}, "mangler_exp"),
        ({"krav": {"iat": None}}, "mangler_iat"),
        ({"krav": {"sub": None}}, "mangler_sub"),
        ({"krav": {"aud": None}}, "mangler_aud"),
        ({"utlopt": True}, "utlopt"),
        ({"utlopt": 30}, "utlopt"),
        ({"ikke_gyldig_enna": 30}, "iat"),
        ({"nonce": True}, "nonce"),
        ({"uten_nonce": True}, "nonce"),
        ({"acr": True}, "acr"),
        ({"acr": "noe-helt-annet"}, "acr"),
        ({"krav": {"acr": None}}, "acr"),
        ({"kid": True}, "kid"),
        ({"feil_nokkel": True}, "signatur"),
        ({"alg_none": True}, "algoritme"),
        ({"uten_pid": True}, "pid"),
        ({"krav": {"pid": "12345678901"}}, "pid"),
        ({"krav": {"pid": 12345678901}}, "pid"),
        ({"svar_iss": "https://feil.example"}, "svar_iss"),
    ],
)
def test_it_refuses_every_spoiled_token_with_a_plain_page(
    person: NyPerson, idporten: IdPorten, spoler: dict[str, Any], grunn: str
) -> None:
    kari = person("kari")
    idporten.spoler = spoler
    svar = kari.logg_inn(next="/informasjonskapsler/")
    assert svar.status_code == 400
    assert "Du ble ikke logget inn" in svar.content.decode()
    assert "/logg-inn/?next=%2Finformasjonskapsler%2F" in svar.content.decode()
    assert not kari.er_innlogget
    assert not User.objects.exists()
    assert avvist_grunn() == grunn
    assert Hendelse.objects.get().aktor_type == Aktortype.UKJENT
    assert kari.logg_inn().status_code == 302


@pytest.mark.parametrize("spoler", [{"utlopt": 9}, {"ikke_gyldig_enna": 9}, {"svar_iss": None}, {"uten_sid": True}])
def test_it_bears_with_a_clock_that_is_a_little_wrong(
    person: NyPerson, idporten: IdPorten, spoler: dict[str, Any]
) -> None:
    kari = person("kari")
    idporten.spoler = spoler
    assert kari.logg_inn().status_code == 302
    assert kari.er_innlogget


def test_it_refuses_synthetic_people_in_production(person: NyPerson, settings: Settings) -> None:
    settings.TILLAT_SYNTETISKE = False
    assert person("kari").logg_inn().status_code == 400
    assert avvist_grunn() == "pid"


def test_it_refuses_a_replayed_state(person: NyPerson) -> None:
    kari = person("kari")
    tilbake = kari.hos_idporten(kari.start())
    assert kari.tilbake(tilbake).status_code == 302
    kari.produkt.post("/logg-ut/")
    assert kari.tilbake(tilbake).status_code == 400
    assert not kari.er_innlogget


def test_it_refuses_a_code_that_was_used_before(person: NyPerson) -> None:
    kari = person("kari")
    brukt = sporring(kari.hos_idporten(kari.start()))
    kari.tilbake(f"/oidc/callback/?code={brukt['code']}&state={brukt['state']}")
    kari.produkt.post("/logg-ut/")
    ny = sporring(kari.hos_idporten(kari.start()))
    assert kari.tilbake(f"/oidc/callback/?code={brukt['code']}&state={ny['state']}").status_code == 400
    assert avvist_grunn() == "kode"
    assert not kari.er_innlogget


def test_it_refuses_a_code_that_another_browser_began(person: NyPerson) -> None:
    kari, ola = person("kari"), person("ola")
    tilbake = kari.hos_idporten(kari.start())
    ola.start()
    assert ola.tilbake(tilbake).status_code == 400
    assert not ola.er_innlogget


@pytest.mark.parametrize("sti", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied&state=x"])
def test_it_writes_nothing_when_a_stranger_calls_the_callback(person: NyPerson, sti: str) -> None:
    assert person("kari").tilbake(f"/oidc/callback/{sti}").status_code == 400
    assert not Hendelse.objects.exists()
    assert not Session.objects.exists()


def test_it_lets_one_cancel_in_peace(person: NyPerson) -> None:
    kari = person("kari")
    svar = kari.tilbake(kari.hos_idporten(kari.start(), avbryt="ja"))
    assert svar.status_code == 400
    assert "Du avbrøt innloggingen" in svar.content.decode()
    assert "Prøv igjen" in svar.content.decode()


@pytest.mark.parametrize(
    ("svar", "status", "grunn"),
    [
        ("", 400, "uten_kode"),
        ("&error=invalid_request", 400, "feil_fra_idporten"),
        ("&error=server_error", 503, None),
        ("&error=temporarily_unavailable", 503, None),
    ],
)
def test_it_explains_every_other_answer(person: NyPerson, svar: str, status: int, grunn: str | None) -> None:
    kari = person("kari")
    state = sporring(kari.start())["state"]
    assert kari.tilbake(f"/oidc/callback/?state={state}{svar}").status_code == status
    assert [h.data["grunn"] for h in Hendelse.objects.all()] == ([grunn] if grunn else [])
    assert not kari.er_innlogget


def test_it_asks_for_a_higher_level_and_keeps_the_person(person: NyPerson) -> None:
    kari = person("kari")
    kari.logg_inn()
    assert kari.produkt.get("/logg-inn/?next=/del/&niva=3")["Location"] == "/del/"
    svar = kari.logg_inn(next="/informasjonskapsler/", niva=4)
    assert svar["Location"] == "/informasjonskapsler/"
    assert kari.produkt.session["acr"] == "idporten-loa-high"
    assert kari.produkt.get("/logg-inn/?next=/del/&niva=4")["Location"] == "/del/"
    assert Okt.objects.count() == 1


def test_it_refuses_a_level_lower_than_this_login_asked_for(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    kari.logg_inn()
    idporten.spoler = {"acr": "idporten-loa-substantial"}
    assert kari.logg_inn(niva=4).status_code == 400
    assert kari.produkt.session["acr"] == "idporten-loa-substantial"


def test_it_accepts_a_higher_level_than_asked_by_sso(person: NyPerson, idporten: IdPorten) -> None:
    kari = person("kari")
    idporten.spoler = {"acr": "eidas-loa-high"}
    assert kari.logg_inn().status_code == 302


def test_it_keeps_two_logins_in_two_tabs_apart(person: NyPerson) -> None:
    kari = person("kari")
    en, to = kari.start(next="/en/"), kari.start(next="/to/", niva=4)
    assert kari.tilbake(kari.hos_idporten(to))["Location"] == "/to/"
    assert kari.tilbake(kari.hos_idporten(en))["Location"] == "/en/"


def test_it_forgets_the_last_person_when_another_logs_in(person: NyPerson) -> None:
    kari = person("kari")
    kari.logg_inn()
    forrige = kari.produkt.session.session_key
    kari.key = "ola"
    kari.annet.cookies.clear()
    kari.logg_inn(niva=4)
    assert Okt.objects.get().bruker.maskert_fnr[:6] == personer["ola"].fnr[:6]
    assert not Session.objects.filter(session_key=forrige).exists()


def test_it_follows_a_change_of_keys_and_reads_them_from_the_cache(person: NyPerson, idporten: IdPorten) -> None:
    person("kari").logg_inn()
    person("ola").logg_inn()
    assert (idporten.antall["discovery"], idporten.antall["jwks"]) == (1, 1)
    idporten.nokler.roter(behold_forrige=False)
    assert person("per").logg_inn().status_code == 302
    assert idporten.antall["jwks"] == 2


def test_it_takes_a_new_key_at_once_although_somebody_made_us_ask_a_moment_ago(
    person: NyPerson, idporten: IdPorten
) -> None:
    person("kari").logg_inn()
    idporten.spoler = {"kid": True}
    assert person("ola").logg_inn().status_code == 400
    for _ in range(30):
        token = idporten.lag_logout_token("deldokument-test", "noen")
        hode = jwt.utils.base64url_encode(json.dumps({"alg": "RS256", "kid": str(uuid4())}).encode()).decode()
        svar = Client().post("/oidc/backchannel-logout/", {"logout_token": f"{hode}.{token.split('.', 1)[1]}"})
        assert svar.status_code == 400
    assert idporten.antall["jwks"] < 20, "nobody makes us ask for each"
    idporten.spoler = {}
    idporten.nokler.roter(behold_forrige=False)
    assert person("per").logg_inn().status_code == 302


def test_it_asks_for_unknown_keys_only_now_and_then(person: NyPerson, idporten: IdPorten) -> None:
    person("kari").logg_inn()
    idporten.spoler = {"kid": True, "varig": True}
    for _ in range(3):
        assert person("ola").logg_inn().status_code == 400
    assert idporten.antall["jwks"] == 2


@pytest.mark.parametrize("feil", [500, "tull", "html", "brudd", {"treg": 3}])
@pytest.mark.parametrize("endepunkt", ["discovery", "jwks", "token"])
def test_it_says_so_when_idporten_is_down_or_slow(
    person: NyPerson, idporten: IdPorten, settings: Settings, endepunkt: str, feil: object
) -> None:
    settings.IDPORTEN_TIDSGRENSE_SEKUNDER = 1
    kari = person("kari")
    tilbake = kari.hos_idporten(kari.start()) if endepunkt != "discovery" else "/logg-inn/"
    idporten.spoler = {endepunkt: feil}
    start = time.monotonic()
    svar = kari.tilbake(tilbake)
    assert time.monotonic() - start < 2.5
    assert svar.status_code == 503
    assert "ID-porten svarer ikke akkurat nå" in svar.content.decode()
    assert "Prøv igjen" in svar.content.decode()
    assert not kari.er_innlogget


def test_it_says_so_when_idporten_does_not_exist(person: NyPerson, settings: Settings) -> None:
    settings.IDPORTEN_ISSUER = "http://127.0.0.1:9/idporten"
    assert person("kari").tilbake("/logg-inn/").status_code == 503


def test_it_lets_nobody_in_who_has_been_shut_out(person: NyPerson) -> None:
    kari = person("kari")
    kari.logg_inn()
    User.objects.update(is_active=False)
    assert person("kari").logg_inn().status_code == 400
