"""Schemathesis against the running service: whatever it sends, no 5xx, and every answer is as it is described."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.prosess.conftest import LagTjeneste
from tests.prosess.tjeneste import ROT, Tjeneste

_SJEKKER = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
_LANGT_TOKEN_SEKUNDER = 3600
_TILFELLER = "10"  # per operation, beside the examples and what the coverage phase finds on its own
_FRIST_SEKUNDER = 240
# With these the konto would be gone for all that comes after; they are tried with unknown kontoer in other tests.
_SLETTER_KONTOEN = ("dokumenter_api_konto_slett", "dokumenter_api_deldokument_slett_delekonto")


def fagsystem_i(tjeneste: Tjeneste) -> dict[str, str]:
    """A system with access to the kontoer of the demo municipality."""
    fil = tjeneste.mappe / "fagsystem.json"
    personer = str(ROT / "standins" / "personer.json")
    tjeneste.kjor("manage.py", "last_demo", "--personer", personer, "--integrasjon", str(fil))
    innhold: dict[str, str] = json.loads(fil.read_text(encoding="utf-8"))
    return innhold


def hoder_for(fagsystem: dict[str, str], standins: str) -> dict[str, str]:
    """What it sends with every call; the token lasts longer than the test."""
    krav = {"exp": int(time.time()) + _LANGT_TOKEN_SEKUNDER}
    svar = requests.post(
        f"{standins}/maskinporten/_test/token", json={"orgnr": fagsystem["orgnr"], "krav": krav}, timeout=30
    )
    return {
        "Authorization": f"Bearer {svar.json()['access_token']}",
        "IntegrasjonId": fagsystem["integrasjonId"],
        "IntegrasjonPassord": fagsystem["integrasjonPassord"],
    }


def oppsett(fagsystem: dict[str, str]) -> str:
    """Most calls are about a konto that is there, so that they come further than to 404."""
    konto, org = fagsystem["kontoId"], fagsystem["fiksOrganisasjonId"]
    return (
        f'[parameters]\n"path.kontoId" = "{konto}"\n"path.fiksOrganisasjonId" = "{org}"\n"path.fiksOrgId" = "{org}"\n'
    )


@pytest.mark.lang
def test_it_answers_as_it_is_described_whatever_is_sent(
    ny_tjeneste: LagTjeneste, standins: str, tmp_path: Path
) -> None:
    tjeneste = ny_tjeneste({"API_KALL_PER_MINUTT": "100000"})
    tjeneste.start_web()
    fagsystem = fagsystem_i(tjeneste)
    konfig = tmp_path / "schemathesis.toml"
    konfig.write_text(oppsett(fagsystem), encoding="utf-8")
    hoder = [del_ for navn, verdi in hoder_for(fagsystem, standins).items() for del_ in ("-H", f"{navn}: {verdi}")]
    utelatt = [del_ for navn in _SLETTER_KONTOEN for del_ in ("--exclude-operation-id", navn)]
    svar = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(konfig)),
            *("run", f"{tjeneste.url}/api/openapi.json", *hoder, *utelatt, "--checks", _SJEKKER),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", _TILFELLER),
            *("--generation-deterministic", "--no-shrink", "--no-color", "--request-timeout", "30"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=_FRIST_SEKUNDER,
        check=False,
    )
    assert svar.returncode == 0, svar.stdout[-8000:] + svar.stderr[-2000:] + tjeneste.logg("web0")[-4000:]
    assert re.search(r"Selected: (\d+)/\d+\s+Tested: \1\s", svar.stdout), svar.stdout[-3000:]
