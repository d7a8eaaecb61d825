"""What stands at the other end: a person with a browser, and a tus client that remembers what it was promised."""

import http.client
import os
import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

import requests

_TUS = {"Tus-Resumable": "1.0.0"}
_TIDSGRENSE = 60


class SvarerIkkeSomVentet(OSError):
    """Somebody answered, but not with what was asked for: to a client that goes on by itself the same as no answer."""


class Person(requests.Session):
    """A browser without scripts, for one of the test persons. Paths are relative to the service."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.trust_env = False
        self.url = url

    def request(self, method: str | bytes, url: str | bytes, *args: object, **kwargs: object) -> requests.Response:
        """A request of the service, or of the address given whole. Waits at most a minute."""
        kwargs.setdefault("timeout", _TIDSGRENSE)
        return super().request(method, urljoin(self.url, str(url)), *args, **kwargs)  # type: ignore[arg-type]

    def logg_inn(self, person: str) -> "Person":
        """To ID-porten's stand-in and back, by the button for that person."""
        side = self.get("/logg-inn/")
        skjema = re.search(r'name="forsporsel" value="([^"]+)"', side.text)
        assert skjema, f"not a login page: {side.status_code} {side.url}"
        svar = self.post(urljoin(side.url, "login"), data={"forsporsel": skjema[1], "person": person})
        assert svar.status_code == 200, f"{svar.status_code} {svar.url}"
        return self

    def csrf(self) -> dict[str, str]:
        """The header that shows that a request comes from our own page; the front page's forms give the token."""
        if "deldokument_csrf" not in self.cookies:
            self.get("/")
        return {"X-CSRFToken": self.cookies["deldokument_csrf"]}

    def start_opplasting(self, deling: str, innhold: bytes, navn: str = "vedtak.bin") -> "Opplasting":
        """Create a tus upload in a draft of one's own."""
        metadata = {"deling": deling, "filename": navn, "filetype": "application/octet-stream"}
        kodet = ",".join(f"{navn} {b64encode(verdi.encode()).decode()}" for navn, verdi in metadata.items())
        hoder = {**_TUS, **self.csrf(), "Upload-Length": str(len(innhold)), "Upload-Metadata": kodet}
        svar = self.post("/opplasting/", headers=hoder)
        assert svar.status_code == 201, f"{svar.status_code} {svar.text}"
        return Opplasting(svar.headers["Dokument-Id"], svar.headers["Location"], innhold)


@dataclass
class Opplasting:
    """One upload, by its capability. `lovet` is how far the service has acknowledged, whichever web said so."""

    dokument: str
    sti: str
    innhold: bytes
    lovet: int = 0

    @property
    def er_ferdig(self) -> bool:
        """Everything is acknowledged."""
        return self.lovet == len(self.innhold)

    @property
    def sha256(self) -> str:
        """Of the whole content, in hex."""
        return sha256(self.innhold).hexdigest()

    def hode(self, url: str) -> int:
        """HEAD: the committed offset."""
        svar = requests.head(url + self.sti, headers=_TUS, timeout=_TIDSGRENSE)
        if svar.status_code != 200:
            raise SvarerIkkeSomVentet(svar.status_code)
        return int(svar.headers["Upload-Offset"])

    def patch(self, url: str, fra: int, antall: int) -> int:
        """PATCH `antall` bytes from `fra`; the status. What is acknowledged is remembered in `lovet`."""
        forbindelse = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_TIDSGRENSE)
        try:
            hoder = {**_TUS, "Upload-Offset": str(fra), "Content-Type": "application/offset+octet-stream"}
            innhold = self.innhold[fra : fra + antall]
            forbindelse.request("PATCH", self.sti, headers={**hoder, "Content-Length": str(len(innhold))})
            # Who refuses may answer before everything is sent, and that answer is worth reading.
            with suppress(BrokenPipeError, ConnectionResetError):
                forbindelse.send(innhold)
            svar = forbindelse.getresponse()
            svar.read()
        finally:
            forbindelse.close()
        if svar.status == 204:
            self.lovet = max(self.lovet, int(svar.headers["Upload-Offset"]))
        return svar.status

    def fullfor(self, url: str, *, bit: int = 16 * 1024**2) -> None:
        """Send the rest."""
        mottatt = self.hode(url)
        while mottatt < len(self.innhold):
            assert self.patch(url, mottatt, bit) == 204
            mottatt = self.lovet


def tilfeldig(antall: int) -> bytes:
    """Content that nothing compresses or takes for something else."""
    return os.urandom(antall)
