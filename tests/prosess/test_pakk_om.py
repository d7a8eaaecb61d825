"""A new master key for a service that goes on: whoever dies, and whenever, everything can be read; and then without the
old key.
"""

import base64
import json
import threading
from pathlib import Path

import pytest

from tests.prosess.conftest import LagTjeneste, LoggInn
from tests.prosess.klient import tilfeldig
from tests.prosess.tjeneste import Tjeneste

_NY = "ny:" + base64.b64encode(b"n" * 32).decode()
_MB = 1024**2


def _bruk_nokler(tjeneste: Tjeneste, *nokler: str) -> None:
    """As an operator does: change the setting and start everything again."""
    tjeneste.stopp()
    tjeneste.miljo.pop("HOVEDNOKLER_FILE", None)
    tjeneste.miljo["HOVEDNOKLER"] = ",".join(nokler)


def _gammel(tjeneste: Tjeneste) -> str:
    return Path(tjeneste.miljo["HOVEDNOKLER_FILE"]).read_text(encoding="utf-8").strip()


@pytest.mark.lang
def test_it_loses_nothing_whichever_step_the_command_dies_before(ny_tjeneste: LagTjeneste) -> None:
    tjeneste = ny_tjeneste()
    gammel = _gammel(tjeneste)
    tjeneste.gjor("lag_delinger", antall=2, dokumenter=3, sekunder=3600)
    _bruk_nokler(tjeneste, _NY, gammel)
    linjer = [json.loads(linje) for linje in tjeneste.kjor("-m", "tests.prosess.dod_i_ompakking").splitlines()]
    assert [linje["kode"] for linje in linjer] == [-9] * (len(linjer) - 1) + [0]
    assert {"commit", 'UPDATE "dokumenter_dokument" SET'} <= {linje["steg"] for linje in linjer}
    assert {linje["leselige"] for linje in linjer} == {6}
    igjen = [linje["under"].get("lokal1", 0) for linje in linjer]
    assert igjen == sorted(igjen, reverse=True)
    assert igjen[0] > igjen[len(igjen) // 2] > igjen[-1] == 0, "it went on where it was stopped"


@pytest.mark.lang
def test_it_works_beside_uploads_and_downloads_and_another_copy_of_itself(
    ny_tjeneste: LagTjeneste, logg_inn: LoggInn
) -> None:
    tjeneste = ny_tjeneste()
    gammel = _gammel(tjeneste)
    tjeneste.gjor("lag_delinger", antall=20, dokumenter=2, sekunder=3600)
    tjeneste.start_web()
    kari = logg_inn(tjeneste)
    begynt = kari.start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(8 * _MB))
    assert begynt.patch(tjeneste.url, 0, 3 * _MB) == 204
    _bruk_nokler(tjeneste, _NY, gammel)
    tjeneste.start_web()
    kommandoer = [
        threading.Thread(target=tjeneste.kjor, args=("manage.py", "pakk_om", "--bolk", "3")) for _ in range(2)
    ]
    for kommando in kommandoer:
        kommando.start()
    ny = kari.start_opplasting(tjeneste.gjor("lag_utkast"), tilfeldig(2 * _MB))
    for opplasting in (begynt, ny):
        opplasting.fullfor(tjeneste.url, bit=_MB)
    for kommando in kommandoer:
        kommando.join()
    assert "Hovednøkkel lokal1: brukes ikke lenger, og kan fjernes" in tjeneste.kjor("manage.py", "pakk_om")

    _bruk_nokler(tjeneste, _NY)
    tjeneste.start_web()
    mottaker = logg_inn(tjeneste, "mottaker")
    for dokument in tjeneste.gjor("dokumenter"):
        if dokument["deling__tilstand"] == "delt":
            svar = mottaker.get(f"/d/{dokument['deling_id']}/{dokument['id']}")
            assert (svar.status_code, len(svar.content)) == (200, dokument["mottatt"])
    for opplasting in (begynt, ny):
        tjeneste.gjor("kontroller", dokument=opplasting.dokument)
    sjekksummer = {dokument["id"]: dokument["sha256"] for dokument in tjeneste.gjor("dokumenter")}
    assert [sjekksummer[opplasting.dokument] for opplasting in (begynt, ny)] == [begynt.sha256, ny.sha256]
