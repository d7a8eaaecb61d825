"""The tus 1.0.0 upload protocol (https://tus.io/protocols/resumable-upload), without HTTP around it.

Reads headers into values or raises a TusError, which carries its status. Extensions: creation, creation-with-upload,
expiration, termination, checksum. Header mappings must look names up without regard to case, as Django's do.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import ClassVar

from dokumenter.protokoll.filnavn import UgyldigNavnError, les_mimetype, normaliser_mappe, normaliser_navn

VERSJON = "1.0.0"
UTVIDELSER = "creation,creation-with-upload,expiration,termination,checksum"
SJEKKSUMMER = {"sha1": 20, "sha256": 32}
INNHOLDSTYPE = "application/offset+octet-stream"
MAKS_METADATA_TEGN = 4096
MAKS_METADATA_PAR = 16

_HELTALL = re.compile(r"[0-9]{1,19}", re.A)
_NOKKEL = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,64}", re.A)
_OVERSTYRBARE = {"PATCH", "DELETE", "HEAD"}


class TusError(Exception):
    """A request that the protocol refuses: `status` to answer with, `kode` to know it by."""

    status: ClassVar[int] = 400
    kode: ClassVar[str] = "ugyldig_hode"


class UgyldigHode(TusError):
    """A header is missing, malformed or not supported."""


class FeilVersjon(TusError):
    """The client speaks another version; answer with `Tus-Version` as well."""

    status = 412
    kode = "feil_versjon"


class FeilInnholdstype(TusError):
    """The body is not application/offset+octet-stream."""

    status = 415
    kode = "feil_innholdstype"


class FeilOffset(TusError):
    """The client is not where we are; it asks HEAD where to go on."""

    status = 409
    kode = "feil_offset"


class ForStor(TusError):
    """More bytes than are allowed, or than were announced."""

    status = 413
    kode = "for_stor"


class FeilSjekksum(TusError):
    """The bytes are not the ones the client summed up; they must not be kept."""

    status = 460
    kode = "feil_sjekksum"


@dataclass(frozen=True)
class Opprettelse:
    """A POST: the size of what will come in bytes, what is said about it, and whether the first bytes come along."""

    lengde: int
    navn: str
    mappe: str
    mimetype: str
    har_innhold: bool
    sjekksum: "Sjekksum | None"


@dataclass(frozen=True)
class Tillegg:
    """A PATCH: where its bytes belong, how many they are (None: chunked) and what they sum up to."""

    offset: int
    antall: int | None
    sjekksum: "Sjekksum | None"


@dataclass(frozen=True)
class Sjekksum:
    """The checksum of one request's body."""

    algoritme: str
    verdi: bytes

    def regner(self) -> "Sjekksumregner":
        """Start to sum up a body."""
        return Sjekksumregner(self)


class Sjekksumregner:
    """Sums up a body as it passes."""

    def __init__(self, ventet: Sjekksum) -> None:
        self._ventet = ventet.verdi
        self.sha256 = ventet.verdi if ventet.algoritme == "sha256" else None
        self._hash = hashlib.new(ventet.algoritme, usedforsecurity=False)

    def legg_til(self, chunk: bytes) -> None:
        """Count some bytes in."""
        self._hash.update(chunk)

    def krev_treff(self) -> None:
        """FeilSjekksum unless the bytes were the announced ones."""
        if not hmac.compare_digest(self._hash.digest(), self._ventet):
            raise FeilSjekksum("Sjekksummen stemmer ikke.")


def metode(faktisk: str, headers: Mapping[str, str]) -> str:
    """The method that counts: for clients that can only POST, the one in X-HTTP-Method-Override."""
    overstyrt = headers.get("X-HTTP-Method-Override", "").strip().upper()
    return overstyrt if faktisk == "POST" and overstyrt in _OVERSTYRBARE else faktisk


def krev_versjon(headers: Mapping[str, str]) -> None:
    """FeilVersjon unless the client speaks 1.0.0. For every method but OPTIONS."""
    if headers.get("Tus-Resumable") != VERSJON:
        raise FeilVersjon("Bare tus 1.0.0 støttes.")


def les_opprettelse(headers: Mapping[str, str], *, maks: int) -> Opprettelse:
    """Read a POST; UgyldigHode, FeilInnholdstype, or ForStor above `maks` bytes.

    The name is the metadata `filename`, which must be there; the mimetype is `filetype`, the folder's path `mappe`.
    """
    if "Upload-Concat" in headers:
        raise UgyldigHode("Opplastinger kan ikke settes sammen av flere (Upload-Concat).")
    if "Upload-Defer-Length" in headers:
        raise UgyldigHode("Størrelsen må være kjent fra begynnelsen (Upload-Length).")
    lengde = _heltall(headers, "Upload-Length")
    if lengde > maks:
        raise ForStor("Dokumentet er større enn tillatt.")
    har_innhold = headers.get("Content-Length", "0").strip() != "0" or "Transfer-Encoding" in headers
    if har_innhold:
        _krev_innholdstype(headers)
        if "Transfer-Encoding" not in headers and _heltall(headers, "Content-Length") > lengde:
            raise ForStor("Det kommer flere byte enn det som var meldt.")
    metadata = les_metadata(headers.get("Upload-Metadata", ""))
    try:
        navn, mappe = normaliser_navn(metadata.get("filename", "")), normaliser_mappe(metadata.get("mappe", ""))
    except UgyldigNavnError as feil:
        raise UgyldigHode(str(feil)) from feil
    return Opprettelse(
        lengde=lengde,
        navn=navn,
        mappe=mappe,
        mimetype=les_mimetype(metadata.get("filetype")),
        har_innhold=har_innhold,
        sjekksum=_les_sjekksum(headers),
    )


def les_tillegg(headers: Mapping[str, str]) -> Tillegg:
    """Read a PATCH; UgyldigHode, FeilInnholdstype."""
    _krev_innholdstype(headers)
    antall = None if "Transfer-Encoding" in headers else _heltall(headers, "Content-Length")
    return Tillegg(offset=_heltall(headers, "Upload-Offset"), antall=antall, sjekksum=_les_sjekksum(headers))


def krev_offset(tillegg: Tillegg, *, mottatt: int) -> None:
    """FeilOffset unless the bytes follow what was received, also when that is all there will be."""
    if tillegg.offset != mottatt:
        raise FeilOffset("Bytene hører ikke til der opplastingen er kommet.")


def krev_plass(tillegg: Tillegg, *, mottatt: int, lengde: int) -> None:
    """ForStor if the bytes go beyond the announced length."""
    if tillegg.antall is not None and mottatt + tillegg.antall > lengde:
        raise ForStor("Det kommer flere byte enn det som var meldt.")


def les_metadata(header: str) -> dict[str, str]:
    """Read `key base64,key base64` into text; UgyldigHode if it is malformed, too long or not UTF-8."""
    if len(header) > MAKS_METADATA_TEGN:
        raise UgyldigHode("Upload-Metadata er for lang.")
    par = [tekst.strip(" \t") for tekst in header.split(",")] if header.strip(" \t") else []
    if len(par) > MAKS_METADATA_PAR:
        raise UgyldigHode("Upload-Metadata har for mange par.")
    metadata: dict[str, str] = {}
    for tekst in par:
        nokkel, _, verdi = tekst.partition(" ")
        if not _NOKKEL.fullmatch(nokkel) or nokkel in metadata:
            raise UgyldigHode("Upload-Metadata har en ugyldig nøkkel.")
        try:
            metadata[nokkel] = base64.b64decode(verdi, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise UgyldigHode("Upload-Metadata har en ugyldig verdi.") from None
    return metadata


def options_hoder(*, maks: int) -> dict[str, str]:
    """What OPTIONS answers, with 204."""
    return {
        "Tus-Resumable": VERSJON,
        "Tus-Version": VERSJON,
        "Tus-Max-Size": str(maks),
        "Tus-Extension": UTVIDELSER,
        "Tus-Checksum-Algorithm": ",".join(SJEKKSUMMER),
    }


def svarhoder(
    *, mottatt: int | None = None, lengde: int | None = None, utloper: datetime | None = None
) -> dict[str, str]:
    """What POST (201), PATCH (204) and HEAD (200) answer; `utloper`, with a time zone, while bytes are missing."""
    hoder = {"Tus-Resumable": VERSJON, "Cache-Control": "no-store"}
    if mottatt is not None:
        hoder["Upload-Offset"] = str(mottatt)
    if lengde is not None:
        hoder["Upload-Length"] = str(lengde)
    if utloper is not None:
        hoder["Upload-Expires"] = http_dato(utloper)
    return hoder


def feilhoder(feil: TusError) -> dict[str, str]:
    """The headers of an error's answer."""
    hoder = {"Tus-Resumable": VERSJON, "Cache-Control": "no-store"}
    return hoder | {"Tus-Version": VERSJON} if isinstance(feil, FeilVersjon) else hoder


def http_dato(tid: datetime) -> str:
    """A moment as RFC 9110 wants it: `Sat, 21 Nov 2026 22:31:00 GMT`."""
    return format_datetime(tid.astimezone(UTC), usegmt=True)


def _heltall(headers: Mapping[str, str], navn: str) -> int:
    verdi = headers.get(navn, "").strip(" \t")
    if not _HELTALL.fullmatch(verdi):
        raise UgyldigHode(f"{navn} mangler eller er ikke et heltall.")
    return int(verdi)


def _krev_innholdstype(headers: Mapping[str, str]) -> None:
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != INNHOLDSTYPE:
        raise FeilInnholdstype(f"Innholdstypen skal være {INNHOLDSTYPE}.")


def _les_sjekksum(headers: Mapping[str, str]) -> Sjekksum | None:
    if "Upload-Checksum" not in headers:
        return None
    algoritme, _, kodet = headers["Upload-Checksum"].strip(" \t").partition(" ")
    if algoritme not in SJEKKSUMMER:
        raise UgyldigHode("Sjekksummen har en ukjent algoritme.")
    try:
        verdi = base64.b64decode(kodet, validate=True)
    except (binascii.Error, ValueError):
        raise UgyldigHode("Sjekksummen er ikke gyldig base64.") from None
    if len(verdi) != SJEKKSUMMER[algoritme]:
        raise UgyldigHode("Sjekksummen har feil lengde.")
    return Sjekksum(algoritme, verdi)
