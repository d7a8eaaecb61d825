"""What the settings make of the address of the service."""

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


@pytest.mark.parametrize(("adresse", "prefiks"), [("https://del.example.no", "__Host-"), ("http://127.0.0.1:8000", "")])
def test_it_binds_the_cookies_to_the_host_where_the_address_is_https(adresse: str, prefiks: str) -> None:
    svar = subprocess.run(
        [sys.executable, "-c", _VIS],
        cwd=ROT,
        env=os.environ | {"BASE_URL": adresse},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    navn, felles = svar.stdout.splitlines()
    sikker = bool(prefiks)
    assert navn == f"{prefiks}deldokument_okt {prefiks}deldokument_csrf {sikker} {sikker}"
    assert felles == "/ None"  # what a browser demands of such a cookie
