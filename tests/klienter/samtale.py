"""What the tests of real clients say to the service by themselves."""

from __future__ import annotations

import base64
import http.client
import time
from collections.abc import Callable

import requests

from bench.tjeneste import Tjeneste


def vent_til(sant: Callable[[], bool], frist: float = 30) -> None:
    slutt = time.monotonic() + frist
    while not sant():
        assert time.monotonic() < slutt, "det skjedde ikke i tide"
        time.sleep(0.05)


def opprett_med(url: str, hoder: dict[str, str], utkast: str, storrelse: int) -> str:
    """The same in a draft of one's own, at an address of one's own."""
    metadata = f"deling {_b64(utkast)},filename {_b64('fil.bin')}"
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": str(storrelse), "Upload-Metadata": metadata}
    svar = requests.post(f"{url}/opplasting/", headers=hoder | tus, timeout=60)
    assert svar.status_code == 201
    return svar.headers["Location"]


def opprett(vi: Tjeneste, forbindelse: http.client.HTTPConnection, storrelse: int) -> str:
    """Create an upload in a new draft; returns its address."""
    metadata = f"deling {_b64(vi.be('utkast'))},filename {_b64('fil.bin')}"
    hoder = {"Tus-Resumable": "1.0.0", "Upload-Length": str(storrelse), "Upload-Metadata": metadata}
    forbindelse.request("POST", "/opplasting/", headers=hoder | vi.hoder("kari"))
    svar = forbindelse.getresponse()
    assert svar.status == 201
    svar.read()
    return svar.headers["Location"]


def _b64(tekst: str) -> str:
    return base64.b64encode(tekst.encode()).decode()
