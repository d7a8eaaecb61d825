"""The client of Altinn against the stand-in: each row of the access table, every fault, and what must not get out."""

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from adapters.altinn import STRANGER, Altinn, AltinnError, Verdict
from adapters.circuit import CircuitBreaker
from standins.personer import virksomheter
from standins.server import Standins
from tests.altinn import (
    GAMMEL_ROLLE,
    ORDINAER,
    PAKKER,
    Klokke,
    alle_andre,
    ett,
    fnr,
    lag_altinn,
    lag_maskinporten,
)
from tests.altinn import orgnr as nummer


def _feil(klient: Altinn, person: str = "post") -> tuple[str, bool]:
    with pytest.raises(AltinnError) as fanget:
        ett(klient, person, "bakeri")
    return fanget.value.code, fanget.value.permanent


@pytest.mark.parametrize(
    ("person", "virksomhet", "ventet"),
    [
        ("leder", "bakeri", Verdict(known=True, codes=frozenset({ORDINAER}))),
        ("post", "bakeri", Verdict(known=True, codes=frozenset({ORDINAER}))),
        ("post_begge", "bakeri", Verdict(known=True, codes=frozenset(PAKKER))),
        ("post_ingen", "bakeri", Verdict(known=True)),
        ("post_gammel", "bakeri", Verdict(known=True)),
        ("fremmed", "bakeri", STRANGER),
        ("post", "verksted", STRANGER),
        ("leder", "uten_noen", STRANGER),
        ("post_flere", "verksted", Verdict(known=True, codes=frozenset(PAKKER))),
        ("post_konsern", "konsern", Verdict(known=True, codes=frozenset({ORDINAER}))),
        ("post_konsern", "konsern_nord", Verdict(known=True, codes=frozenset({ORDINAER}))),
        ("post_konsern", "konsern_sor", Verdict(known=True, codes=frozenset({ORDINAER}))),
        ("post_under", "konsern_nord", Verdict(known=True, codes=frozenset({ORDINAER}))),
        ("post_under", "konsern_sor", STRANGER),
        ("post_under", "konsern", STRANGER),
        ("post_slettet", "slettet", Verdict(known=True, deleted=True)),
        ("post_hierarki", "hierarki", Verdict(known=True, hierarchy_only=True)),
    ],
)
def test_it_judges_each_row_of_the_table(standin: Standins, person: str, virksomhet: str, ventet: Verdict) -> None:
    assert ett(lag_altinn(standin), person, virksomhet) == ventet


def test_it_sees_the_old_role_only_when_asked(standin: Standins) -> None:
    klient = lag_altinn(standin)
    assert ett(klient, "post_gammel", "bakeri", (GAMMEL_ROLLE,)).codes == {GAMMEL_ROLLE}
    assert ett(klient, "post_gammel", "bakeri").codes == frozenset()


def test_it_judges_many_in_one_question(standin: Standins) -> None:
    numre = [nummer(key) for key in ("bakeri", "verksted", "konsern")]
    svar = lag_altinn(standin).verdicts(pid=fnr("post_flere"), orgnrs=numre, packages=PAKKER)
    assert {orgnr: bool(dom.codes) for orgnr, dom in svar.items()} == dict(zip(numre, (True, True, False), strict=True))
    assert standin.altinn.antall["parter"] == 1


@pytest.mark.parametrize(
    "person", ["post_flere", "post_konsern", "post_under", "post_ingen", "post_slettet", "fremmed"]
)
def test_it_lists_what_a_person_holds_and_nothing_else(standin: Standins, person: str) -> None:
    klient, alle = lag_altinn(standin), [en.orgnr for en in virksomheter.values()]
    dommer = klient.verdicts(pid=fnr(person), orgnrs=alle, packages=PAKKER)
    ventet = {orgnr: dom for orgnr, dom in dommer.items() if dom.codes}
    assert klient.holdings(pid=fnr(person), packages=PAKKER) == ventet


@pytest.mark.parametrize("feil", [403, 500, "tull", "html", "brudd"])
def test_it_lists_nothing_without_an_answer(standin: Standins, feil: object) -> None:
    standin.altinn.spoler = {"parter": feil, "varig": True}
    with pytest.raises(AltinnError):
        lag_altinn(standin).holdings(pid=fnr("post"), packages=PAKKER)


def test_it_gives_the_same_verdicts_without_a_filter(standin: Standins) -> None:
    numre = [nummer(key) for key in ("bakeri", "konsern_nord", "uten_noen")]
    klient = lag_altinn(standin)
    for person in ("post_flere", "post_konsern", "fremmed"):
        filtrert = klient.verdicts(pid=fnr(person), orgnrs=numre, packages=PAKKER)
        assert klient.verdicts(pid=fnr(person), orgnrs=numre, packages=PAKKER, filtered=False) == filtrert


def test_it_asks_nothing_about_nothing(standin: Standins) -> None:
    assert lag_altinn(standin).verdicts(pid=fnr("post"), orgnrs=[], packages=PAKKER) == {}
    assert not standin.altinn.antall


def test_it_takes_the_token_in_quotes(standin: Standins) -> None:
    standin.altinn.spoler = {"anforsel": True}
    assert ett(lag_altinn(standin), "post", "bakeri").known


def test_it_reuses_the_token(standin: Standins) -> None:
    klient = lag_altinn(standin)
    for _ in range(4):
        ett(klient, "post", "bakeri")
    assert standin.altinn.antall == {"exchange": 1, "parter": 4}
    assert standin.maskinporten.antall["token"] == 1


def test_it_renews_a_token_shortly_before_it_expires(standin: Standins) -> None:
    standin.altinn.levetid_sekunder = 25
    klient = lag_altinn(standin)
    for _ in range(2):
        assert ett(klient, "post", "bakeri").known
    assert standin.altinn.antall == {"exchange": 2, "parter": 2}


def test_it_renews_a_token_that_is_refused(standin: Standins) -> None:
    klient = lag_altinn(standin)
    ett(klient, "post", "bakeri")
    standin.altinn.spoler = {"parter": 401}
    assert ett(klient, "post", "bakeri").known
    assert standin.altinn.antall == {"exchange": 2, "parter": 3}


def test_it_renews_a_kept_token_that_the_exchange_refuses_once(standin: Standins) -> None:
    klient = lag_altinn(standin)
    standin.altinn.levetid_sekunder = 25
    ett(klient, "post", "bakeri")
    standin.altinn.spoler = {"exchange": 401}
    assert ett(klient, "post", "bakeri").known
    assert standin.maskinporten.antall["token"] == 2
    standin.altinn.spoler = {"exchange": 401, "varig": True}
    assert _feil(klient) == ("exchange_401", True)
    assert standin.altinn.antall["exchange"] == 5


def test_it_fetches_one_token_for_many_threads(standin: Standins) -> None:
    standin.altinn.spoler = {"exchange": {"treg": 0.2}}
    klient = lag_altinn(standin)
    with ThreadPoolExecutor(10) as gruppe:
        assert all(gruppe.map(lambda _: ett(klient, "post", "bakeri").known, range(10)))
    assert standin.altinn.antall == {"exchange": 1, "parter": 10}


@pytest.mark.parametrize(
    ("feil", "kode", "varig"),
    [
        (401, "status_401", True),
        (403, "status_403", True),
        ({"status": 429, "retry_after": 3}, "status_429", False),
        (500, "status_500", False),
        (503, "status_503", False),
        ("tull", "nonsense", False),
        ("html", "nonsense", False),
        ("brudd", "connection", False),
    ],
)
def test_it_fails_on_every_fault_and_recovers(standin: Standins, feil: object, kode: str, varig: bool) -> None:
    standin.altinn.spoler = {"parter": feil, "varig": True}
    klient = lag_altinn(standin)
    assert _feil(klient) == (kode, varig)
    standin.altinn.spoler = {}
    assert ett(klient, "post", "bakeri").known


@pytest.mark.parametrize(
    ("feil", "kode", "varig"),
    [
        (401, "exchange_401", True),
        (403, "exchange_403", True),
        (429, "exchange_429", False),
        (500, "exchange_500", False),
        ("tull", "nonsense", False),
        ("html", "nonsense", False),
        ("brudd", "connection", False),
    ],
)
def test_it_fails_when_the_exchange_does(standin: Standins, feil: object, kode: str, varig: bool) -> None:
    standin.altinn.spoler = {"exchange": feil, "varig": True}
    klient = lag_altinn(standin)
    assert _feil(klient) == (kode, varig)
    standin.altinn.spoler = {}
    assert ett(klient, "post", "bakeri").known


def test_it_fails_when_maskinporten_does(standin: Standins) -> None:
    standin.maskinporten.spoler = {"token": 500}
    klient = lag_altinn(standin)
    assert _feil(klient) == ("maskinporten_token_500_server_error", False)
    assert ett(klient, "post", "bakeri").known


def test_it_says_that_a_person_must_change_something(standin: Standins) -> None:
    assert _feil(lag_altinn(standin, subscription_key="feil")) == ("status_401", True)
    feil_scope = lag_maskinporten(standin, scope="ks:fiks")
    assert _feil(lag_altinn(standin, maskinporten=feil_scope)) == ("maskinporten_token_400_invalid_scope", True)


@pytest.mark.parametrize("ledd", ["maskinporten", "altinn"])
def test_it_gives_up_in_time(standin: Standins, ledd: str) -> None:
    if ledd == "altinn":
        standin.altinn.spoler = {"exchange": {"treg": 0.3}, "parter": {"treg": 1}}
    else:
        standin.maskinporten.spoler = {"metadata": {"treg": 0.3}, "token": {"treg": 1}}
    begynte = time.monotonic()
    assert _feil(lag_altinn(standin, timeout=0.6))[0].endswith("timeout")
    assert time.monotonic() - begynte < 1.2


def test_it_does_not_wait_with_the_circuit_open(standin: Standins) -> None:
    klokke = Klokke()
    klient = lag_altinn(standin, circuit=CircuitBreaker(threshold=3, pause=30, clock=klokke))
    standin.altinn.spoler = {"parter": 500, "varig": True}
    assert [_feil(klient)[0] for _ in range(5)] == ["status_500"] * 3 + ["circuit_open"] * 2
    assert standin.altinn.antall["parter"] == 3
    standin.altinn.spoler = {}
    assert _feil(klient) == ("circuit_open", False)
    klokke.naa = 30
    assert ett(klient, "post", "bakeri").known
    assert ett(klient, "post", "bakeri").known


@pytest.mark.parametrize("feil", [500, "tull", "html", "brudd", {"treg": 1.5}])
def test_it_does_not_open_the_circuit_for_others_over_one_person(standin: Standins, feil: object) -> None:
    klient = lag_altinn(standin, timeout=1)
    ett(klient, "leder", "bakeri")
    standin.altinn.spoler = {"parter": feil, "varig": True}
    koder = [_feil(klient)[0] for _ in range(5)]
    assert koder[3:] == ["circuit_open"] * 2
    assert "circuit_open" not in koder[:3]
    standin.altinn.spoler = {}
    assert ett(klient, "leder", "bakeri").known


@pytest.mark.parametrize("feil", [401, 403, 429])
def test_it_opens_the_circuit_for_all_when_we_are_not_let_in(standin: Standins, feil: object) -> None:
    klient = lag_altinn(standin)
    standin.altinn.spoler = {"parter": feil, "varig": True}
    for _ in range(3):
        _feil(klient)
    assert _feil(klient, "leder") == ("circuit_open", False)


def test_it_opens_the_circuit_when_several_persons_fail(standin: Standins) -> None:
    klient = lag_altinn(standin)
    standin.altinn.spoler = {"parter": 500, "varig": True}
    for person in ("post", "post_begge", "post_ingen"):
        assert _feil(klient, person)[0] == "status_500"
    assert _feil(klient, "leder") == ("circuit_open", False)


def test_it_does_not_open_the_circuit_over_one_bad_question(standin: Standins) -> None:
    klient = lag_altinn(standin)
    for _ in range(5):
        with pytest.raises(AltinnError, match="status_400"):
            klient.verdicts(pid="123", orgnrs=[nummer("bakeri")], packages=PAKKER)
    assert ett(klient, "post", "bakeri").known


def test_it_says_and_logs_nothing_about_others(standin: Standins, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    standin.altinn.sett_tilgang("post_flere", "konsern", pakker=[ORDINAER], underenheter=True)
    klient = lag_altinn(standin)
    svar = klient.verdicts(pid=fnr("post_flere"), orgnrs=[nummer("bakeri")], packages=PAKKER, filtered=False)
    standin.altinn.spoler = {"parter": "tull"}
    with pytest.raises(AltinnError) as fanget:
        ett(klient, "post_flere", "bakeri")
    sagt = repr(svar) + repr(klient) + repr(fanget.value) + repr(fanget.value.__cause__) + caplog.text
    hemmelige = alle_andre("bakeri") | {"eyJ"}
    assert [verdi for verdi in hemmelige if verdi in sagt] == []


def test_it_leaves_out_of_the_question_what_it_does_not_need(
    standin: Standins, monkeypatch: pytest.MonkeyPatch
) -> None:
    sporsmal: list[tuple[str, object]] = []
    ekte = standin.altinn._parties
    path = "/accessmanagement/api/v1/resourceowner/authorizedparties"

    def husk(request: Any) -> Any:
        sporsmal.append((request.query, json.loads(request.body)))
        return ekte(request)

    monkeypatch.setitem(standin.altinn._routes[path], "POST", (husk, "parter"))
    ett(lag_altinn(standin), "post", "bakeri")
    ((query, kropp),) = sporsmal
    assert query == "includeAccessPackages=true&includeRoles=false&includeResources=false&includeInstances=false"
    assert kropp == {
        "type": "urn:altinn:person:identifier-no",
        "value": fnr("post"),
        "partyFilter": [{"type": "urn:altinn:organization:identifier-no", "value": nummer("bakeri")}],
    }
