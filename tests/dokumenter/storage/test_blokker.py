from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import cast
from uuid import UUID, uuid4

import pytest

from dokumenter.storage.backends.filer import SyncedFileSystemStorage
from dokumenter.storage.backends.s3 import RangedS3Storage
from dokumenter.storage.blokker import SkrevetBlokk, fjern_blokk, les_blokk, prefiks_for, skriv_blokk
from dokumenter.storage.krypto import SEGMENT_BYTES, KryptoError, kryptert_lengde
from dokumenter.storage.lager import MIB, Blokklager, LagerError, ObjectMissing
from dokumenter.storage.nokler import lag_datanokkel

DOKUMENT, DATANOKKEL = uuid4(), lag_datanokkel()
DATA = Random(2).randbytes(3 * MIB + 17)


@pytest.fixture(params=["fil", "s3"])
def lager(request: pytest.FixtureRequest) -> Blokklager:
    if request.param == "fil":
        return cast(SyncedFileSystemStorage, request.getfixturevalue("fil_lager"))
    return cast(Callable[[], RangedS3Storage], request.getfixturevalue("lag_s3"))()


def skriv(lager: Blokklager, data: bytes = DATA, nr: int = 0, maks: int = 64 * MIB) -> SkrevetBlokk:
    blokk = skriv_blokk(BytesIO(data), lager=lager, datanokkel=DATANOKKEL, dokument_id=DOKUMENT, nr=nr, maks=maks)
    assert blokk is not None
    return blokk


def les(
    lager: Blokklager, blokk: SkrevetBlokk, start: int, slutt: int, *, nr: int = 0, dokument_id: UUID = DOKUMENT
) -> Iterator[bytes]:
    return les_blokk(
        lager=lager, datanokkel=DATANOKKEL, dokument_id=dokument_id, nr=nr, navn=blokk.navn,
        storrelse=blokk.storrelse, salt=blokk.salt, start=start, slutt=slutt,
    )  # fmt: skip


def ra(lager: Blokklager, blokk: SkrevetBlokk) -> bytes:
    return b"".join(lager.read_range(blokk.navn, 0, kryptert_lengde(blokk.storrelse)))


def test_it_reads_what_it_wrote(lager: Blokklager) -> None:
    blokk = skriv(lager)
    assert blokk.storrelse == len(DATA)
    for start, slutt in [(0, len(DATA)), (0, 1), (MIB - 1, MIB + 1), (len(DATA) - 1, len(DATA)), (5, 2 * MIB)]:
        assert b"".join(les(lager, blokk, start, slutt)) == DATA[start:slutt]


def test_it_stores_nothing_readable(lager: Blokklager) -> None:
    klartekst = b"Barnevernet " * 10000
    lagret = ra(lager, skriv(lager, klartekst))
    assert b"Barnevernet" not in lagret
    assert len(lagret) == len(klartekst) + 16


def test_it_takes_no_more_than_the_most(lager: Blokklager) -> None:
    kilde = BytesIO(DATA)
    blokker: list[SkrevetBlokk] = []
    while blokk := skriv_blokk(
        kilde, lager=lager, datanokkel=DATANOKKEL, dokument_id=DOKUMENT, nr=len(blokker), maks=MIB + 5
    ):
        blokker.append(blokk)
    assert [blokk.storrelse for blokk in blokker] == [MIB + 5, MIB + 5, MIB + 5, 2]
    samlet = b"".join(b"".join(les(lager, blokk, 0, blokk.storrelse, nr=nr)) for nr, blokk in enumerate(blokker))
    assert samlet == DATA


def test_it_writes_no_object_for_nothing(lager: Blokklager) -> None:
    tom = BytesIO(b"")
    assert skriv_blokk(tom, lager=lager, datanokkel=DATANOKKEL, dokument_id=DOKUMENT, nr=0) is None
    assert list(lager.list("")) == []


class Kilde:
    """Gives out little at a time, and breaks after so many reads."""

    def __init__(self, lesinger: int) -> None:
        self.igjen = lesinger

    def read(self, storrelse: int, /) -> bytes:
        if not self.igjen:
            raise ConnectionResetError
        self.igjen -= 1
        return bytes(min(storrelse, 1000))


@pytest.mark.parametrize("lesinger", [0, 1, 3000])
def test_it_leaves_nothing_when_the_source_breaks(lager: Blokklager, lesinger: int) -> None:
    with pytest.raises(ConnectionResetError):
        skriv_blokk(Kilde(lesinger), lager=lager, datanokkel=DATANOKKEL, dokument_id=DOKUMENT, nr=0)
    assert list(lager.list("")) == []


def test_it_names_blocks_by_dokument_and_never_twice(lager: Blokklager) -> None:
    en, to = skriv(lager, b"en"), skriv(lager, b"to", nr=1)
    prefiks = prefiks_for(DOKUMENT)
    assert prefiks == f"{str(DOKUMENT)[:2]}/{DOKUMENT}/"
    assert en.navn != to.navn
    assert sorted(lager.list(prefiks)) == sorted([en.navn, to.navn])


def test_it_uses_a_new_salt_for_each_block_and_does_not_show_it(lager: Blokklager) -> None:
    en, to = skriv(lager, b"likt"), skriv(lager, b"likt")
    assert en.salt != to.salt
    assert ra(lager, en) != ra(lager, to)
    assert "salt" not in repr(en)


def test_it_refuses_the_block_of_another_place(lager: Blokklager) -> None:
    blokk = skriv(lager)
    for forsok in (les(lager, blokk, 0, 9, nr=1), les(lager, blokk, 0, 9, dokument_id=uuid4())):
        with pytest.raises(KryptoError):
            list(forsok)


def test_it_never_gives_out_changed_bytes(fil_lager: SyncedFileSystemStorage) -> None:
    blokk = skriv(fil_lager)
    with open(fil_lager.path(blokk.navn), "r+b") as fil:
        fil.seek(SEGMENT_BYTES + 500)
        fil.write(b"endret")
    biter = les(fil_lager, blokk, 0, blokk.storrelse)
    assert next(biter) == DATA[:SEGMENT_BYTES]
    with pytest.raises(KryptoError):
        next(biter)


def test_it_notices_an_object_that_was_cut(fil_lager: SyncedFileSystemStorage) -> None:
    blokk = skriv(fil_lager)
    with open(fil_lager.path(blokk.navn), "r+b") as fil:
        fil.truncate(kryptert_lengde(blokk.storrelse) - 1)
    with pytest.raises((LagerError, KryptoError)):
        list(les(fil_lager, blokk, 0, blokk.storrelse))


def test_it_removes_a_block_for_good_and_again(lager: Blokklager) -> None:
    blokk = skriv(lager)
    for _ in range(2):
        fjern_blokk(lager=lager, navn=blokk.navn)
    with pytest.raises(ObjectMissing):
        list(les(lager, blokk, 0, 1))


def test_it_fetches_only_the_segments_it_needs(fil_lager: SyncedFileSystemStorage) -> None:
    blokk = skriv(fil_lager)
    with open(fil_lager.path(blokk.navn), "r+b") as fil:
        fil.write(b"skadet")
    assert b"".join(les(fil_lager, blokk, SEGMENT_BYTES, SEGMENT_BYTES + 9)) == DATA[SEGMENT_BYTES : SEGMENT_BYTES + 9]


class Glemsk(SyncedFileSystemStorage):
    """A store that says yes and does less."""

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        return super().write(name, list(chunks)[:1])

    def remove(self, name: str) -> None:
        pass


def test_it_does_not_trust_a_store_that_forgets(tmp_path: Path) -> None:
    glemsk = Glemsk(location=str(tmp_path / "glemsk"))
    glemsk.prepare()
    with pytest.raises(LagerError, match="alle bytene"):
        skriv(glemsk)
    blokk = skriv(glemsk, b"en bit")
    with pytest.raises(LagerError, match="er der fortsatt"):
        fjern_blokk(lager=glemsk, navn=blokk.navn)
