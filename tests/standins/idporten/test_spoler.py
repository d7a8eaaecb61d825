"""Faults on demand: spoilt id_tokens and endpoints that fail, once or lasting."""

import time

import jwt
import pytest
import requests

from tests.standins.klient import Nettleser, ny_kode


def _raw(nettleser: Nettleser) -> str:
    token: str = nettleser.innlos(ny_kode(nettleser)).json()["id_token"]
    return token


@pytest.mark.parametrize(
    ("spoler", "error"),
    [
        ({"aud": True}, jwt.InvalidAudienceError),
        ({"aud": ["en", "to"]}, jwt.InvalidAudienceError),
        ({"iss": True}, jwt.InvalidIssuerError),
        ({"utlopt": True}, jwt.ExpiredSignatureError),
        ({"utlopt": 5}, jwt.ExpiredSignatureError),
        ({"ikke_gyldig_enna": True}, jwt.ImmatureSignatureError),
        ({"feil_nokkel": True}, jwt.InvalidSignatureError),
        ({"alg_none": True}, jwt.InvalidAlgorithmError),
        ({"kid": True}, StopIteration),
        ({"kid": "et-annet"}, StopIteration),
    ],
)
def test_it_spoils_the_next_token_only(nettleser: Nettleser, spoler: dict[str, object], error: type[Exception]) -> None:
    nettleser.idp.spoler = spoler
    with pytest.raises(error):
        nettleser.les(_raw(nettleser))
    assert nettleser.les(_raw(nettleser))["aud"] == "klient"


@pytest.mark.parametrize(
    ("spoler", "claim", "value"),
    [
        ({"nonce": True}, "nonce", "feil"),
        ({"acr": True}, "acr", "idporten-loa-low"),
        ({"acr": "idporten-loa-substantial"}, "acr", "idporten-loa-substantial"),
        ({"uten_exp": True}, "exp", None),
        ({"uten_pid": True}, "pid", None),
        ({"uten_sid": True}, "sid", None),
        ({"uten_nonce": True}, "nonce", None),
        ({"krav": {"amr": "BankID"}}, "amr", "BankID"),
        ({"krav": {"sub": None}}, "sub", None),
    ],
)
def test_it_changes_a_claim(nettleser: Nettleser, spoler: dict[str, object], claim: str, value: str | None) -> None:
    nettleser.idp.spoler = spoler
    assert nettleser.idp.nokler.les(_raw(nettleser)).get(claim) == value


def test_it_spoils_on_and_on_when_lasting(nettleser: Nettleser) -> None:
    nettleser.idp.spoler = {"uten_pid": True, "varig": True}
    for _ in range(2):
        assert "pid" not in nettleser.les(_raw(nettleser))


@pytest.mark.parametrize(("name", "path"), [("discovery", "/.well-known/openid-configuration"), ("jwks", "/jwks")])
def test_it_takes_an_endpoint_down_once(nettleser: Nettleser, name: str, path: str) -> None:
    url = nettleser.idp.issuer + path
    nettleser.idp.spoler = {name: 503}
    assert [requests.get(url, timeout=5).status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize("fault", ["tull", "html"])
def test_it_answers_nonsense(nettleser: Nettleser, fault: str) -> None:
    nettleser.idp.spoler = {"token": fault}
    response = nettleser.innlos("x")
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_it_breaks_the_connection(nettleser: Nettleser) -> None:
    nettleser.idp.spoler = {"token": "brudd"}
    with pytest.raises(requests.ConnectionError):
        nettleser.innlos("x")


def test_it_is_slow(nettleser: Nettleser) -> None:
    code = ny_kode(nettleser)
    nettleser.idp.spoler = {"token": {"treg": 0.4}}
    start = time.monotonic()
    assert nettleser.innlos(code).status_code == 200
    assert time.monotonic() - start >= 0.4


def test_it_says_when_to_come_back(nettleser: Nettleser) -> None:
    nettleser.idp.spoler = {"token": {"status": 429, "retry_after": 7}}
    response = nettleser.innlos("x")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")


def test_it_is_told_over_http(nettleser: Nettleser) -> None:
    url = f"{nettleser.idp.issuer}/_test/spoler"
    assert nettleser.post(url, json={"uten_pid": True}, timeout=5).json() == {"uten_pid": True}
    assert nettleser.get(url, timeout=5).json() == {"uten_pid": True}
    assert "pid" not in nettleser.les(_raw(nettleser))
    assert nettleser.get(url, timeout=5).json() == {}


def test_it_refuses_an_unknown_fault(nettleser: Nettleser) -> None:
    url = f"{nettleser.idp.issuer}/_test/spoler"
    assert nettleser.post(url, json={"uten_pidd": True}, timeout=5).status_code == 400
    assert nettleser.post(url, json=["aud"], timeout=5).status_code == 400
    assert nettleser.post(url, data='{"uten_pid": true}', timeout=5).status_code == 400
    with pytest.raises(ValueError, match="cannot spoil"):
        nettleser.idp.spoler = {"tokn": 500}
