"""The encryption of one block: segments of AES-256-GCM that can be read from the middle.

A block is cut in segments of 1 MiB plaintext; each becomes ciphertext and a tag of 16 bytes, one after the other with
nothing between. The key is fresh for every block: HKDF-SHA256 of the document's data key and the block's random salt.
The nonce is the segment's number and a flag on the last one, so segments cannot be moved, dropped or added. The
document's id, the block's number and the format version are authenticated with every segment. The salt, which begins
with the format version, is kept in the database, so that a read of some bytes is one exact read of the object.
"""

import os
import struct
from collections.abc import Generator, Iterable, Iterator
from typing import NamedTuple, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dokumenter.storage.nokler import NOKKEL_BYTES

FORMAT_VERSJON = 1
SEGMENT_BYTES = 1024 * 1024
TAG_BYTES = 16
KRYPTERT_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES
SALT_BYTES = 1 + 32

Bytebit = bytes | bytearray | memoryview


class KryptoError(Exception):
    """The bytes are not what was written: changed, moved, cut off or added to, or the key is another's."""


class Blokknokkel:
    """The key of one block. One made by `ny` encrypts once and never again, so no nonce is ever used twice."""

    def __init__(self, *, datanokkel: bytes, salt: bytes | memoryview, dokument_id: UUID, nr: int) -> None:
        """Open the key of a written block, for reading; KryptoError if the salt is of an unknown format."""
        self.salt = bytes(salt)
        if len(self.salt) != SALT_BYTES or self.salt[0] != FORMAT_VERSJON:
            raise KryptoError("Blokkens salt har ukjent form.")
        if len(datanokkel) != NOKKEL_BYTES:
            raise KryptoError("Datanøkkelen har feil lengde.")
        self._kan_kryptere = False
        self._bundet = struct.pack(">B16sQ", FORMAT_VERSJON, dokument_id.bytes, nr)
        info = b"fiks_deldokument blokk" + bytes([FORMAT_VERSJON])
        self._gcm = AESGCM(
            HKDF(algorithm=SHA256(), length=NOKKEL_BYTES, salt=self.salt[1:], info=info).derive(datanokkel)
        )

    @classmethod
    def ny(cls, *, datanokkel: bytes, dokument_id: UUID, nr: int) -> Self:
        """Make the key of a new block, with a new random salt."""
        salt = bytes([FORMAT_VERSJON]) + os.urandom(SALT_BYTES - 1)
        nokkel = cls(datanokkel=datanokkel, salt=salt, dokument_id=dokument_id, nr=nr)
        nokkel._kan_kryptere = True
        return nokkel

    def ta_i_bruk(self) -> None:
        """Spend the right to encrypt; ValueError if it is spent already, or was never there."""
        if not self._kan_kryptere:
            raise ValueError("En blokknøkkel krypterer bare én gang.")
        self._kan_kryptere = False

    def lukk(self, segment: Bytebit, nummer: int, *, siste: bool) -> bytes:
        """Encrypt one segment; only for `krypter_segmenter`, which sees to it that each number is used once."""
        return self._gcm.encrypt(_nonce(nummer, siste=siste), segment, self._bundet)

    def apne(self, segment: Bytebit, nummer: int, *, siste: bool) -> bytes:
        """Decrypt one segment; KryptoError if it is not exactly that segment of this block."""
        try:
            return self._gcm.decrypt(_nonce(nummer, siste=siste), segment, self._bundet)
        except InvalidTag:
            raise KryptoError("Et segment er endret, flyttet eller kryptert med en annen nøkkel.") from None


class SegmentUtsnitt(NamedTuple):
    """What to read for some plaintext: ciphertext bytes [fra, til), which begin with segment `forste`."""

    fra: int
    til: int
    forste: int


def kryptert_lengde(klartekst_lengde: int) -> int:
    """The number of bytes that a block of so many plaintext bytes takes in storage."""
    return klartekst_lengde + TAG_BYTES * _antall_segmenter(klartekst_lengde)


def segment_utsnitt(start: int, slutt: int, storrelse: int) -> SegmentUtsnitt:
    """The ciphertext to read for plaintext [start, slutt) of a block of `storrelse`; ValueError if it is not inside."""
    if not 0 <= start < slutt <= storrelse:
        raise ValueError("Utsnittet ligger ikke inne i blokken.")
    forste, etter = start // SEGMENT_BYTES, _antall_segmenter(slutt)
    til = min(etter * KRYPTERT_SEGMENT_BYTES, kryptert_lengde(storrelse))
    return SegmentUtsnitt(fra=forste * KRYPTERT_SEGMENT_BYTES, til=til, forste=forste)


def krypter_segmenter(chunks: Iterable[Bytebit], *, nokkel: Blokknokkel) -> Iterator[bytes]:
    """Encrypt chunks of any sizes to segments, holding one back until it is known whether it is the last.

    Chunks of exactly SEGMENT_BYTES are not copied. No bytes in gives no segment out. ValueError on a spent key.
    """
    nokkel.ta_i_bruk()
    nummer, ventende = 0, None
    for segment in i_stykker(chunks, SEGMENT_BYTES):
        if ventende is not None:
            yield nokkel.lukk(ventende, nummer, siste=False)
            nummer += 1
        ventende = segment
    if ventende is not None:
        yield nokkel.lukk(ventende, nummer, siste=True)


def dekrypter_utsnitt(
    chunks: Iterable[Bytebit], *, nokkel: Blokknokkel, start: int, slutt: int, storrelse: int
) -> Generator[bytes, None, None]:
    """Decrypt plaintext [start, slutt) of a block from exactly the bytes that `segment_utsnitt` asks for.

    Gives a segment at a time and only bytes that were authenticated. KryptoError if a byte is wrong, missing or too
    many (what came before is right even then), ValueError if the range is not inside the block.
    """
    utsnitt = segment_utsnitt(start, slutt, storrelse)
    siste = _antall_segmenter(storrelse) - 1
    ventet, nummer = utsnitt.til - utsnitt.fra, utsnitt.forste
    for segment in i_stykker(chunks, KRYPTERT_SEGMENT_BYTES):
        ventet -= len(segment)
        if ventet < 0:
            raise KryptoError("Blokken har flere byte enn den skal.")
        klartekst = nokkel.apne(segment, nummer, siste=nummer == siste)
        her = nummer * SEGMENT_BYTES
        # A slice of the whole is the same object: only the first and the last segment are ever copied.
        yield klartekst[max(start - her, 0) : slutt - her]
        nummer += 1
    if ventet:
        raise KryptoError("Blokken har færre byte enn den skal.")


def i_stykker(chunks: Iterable[Bytebit], storrelse: int) -> Iterator[Bytebit]:
    """Cut chunks of any sizes into pieces of exactly `storrelse` bytes (the last may be shorter).

    What fits already passes uncopied, unless it can still be changed by the one who handed it over.
    """
    rest = bytearray()
    for chunk in chunks:
        vindu = memoryview(chunk)
        if not vindu.readonly:
            vindu = memoryview(bytes(vindu))
        while vindu:
            if not rest and len(vindu) >= storrelse:
                yield vindu[:storrelse]
                vindu = vindu[storrelse:]
                continue
            mangler = storrelse - len(rest)
            rest += vindu[:mangler]
            vindu = vindu[mangler:]
            if len(rest) == storrelse:
                yield rest
                rest = bytearray()
    if rest:
        yield rest


def _antall_segmenter(klartekst_lengde: int) -> int:
    return -(-klartekst_lengde // SEGMENT_BYTES)


def _nonce(nummer: int, *, siste: bool) -> bytes:
    return struct.pack(">QI", nummer, siste)
