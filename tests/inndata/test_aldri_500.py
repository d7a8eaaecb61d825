"""Whatever is sent, through whichever door, the answer is a page or an error of the sender's, never a fault of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4
from wsgiref.types import WSGIEnvironment
from zlib import crc32

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver

from fiks_deldokument.tegnsett import lesbar_innholdstype
from kontoer.models import Administrator, Konto, Kontotilgang, Organisasjon
from tests.dokumenter.api.conftest import System
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

T = TypeVar("T")
RARE = [
    "\0",
    "a\0b",
    "9" * 50,
    "9" * 5000,
    "-1",
    "0",
    "NaN",
    "\u0663\u00b2\u2460",
    "\ufeff\u200b\u3164",
    "\U0001f469\u200d\U0001f467 \u0301\u202e",
    "0000-00-00",
    "9999-12-31T23:59:59.999999+23:59",
    "1~9999-12-31T23:59:59.999999-23:59~00000000-0000-0000-0000-000000000000",
    "1~0001-01-01T00:00:00+23:59~00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "' OR 1=1 --",
    "Thu, 01 Jan 99999999999999999999 00:00:00 GMT",
    "Thu, 01 Jan 2026 00:00:00 +99999999999999999999",
    "%00%c3%28%",
    "//evil.example/\r\nSet-Cookie: a=b",
    '[]{}"\\',
    "=" * 300,
]
I_ADRESSEN = [
    *("bevart", "eldre", "error", "etter", "for", "fra", "iss", "konto", "kontoTag", "kryptert", "logg-inn", "next"),
    *("niva", "ny", "person", "deling", "sid", "state", "code", "til", "antall", "tilstand", "type", "utkast"),
]
I_SKJEMA = [
    *("administrator", "autorisert_orgnr", "csrfmiddlewaretoken", "dokument", "er_administrator", "fjern", "fnr"),
    *(
        "forstatt",
        "forvalg",
        "godtar",
        "handling",
        "kan_dele",
        "konto",
        "kontoer",
        "language",
        "lengste_varighet_dager",
    ),
    *("logout_token", "mottakere", "navn", "next", "personvernerklaering", "sikkerhetsniva", "standard_varighet_dager"),
    *("taushetsbelagt", "tilgjengelig_i", "tilgjengelighetserklaering", "utkast", "versjon", "virksomhet"),
]
HODER = [
    *("Accept", "Accept-Language", "Authorization", "Cookie", "Host", "If-Match", "If-Modified-Since", "If-None-Match"),
    *("If-Range", "If-Unmodified-Since", "IntegrasjonId", "IntegrasjonPassord", "Origin", "Range", "Referer"),
    *("Tus-Resumable", "Upload-Checksum", "Upload-Length", "Upload-Metadata", "Upload-Offset", "X-Forwarded-For"),
    *("X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Request-ID", "Transfer-Encoding", "Expect"),
]
TYPER = [
    *("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x; charset=zlib"),
    *("multipart/form-data; boundary=x; charset=finnes-ikke", "multipart/form-data; boundary=\u00e6", "a", "/", ""),
    *("application/x-www-form-urlencoded; charset=zlib", "application/x-www-form-urlencoded; charset=rot13"),
    *("application/json; charset=base64", "application/json; charset=utf-16", "text/plain; charset=idna", "a/b;" * 500),
    *("application/x-www-form-urlencoded; charset=hex", "application/x-www-form-urlencoded; charset=undefined"),
    *(
        "text/plain; a*=finnes-ikke''%41",
        "multipart/form-data; boundary*=zlib''%41",
        "a/b; a*0*=x; a*1=y; a*=z'",
        "a/b; ;=;'",
    ),
    *(
        "multipart/form-data; boundary=" + "x" * 500,
        'multipart/form-data; boundary="x',
        "application/offset+octet-stream",
    ),
]
KROPPER = [
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf{}", b"\xef\xbb\xbf", b"null", b"[]", b'"', b"{", b"1e999", b"[" * 50_000),
    *(
        b'{"a":' * 5_000,
        b'{"navn": "\\ud800"}',
        b'{"navn": "\\u0000"}',
        b"--x\r\n\r\n\r\n--x--\r\n",
        b"--x--",
        b"&" * 999,
    ),
    *(
        b"--x\r\nContent-Disposition: form-data; name=\xff; filename*=zlib''%41\r\n\r\n\r\n--x--",
        b"a=%00&b=%ff&c",
        b"--x\r\n",
    ),
    b"--x\r\nContent-Disposition: form-data; name=dokumenter; filename=a\r\nContent-Type: \0\r\n\r\nx\r\n--x--\r\n",
]


def adresser(under: URLResolver | None = None, foran: str = "") -> Iterator[str]:
    """Every address, as its pattern is written."""
    for en in (under or get_resolver()).url_patterns:
        if isinstance(en, URLResolver):
            yield from adresser(en, foran + str(en.pattern))
        else:
            yield foran + str(en.pattern)


MASKINSTIER = ("dokumentlager", "melding-dokumentdeling")
ALLE = {sti for sti in adresser() if "(?P" not in sti}
SIDER = sorted(sti for sti in ALLE if not sti.startswith((*MASKINSTIER, "api/openapi.json")))
API = sorted(sti for sti in ALLE if sti.startswith(MASKINSTIER))
DOKUMENTER = "dokumentlager/api/v1/<id:fiksOrganisasjonId>/kontoer/<id:kontoId>/dokumenter"
MED_HALE = [
    "{}",
    "d/{}",
    "d/<id:deling_id>{}",
    "d/<id:deling_id>/{}",
    "delinger/{}",
    "konfigurasjon/{}/logg/",
    "static/{}",
]
I_JSON = [
    *("navn", "tags", "dokumentnavn", "fra", "til", "slettet", "korrelasjonsid", "ids", "avsendernavn", "varsling"),
    *("tilganger", "kanDele", "ttl", "tilgjengeligTil", "eksponertFor", "mimetype", "konteringskode", "sikkerhetsniva"),
]


UTVALG = [
    *("", "del/", "del/kontroller/", "sprak/", "logg-inn/", "delinger/", "mottatt/", "opplasting/", "d/<id:deling_id>"),
    *("konfigurasjon/konto/<id:konto_id>/navn/", "oidc/backchannel-logout/", "oidc/callback/", "opplasting/gjenoppta/"),
]
RAR_DEL = (
    b"--x\r\nContent-Disposition: form-data; name=dokumenter; filename*=finnes-ikke''%41; a*0*=x\r\n\r\n\r\n--x--\r\n"
)
SKJEMA = (
    b'--x\r\nContent-Disposition: form-data; name="navn"\r\n\r\n\xc3\xa5\xff\r\n'
    b'--x\r\nContent-Disposition: form-data; name="konto"\r\nContent-Type: text/plain; charset=zlib\r\n\r\nx\r\n'
    b"--x--\r\n"
)


@pytest.fixture
def ider(konto: Konto, kari: User, mottaker: User, organisasjon: Organisasjon) -> dict[str, UUID]:
    """What is there to ask for, by the names in the addresses. Kari may do everything."""
    Administrator.objects.create(organisasjon=organisasjon, bruker=kari)
    Kontotilgang.objects.filter(bruker=kari).update(er_administrator=True)
    deling = lag_deling(konto, kari, kari)
    dokument = deling.dokumenter.get()
    return {
        **dict.fromkeys(("organisasjon_id", "fiksOrganisasjonId", "fiksOrgId"), organisasjon.pk),
        **dict.fromkeys(("konto_id", "kontoId"), konto.pk),
        **dict.fromkeys(("bruker_id", "personId"), kari.pk),
        **dict.fromkeys(("dokument_id", "dokumentId"), dokument.pk),
        **{navn: uuid4() for navn in ("integrasjon_id", "korrelasjonsid")},
        "deling_id": deling.pk,
    }


def fyll(sti: str, ider: dict[str, UUID], tekst: str = "x") -> str:
    """The address with ids in it, and `tekst` where it takes a text."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda treff: str(ider.get(treff[1], tekst)), sti)


def lest(svar: HttpResponseBase) -> int:
    """The status; a stream is read to its end."""
    if getattr(svar, "streaming", False):
        b"".join(svar.streaming_content)  # type: ignore[attr-defined]
    return svar.status_code


class Lesbar(ClientHandler):
    """The test client's way in, by way of what stands before Django in production."""

    def __call__(self, environ: WSGIEnvironment) -> Any:
        environ["CONTENT_TYPE"] = lesbar_innholdstype(environ.get("CONTENT_TYPE", ""))
        return super().__call__(environ)


class Brutt:
    """A body that stands still, or breaks."""

    def __init__(self, feil: type[OSError]) -> None:
        self.feil = feil

    def read(self, *_antall: int) -> bytes:
        """Nothing."""
        raise self.feil("brutt")

    readline = read


@pytest.fixture
def karis(kari: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    """Logged in; an exception becomes the page that people would see."""
    klient = nettleser_for(kari)
    klient.raise_request_exception = False
    klient.handler = Lesbar(enforce_csrf_checks=False)
    return klient


def rolig(svar: HttpResponseBase, *hva: object) -> None:
    """501, 503 and the like say something that is so."""
    assert lest(svar) != 500, hva


@pytest.fixture
def anrop(system: System) -> Callable[..., HttpResponseBase]:
    """Calls by a system that is who it says."""
    system.klient.raise_request_exception = False
    system.klient.handler = Lesbar(enforce_csrf_checks=False)
    return system.kall


def noen(alle: Sequence[T], plass: str, antall: int) -> Sequence[T]:
    """Some of them: for a place the same in every run, and together the places have them all."""
    start = crc32(plass.encode())
    return [alle[(start + nr) % len(alle)] for nr in range(min(antall, len(alle)))]


def i_hode(rart: str) -> str:
    """As a server hands over the bytes of a header."""
    return re.sub(r"[\0\r\n]", "", rart.encode().decode("latin-1"))  # no server lets these through


def felter_og_hoder(sti: str) -> Iterator[tuple[str, str]]:
    """A header, and something odd for it."""
    for hode in noen(HODER, sti, 8):
        yield hode, i_hode(noen(RARE, sti + hode, 1)[0])


@pytest.mark.parametrize("sti", SIDER)
def test_it_takes_anything_on_a_page(sti: str, karis: Client, ider: dict[str, UUID]) -> None:
    adresse = fyll(sti, ider)
    for rart in RARE if sti in UTVALG else noen(RARE, sti, 5):
        rolig(karis.get(adresse, dict.fromkeys(I_ADRESSEN, rart)), rart[:60])
    for rart in noen(RARE, sti, 5):
        rolig(karis.post(adresse, dict.fromkeys(I_SKJEMA, rart)), rart[:60])
    for hode, rart in felter_og_hoder(sti):
        rolig(karis.get(adresse, headers={hode: rart}), hode, rart[:60])
        rolig(karis.post(adresse, headers={hode: rart}), hode, rart[:60])
    for type_, kropp in zip(noen(TYPER, sti, 8), noen(KROPPER, sti, 8), strict=True):
        rolig(karis.generic("POST", adresse, kropp, content_type=type_), type_[:80], kropp[:40])
    for environ in brutte_kropper():
        rolig(karis.generic("POST", adresse, b"", **environ), environ)


@pytest.mark.parametrize("sti", API)
def test_it_takes_anything_in_a_call(
    sti: str, anrop: Callable[..., HttpResponseBase], system: System, ider: dict[str, UUID]
) -> None:
    adresse, riktige = fyll(sti, ider), dict(system.hoder)
    for rart in noen(RARE, sti, 7):
        for metode in ("GET", "POST"):
            rolig(anrop(metode, f"{adresse}?{urlencode(dict.fromkeys(I_ADRESSEN, rart))}"), metode, rart[:60])
    for nr, kropp in enumerate(noen(KROPPER, sti, 10)):
        rolig(anrop("POST", adresse, kropp), kropp[:40])
        rolig(anrop("POST", adresse, kropp, content_type=TYPER[nr]), TYPER[nr])
    for verdi in noen([*RARE, 10**50, -1, True, [], {}, [None], [["\0"]], 1e308], sti, 10):
        for metode in ("POST", "PATCH", "PUT"):
            rolig(anrop(metode, adresse, json.dumps(dict.fromkeys(I_JSON, verdi))), metode, str(verdi)[:60])
    for environ in brutte_kropper():
        rolig(anrop("POST", adresse, b"", **environ), environ)
    for hode, rart in felter_og_hoder(sti):
        system.hoder = riktige | {hode: rart}
        rolig(anrop("GET", adresse), hode, rart[:60])


@pytest.mark.parametrize("sti", [*UTVALG, DOKUMENTER])
def test_it_takes_any_type_of_a_body(sti: str, karis: Client, system: System, ider: dict[str, UUID]) -> None:
    for type_ in TYPER:
        for kropp in (SKJEMA, RAR_DEL, b"navn=%C3%A5&konto=%ff\xff"):
            adresse = f"{fyll(sti, ider)}?fra=%C3%A5%ff"
            rolig(karis.generic("POST", adresse, kropp, content_type=type_, headers=system.hoder), type_, kropp[:40])
        rolig(karis.generic("GET", adresse, b"", content_type=type_, headers=system.hoder), type_)


@pytest.mark.parametrize("hode", HODER)
def test_it_takes_any_header_of_a_file(
    hode: str, karis: Client, anrop: Callable[..., HttpResponseBase], system: System, ider: dict[str, UUID]
) -> None:
    """Also of an upload, where most of the headers are that mean something."""
    riktige = dict(system.hoder)
    assert lest(karis.get(fyll("d/<id:deling_id>/<id:dokument_id>", ider))) == 200
    for rart in map(i_hode, RARE):
        rolig(karis.get(fyll("d/<id:deling_id>/<id:dokument_id>", ider), headers={hode: rart}), rart[:60])
    for rart in map(i_hode, noen(RARE, hode, 6)):
        tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Metadata": "filename YQ=="}
        rolig(karis.post("/opplasting/", headers=tus | {hode: rart}), rart[:60])
        system.hoder = riktige | {hode: rart}
        rolig(anrop("GET", fyll("dokumentlager/nedlasting/<id:dokumentId>", ider)), rart[:60])


@pytest.mark.parametrize("sti", [*(sti for sti in [*SIDER, *API] if "<str" in sti or "<path" in sti), *MED_HALE])
def test_it_takes_any_text_in_an_address(
    sti: str, karis: Client, anrop: Callable[..., HttpResponseBase], ider: dict[str, UUID]
) -> None:
    for rart in RARE:
        adresse = fyll(sti.replace("{}", "<str:x>"), ider, quote(rart, safe=""))
        for metode in ("GET", "PUT", "PATCH", "DELETE"):
            hvem = anrop if sti in API else karis.generic
            rolig(hvem(metode, adresse), metode, rart[:60])


def brutte_kropper() -> Iterator[WSGIEnvironment]:
    """Bodies that never come, in each type there is a reader for."""
    typer = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "a/b")
    for type_, feil in zip(typer, (OSError, TimeoutError, BlockingIOError, ConnectionResetError), strict=True):
        yield {"wsgi.input": Brutt(feil), "CONTENT_LENGTH": "10", "CONTENT_TYPE": type_}
