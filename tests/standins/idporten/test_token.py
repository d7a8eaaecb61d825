"""The token endpoint of the ID-porten stand-in: client authentication, codes, claims, spoilt tokens."""

import hashlib
import time

import jwt
import pytest
import requests

from standins.personer import personer
from tests.standins.klient import OTHER_KEY, TILBAKE, VERIFIER, Nettleser, assertion, jwks, ny_kode


def _error(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_it_gives_all_claims(nettleser: Nettleser) -> None:
    claims = nettleser.id_token("kari", ui_locales="nn nb", acr_values="idporten-loa-high")
    named = "iss aud sub pid acr amr sid locale auth_time iat exp jti nonce"
    assert set(claims) == set(named.split())
    assert (claims["pid"], claims["locale"], claims["nonce"]) == (personer["kari"].fnr, "nn", "engangs")
    assert claims["amr"] == ["TestID"]
    assert claims["exp"] - claims["iat"] == 120


def test_it_gives_an_access_token_on_behalf_of_the_person(nettleser: Nettleser) -> None:
    nettleser.idp.registrer_klient(client_id="fag", jwks=jwks(), redirect_uris=[TILBAKE], orgnr="311500012")
    nettleser.client_id = "fag"
    answer = nettleser.innlos(ny_kode(nettleser)).json()
    claims = nettleser.idp.nokler.les(answer["access_token"])
    assert (claims["pid"], claims["client_id"], claims["scope"]) == (personer["kari"].fnr, "fag", "openid profile")
    assert claims["consumer"] == {"authority": "iso6523-actorid-upis", "ID": "0192:311500012"}
    assert answer["token_type"] == "Bearer"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://feil.example"},
        {"aud": ["http://127.0.0.1/idporten"]},
        {"aud": None},
        {"iss": "ukjent"},
        {"sub": "annen-klient"},
        {"sub": None},
        {"jti": None},
        {"jti": ""},
        {"exp": None},
        {"iat": None},
        {"iat": str(int(time.time()))},
    ],
)
def test_it_refuses_a_wrong_client_assertion(nettleser: Nettleser, claims: dict[str, object]) -> None:
    assert _error(nettleser.innlos(ny_kode(nettleser), claims)) == (401, "invalid_client")


def test_it_refuses_the_issuer_as_a_list(nettleser: Nettleser) -> None:
    response = nettleser.innlos(ny_kode(nettleser), {"aud": [nettleser.idp.issuer]})
    assert _error(response) == (401, "invalid_client")


@pytest.mark.parametrize(("iat", "exp"), [(0, 125), (-60, 65), (-60, -1), (15, 60)])
def test_it_refuses_assertion_times(nettleser: Nettleser, iat: int, exp: int) -> None:
    now = int(time.time())
    response = nettleser.innlos(ny_kode(nettleser), {"iat": now + iat, "exp": now + exp})
    assert _error(response) == (401, "invalid_client")


def test_it_allows_the_clock_to_be_a_little_ahead(nettleser: Nettleser) -> None:
    now = int(time.time())
    assert nettleser.innlos(ny_kode(nettleser), {"iat": now + 8, "exp": now + 128}).status_code == 200


def test_it_refuses_a_replayed_assertion(nettleser: Nettleser) -> None:
    claims = {"iss": "klient", "sub": "klient", "aud": nettleser.idp.issuer}
    signed = assertion(claims)
    assert nettleser.innlos(ny_kode(nettleser), client_assertion=signed).status_code == 200
    assert _error(nettleser.innlos(ny_kode(nettleser), client_assertion=signed)) == (401, "invalid_client")


def test_it_refuses_unknown_keys_and_algorithms(nettleser: Nettleser) -> None:
    claims = {"iss": "klient", "sub": "klient", "aud": nettleser.idp.issuer}
    unsigned = jwt.encode({**claims, "exp": time.time() + 60}, "", algorithm="none", headers={"kid": "min-1"})
    hmac = jwt.encode({**claims, "exp": time.time() + 60}, "x" * 32, algorithm="HS256", headers={"kid": "min-1"})
    wrong = [assertion(claims, OTHER_KEY), assertion(claims, kid="min-2"), assertion(claims, kid=None), "tull"]
    for signed in [*wrong, unsigned, hmac]:
        assert _error(nettleser.innlos(ny_kode(nettleser), client_assertion=signed)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "form", [{"client_assertion_type": "feil"}, {"client_assertion": ""}, {"client_id": "annen-klient"}]
)
def test_it_refuses_a_client_that_does_not_authenticate(nettleser: Nettleser, form: dict[str, str]) -> None:
    assert _error(nettleser.innlos(ny_kode(nettleser), **form)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "form",
    [{"code_verifier": "w" * 64}, {"code_verifier": ""}, {"redirect_uri": TILBAKE + "x"}, {"code": "ukjent"}],
)
def test_it_refuses_a_wrong_redemption_and_spends_the_code(nettleser: Nettleser, form: dict[str, str]) -> None:
    code = ny_kode(nettleser)
    assert _error(nettleser.innlos(code, **form)) == (400, "invalid_grant")
    if "code" not in form:
        assert _error(nettleser.innlos(code)) == (400, "invalid_grant")


def test_it_refuses_a_short_verifier(nettleser: Nettleser) -> None:
    short = VERIFIER[:42]
    challenge = jwt.utils.base64url_encode(hashlib.sha256(short.encode()).digest()).decode()
    code = nettleser.logg_inn(code_challenge=challenge)["code"]
    assert _error(nettleser.innlos(code, code_verifier=short)) == (400, "invalid_grant")


def test_it_redeems_a_code_once(nettleser: Nettleser) -> None:
    code = ny_kode(nettleser)
    assert nettleser.innlos(code).status_code == 200
    assert _error(nettleser.innlos(code)) == (400, "invalid_grant")


def test_it_refuses_an_old_code(nettleser: Nettleser) -> None:
    code = ny_kode(nettleser)
    old = nettleser.idp.koder[code]
    object.__setattr__(old, "opprettet", old.opprettet - 61)
    assert _error(nettleser.innlos(code)) == (400, "invalid_grant")


def test_it_refuses_the_code_of_another_client(nettleser: Nettleser) -> None:
    code = ny_kode(nettleser)
    nettleser.client_id = "annen-klient"
    assert _error(nettleser.innlos(code)) == (400, "invalid_grant")


def test_it_knows_one_grant_only(nettleser: Nettleser) -> None:
    response = nettleser.innlos(ny_kode(nettleser), grant_type="refresh_token")
    assert _error(response) == (400, "unsupported_grant_type")


def test_it_rotates_keys(nettleser: Nettleser) -> None:
    before = nettleser.innlos(ny_kode(nettleser)).json()["id_token"]
    url = f"{nettleser.idp.issuer}/_test/roter"
    kid = nettleser.post(url, json={}, timeout=5).json()["kid"]
    after = nettleser.innlos(ny_kode(nettleser)).json()["id_token"]
    assert jwt.get_unverified_header(after)["kid"] == kid
    assert nettleser.les(before)["pid"] == nettleser.les(after)["pid"]
    nettleser.post(url, json={"behold_forrige": False}, timeout=5)
    published = requests.get(f"{nettleser.idp.issuer}/jwks", timeout=5).json()["keys"]
    assert kid not in {key["kid"] for key in published}
