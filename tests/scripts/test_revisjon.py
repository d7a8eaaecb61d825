"""`make audit` never says that all is well when nobody was asked."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from scripts.revisjon import Utfall, dom_over, rapporter, spor

REN: dict[str, Any] = {"name": "en", "version": "1.0", "vulns": []}
SMITTET: dict[str, Any] = {
    "name": "to",
    "version": "2.0",
    "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}, {"id": "CVE-2", "fix_versions": []}],
}
UKJENT: dict[str, Any] = {"name": "tre", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("pakker", "tegn", "linjer"),
    [
        ([REN], "OK", []),
        ([REN, SMITTET], "FEIL", ["to 2.0: CVE-1, rettet i 2.1", "to 2.0: CVE-2, rettet i ingen ennå"]),
        ([REN, UKJENT], "IKKE KJØRT", ["1 av 2 pakker er ukjente for oversikten"]),
        ([], "IKKE KJØRT", []),
    ],
)
def test_it_judges_by_what_was_answered(pakker: list[dict[str, Any]], tegn: str, linjer: list[str]) -> None:
    assert dom_over(json.dumps({"dependencies": pakker})) == (tegn, linjer)


@pytest.mark.parametrize("svar", ["", "Traceback", "[]", "{}"])
def test_it_takes_no_answer_for_no_answer(svar: str) -> None:
    assert dom_over(svar).tegn == "IKKE KJØRT"


def test_it_was_not_run_where_there_is_no_pip_audit() -> None:
    assert spor("/finnes/ikke", "requirements.txt").tegn == "IKKE KJØRT"
    assert spor(sys.executable, "requirements-finnes-ikke.txt").tegn == "IKKE KJØRT"


@pytest.mark.parametrize(("tegn", "kode", "hoyt"), [("OK", 0, False), ("FEIL", 1, False), ("IKKE KJØRT", 0, True)])
def test_it_fails_for_a_finding_and_is_loud_when_nobody_was_asked(
    tegn: str, kode: int, hoyt: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rapporter({"requirements.txt": Utfall(tegn, [])}) == kode
    assert ("*** IKKE KJØRT" in capsys.readouterr().out) is hoyt
