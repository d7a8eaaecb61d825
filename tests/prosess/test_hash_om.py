"""A new IDENT_NOKKEL, and a command that dies: whenever that is, everybody is known, and nobody becomes two."""

import base64
import json
from pathlib import Path

import pytest

from tests.prosess.conftest import LagTjeneste

_NY = "ny:" + base64.b64encode(b"n" * 32).decode()


@pytest.mark.lang
def test_it_loses_nobody_whichever_step_the_command_dies_before(ny_tjeneste: LagTjeneste) -> None:
    tjeneste = ny_tjeneste()
    tjeneste.gjor("lag_delinger", antall=4, dokumenter=1, sekunder=3600)
    tjeneste.stopp()
    gammel = Path(tjeneste.miljo.pop("IDENT_NOKKEL_FILE")).read_text(encoding="utf-8").strip()
    tjeneste.miljo["IDENT_NOKKEL"] = f"{_NY},{gammel}"
    linjer = [json.loads(linje) for linje in tjeneste.kjor("-m", "tests.prosess.dod_i_omhashing").splitlines()]
    assert [linje["kode"] for linje in linjer] == [-9] * (len(linjer) - 1) + [0]
    assert "commit" in {linje["steg"] for linje in linjer}
    assert {linje["apnes"] for linje in linjer} == {4}
    assert len({linje["brukere"] for linje in linjer}) == 1
    igjen = [linje["under"].get("", 0) for linje in linjer]
    assert igjen == sorted(igjen, reverse=True)
    assert igjen[0] > igjen[len(igjen) // 2] > igjen[-1] == 0, "it went on where it was stopped"
