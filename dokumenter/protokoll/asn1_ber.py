"""BER (X.690) from a stream: tags and lengths one at a time, known or indefinite, bounded in depth and in size.

Only what `dokumenter.protokoll.cms` needs. Everything that is wrong is the one UgyldigCmsError.
"""

from __future__ import annotations

from dataclasses import dataclass

from dokumenter.protokoll.kilde import Kilde

_LES_BYTES = 1024 * 1024
_MAKS_HODE_BYTES = 256 * 1024
_MAKS_DYBDE = 16
_LANG_LENGDE = 0x80
_MAKS_LENGDEBYTES = 8
_FLERE_BYTE_MERKE = 0x1F
_SAMMENSATT = 0x20


class UgyldigCmsError(ValueError):
    """Not CMS, broken, or not for us."""


@dataclass
class Beholder:
    """An open constructed element: where it ends, or None when an end mark tells."""

    slutt: int | None


class BerLeser:
    """Reads BER from a source and knows where it is."""

    def __init__(self, inndata: Kilde) -> None:
        self._inndata = inndata
        self._buffer = b""
        self._i = 0
        self._for_buffer = 0

    @property
    def posisjon(self) -> int:
        """How many bytes have been given out."""
        return self._for_buffer + self._i

    @property
    def lest(self) -> int:
        """Bytes taken from the source."""
        return self._for_buffer + len(self._buffer)

    def noe(self, maks: int) -> bytes:
        """Between 1 and `maks` bytes; empty at the end of the source."""
        if self._i == len(self._buffer):
            self._for_buffer += len(self._buffer)
            self._buffer, self._i = self._inndata.read(_LES_BYTES), 0
        ut = self._buffer[self._i : self._i + maks]
        self._i += len(ut)
        return ut

    def byte(self) -> int:
        """The next byte."""
        if self._i < len(self._buffer):
            self._i += 1
            return self._buffer[self._i - 1]
        ut = self.noe(1)
        if not ut:
            raise UgyldigCmsError
        return ut[0]

    def eksakt(self, antall: int) -> bytes:
        """Exactly so many bytes."""
        ut = self.noe(antall)
        if len(ut) == antall:
            return ut
        biter = [ut]
        mangler = antall - len(ut)
        while mangler:
            bit = self.noe(mangler)
            if not bit:
                raise UgyldigCmsError
            biter.append(bit)
            mangler -= len(bit)
        return b"".join(biter)

    def lengde(self) -> int | None:
        """A length; None for indefinite."""
        forste = self.byte()
        if forste < _LANG_LENGDE:
            return forste
        antall = forste - _LANG_LENGDE
        if antall == 0:
            return None
        if antall > _MAKS_LENGDEBYTES:
            raise UgyldigCmsError
        return int.from_bytes(self.eksakt(antall), "big")

    def apne(self, merke: int) -> Beholder:
        """The head of a constructed element of this kind."""
        if self.byte() != merke:
            raise UgyldigCmsError
        return self.apne_lest()

    def apne_lest(self) -> Beholder:
        """The same, when the tag has been read."""
        lengde = self.lengde()
        return Beholder(None if lengde is None else self.posisjon + lengde)

    def neste(self, beholder: Beholder) -> int | None:
        """The tag of the container's next element, or None at its end, which is then read."""
        if beholder.slutt is not None:
            if self.posisjon == beholder.slutt:
                return None
            if self.posisjon > beholder.slutt:
                raise UgyldigCmsError
            return self.byte()
        merke = self.byte()
        if merke == 0:
            if self.byte() != 0:
                raise UgyldigCmsError
            return None
        return merke

    def lukk(self, beholder: Beholder) -> None:
        """Nothing may be left in the container."""
        if self.neste(beholder) is not None:
            raise UgyldigCmsError

    def helt(self, merke: int, dybde: int = 0) -> bytes:
        """The rest of a small element whose tag has been read: the whole of it, with lengths made definite (DER)."""
        if dybde > _MAKS_DYBDE or merke & _FLERE_BYTE_MERKE == _FLERE_BYTE_MERKE:
            raise UgyldigCmsError
        lengde = self.lengde()
        if lengde is not None:
            if lengde > _MAKS_HODE_BYTES:
                raise UgyldigCmsError
            innhold = self.eksakt(lengde)
        elif merke & _SAMMENSATT:
            innhold = self._til_sluttmerke(dybde)
        else:
            raise UgyldigCmsError
        return bytes([merke]) + _der_lengde(len(innhold)) + innhold

    def _til_sluttmerke(self, dybde: int) -> bytes:
        innhold = b""
        beholder = Beholder(None)
        while (merke := self.neste(beholder)) is not None:
            innhold += self.helt(merke, dybde + 1)
            if len(innhold) > _MAKS_HODE_BYTES:
                raise UgyldigCmsError
        return innhold

    def krev_slutt(self) -> None:
        """Nothing may come after."""
        if self.noe(1):
            raise UgyldigCmsError


def _der_lengde(lengde: int) -> bytes:
    if lengde < _LANG_LENGDE:
        return bytes([lengde])
    tall = lengde.to_bytes((lengde.bit_length() + 7) // 8, "big")
    return bytes([_LANG_LENGDE + len(tall)]) + tall
