"""A network may cut a request anywhere. Whatever the door and the cut, the recipient gets what was sent."""

from __future__ import annotations

import re
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from standins.personer import personer
from tests.dokumenter.api.multipart import TYPE, opplasting
from tests.prosess.conftest import ByggTjeneste
from tests.prosess.klient import Opplasting, Person, tilfeldig
from tests.prosess.kutt import forbindelse, raa, send_kuttet
from tests.prosess.system import System
from tests.prosess.tjeneste import Tjeneste

pytestmark = [pytest.mark.xdist_group("kutt"), pytest.mark.lang]
LENGST_KUTT = 1100  # gunicorn reads the head 8 KiB at a time, and asks for 1 KiB of a body at least
SKRIVERE = 8
BIT = 3000
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
HVER_PAUSE = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes a quarter of a second
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def tjeneste(bygg_tjeneste: ByggTjeneste, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tjeneste]:
    """One service for all cuts."""
    miljo = {"DELING_MAKS_DOKUMENTER": "10000", "WEB_TRADER": "24"}
    with bygg_tjeneste(tmp_path_factory.mktemp("kutt"), miljo) as tjeneste:
        tjeneste.start_web()
        yield tjeneste


@dataclass
class Verden:
    """A service, those who send to it and the one who fetches."""

    tjeneste: Tjeneste
    kari: Person
    mottaker: Person
    system: System

    @property
    def port(self) -> int:
        """Where the service listens."""
        return self.tjeneste.porter[0]

    def hoder(self, **flere: str) -> dict[str, str]:
        """What kari's browser sends."""
        kaker = "; ".join(f"{kake.name}={kake.value}" for kake in self.kari.cookies)
        return {"Host": f"127.0.0.1:{self.port}", "Cookie": kaker, **self.kari.csrf(), **flere}

    def krev_hos_mottaker(self, deling: str, dokument: str, innhold: bytes) -> None:
        """The recipient fetches exactly this."""
        assert self.tjeneste.gjor("kontroller", dokument=dokument)
        svar = self.mottaker.get(f"/d/{deling}/{dokument}")
        assert (svar.status_code, len(svar.content)) == (200, len(innhold))
        assert svar.content == innhold


@pytest.fixture(scope="module")
def verden(tjeneste: Tjeneste, standins: str) -> Iterator[Verden]:
    """kari sends, «mottaker» fetches."""
    with Person(tjeneste.url) as kari, Person(tjeneste.url) as mottaker:
        system = System(tjeneste, standins)
        yield Verden(tjeneste, kari.logg_inn("kari"), mottaker.logg_inn("mottaker"), system)
        system.sokkel.close()


def test_it_stores_the_right_bytes_wherever_a_tus_patch_is_cut(verden: Verden) -> None:
    """Every cut from right behind the headers: that many bytes of the body come with them, the rest a moment later."""
    deling = verden.tjeneste.gjor("lag_utkast")
    kutt = list(range(LENGST_KUTT + 1))
    opplastinger = [
        verden.kari.start_opplasting(deling, tilfeldig(BIT * len(kutt[skriver::SKRIVERE])))
        for skriver in range(SKRIVERE)
    ]
    with ThreadPoolExecutor(SKRIVERE) as trader:
        jobber = [trader.submit(_send_alle, verden, en, kutt[nr::SKRIVERE]) for nr, en in enumerate(opplastinger)]
        for jobb in jobber:
            jobb.result(timeout=240)
    verden.tjeneste.gjor("del_utkast", deling=deling, sekunder=3600)
    for en in opplastinger:
        verden.krev_hos_mottaker(deling, en.dokument, en.innhold)


def _send_alle(verden: Verden, en: Opplasting, kutt: list[int]) -> None:
    """One PATCH for each cut, on one connection."""
    with forbindelse(verden.port) as sokkel:
        for nr, sted in enumerate(kutt):
            fra = nr * BIT
            hoder = {**TUS, "Host": "x", "Upload-Offset": str(fra)} | verden.hoder()
            hode, kropp = raa(f"PATCH {en.sti}", hoder, en.innhold[fra : fra + BIT])
            status, svar, _ = send_kuttet(sokkel, hode + kropp, [len(hode) + sted])
            assert (status, svar["Upload-Offset"]) == (204, str(fra + BIT)), sted


Dor = Callable[[Verden, bytes, int, list[int]], tuple[str, str]]


def _tus_patch(verden: Verden, innhold: bytes, bitvis: int, kutt: list[int]) -> tuple[str, str]:
    deling = verden.tjeneste.gjor("lag_utkast")
    en = verden.kari.start_opplasting(deling, innhold)
    hode, kropp = raa(f"PATCH {en.sti}", verden.hoder(**TUS, **{"Upload-Offset": "0"}), innhold, bitvis=bitvis)
    with forbindelse(verden.port) as sokkel:
        assert send_kuttet(sokkel, hode + kropp, kutt)[0] == 204
    verden.tjeneste.gjor("del_utkast", deling=deling, sekunder=3600)
    return deling, en.dokument


def _tus_opprett(verden: Verden, innhold: bytes, bitvis: int, kutt: list[int]) -> tuple[str, str]:
    deling = verden.tjeneste.gjor("lag_utkast")
    metadata = ",".join(
        f"{navn} {b64encode(verdi.encode()).decode()}" for navn, verdi in (("deling", deling), ("filename", "a.bin"))
    )
    hoder = verden.hoder(**TUS, **{"Upload-Length": str(len(innhold)), "Upload-Metadata": metadata})
    hode, kropp = raa("POST /opplasting/", hoder, innhold, bitvis=bitvis)
    with forbindelse(verden.port) as sokkel:
        status, svar, _ = send_kuttet(sokkel, hode + kropp, kutt)
    assert (status, svar["Upload-Offset"]) == (201, str(len(innhold)))
    verden.tjeneste.gjor("del_utkast", deling=deling, sekunder=3600)
    return deling, svar["Dokument-Id"]


def _skjema(verden: Verden, innhold: bytes, bitvis: int, kutt: list[int]) -> tuple[str, str]:
    """The form without JavaScript: every field, the file, and it is shared."""
    konto = re.search(r'<option value="([0-9a-f-]{36})"[^>]*>Barnevern', verden.kari.get("/del/").text)
    assert konto
    felter = {
        "csrfmiddlewaretoken": verden.kari.csrf()["X-CSRFToken"],
        "konto": konto[1],
        "mottakere": personer["mottaker"].fnr,
        "tilgjengelig_i": "7",
    }
    skille = "----skjemagrense"
    deler = [f'--{skille}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in felter.items()]
    fil = f'--{skille}\r\nContent-Disposition: form-data; name="dokumenter"; filename="a.bin"\r\n\r\n'
    kropp = "".join(deler).encode() + fil.encode() + innhold + f"\r\n--{skille}--\r\n".encode()
    hoder = verden.hoder(**{"Content-Type": f"multipart/form-data; boundary={skille}"})
    hode, kropp = raa("POST /del/", hoder, kropp, bitvis=bitvis)
    with forbindelse(verden.port) as sokkel:
        status, svar, _ = send_kuttet(sokkel, hode + kropp, kutt)
    assert status == 302, "the form was taken"
    deling = svar["Location"].split("/")[2]
    [dokument] = verden.tjeneste.gjor("dokumenter", deling=deling)
    return deling, dokument["id"]


def _api(verden: Verden, innhold: bytes, bitvis: int, kutt: list[int]) -> tuple[str, str]:
    hoder = {**verden.system.hoder, "Content-Type": TYPE}
    hode, kropp = raa(f"POST {verden.system.sti}/dokumenter/", hoder, opplasting(innhold), bitvis=bitvis)
    with forbindelse(verden.port) as sokkel:
        status, svar, _ = send_kuttet(sokkel, hode + kropp, kutt)
    assert status == 201
    return _delt(verden, svar["Location"])


def _api_andre_trinn(verden: Verden, innhold: bytes, bitvis: int, kutt: list[int]) -> tuple[str, str]:
    """The older upload: the metadata first, and then the document as a whole body."""
    metadata = (
        b'{"dokumentnavn": "a.bin", "mimetype": "application/octet-stream", "ttl": 4102444800000, "sikkerhetsniva": 3, '
        b'"eksponertFor": [{"type": "PERSON", "fnr": "%b"}]}' % personer["mottaker"].fnr.encode()
    )
    hoder = {**verden.system.hoder, "Content-Type": "application/json"}
    hode, kropp = raa(f"POST {verden.system.sti}/dokumenter/", hoder, metadata)
    with forbindelse(verden.port) as sokkel:
        status, _, svar = send_kuttet(sokkel, hode + kropp, [len(hode) + 1])
        assert status == 201, svar
        id_ = re.search(rb"[0-9a-f-]{36}", svar)
        assert id_
        hoder = {**verden.system.hoder, "Content-Type": "application/octet-stream"}
        sti = f"{verden.system.sti}/dokumenter/{id_[0].decode()}/data"
        hode, kropp = raa(f"POST {sti}", hoder, innhold, bitvis=bitvis)
        status, hoder, svar = send_kuttet(sokkel, hode + kropp, kutt)
    assert status == 201, svar
    return _delt(verden, hoder["Location"])


def _delt(verden: Verden, lenke: str) -> tuple[str, str]:
    deling = lenke.rstrip("/").rsplit("/", 1)[1]
    [dokument] = verden.tjeneste.gjor("dokumenter", deling=deling)
    return deling, dokument["id"]


@pytest.mark.parametrize("bitvis", [0, 700], ids=["lengde", "bitvis"])
@pytest.mark.parametrize("dor", [_tus_patch, _tus_opprett, _skjema, _api, _api_andre_trinn])
def test_it_stores_the_right_bytes_through_every_door(verden: Verden, dor: Dor, bitvis: int) -> None:
    """Cut in several places, in the headers too."""

    @HVER_PAUSE
    @given(kutt=st.lists(st.integers(min_value=1, max_value=4500), min_size=1, max_size=4))
    def prov(kutt: list[int]) -> None:
        innhold = tilfeldig(BIT)
        deling, dokument = dor(verden, innhold, bitvis, kutt)
        verden.krev_hos_mottaker(deling, dokument, innhold)

    prov()


GALT_KODET = {
    "uten lengde": b"zz\r\nabc\r\n0\r\n\r\n",
    "for lang bit": b"5\r\n%b\r\n0\r\n\r\n" % tilfeldig(6),
    "uten slutt på biten": b"5\r\nabcde0\r\n\r\n",
    "galt felt til slutt": b"5\r\nabcde\r\n0\r\nikke et felt\r\n\r\n",
}


@pytest.mark.parametrize("kodet", GALT_KODET.values(), ids=GALT_KODET.keys())
def test_it_refuses_a_body_that_is_coded_wrong_through_every_door_and_keeps_nothing(
    verden: Verden, kodet: bytes
) -> None:
    """The first of it may be right: it is still no shorter success."""
    en = verden.kari.start_opplasting(verden.tjeneste.gjor("lag_utkast"), b"abcde")
    objekter = verden.tjeneste.gjor("objekter")
    tus = verden.hoder(**TUS, **{"Upload-Offset": "0"})
    skjema = verden.hoder(**{"Content-Type": "multipart/form-data; boundary=g"})
    api = {**verden.system.hoder, "Content-Type": TYPE}
    dorer = [
        (f"PATCH {en.sti}", tus),
        ("POST /del/", skjema),
        (f"POST {verden.system.sti}/dokumenter/", api),
    ]
    for linje, hoder in dorer:
        hode, _ = raa(linje, hoder, b"x", bitvis=1)
        with forbindelse(verden.port) as sokkel:
            sokkel.sendall(hode + kodet)
            sokkel.shutdown(socket.SHUT_WR)
            svar = HTTPResponse(sokkel)
            svar.begin()
            assert svar.status == 400, linje
    assert en.hode(verden.tjeneste.url) == 0
    assert verden.tjeneste.gjor("objekter") == objekter
    assert "uventet_feil" not in verden.tjeneste.logg("web0")


def test_it_reads_a_form_that_is_cut_right_behind_its_headers(verden: Verden) -> None:
    """No file, so no door for uploads; the body is small, and cut all the same."""
    innhold = urlencode({"csrfmiddlewaretoken": verden.kari.csrf()["X-CSRFToken"], "language": "nn"}).encode()
    with forbindelse(verden.port) as sokkel:
        for sted in range(1, len(innhold), 7):
            hoder = verden.hoder(**{"Content-Type": "application/x-www-form-urlencoded"})
            hode, kropp = raa("POST /sprak/", hoder, innhold)
            status, svar, _ = send_kuttet(sokkel, hode + kropp, [len(hode) + sted])
            assert (status, "deldokument_sprak=nn" in svar["Set-Cookie"]) == (302, True)
