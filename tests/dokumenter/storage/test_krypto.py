import struct
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from dokumenter.storage.krypto import (
    FORMAT_VERSJON,
    KRYPTERT_SEGMENT_BYTES,
    SALT_BYTES,
    SEGMENT_BYTES,
    TAG_BYTES,
    Blokknokkel,
    KryptoError,
    dekrypter_utsnitt,
    i_stykker,
    krypter_segmenter,
    kryptert_lengde,
    segment_utsnitt,
)

DATANOKKEL, DOKUMENT = b"k" * 32, UUID("7d444840-9dc0-11d1-b245-5ffdce74fad2")
# Every size where a segment begins, ends or is one byte off.
STORRELSER = sorted({antall * SEGMENT_BYTES + avvik for antall in range(4) for avvik in (-16, -1, 0, 1, 16)})[3:]
KLARTEKST = Random(1).randbytes(4 * SEGMENT_BYTES)


def ny_nokkel() -> Blokknokkel:
    return Blokknokkel.ny(datanokkel=DATANOKKEL, dokument_id=DOKUMENT, nr=1)


def lesenokkel(salt: bytes) -> Blokknokkel:
    return Blokknokkel(datanokkel=DATANOKKEL, salt=salt, dokument_id=DOKUMENT, nr=1)


@cache
def krypter(storrelse: int) -> tuple[bytes, bytes]:
    """(salt, ciphertext) of the first `storrelse` bytes."""
    nokkel = ny_nokkel()
    return nokkel.salt, b"".join(krypter_segmenter([KLARTEKST[:storrelse]], nokkel=nokkel))


def les(salt: bytes, kryptert: bytes, start: int, slutt: int, storrelse: int) -> bytes:
    """Read a range as storage would: the exact bytes, whatever the object has."""
    utsnitt = segment_utsnitt(start, slutt, storrelse)
    biter = dekrypter_utsnitt(
        [kryptert[utsnitt.fra : utsnitt.til]], nokkel=lesenokkel(salt), start=start, slutt=slutt, storrelse=storrelse
    )
    return b"".join(biter)


@pytest.mark.parametrize("storrelse", STORRELSER)
def test_it_round_trips_at_every_edge(storrelse: int) -> None:
    salt, kryptert = krypter(storrelse)
    assert len(kryptert) == kryptert_lengde(storrelse)
    assert les(salt, kryptert, 0, storrelse, storrelse) == KLARTEKST[:storrelse]


def test_it_gives_no_segment_for_nothing() -> None:
    assert list(krypter_segmenter([b"", b""], nokkel=ny_nokkel())) == []
    assert kryptert_lengde(0) == 0


@given(st.data())
@settings(deadline=None)
def test_it_reads_every_range(data: st.DataObject) -> None:
    storrelse = data.draw(st.sampled_from(STORRELSER))
    naer_kant = st.sampled_from([grense for grense in STORRELSER if grense <= storrelse])
    start, slutt = sorted(
        data.draw(st.lists(st.integers(0, storrelse) | naer_kant, min_size=2, max_size=2, unique=True))
    )
    salt, kryptert = krypter(storrelse)
    assert les(salt, kryptert, start, slutt, storrelse) == KLARTEKST[start:slutt]


@pytest.mark.parametrize(("start", "slutt"), [(-1, 1), (0, 0), (5, 4), (0, 11), (11, 12)])
def test_it_refuses_a_range_that_is_not_inside(start: int, slutt: int) -> None:
    with pytest.raises(ValueError, match="Utsnittet"):
        segment_utsnitt(start, slutt, 10)


@given(st.lists(st.integers(0, SEGMENT_BYTES + 1), max_size=6))
@settings(deadline=None, max_examples=30)
def test_it_does_not_matter_how_the_plaintext_is_cut(lengder: list[int]) -> None:
    kutt = [0, *(min(sum(lengder[: i + 1]), len(KLARTEKST)) for i in range(len(lengder))), len(KLARTEKST)]
    biter = [KLARTEKST[fra:til] for fra, til in pairwise(kutt)]
    nokkel = ny_nokkel()
    kryptert = b"".join(krypter_segmenter(biter, nokkel=nokkel))
    assert les(nokkel.salt, kryptert, 0, len(KLARTEKST), len(KLARTEKST)) == KLARTEKST


def test_it_takes_a_buffer_that_is_used_again() -> None:
    buffer = bytearray(SEGMENT_BYTES)

    def kilde() -> Iterator[bytearray]:
        for fyll in (1, 2, 3):
            buffer[:] = bytes([fyll]) * SEGMENT_BYTES
            yield buffer

    nokkel = ny_nokkel()
    kryptert = b"".join(krypter_segmenter(kilde(), nokkel=nokkel))
    alt = les(nokkel.salt, kryptert, 0, 3 * SEGMENT_BYTES, 3 * SEGMENT_BYTES)
    assert [alt[i * SEGMENT_BYTES] for i in range(3)] == [1, 2, 3]


def test_it_copies_nothing_when_chunks_fit() -> None:
    (bit,) = i_stykker([KLARTEKST], len(KLARTEKST))
    assert isinstance(bit, memoryview)
    assert bit.obj is KLARTEKST


def test_it_pulls_one_segment_ahead_and_no_more() -> None:
    hentet: list[int] = []

    def kilde() -> Iterator[bytes]:
        for nummer in range(4):
            hentet.append(nummer)
            yield KLARTEKST[:SEGMENT_BYTES]

    segmenter = krypter_segmenter(kilde(), nokkel=ny_nokkel())
    next(segmenter)
    assert hentet == [0, 1]


STORRELSE = 2 * SEGMENT_BYTES + 100
SEGMENTER = [slice(0, KRYPTERT_SEGMENT_BYTES), slice(KRYPTERT_SEGMENT_BYTES, 2 * KRYPTERT_SEGMENT_BYTES)]


def skadet(kryptert: bytes, hvordan: str) -> bytes:
    en, to, tre = kryptert[SEGMENTER[0]], kryptert[SEGMENTER[1]], kryptert[2 * KRYPTERT_SEGMENT_BYTES :]
    return {
        "swapped": to + en + tre,
        "repeated": en + en + tre,
        "first missing": to + tre,
        "middle missing": en + tre,
        "last missing": en + to,
        "cut short": en + to + tre[:-1],
        "cut to a stump of the tag": en + to + tre[:5],
        "extended": en + to + tre + b"x",
        "extended by a segment": en + to + tre + tre,
        "empty": b"",
    }[hvordan]


@pytest.mark.parametrize(
    "hvordan",
    [
        "swapped", "repeated", "first missing", "middle missing", "last missing", "cut short",
        "cut to a stump of the tag", "extended", "extended by a segment", "empty",
    ],
)  # fmt: skip
def test_it_refuses_segments_that_are_not_as_written(hvordan: str) -> None:
    salt, kryptert = krypter(STORRELSE)
    biter = dekrypter_utsnitt(
        [skadet(kryptert, hvordan)], nokkel=lesenokkel(salt), start=0, slutt=STORRELSE, storrelse=STORRELSE
    )
    lest: list[bytes] = []
    with pytest.raises(KryptoError):
        lest.extend(biter)
    # What came out before the damage was found, is right.
    assert KLARTEKST.startswith(b"".join(lest))


@given(st.integers(0, kryptert_lengde(STORRELSE) * 8 - 1))
@settings(deadline=None, max_examples=50)
def test_it_refuses_any_flipped_bit(bit: int) -> None:
    salt, kryptert = krypter(STORRELSE)
    endret = bytearray(kryptert)
    endret[bit // 8] ^= 1 << bit % 8
    with pytest.raises(KryptoError):
        les(salt, bytes(endret), 0, STORRELSE, STORRELSE)


@pytest.mark.parametrize(
    "paastand", [SEGMENT_BYTES, 2 * SEGMENT_BYTES, STORRELSE - 1, STORRELSE + 1, 3 * SEGMENT_BYTES + 1]
)
def test_it_refuses_a_block_of_another_size_than_the_database_says(paastand: int) -> None:
    salt, kryptert = krypter(STORRELSE)
    with pytest.raises(KryptoError):
        les(salt, kryptert, 0, paastand, paastand)


def test_it_binds_key_dokument_number_and_salt() -> None:
    salt, kryptert = krypter(1000)
    annen_salt = bytes([FORMAT_VERSJON]) + bytes(32)
    for nokkel in (
        Blokknokkel(datanokkel=b"x" * 32, salt=salt, dokument_id=DOKUMENT, nr=1),
        Blokknokkel(datanokkel=DATANOKKEL, salt=salt, dokument_id=uuid4(), nr=1),
        Blokknokkel(datanokkel=DATANOKKEL, salt=salt, dokument_id=DOKUMENT, nr=2),
        Blokknokkel(datanokkel=DATANOKKEL, salt=annen_salt, dokument_id=DOKUMENT, nr=1),
    ):
        with pytest.raises(KryptoError):
            list(dekrypter_utsnitt([kryptert], nokkel=nokkel, start=0, slutt=1000, storrelse=1000))


@pytest.mark.parametrize("salt", [b"", bytes(32), bytes(33), b"\x02" + bytes(32), b"\x01" + bytes(33)])
def test_it_refuses_an_unknown_format(salt: bytes) -> None:
    with pytest.raises(KryptoError):
        lesenokkel(salt)


def test_it_refuses_a_data_key_of_another_length() -> None:
    with pytest.raises(KryptoError):
        Blokknokkel.ny(datanokkel=b"kort", dokument_id=DOKUMENT, nr=1)


def test_it_encrypts_once_with_a_key() -> None:
    nokkel = ny_nokkel()
    list(krypter_segmenter([b"en gang"], nokkel=nokkel))
    with pytest.raises(ValueError, match="én gang"):
        list(krypter_segmenter([b"en gang til"], nokkel=nokkel))


def test_it_does_not_encrypt_with_a_key_for_reading() -> None:
    with pytest.raises(ValueError, match="én gang"):
        list(krypter_segmenter([b"igjen"], nokkel=lesenokkel(ny_nokkel().salt)))


def test_it_never_repeats_a_key_and_nonce() -> None:
    salter = {ny_nokkel().salt for _ in range(2000)}
    assert len(salter) == 2000
    like = [b"".join(krypter_segmenter([bytes(32)], nokkel=ny_nokkel())) for _ in range(200)]
    assert len(set(like)) == 200
    # The same plaintext twice in one block: the counter alone keeps the segments apart.
    en, to = krypter_segmenter([bytes(2 * SEGMENT_BYTES)], nokkel=ny_nokkel())
    assert en[:-TAG_BYTES] != to[:-TAG_BYTES]


@pytest.mark.parametrize("storrelse", [1, 1_048_576, 1_048_577, 2_500_000])
def test_it_reads_what_the_written_format_says_byte_for_byte(storrelse: int) -> None:
    """The format as it is told in decision 1, written here by other means: what is stored once must always be read.

    Segments of 1 MiB, AES-256-GCM; the key by HKDF-SHA256 from the data key, the salt without its first byte, and a
    label with the version; nonce: number and last-flag; bound in: version, dokument, block number.
    """
    salt = b"\x01" + bytes(range(SALT_BYTES - 1))
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=salt[1:], info=b"fiks_deldokument blokk\x01")
    gcm, bundet = AESGCM(hkdf.derive(DATANOKKEL)), struct.pack(">B16sQ", 1, DOKUMENT.bytes, 1)
    biter = [KLARTEKST[fra : min(fra + 1_048_576, storrelse)] for fra in range(0, storrelse, 1_048_576)]
    kryptert = b"".join(
        gcm.encrypt(struct.pack(">QI", nr, nr == len(biter) - 1), bit, bundet) for nr, bit in enumerate(biter)
    )
    lest = dekrypter_utsnitt([kryptert], nokkel=lesenokkel(salt), start=0, slutt=storrelse, storrelse=storrelse)
    assert b"".join(lest) == KLARTEKST[:storrelse]
