"""Whatever Altinn answers, nobody is let in by it but those it names, nothing breaks, and its words go nowhere."""

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumenter.models import Deling
from dokumenter.virksomhet.tilgangspakker import glem_klienten
from standins.server import Standins
from standins.wsgi import Response
from tests.altinn import GAMMEL_ROLLE, ORDINAER, TAUSHETSBELAGT, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.views.virksomhet.lag import Nettleser

STI = "/accessmanagement/api/v1/resourceowner/authorizedparties"
HEMMELIG = "Ordet Som Bare Altinn Sa"
URN, ROLLE_URN = "urn:altinn:accesspackage:", "urn:altinn:rolecode:"
UTEN_MENING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.just(HEMMELIG), st.just([HEMMELIG]), st.just({"a": 1})
)
KODE = st.sampled_from(
    [
        *(ORDINAER, URN + ORDINAER, ORDINAER.upper(), TAUSHETSBELAGT, GAMMEL_ROLLE, HEMMELIG, ""),
        *(URN * 2 + ORDINAER, ROLLE_URN + ORDINAER, f" {ORDINAER}"),
    ]
)
KODER = st.one_of(st.lists(KODE, max_size=3), UTEN_MENING)
FLAGG = st.one_of(st.just(False), st.just(True), UTEN_MENING)


def _part(under: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    felter = {
        "name": st.just(HEMMELIG),
        "organizationNumber": st.one_of(st.just(orgnr("bakeri")), st.just(orgnr("verksted")), UTEN_MENING),
        "type": st.one_of(st.just("Organization"), st.sampled_from(["Person", "organization"]), UTEN_MENING),
        "isDeleted": FLAGG,
        "onlyHierarchyElementWithNoAccess": FLAGG,
        "authorizedAccessPackages": KODER,
        "authorizedRoles": KODER,
        "subunits": st.one_of(st.lists(under, max_size=2), UTEN_MENING),
    }
    return st.fixed_dictionaries({}, optional=felter)


PARTER = st.lists(st.recursive(st.one_of(UTEN_MENING, _part(st.none())), _part, max_leaves=6), max_size=3)
KROPP = st.one_of(
    PARTER.map(json.dumps).map(str.encode),
    UTEN_MENING.map(json.dumps).map(str.encode),
    st.binary(max_size=60).map(lambda rest: HEMMELIG.encode() + rest),
    st.sampled_from([b"[" * 100_000, b"[1e999]", b"[" + b"1" * 5000 + b"]", b'["\\ud800"]', b""]),
)
STATUS = st.sampled_from([200] * 8 + [201, 204, 302, 400, 403, 429, 500, 599])


def _apner(svar: object) -> bool:
    """Said anew, as the facts have it: somewhere in the answer the business itself, alive, with the right package."""
    if isinstance(svar, list):
        return any(_apner(part) for part in svar)
    if not isinstance(svar, dict):
        return False
    pakker = svar.get("authorizedAccessPackages")
    dette = (
        svar.get("organizationNumber") == orgnr("bakeri")
        and svar.get("type") == "Organization"
        and svar.get("isDeleted") is False
        and svar.get("onlyHierarchyElementWithNoAccess") is False
        and isinstance(pakker, list)
        and any(pakke in {ORDINAER, URN + ORDINAER, ORDINAER.upper()} for pakke in pakker)
    )
    return dette or _apner(svar.get("subunits"))


@pytest.fixture
def svarer(altinn: Standins, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the stand-in answers, whoever asks about whom."""
    svar: dict[str, Any] = {"status": 200, "kropp": b"[]"}
    monkeypatch.setitem(
        altinn.altinn._routes[STI],
        "POST",
        (lambda _request: Response(svar["status"], svar["kropp"], "application/json"), "parter"),
    )
    return svar


@given(status=STATUS, kropp=KROPP)
@settings(max_examples=192, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_lets_nobody_in_by_a_hostile_answer(
    status: int,
    kropp: bytes,
    svarer: dict[str, Any],
    deling: Deling,
    nettleser_for: Nettleser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    glem_klienten()
    svarer |= {"status": status, "kropp": kropp}
    klient = nettleser_for(lag_bruker("fremmed"))
    svar = klient.get(f"/d/{deling.id}")
    assert svar.status_code in {200, 403, 404, 503}
    if svar.status_code == 200:
        assert status == 200
        assert _apner(json.loads(kropp))
    assert HEMMELIG not in caplog.text
    assert HEMMELIG not in svar.content.decode()
