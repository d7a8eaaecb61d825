"""Login at the ID-porten stand-in: what /authorize demands, levels, SSO and step-up."""

import re
import time

import pytest
import requests

from standins.personer import personer
from tests.standins.klient import TILBAKE, Nettleser, tilbake

HIGH = "idporten-loa-high"
SUBSTANTIAL = "idporten-loa-substantial"


def test_it_shows_a_button_for_every_person(nettleser: Nettleser) -> None:
    page = nettleser.authorize()
    assert page.status_code == 200
    assert 'lang="nb"' in page.text
    assert set(re.findall(r'name="person" value="([^"]+)"', page.text)) == set(personer)
    assert not any(person.fnr in page.text for person in personer.values())


def test_it_echoes_state_and_names_the_issuer(nettleser: Nettleser) -> None:
    back = nettleser.logg_inn(state="en tilstand & mer")
    assert back["state"] == "en tilstand & mer"
    assert back["iss"] == nettleser.idp.issuer


@pytest.mark.parametrize("changes", [{"client_id": "ukjent"}, {"redirect_uri": TILBAKE + "/"}, {"redirect_uri": None}])
def test_it_never_redirects_to_an_unknown_place(nettleser: Nettleser, changes: dict[str, str | None]) -> None:
    response = nettleser.authorize(**changes)
    assert response.status_code == 400
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "profile", "invalid_scope"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", "kort", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("nonce", None, "invalid_request"),
        ("state", None, "invalid_request"),
        ("acr_values", "Level4", "invalid_request"),
        ("prompt", "none", "invalid_request"),
        ("response_mode", "fragment", "invalid_request"),
    ],
)
def test_it_refuses_a_broken_request(nettleser: Nettleser, name: str, value: str | None, error: str) -> None:
    assert tilbake(nettleser.authorize(**{name: value}))["error"] == error


def test_it_refuses_a_parameter_given_twice(nettleser: Nettleser) -> None:
    url = f"{nettleser.idp.issuer}/authorize?client_id=klient&client_id=annen-klient"
    assert nettleser.get(url, timeout=5).status_code == 400


@pytest.mark.parametrize(("asked", "given"), [(None, SUBSTANTIAL), (SUBSTANTIAL, SUBSTANTIAL), (HIGH, HIGH)])
def test_it_gives_the_level_asked_for(nettleser: Nettleser, asked: str | None, given: str) -> None:
    assert nettleser.id_token(acr_values=asked)["acr"] == given


def test_it_denies_a_level_the_person_cannot_have(nettleser: Nettleser) -> None:
    assert nettleser.logg_inn("lav", acr_values=HIGH)["error"] == "access_denied"
    assert nettleser.id_token("lav", acr_values=SUBSTANTIAL)["acr"] == SUBSTANTIAL


def test_it_takes_a_typed_number(nettleser: Nettleser) -> None:
    fnr = personer["kari"].fnr
    back = tilbake(nettleser.velg(nettleser.authorize(), pid=f" {fnr[:6]} {fnr[6:]} "))
    token = nettleser.les(nettleser.innlos(back["code"]).json()["id_token"])
    assert token["pid"] == fnr


def test_it_takes_a_number_nobody_has(nettleser: Nettleser) -> None:
    back = tilbake(nettleser.velg(nettleser.authorize(acr_values=HIGH), pid="00000000000"))
    assert nettleser.les(nettleser.innlos(back["code"]).json()["id_token"])["pid"] == "00000000000"


@pytest.mark.parametrize("pid", ["", "1234", "123456789012", "1234567890x", "٢١٢٢٢٢٢٢٢٢٢"])
def test_it_asks_again_for_what_is_no_number(nettleser: Nettleser, pid: str) -> None:
    page = nettleser.velg(nettleser.authorize(), pid=pid)
    assert page.status_code == 400
    assert "11 siffer" in page.text
    assert "code" in tilbake(nettleser.velg(page, person="kari"))


def test_it_tells_the_client_when_the_person_cancels(nettleser: Nettleser) -> None:
    assert tilbake(nettleser.velg(nettleser.authorize(), avbryt="ja"))["error"] == "access_denied"


def test_it_refuses_a_login_nobody_asked_for(nettleser: Nettleser) -> None:
    form = {"forsporsel": "gjettet", "person": "kari"}
    assert nettleser.post(f"{nettleser.idp.issuer}/login", data=form, timeout=5).status_code == 400


def test_it_remembers_the_person_for_the_next_client(nettleser: Nettleser) -> None:
    first = nettleser.id_token()
    nettleser.idp.sesjoner[next(iter(nettleser.idp.sesjoner))].auth_time -= 60
    nettleser.client_id = "annen-klient"
    second = nettleser.les(nettleser.innlos(tilbake(nettleser.authorize())["code"]).json()["id_token"])
    assert second["sid"] == first["sid"]
    assert second["sub"] != first["sub"]
    assert second["auth_time"] < second["iat"]


def test_it_forces_a_new_login_when_asked(nettleser: Nettleser) -> None:
    nettleser.id_token()
    assert nettleser.authorize(prompt="login").status_code == 200


def test_it_steps_up_in_the_same_session(nettleser: Nettleser) -> None:
    low = nettleser.id_token(acr_values=SUBSTANTIAL)
    assert nettleser.authorize(acr_values=HIGH).status_code == 200
    high = nettleser.id_token(acr_values=HIGH)
    assert (high["acr"], high["sid"]) == (HIGH, low["sid"])


def test_it_gives_a_higher_level_than_asked_by_sso(nettleser: Nettleser) -> None:
    nettleser.id_token(acr_values=HIGH)
    back = tilbake(nettleser.authorize(acr_values=SUBSTANTIAL))
    assert nettleser.les(nettleser.innlos(back["code"]).json()["id_token"])["acr"] == HIGH


def test_it_gives_another_person_another_session(nettleser: Nettleser) -> None:
    kari = nettleser.id_token("kari")
    ola = nettleser.id_token("ola", prompt="login")
    assert kari["sid"] != ola["sid"]
    assert len(nettleser.idp.sesjoner) == 1


@pytest.mark.parametrize("field", ["sist_brukt", "opprettet"])
def test_it_ends_the_session_by_time(nettleser: Nettleser, field: str) -> None:
    nettleser.id_token()
    sesjon = next(iter(nettleser.idp.sesjoner.values()))
    setattr(sesjon, field, time.time() - 3 * 3600)
    assert nettleser.authorize().status_code == 200


def test_it_spoils_the_issuer_of_the_answer(nettleser: Nettleser) -> None:
    nettleser.idp.spoler = {"svar_iss": "https://feil.example"}
    assert nettleser.logg_inn()["iss"] == "https://feil.example"
    nettleser.idp.spoler = {"svar_iss": None}
    assert "iss" not in nettleser.logg_inn(prompt="login")


def test_it_finds_its_cookie_among_odd_ones(nettleser: Nettleser) -> None:
    nettleser.id_token()
    (cookie,) = nettleser.idp.sesjoner
    url = nettleser.authorize(prompt="login").url.replace("&prompt=login", "")
    odd = {"Cookie": f'messages="[[\\"a, b\\"]]"; x; standin_sso={cookie}'}
    assert "code" in tilbake(requests.get(url, headers=odd, allow_redirects=False, timeout=5))
