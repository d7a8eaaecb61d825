"""The body of an upload: the part `metadata`, then the part `dokument`, read as it comes and never kept.

That the two are in this order lets every rule about the metadata be asked before a byte of the document is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dokumenter.errors import DokumentForStort, SkjemaAvbrutt, SkjemaForStort
from dokumenter.protokoll.kontrollsum import Kontrollsum, krev_kontrollsummer, les_kontrollsummer
from dokumenter.protokoll.kropp import RAMME_BYTES, Kropp, lengste_kropp, lovet_lengde
from dokumenter.protokoll.skjemastrom import Fil, Skjemastrom, skjemastrom
from kontoer.errors import UgyldigVerdi

METADATA, DOKUMENT = "metadata", "dokument"
_MAKS_METADATA_BYTES = 256 * 1024


class Dokumentdel:
    """The part `dokument` as a source of bytes. Its end is only told when nothing but the body's end follows."""

    def __init__(self, fil: Fil, resten: Iterator[Fil]) -> None:
        fil.krev_ukodet()
        self._fil = fil
        self._resten = resten
        self._summer = les_kontrollsummer(fil.hode)

    def read(self, storrelse: int, /) -> bytes:
        """As `Fil.read`; at the end also UgyldigVerdi for a part that should not be there, and FeilKontrollsum."""
        bit = self._fil.read(storrelse)
        for en in self._summer:
            en.legg_til(bit)
        if len(bit) < storrelse:
            for en in self._summer:
                en.krev_treff()
            _krev_ingen_flere(self._resten)
        return bit


class Rakropp:
    """A document that is the whole body, for the older upload. One that ends early is SkjemaAvbrutt, not shorter."""

    def __init__(self, request: HttpRequest) -> None:
        self._kropp = Kropp(request)
        self._summer = les_kontrollsummer(request.headers.get)
        self._venter = lovet_lengde(request)
        self._lest = 0

    def read(self, storrelse: int, /) -> bytes:
        """At most so many bytes, empty at the end. Raises SkjemaAvbrutt, FeilKontrollsum."""
        bit = self._kropp.read(storrelse)
        self._lest += len(bit)
        for en in self._summer:
            en.legg_til(bit)
        kort = self._venter is not None and self._lest < self._venter
        if not bit and storrelse and (kort or self._kropp.brutt):
            raise SkjemaAvbrutt
        if not bit and storrelse:
            for en in self._summer:
                en.krev_treff()
        return bit


def les_deler(request: HttpRequest) -> tuple[bytes, Dokumentdel]:
    """The metadata, and the document still to be read.

    Raises UgyldigVerdi naming the part that is missing, twice, misplaced or unknown; SkjemaAvbrutt, SkjemaForStort.
    """
    deler = _deler(request)
    forste = _neste(deler, METADATA)
    metadata = forste.read(_MAKS_METADATA_BYTES + 1)
    if len(metadata) > _MAKS_METADATA_BYTES:
        raise SkjemaForStort(_("metadata: delen er for stor."))
    krev_kontrollsummer(forste.hode, metadata)
    return metadata, Dokumentdel(_neste(deler, DOKUMENT), deler)


def les_dokument(request: HttpRequest) -> Dokumentdel | Rakropp:
    """The document alone: the only part of a form, or the whole body."""
    if request.content_type != "multipart/form-data":
        _krev_plass(request)
        return Rakropp(request)
    deler = _deler(request)
    return Dokumentdel(_neste(deler, DOKUMENT), deler)


def _deler(request: HttpRequest) -> Iterator[Fil]:
    _krev_plass(request)
    summer = les_kontrollsummer(request.headers.get)
    strom = skjemastrom(request, maks=lengste_kropp(), summer=summer)
    if strom is None:
        raise UgyldigVerdi(_("må være multipart/form-data med delene metadata og dokument."), felt="Content-Type")
    return _kontrollert(strom, summer)


def _kontrollert(strom: Skjemastrom, summer: list[Kontrollsum]) -> Iterator[Fil]:
    """The parts. Their end is only told when the whole body, to what follows the last boundary, is what was sent."""
    yield from strom.deler()
    if summer:
        strom.hopp_over(inntil=RAMME_BYTES)
    for en in summer:
        en.krev_treff()


def _krev_plass(request: HttpRequest) -> None:
    """DokumentForStort now, and not when all of it has come."""
    if (lovet_lengde(request) or 0) > lengste_kropp():
        raise DokumentForStort


def _neste(deler: Iterator[Fil], navn: str) -> Fil:
    fil = next(deler, None)
    if fil is None:
        raise UgyldigVerdi(_("delen mangler."), felt=navn)
    if fil.felt == navn:
        return fil
    if fil.felt == DOKUMENT:
        raise UgyldigVerdi(_("delen må komme før dokument."), felt=METADATA)
    if fil.felt == METADATA:
        raise UgyldigVerdi(_("delen er sendt flere ganger."), felt=METADATA)
    _ukjent(fil)


def _krev_ingen_flere(deler: Iterator[Fil]) -> None:
    fil = next(deler, None)
    if fil is None:
        return
    if fil.felt in {METADATA, DOKUMENT}:
        raise UgyldigVerdi(_("delen er sendt flere ganger, eller i feil rekkefølge."), felt=fil.felt)
    _ukjent(fil)


def _ukjent(fil: Fil) -> NoReturn:
    # The name is the caller's own, and may hold anything; a short and simple one is safe to repeat.
    navn = fil.felt if fil.felt.isalpha() and len(fil.felt) <= 40 else _("en del uten gyldig navn")  # noqa: PLR2004
    raise UgyldigVerdi(_("Ukjent del: %(navn)s. Send metadata og dokument.") % {"navn": navn})
