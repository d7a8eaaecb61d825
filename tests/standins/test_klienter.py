"""Clients from a file: read again when it changes, and never with a private key."""

import json
from pathlib import Path

import pytest
from jwt.algorithms import RSAAlgorithm

from standins.klienter import Klientregister
from standins.personer import personer
from standins.server import start_i_traad
from tests.standins.klient import PRIVATE_KEY, TILBAKE, Nettleser, jwks


def _fil(path: Path, *klienter: dict[str, object]) -> Path:
    path.write_text(json.dumps(klienter), encoding="utf-8")
    return path


def _klient(client_id: str, **fields: object) -> dict[str, object]:
    return {"client_id": client_id, "jwks": jwks(), "redirect_uris": [TILBAKE], **fields}


def test_it_reads_the_file_when_it_appears_and_changes(tmp_path: Path) -> None:
    fil = tmp_path / "klienter.json"
    register = Klientregister("idporten", fil)
    assert register.finn("a") is None
    _fil(fil, _klient("a"))
    assert register.finn("a")
    _fil(fil, _klient("bb"))
    assert register.finn("a") is None
    assert register.finn("bb")


def test_it_keeps_the_old_ones_while_the_file_is_broken(tmp_path: Path) -> None:
    fil = _fil(tmp_path / "klienter.json", _klient("a"))
    register = Klientregister("idporten", fil)
    assert register.finn("a")
    for broken in (
        "[{",
        "{}",
        "[1]",
        '[{"client_id": "a"}]',
        '[{"client_id": "a", "jwks": {"keys": []}, "ukjent": 1}]',
    ):
        fil.write_text(broken, encoding="utf-8")
        assert register.finn("a")


def test_it_keeps_the_types_apart(tmp_path: Path) -> None:
    fil = _fil(tmp_path / "klienter.json", _klient("a"), _klient("b", type="maskinporten", orgnr="311500012"))
    assert Klientregister("idporten", fil).finn("b") is None
    assert Klientregister("maskinporten", fil).finn("a") is None
    assert Klientregister("maskinporten", fil).finn("b")


def test_it_refuses_a_private_key() -> None:
    private = json.loads(RSAAlgorithm.to_jwk(PRIVATE_KEY))
    with pytest.raises(ValueError, match="private"):
        Klientregister("idporten").registrer({"client_id": "a", "jwks": {"keys": [private]}})


def test_it_logs_in_a_client_of_the_file(tmp_path: Path) -> None:
    fil = _fil(tmp_path / "klienter.json", _klient("fra-fil"))
    with start_i_traad(klientfil=fil) as standin:
        assert Nettleser(standin, "fra-fil").id_token("ola")["pid"] == personer["ola"].fnr


def test_it_registers_over_http(nettleser: Nettleser) -> None:
    url = f"{nettleser.idp.issuer}/_test/klienter"
    assert nettleser.post(url, json=_klient("ny"), timeout=5).status_code == 201
    assert nettleser.post(url, json={"client_id": "ny"}, timeout=5).status_code == 400
    nettleser.client_id = "ny"
    assert nettleser.id_token()["aud"] == "ny"
