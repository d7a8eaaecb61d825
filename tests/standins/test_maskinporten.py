"""The Maskinporten stand-in: every rule of the JWT grant, the token's claims, delegation and faults."""

import time
from typing import Any

import jwt
import pytest
import requests

from standins.server import Standins
from tests.standins.klient import OTHER_KEY, assertion, jwks, verifiser

ORGNR = "311500012"
KOMMUNE = "212340014"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture(autouse=True)
def _klient(standin: Standins) -> None:
    standin.maskinporten.registrer_klient(
        client_id="fag", jwks=jwks(), orgnr=ORGNR, scopes=["ks:fiks", "altinn:noe"], delegert_fra=[KOMMUNE]
    )


def _grant(standin: Standins, claims: dict[str, Any] | None = None, **signing: Any) -> requests.Response:
    claims = {"iss": "fag", "aud": standin.maskinporten.issuer, "scope": "ks:fiks", **(claims or {})}
    return _post(standin, assertion(claims, **signing))


def _post(standin: Standins, signed: str, grant_type: str = GRANT) -> requests.Response:
    form = {"grant_type": grant_type, "assertion": signed}
    return requests.post(f"{standin.maskinporten.issuer}token", data=form, timeout=5)


def _les(standin: Standins, response: requests.Response, audience: str = "unspecified") -> dict[str, Any]:
    issuer = standin.maskinporten.issuer
    return verifiser(response.json()["access_token"], f"{issuer}jwk", audience, issuer)


def test_it_publishes_metadata_with_a_trailing_slash(standin: Standins) -> None:
    url = f"{standin.base}/maskinporten/.well-known/oauth-authorization-server"
    metadata = requests.get(url, timeout=5).json()
    assert metadata["issuer"] == f"{standin.base}/maskinporten/"
    assert metadata["token_endpoint"] == f"{standin.base}/maskinporten/token"


def test_it_gives_a_token_for_the_clients_own_orgnr(standin: Standins) -> None:
    response = _grant(standin)
    answer, claims = response.json(), _les(standin, response)
    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("Bearer", 120, "ks:fiks")
    assert claims["consumer"] == {"authority": "iso6523-actorid-upis", "ID": f"0192:{ORGNR}"}
    assert (claims["client_id"], claims["client_amr"]) == ("fag", "private_key_jwt")
    assert "supplier" not in claims


def test_it_gives_a_delegated_token(standin: Standins) -> None:
    claims = _les(standin, _grant(standin, {"consumer_org": KOMMUNE}))
    assert claims["consumer"]["ID"] == f"0192:{KOMMUNE}"
    assert claims["supplier"]["ID"] == f"0192:{ORGNR}"
    assert claims["delegation_source"]


@pytest.mark.parametrize("resource", ["https://api.example", ["https://api.example"], ["https://api.example", "b"]])
def test_it_restricts_the_audience(standin: Standins, resource: str | list[str]) -> None:
    claims = _les(standin, _grant(standin, {"resource": resource}), "https://api.example")
    assert claims["aud"] == (resource[0] if len(resource) == 1 else resource)


@pytest.mark.parametrize("scope", [None, "", "ks:annet", "ks:fiks ks:annet", ["ks:fiks"]])
def test_it_refuses_a_scope_the_client_does_not_have(standin: Standins, scope: object) -> None:
    response = _grant(standin, {"scope": scope})
    assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://maskinporten.example/"},
        {"aud": None},
        {"jti": None},
        {"exp": None},
        {"iat": None},
        {"consumer_org": "312401010"},
    ],
)
def test_it_refuses_a_wrong_grant(standin: Standins, claims: dict[str, object]) -> None:
    response = _grant(standin, claims)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(("iat", "exp"), [(0, 125), (-60, 65), (-60, -1), (15, 60)])
def test_it_refuses_wrong_times(standin: Standins, iat: int, exp: int) -> None:
    now = int(time.time())
    assert _grant(standin, {"iat": now + iat, "exp": now + exp}).status_code == 400


def test_it_wants_the_issuer_with_the_slash_and_as_one_value(standin: Standins) -> None:
    issuer = standin.maskinporten.issuer
    for aud in (issuer.rstrip("/"), [issuer], f"{issuer}token"):
        assert _grant(standin, {"aud": aud}).status_code == 400


def test_it_refuses_a_replayed_grant(standin: Standins) -> None:
    signed = assertion({"iss": "fag", "aud": standin.maskinporten.issuer, "scope": "ks:fiks"})
    assert [_post(standin, signed).status_code for _ in range(2)] == [200, 400]


def test_it_refuses_whom_it_does_not_know(standin: Standins) -> None:
    refused = [_grant(standin, {"iss": "ukjent"}), _grant(standin, key=OTHER_KEY), _grant(standin, kid="min-2")]
    refused += [_grant(standin, kid=None), _post(standin, "tull")]
    assert {(response.status_code, response.json()["error"]) for response in refused} == {(401, "invalid_client")}


def test_it_keeps_the_login_clients_apart(standin: Standins) -> None:
    assert _grant(standin, {"iss": "klient"}).status_code == 401


def test_it_knows_one_grant_type(standin: Standins) -> None:
    assert _post(standin, "x", "client_credentials").json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("status", [401, 429, 500])
def test_it_fails_once_on_demand(standin: Standins, status: int) -> None:
    standin.maskinporten.spoler = {"token": status}
    assert [_grant(standin).status_code for _ in range(2)] == [status, 200]


def test_it_spoils_a_token(standin: Standins) -> None:
    standin.maskinporten.spoler = {"feil_nokkel": True}
    with pytest.raises(jwt.InvalidSignatureError):
        _les(standin, _grant(standin))
    standin.maskinporten.spoler = {"krav": {"exp": 1}}
    with pytest.raises(jwt.ExpiredSignatureError):
        _les(standin, _grant(standin))


def test_it_hands_out_a_token_to_tests(standin: Standins) -> None:
    url = f"{standin.base}/maskinporten/_test/token"
    response = requests.post(url, json={"orgnr": ORGNR, "leverandor": "311501027", "krav": {"jti": None}}, timeout=5)
    claims = _les(standin, response)
    assert (claims["consumer"]["ID"], claims["supplier"]["ID"]) == (f"0192:{ORGNR}", "0192:311501027")
    assert "jti" not in claims
    assert requests.post(url, json={"org": ORGNR}, timeout=5).status_code == 400


def test_it_counts_what_it_is_asked(standin: Standins) -> None:
    _grant(standin)
    counts = requests.get(f"{standin.base}/_test/antall", timeout=5).json()
    assert counts["maskinporten"] == {"token": 1}
