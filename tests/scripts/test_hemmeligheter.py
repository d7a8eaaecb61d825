"""The keys of a local service: made once, for the owner only, and only the public halves leave."""

import json
from pathlib import Path

from dokumenter.storage.dekryptering import les_nokkelpar
from dokumenter.storage.nokler import Hovednokler
from scripts.hemmeligheter import lag_hemmeligheter, skriv_klientregister

STIER = {"callback": "/cb/", "frontkanal": "/f/", "bakkanal": "/b/", "orgnr": "212340014"}


def test_it_makes_keys_once_and_for_the_owner_only(tmp_path: Path) -> None:
    mappe = tmp_path / "h"
    forste = lag_hemmeligheter(mappe, {})
    innhold = {navn: Path(fil).read_bytes() for navn, fil in forste.items()}
    assert mappe.stat().st_mode & 0o777 == 0o700
    assert {Path(fil).stat().st_mode & 0o777 for fil in forste.values()} == {0o600}
    assert lag_hemmeligheter(mappe, {}) == forste
    assert {navn: Path(fil).read_bytes() for navn, fil in forste.items()} == innhold


def test_it_makes_master_keys_the_service_can_read(tmp_path: Path) -> None:
    fil = Path(lag_hemmeligheter(tmp_path, {})["HOVEDNOKLER_FILE"])
    assert Hovednokler.fra_tekst(fil.read_text(encoding="utf-8").strip()).aktiv == "lokal1"


def test_it_leaves_secrets_of_the_environment_alone(tmp_path: Path) -> None:
    assert "SECRET_KEY_FILE" not in lag_hemmeligheter(tmp_path, {"SECRET_KEY": "x"})
    assert "IDENT_NOKKEL_FILE" not in lag_hemmeligheter(tmp_path, {"IDENT_NOKKEL_FILE": "/x"})


def test_it_registers_public_keys_and_addresses_only(tmp_path: Path) -> None:
    lag_hemmeligheter(tmp_path / "h", {})
    fil = tmp_path / "klienter.json"
    skriv_klientregister(fil, hemmeligheter=tmp_path / "h", base_url="http://127.0.0.1:8000", stier=STIER)
    idporten, maskinporten = json.loads(fil.read_text(encoding="utf-8"))
    assert idporten["redirect_uris"] == ["http://127.0.0.1:8000/cb/"]
    assert maskinporten["orgnr"] == STIER["orgnr"]
    for klient in (idporten, maskinporten):
        assert set(klient["jwks"]["keys"][0]) & {"d", "p", "q", "dp", "dq", "qi"} == set()


def test_it_makes_a_certificate_for_the_key_that_documents_are_encrypted_for(tmp_path: Path) -> None:
    filer = lag_hemmeligheter(tmp_path, {})
    nokkel, sertifikat = (
        Path(filer[f"DEKRYPTERING_{navn}_FILE"]).read_text() for navn in ("PRIVATNOKKEL", "SERTIFIKAT")
    )
    assert les_nokkelpar(nokkel, sertifikat).privatnokkel.key_size == 2048
    annet = lag_hemmeligheter(tmp_path, {"DEKRYPTERING_PRIVATNOKKEL": "x"})
    assert not any(navn.startswith("DEKRYPTERING") for navn in annet)
