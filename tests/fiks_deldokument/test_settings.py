"""What the settings make of the environment: the address of the service, and keys."""

import os
import subprocess
import sys

import pytest

from tests.test_architecture import ROT

_VIS = """
from fiks_deldokument import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)
print(getattr(s, "SESSION_COOKIE_PATH", "/"), getattr(s, "SESSION_COOKIE_DOMAIN", None))
"""
_PEM = ("IDPORTEN_PRIVATNOKKEL", "MASKINPORTEN_PRIVATNOKKEL", "DEKRYPTERING_PRIVATNOKKEL", "DEKRYPTERING_SERTIFIKAT")


def _kjor(program: str, **miljo: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROT,
        env=os.environ | miljo,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def test_it_gives_every_key_and_certificate_real_line_breaks() -> None:
    program = f"from fiks_deldokument import settings as s\nprint([getattr(s, navn) for navn in {_PEM}])"
    assert _kjor(program, **dict.fromkeys(_PEM, "en\\nto")).strip() == str(["en\nto"] * len(_PEM))


@pytest.mark.parametrize(("adresse", "prefiks"), [("https://del.example.no", "__Host-"), ("http://127.0.0.1:8000", "")])
def test_it_binds_the_cookies_to_the_host_where_the_address_is_https(adresse: str, prefiks: str) -> None:
    navn, felles = _kjor(_VIS, BASE_URL=adresse).splitlines()
    sikker = bool(prefiks)
    assert navn == f"{prefiks}deldokument_okt {prefiks}deldokument_csrf {sikker} {sikker}"
    assert felles == "/ None"  # what a browser demands of such a cookie
