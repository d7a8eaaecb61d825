"""A multipart/form-data body as a stream: its fields first, then its files one after another, as they come.

Django's own parser reads the whole body before a view, or the CSRF check, sees any of it, and spools files to disk
in plaintext. Here nothing is kept: a file is a thing with `read`, and what it gives goes straight to the writer.
Fields before the first file are known before any of its bytes are read, so access can be decided first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from dokumenter.errors import KodetDel, SkjemaAvbrutt, SkjemaForStort
from dokumenter.protokoll.kilde import BrytbarKilde
from dokumenter.protokoll.kontrollsum import Kontrollsum, Summert
from dokumenter.protokoll.kropp import Kropp

_LES_BYTES = 1024 * 1024
_LES_FELTER_BYTES = 64 * 1024  # so that a slow line is not waited for until the file behind the fields has come too
_MAKS_FELTER_BYTES = 256 * 1024  # all fields together
_MAKS_DELER = 1000
# Content that is as it is. Nobody here undoes another coding, and what came would not be what was meant.
_UKODET = {
    "Content-Transfer-Encoding": {"", "7bit", "8bit", "binary"},
    "Content-Encoding": {"", "identity"},
}


@dataclass
class Fil:
    """One file of the form. Its bytes can be read once, in order."""

    felt: str
    navn: str
    mimetype: str
    _neste: Callable[[int], MultipartSegment | bytes | None] = field(repr=False)
    _hoder: Sequence[tuple[str, str]] = field(default=(), repr=False)
    _rest: memoryview = field(default_factory=lambda: memoryview(b""), repr=False)
    _slutt: bool = False

    def hode(self, navn: str) -> str:
        """What a header of the part says; what it says several times, with commas between."""
        return ", ".join(verdi for ett, verdi in self._hoder if ett == navn)

    def krev_ukodet(self) -> None:
        """KodetDel unless the bytes are the content."""
        for navn, ukodet in _UKODET.items():
            if self.hode(navn).strip().lower() not in ukodet:
                raise KodetDel(navn)

    def hopp_over(self) -> None:
        """Read to the end, and throw away. Raises SkjemaAvbrutt, SkjemaForStort."""
        while self._hent(_LES_BYTES):
            pass

    def read(self, storrelse: int, /) -> bytes:
        """The next `storrelse` bytes, fewer only at the end of the file.

        Raises KodetDel, SkjemaAvbrutt, SkjemaForStort.
        """
        self.krev_ukodet()
        return self._hent(storrelse)

    def _hent(self, storrelse: int) -> bytes:
        biter, mangler = [self._rest[:storrelse]], storrelse - len(self._rest)
        self._rest = self._rest[storrelse:]
        while mangler > 0 and not self._slutt:
            # Asked for no more than what is missing, so that from the second read on one piece is all of it.
            bit = self._neste(mangler)
            if isinstance(bit, bytes | bytearray):
                biter.append(memoryview(bit)[:mangler])
                self._rest = memoryview(bit)[mangler:]
                mangler -= len(bit)
            else:
                self._slutt = True
        fulle = [bit for bit in biter if bit]
        alene = fulle[0].obj if len(fulle) == 1 else None
        return alene if isinstance(alene, bytes) and len(alene) == len(fulle[0]) else b"".join(fulle)


class Skjemastrom:
    """The body of one request. Use `les_felter`, then `filer`; `felter` is complete when `filer` is at its end."""

    def __init__(self, inndata: BrytbarKilde, *, grense: str, maks: int) -> None:
        """`grense` is the boundary of the content type, `maks` the largest body in bytes."""
        self.felter = QueryDict(mutable=True)
        self._inndata = inndata
        self._maks = maks
        self._parser = PushMultipartParser(grense, max_segment_count=_MAKS_DELER)
        self._les_bytes = _LES_BYTES
        self._hendelser = self._les()
        self._ventende: Fil | None = None
        self._felter_bytes = 0

    def les_felter(self) -> QueryDict:
        """The fields before the first file. Raises SkjemaAvbrutt, SkjemaForStort."""
        if self._ventende is None:
            self._ventende = self._neste_fil()
        return self.felter

    def filer(self) -> Iterator[Fil]:
        """Each file in turn; what is left unread of one is skipped. A file field that was left empty gives nothing."""
        self.les_felter()
        while self._ventende is not None:
            yield self._ventende
            self._ventende.hopp_over()
            self._ventende = self._neste_fil()

    def deler(self) -> Iterator[Fil]:
        """Every part in turn, field or file, as something to read; what is left unread of one is skipped.

        When it ends, the body was whole: it had its last boundary.
        """
        for del_ in self._hendelser:
            if isinstance(del_, MultipartSegment):
                fil = self._fil(del_)
                yield fil
                fil.hopp_over()

    def hopp_over(self, *, inntil: int) -> None:
        """Read and drop what is left, at most `inntil` bytes: a browser shows the answer only after sending it all."""
        igjen = inntil
        while igjen > 0 and (lest := len(self._inndata.read(_LES_BYTES))):
            igjen -= lest

    def _neste_fil(self) -> Fil | None:
        self._les_bytes = _LES_FELTER_BYTES
        for del_ in self._hendelser:
            if not isinstance(del_, MultipartSegment):
                continue
            fil = self._fil(del_)
            if del_.filename is None:
                self._ta_inn_felt(fil)
            elif del_.filename:
                return fil
            else:
                fil.hopp_over()
        return None

    def _fil(self, del_: MultipartSegment) -> Fil:
        navn, filnavn, type_ = del_.name or "", del_.filename or "", del_.content_type or ""
        return Fil(navn, filnavn, type_, self._neste_hendelse, del_.headerlist)

    def _ta_inn_felt(self, felt: Fil) -> None:
        verdi = felt.read(_MAKS_FELTER_BYTES + 1 - self._felter_bytes)
        self._felter_bytes += len(verdi)
        if self._felter_bytes > _MAKS_FELTER_BYTES:
            raise SkjemaForStort
        self.felter.appendlist(felt.felt, verdi.decode("utf-8", errors="replace"))

    def _neste_hendelse(self, mangler: int) -> MultipartSegment | bytes | None:
        self._les_bytes = min(mangler, _LES_BYTES)
        try:
            return next(self._hendelser)
        finally:
            self._les_bytes = _LES_BYTES

    def _les(self) -> Iterator[MultipartSegment | bytes | None]:
        lest = 0
        try:
            while not self._parser.closed:
                chunk = self._inndata.read(self._les_bytes)
                lest += len(chunk)
                if not chunk and self._inndata.brutt:
                    raise SkjemaAvbrutt
                if lest > self._maks:
                    raise SkjemaForStort
                yield from self._parser.parse(chunk)
        except MultipartError as feil:
            raise SkjemaAvbrutt from feil


def skjemastrom(
    request: HttpRequest, *, maks: int, senest: float | None = None, summer: Sequence[Kontrollsum] = ()
) -> Skjemastrom | None:
    """The request's body as a stream, or None if it is no multipart form. Raises SkjemaAvbrutt for a broken one.

    `senest` as for `Kropp`. What passes is counted in to `summer`.
    """
    if request.content_type != "multipart/form-data":
        return None
    try:
        kropp = Kropp(request, senest)
        inndata = Summert(kropp, summer) if summer else kropp
        return Skjemastrom(inndata, grense=(request.content_params or {}).get("boundary", ""), maks=maks)
    except MultipartError as feil:
        raise SkjemaAvbrutt from feil
