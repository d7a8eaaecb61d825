"""The Altinn stand-in: the exchange, what authorized parties demands and how it answers, access taken away."""

import time
from typing import Any

import jwt
import pytest
import requests

from standins.altinn import ABONNEMENTSNOKKEL, SCOPE
from standins.personer import personer, virksomheter
from standins.server import Standins

ORDINAER = "ordinaer-post-til-virksomheten"
TAUSHETSBELAGT = "post-til-virksomheten-med-taushetsbelagt-innhold"
ORGTYPE = "urn:altinn:organization:identifier-no"
PERSONTYPE = "urn:altinn:person:identifier-no"


def _exchange(standin: Standins, token: str) -> requests.Response:
    url = f"{standin.base}/altinn/authentication/api/v1/exchange/maskinporten"
    return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=5)


def _token(standin: Standins, scope: str = SCOPE) -> str:
    return _exchange(standin, standin.maskinporten.lag_token("212340014", scope)).text


def _call(
    standin: Standins,
    body: object,
    query: str = "",
    headers: dict[str, str] | None = None,
    owner: str = "resourceowner",
) -> requests.Response:
    url = f"{standin.base}/altinn/accessmanagement/api/v1/{owner}/authorizedparties{query}"
    good = {"Authorization": f"Bearer {_token(standin)}", "Ocp-Apim-Subscription-Key": ABONNEMENTSNOKKEL}
    return requests.post(url, json=body, headers={**good, **(headers or {})}, timeout=5)


def _body(person: str, *units: str) -> dict[str, object]:
    body: dict[str, object] = {"type": PERSONTYPE, "value": personer[person].fnr}
    if units:
        body["partyFilter"] = [{"type": ORGTYPE, "value": virksomheter[unit].orgnr} for unit in units]
    return body


def _parts(standin: Standins, person: str, *units: str, query: str = "?includeAccessPackages=true") -> list[Any]:
    parts: list[object] = _call(standin, _body(person, *units), query).json()
    return parts


def test_it_exchanges_a_token(standin: Standins) -> None:
    claims = standin.altinn.nokler.les(_token(standin))
    assert claims["scope"] == SCOPE
    assert claims["exp"] > time.time()


def test_it_exchanges_into_quotes_on_demand(standin: Standins) -> None:
    standin.altinn.spoler = {"anforsel": True}
    quoted = _token(standin)
    assert quoted.startswith('"')
    assert quoted.endswith('"')
    assert not _token(standin).startswith('"')


def test_it_exchanges_no_other_token(standin: Standins) -> None:
    utstedt = standin.maskinporten.lag_token
    wrong = ["", "tull", utstedt("212340014", "ks:fiks"), utstedt("212340014", SCOPE, krav={"exp": 1})]
    wrong += [utstedt("212340014", SCOPE, krav={"iss": "https://feil.example/"}), _token(standin)]
    wrong.append(jwt.encode({"scope": SCOPE}, "x" * 32, algorithm="HS256", headers={"kid": "maskinporten"}))
    assert {_exchange(standin, token).status_code for token in wrong} == {401}


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer tull"},
        {"Ocp-Apim-Subscription-Key": ""},
        {"Ocp-Apim-Subscription-Key": "feil"},
    ],
)
def test_it_refuses_a_caller_it_does_not_know(standin: Standins, headers: dict[str, str]) -> None:
    assert _call(standin, _body("post"), headers=headers).status_code == 401


def test_it_refuses_a_maskinporten_token_and_an_old_one(standin: Standins) -> None:
    plain = standin.maskinporten.lag_token("212340014", SCOPE)
    standin.altinn.levetid_sekunder = -1
    for token in (plain, _token(standin)):
        assert _call(standin, _body("post"), headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_it_refuses_a_token_without_the_scope(standin: Standins) -> None:
    headers = {"Authorization": f"Bearer {_token(standin, 'altinn:noe/annet')}"}
    response = _call(standin, _body("post"), headers=headers)
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"type": "urn:feil", "value": "12345678901"},
        {"type": PERSONTYPE, "value": "123"},
        {"type": PERSONTYPE, "value": "12345678901", "partyFilter": "alle"},
        {"type": PERSONTYPE, "value": "12345678901", "partyFilter": [{"type": "urn:feil", "value": "1"}]},
    ],
)
def test_it_refuses_a_wrong_body(standin: Standins, body: object) -> None:
    assert _call(standin, body).status_code == 400


def test_it_refuses_a_wrong_flag(standin: Standins) -> None:
    assert _call(standin, _body("post"), "?includeAccessPackages=ja").status_code == 400


def test_it_answers_with_every_field(standin: Standins) -> None:
    (part,) = _parts(standin, "post", "bakeri")
    named = (
        "partyUuid name organizationNumber parentId personId dateOfBirth partyId emailId type unitType isDeleted"
        " onlyHierarchyElementWithNoAccess authorizedAccessPackages authorizedResources authorizedRoles"
        " authorizedInstances subunits"
    )
    assert set(part) == set(named.split())
    assert (part["organizationNumber"], part["type"]) == (virksomheter["bakeri"].orgnr, "Organization")


@pytest.mark.parametrize(
    ("person", "pakker", "roller"),
    [
        ("leder", [ORDINAER], ["daglig-leder", "dagl", "a0236"]),
        ("post", [ORDINAER], []),
        ("post_begge", [ORDINAER, TAUSHETSBELAGT], []),
        ("post_ingen", [], ["regnskapsforer", "rego"]),
        ("post_gammel", [], ["a0236"]),
    ],
)
def test_it_gives_packages_and_roles(standin: Standins, person: str, pakker: list[str], roller: list[str]) -> None:
    (part,) = _parts(standin, person, "bakeri")
    assert (part["authorizedAccessPackages"], part["authorizedRoles"]) == (pakker, roller)


def test_it_leaves_packages_out_unless_asked(standin: Standins) -> None:
    (part,) = _parts(standin, "leder", "bakeri", query="")
    assert part["authorizedAccessPackages"] == []
    assert part["authorizedRoles"]
    assert part["authorizedResources"]
    assert part["authorizedInstances"]


def test_it_leaves_out_what_is_not_wanted(standin: Standins) -> None:
    (part,) = _parts(
        standin, "leder", "bakeri", query="?includeRoles=false&includeResources=false&includeInstances=false"
    )
    assert not part["authorizedRoles"] + part["authorizedResources"] + part["authorizedInstances"]


def test_it_lists_everyone_without_a_filter_in_the_body(standin: Standins) -> None:
    query = f"?partyFilter={virksomheter['bakeri'].orgnr}"
    assert [part["type"] for part in _parts(standin, "post", query=query)] == ["Person", "Organization"]
    assert _parts(standin, "post", query=query)[0]["personId"] == personer["post"].fnr


@pytest.mark.parametrize(("person", "unit"), [("fremmed", "bakeri"), ("post", "verksted"), ("leder", "uten_noen")])
def test_it_gives_nothing_to_a_stranger(standin: Standins, person: str, unit: str) -> None:
    assert _parts(standin, person, unit) == []


def test_it_gives_an_empty_list_for_an_unknown_person(standin: Standins) -> None:
    assert _call(standin, {"type": PERSONTYPE, "value": "00000000000"}).json() == []


def test_it_nests_subunits(standin: Standins) -> None:
    parts = _parts(standin, "post_konsern", "konsern", "konsern_nord", "konsern_sor")
    (main,) = parts
    assert not main["onlyHierarchyElementWithNoAccess"]
    assert {sub["organizationNumber"] for sub in main["subunits"]} == {
        virksomheter["konsern_nord"].orgnr,
        virksomheter["konsern_sor"].orgnr,
    }
    assert all(sub["authorizedAccessPackages"] == [ORDINAER] for sub in main["subunits"])
    assert all(sub["parentId"] == main["partyUuid"] for sub in main["subunits"])


@pytest.mark.parametrize("person", ["post_under", "post_konsern"])
def test_it_lists_the_main_unit_as_hierarchy_only(standin: Standins, person: str) -> None:
    (main,) = _parts(standin, person, "konsern_nord")
    assert main["onlyHierarchyElementWithNoAccess"]
    assert main["authorizedAccessPackages"] == []
    assert [sub["authorizedAccessPackages"] for sub in main["subunits"]] == [[ORDINAER]]


def test_it_gives_no_access_by_hierarchy(standin: Standins) -> None:
    assert _parts(standin, "post_under", "konsern") == []
    (part,) = _parts(standin, "post_hierarki", "hierarki")
    assert part["onlyHierarchyElementWithNoAccess"]


def test_it_still_lists_a_deleted_business(standin: Standins) -> None:
    (part,) = _parts(standin, "post_slettet", "slettet")
    assert part["isDeleted"]
    assert part["authorizedAccessPackages"] == [ORDINAER, TAUSHETSBELAGT]
    assert _parts(standin, "post_slettet", "slettet", query="?includeInactiveParties=false") == []


def test_it_takes_access_away_and_gives_it_back(standin: Standins) -> None:
    standin.altinn.fjern_tilgang("post", "bakeri")
    assert _parts(standin, "post", "bakeri") == []
    standin.altinn.sett_tilgang("post", "bakeri", pakker=[TAUSHETSBELAGT])
    assert _parts(standin, "post", "bakeri")[0]["authorizedAccessPackages"] == [TAUSHETSBELAGT]
    standin.nullstill()
    assert _parts(standin, "post", "bakeri")[0]["authorizedAccessPackages"] == [ORDINAER]


def test_it_changes_access_over_http(standin: Standins) -> None:
    url = f"{standin.base}/altinn/_test/tilgang"
    changes: list[dict[str, object]] = [
        {"person": "post", "virksomhet": "bakeri", "fjern": True},
        {"person": "fremmed", "virksomhet": "verksted", "pakker": [ORDINAER]},
        {"virksomhet": "verksted", "er_slettet": True},
    ]
    assert [requests.post(url, json=change, timeout=5).status_code for change in changes] == [204, 204, 204]
    assert _parts(standin, "post", "bakeri") == []
    assert _parts(standin, "fremmed", "verksted")[0]["isDeleted"]
    refused: tuple[object, ...] = ({"person": "ukjent", "virksomhet": "bakeri"}, {**changes[1], "x": 1}, [])
    for wrong in refused:
        assert requests.post(url, json=wrong, timeout=5).status_code == 400


def test_it_answers_the_service_owner_path_too(standin: Standins) -> None:
    assert _call(standin, _body("post"), owner="serviceowner").status_code == 200


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_it_fails_once_on_demand(standin: Standins, status: int) -> None:
    standin.altinn.spoler = {"parter": status}
    assert [_call(standin, _body("post")).status_code for _ in range(2)] == [status, 200]


def test_it_answers_with_a_web_page_on_demand(standin: Standins) -> None:
    standin.altinn.spoler = {"parter": "html", "varig": True}
    for _ in range(2):
        response = _call(standin, _body("post"))
        assert response.status_code == 200
        assert response.text.startswith("<!doctype html>")


def test_it_fails_the_exchange_on_demand(standin: Standins) -> None:
    standin.altinn.spoler = {"exchange": "brudd"}
    with pytest.raises(requests.ConnectionError):
        _token(standin)
