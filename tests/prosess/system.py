"""A system on one connection to the real server, that sends exactly the bytes it is told to."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Iterator
from http.client import HTTPResponse
from typing import Any

import requests

from scripts.porter import VERT
from tests.dokumenter.api.multipart import TYPE
from tests.prosess.tjeneste import Tjeneste


class System:
    """A system on one connection. `sti` is the path of its konto."""

    def __init__(self, tjeneste: Tjeneste, standins: str) -> None:
        self.tjeneste = tjeneste
        integrasjon: dict[str, str] = tjeneste.gjor("lag_integrasjon")
        token = requests.post(
            f"{standins}/maskinporten/_test/token", json={"orgnr": integrasjon["orgnr"]}, timeout=5
        ).json()["access_token"]
        self.sti = integrasjon["sti"]
        self.hoder = {
            "Host": f"{VERT}:{tjeneste.porter[0]}",
            "Authorization": f"Bearer {token}",
            "IntegrasjonId": integrasjon["id"],
            "IntegrasjonPassord": integrasjon["passord"],
        }
        self.sokkel = socket.create_connection((VERT, tjeneste.porter[0]), timeout=120)

    def send(self, linje: str, biter: Iterable[bytes], **hoder: str) -> None:
        """A request with these exact pieces after its head."""
        alle = self.hoder | {navn.replace("_", "-"): verdi for navn, verdi in hoder.items()}
        hode = f"{linje} HTTP/1.1\r\n" + "".join(f"{navn}: {verdi}\r\n" for navn, verdi in alle.items()) + "\r\n"
        self.sokkel.sendall(hode.encode())
        for bit in biter:
            self.sokkel.sendall(bit)

    def svar(self) -> tuple[int, dict[str, str], Any]:
        """Status, headers and JSON."""
        svar = HTTPResponse(self.sokkel)
        svar.begin()
        innhold = svar.read()
        return svar.status, dict(svar.getheaders()), json.loads(innhold) if innhold else None

    def last_opp(self, biter: Iterable[bytes], sporring: str = "") -> tuple[int, dict[str, str], Any]:
        """Upload, chunked."""
        self.send(
            f"POST {self.sti}/dokumenter/{sporring}", i_biter(biter), Content_Type=TYPE, Transfer_Encoding="chunked"
        )
        return self.svar()


def i_biter(biter: Iterable[bytes]) -> Iterator[bytes]:
    """As HTTP chunks, with the last one."""
    for bit in biter:
        yield f"{len(bit):x}\r\n".encode() + bit + b"\r\n"
    yield b"0\r\n\r\n"


def lag_system(tjeneste: Tjeneste, standins: str) -> Iterator[System]:
    """The body of a fixture."""
    system = System(tjeneste, standins)
    yield system
    system.sokkel.close()
