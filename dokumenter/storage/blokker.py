"""Blocks: the one place where encryption and storage meet. Nothing but ciphertext passes from here to the store."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from dokumenter.protokoll.kilde import Kilde
from dokumenter.storage.forut import les_forut
from dokumenter.storage.krypto import (
    KRYPTERT_SEGMENT_BYTES,
    SEGMENT_BYTES,
    Blokknokkel,
    dekrypter_utsnitt,
    krypter_segmenter,
    kryptert_lengde,
    segment_utsnitt,
)
from dokumenter.storage.lager import Blokklager, LagerError

MAKS_BLOKK_BYTES = 64 * 1024 * 1024
_VERDT_A_LESE_FORUT = 4 * SEGMENT_BYTES  # below that a thread costs more than it saves


@dataclass(frozen=True)
class SkrevetBlokk:
    """What the database must keep about a written block: name in the store, plaintext size in bytes, salt.

    `sha256` is of its plaintext, where the sender told it and it was seen to be right.
    """

    navn: str
    storrelse: int
    salt: bytes = field(repr=False)
    sha256: bytes | None = field(default=None, repr=False)


def skriv_blokk(
    kilde: Kilde, *, lager: Blokklager, datanokkel: bytes, dokument_id: UUID, nr: int, maks: int = MAKS_BLOKK_BYTES
) -> SkrevetBlokk | None:
    """Encrypt and store one block of at most `maks` bytes, or what there is; None, and no object, if there is nothing.

    The object is whole and safe when this returns. What the source raises passes, and then no object is left.
    LagerError, LagerFulltError from the store.
    """
    klartekst = _Klartekst(kilde, maks)
    forste = next(klartekst, None)
    if forste is None:
        return None
    nokkel = Blokknokkel.ny(datanokkel=datanokkel, dokument_id=dokument_id, nr=nr)
    navn = f"{prefiks_for(dokument_id)}{uuid4()}"
    skrevet = lager.write(navn, krypter_segmenter(_med_forste(forste, klartekst), nokkel=nokkel))
    if skrevet != kryptert_lengde(klartekst.lest):
        raise LagerError("Lageret tok ikke imot alle bytene.")
    return SkrevetBlokk(navn=navn, storrelse=klartekst.lest, salt=nokkel.salt)


def les_blokk(
    *,
    lager: Blokklager,
    datanokkel: bytes,
    dokument_id: UUID,
    nr: int,
    navn: str,
    storrelse: int,
    salt: bytes | memoryview,
    start: int,
    slutt: int,
) -> Iterator[bytes]:
    """Yield plaintext [start, slutt) of a block, at most 1 MiB at a time, with one exact read of the store.

    ObjectMissing or LagerError from the store, KryptoError if the bytes are not the ones written.
    """
    nokkel = Blokknokkel(datanokkel=datanokkel, salt=salt, dokument_id=dokument_id, nr=nr)
    utsnitt = segment_utsnitt(start, slutt, storrelse)
    kryptert = lager.read_range(navn, utsnitt.fra, utsnitt.til, piece=KRYPTERT_SEGMENT_BYTES)
    klartekst = dekrypter_utsnitt(kryptert, nokkel=nokkel, start=start, slutt=slutt, storrelse=storrelse)
    return les_forut(klartekst) if slutt - start > _VERDT_A_LESE_FORUT else klartekst


def fjern_blokk(*, lager: Blokklager, navn: str) -> None:
    """Remove a block for good and see that it is gone; LagerError if not. A block that is missing is a success."""
    lager.remove(navn)
    if lager.exists(navn):
        raise LagerError("Blokken er der fortsatt.")


def prefiks_for(dokument_id: UUID) -> str:
    """What the names of all blocks of a dokument, and of nothing else, begin with."""
    return f"{dokument_id.hex[:2]}/{dokument_id}/"


class _Klartekst:
    """At most `maks` bytes of a source as chunks, counted."""

    def __init__(self, kilde: Kilde, maks: int) -> None:
        self._kilde = kilde
        self._maks = maks
        self.lest = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._kilde.read(min(SEGMENT_BYTES, self._maks - self.lest)) if self.lest < self._maks else b""
        if not chunk:
            raise StopIteration
        self.lest += len(chunk)
        return chunk


def _med_forste(forste: bytes, resten: Iterator[bytes]) -> Iterator[bytes]:
    yield forste
    yield from resten
