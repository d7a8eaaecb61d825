"""Byte for byte what KS' own Java client (dokumentlager-klient) sends, by both HTTP libraries it has been built on.

Seen on the wire: 3.x over Jetty 12 writes each part's type before its name, a quoted boundary, and a file name that is
no ASCII once with holes and once percent-encoded; 1.x over Jetty 9 writes the metadata as text/plain and the file name
in raw UTF-8. Neither escapes a quotation mark. A part's head, its content and each boundary are chunks of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from standins.personer import personer
from tests.prosess.system import System, i_biter, lag_system

NAVN = ["vedtak.pdf", "Vedtak om barnehageplass – blåbærsyltetøy.pdf", "決定 📄.pdf", 'med "anførsel" i navnet.pdf']
INNHOLD = bytes(range(256)) * 40
FNR = personer["mottaker"].fnr


@dataclass(frozen=True)
class Jetty:
    """How one version writes an upload."""

    agent: str
    grense: str
    type: str
    metadata: str
    dokument: str


JETTY_12 = Jetty(
    "Jetty/12.0.3",
    "JettyHttpClient-m3f0xzfkvwc91k3zpp5740yg",
    'multipart/form-data; boundary="{grense}"',
    'Content-Type: application/json\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n',
    "Content-Type: application/octet-stream\r\n"
    'Content-Disposition: form-data; name="dokument"; filename={filnavn}\r\n\r\n',
)
JETTY_9 = Jetty(
    "Jetty/9.4.27.v20200227",
    "JettyHttpClientBoundaryh7ukw6a75gpe4kz0nfuwc",
    "multipart/form-data; boundary={grense}",
    'Content-Disposition: form-data; name="metadata"\r\nContent-Type: text/plain;charset=UTF-8\r\n\r\n',
    'Content-Disposition: form-data; name="dokument"; filename={filnavn}\r\n'
    "Content-Type: application/octet-stream\r\n\r\n",
)


def filnavn(jetty: Jetty, navn: str) -> str:
    """As the library writes it, quotation marks and all."""
    if jetty is JETTY_9 or navn.isascii():
        return f'"{navn}"'
    return f"\"{''.join(tegn if tegn.isascii() else '_' for tegn in navn)}\"; filename*=UTF-8''{quote(navn, safe='')}"


def metadata(navn: str) -> bytes:
    """As Jackson writes it: no spaces, nulls for what is not set, `type` after the number."""
    felter = {
        "dokumentnavn": navn,
        "mimetype": "application/pdf",
        "ttl": 3600,
        "tilgjengeligTil": None,
        "eksponertFor": [{"fnr": FNR, "type": "PERSON"}],
        "sikkerhetsniva": None,
        "korrelasjonsid": None,
        "ikkeLagreDokumentLastetNed": None,
    }
    return json.dumps(felter, ensure_ascii=False, separators=(",", ":")).encode()


def opplasting(jetty: Jetty, navn: str) -> Iterator[bytes]:
    """The pieces, each a chunk."""
    yield f"--{jetty.grense}\r\n".encode()
    yield jetty.metadata.encode()
    yield metadata(navn)
    yield f"\r\n--{jetty.grense}\r\n".encode()
    yield jetty.dokument.format(filnavn=filnavn(jetty, navn)).encode()
    yield from (INNHOLD[i : i + 4096] for i in range(0, len(INNHOLD), 4096))
    yield f"\r\n--{jetty.grense}--\r\n".encode()


system = pytest.fixture(lag_system)


@pytest.mark.parametrize("jetty", [JETTY_12, JETTY_9], ids=["Jetty 12", "Jetty 9"])
def test_it_takes_an_upload_as_the_client_writes_it(jetty: Jetty, system: System) -> None:
    hoder = {
        "Accept_Encoding": "gzip",
        "User_Agent": jetty.agent,
        "Content_Type": jetty.type.format(grense=jetty.grense),
        "Transfer_Encoding": "chunked",
    }
    for navn in NAVN:
        system.send(f"POST {system.sti}/dokumenter/?kryptert=false", i_biter(opplasting(jetty, navn)), **hoder)
        status, svarhoder, data = system.svar()
        assert status == 201, data
        assert svarhoder["Location"].startswith(f"{system.tjeneste.url}/d/")
        # What Jackson reads back: all five, by these names.
        ventet = {"mimeType": "application/pdf", "ukryptertStorrelse": len(INNHOLD), "kryptertStorrelse": len(INNHOLD)}
        assert data == {"id": data["id"], "dokumentnavn": navn, **ventet}


def test_it_tells_the_client_why_while_it_is_still_sending(system: System) -> None:
    """The client reads the answer only when it has sent everything, on a connection that must then still be there."""
    konto = system.sti.rsplit("/", 1)[0] + "/00000000-0000-4000-8000-000000000000"
    biter = [*list(opplasting(JETTY_12, "stor.bin"))[:-1], *[b"\x07" * 4096] * 5000]
    hoder = {"Content_Type": JETTY_12.type.format(grense=JETTY_12.grense), "Transfer_Encoding": "chunked"}
    for _gang in range(2):
        system.send(f"POST {konto}/dokumenter/?kryptert=false", i_biter(biter), **hoder)
        status, _hoder, data = system.svar()
        assert (status, data["errorCode"]) == (404, "ikke_funnet")


def test_it_searches_and_changes_as_the_client_asks(system: System) -> None:
    """`til` for `antall`, and nulls."""
    system.send(
        f"POST {system.sti}/dokumenter/?kryptert=false",
        i_biter(opplasting(JETTY_12, "vedtak.pdf")),
        Content_Type=JETTY_12.type.format(grense=JETTY_12.grense),
        Transfer_Encoding="chunked",
    )
    id_ = system.svar()[2]["id"]
    kropp = b'{"korrelasjonsid":null}'
    lengde = {"Content_Type": "application/json", "Content_Length": str(len(kropp))}
    system.send(f"POST {system.sti}/dokumenter/sok?fra=0&til=10", [kropp], **lengde)
    assert [treff["id"] for treff in system.svar()[2]["dokumenter"]] == [id_]
    kropp = b'{"ttl":null,"tilgjengeligTil":"2046-11-24T01:58:25.446250358Z"}'
    lengde["Content_Length"] = str(len(kropp))
    system.send(f"PATCH {system.sti}/dokumenter/{id_}", [kropp], **lengde)
    status, _hoder, data = system.svar()
    assert (status, data["id"]) == (200, id_)
