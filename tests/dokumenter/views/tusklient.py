"""A tus client over Django's test client: says what a real one says, and lets a test spoil any header."""

from __future__ import annotations

import base64
import hashlib

from django.test import Client

from dokumenter.models import Deling, Dokument
from dokumenter.services.nedlasting import les_dokument
from tests.svar import Svar

INNHOLDSTYPE = "application/offset+octet-stream"
HEI = "hei på deg".encode()


def metadata(**par: str) -> str:
    """Upload-Metadata of these pairs."""
    return ",".join(f"{nokkel} {base64.b64encode(verdi.encode()).decode()}" for nokkel, verdi in par.items())


def sjekksum(innhold: bytes, algoritme: str = "sha1") -> str:
    """Upload-Checksum of these bytes."""
    return f"{algoritme} {base64.b64encode(hashlib.new(algoritme, innhold).digest()).decode()}"


def lest(dokument: Dokument) -> bytes:
    """What of it is committed."""
    return b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt))


class TusKlient:
    """Creates and sends. A header given as None is left out."""

    def __init__(self, klient: Client) -> None:
        self.klient = klient

    def opprett(
        self,
        deling: Deling | str,
        lengde: int = 11,
        innhold: bytes = b"",
        navn: str = "vedtak.pdf",
        **hoder: str | None,
    ) -> Svar:
        """POST to the creation address."""
        verdier = metadata(deling=str(getattr(deling, "pk", deling)), filename=navn, filetype="application/pdf")
        faste: dict[str, str | None] = {"Upload-Length": str(lengde), "Upload-Metadata": verdier}
        return self._send("POST", "/opplasting/", innhold, faste | _hoder(hoder))

    def patch(self, url: str, innhold: bytes, offset: int = 0, metode: str = "PATCH", **hoder: str | None) -> Svar:
        """PATCH bytes to an upload."""
        faste: dict[str, str | None] = {"Upload-Offset": str(offset)}
        return self._send(metode, url, innhold, faste | _hoder(hoder))

    def head(self, url: str, **hoder: str | None) -> Svar:
        """Ask where an upload is."""
        return self._send("HEAD", url, b"", _hoder(hoder))

    def slett(self, url: str, **hoder: str | None) -> Svar:
        """Give an upload up."""
        return self._send("DELETE", url, b"", _hoder(hoder))

    def _send(self, metode: str, url: str, innhold: bytes, hoder: dict[str, str | None]) -> Svar:
        alle = {"Tus-Resumable": "1.0.0"} | hoder
        innholdstype = alle.pop("Content-Type", INNHOLDSTYPE if innhold else "")
        return self.klient.generic(
            metode,
            url,
            innhold,
            content_type=innholdstype or "",
            headers={navn: verdi for navn, verdi in alle.items() if verdi is not None},
        )


def _hoder(hoder: dict[str, str | None]) -> dict[str, str | None]:
    return {navn.replace("_", "-"): verdi for navn, verdi in hoder.items()}
