"""The contract of a store of blocks, the same for every back-end."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from dokumenter.storage.backends.filer import SyncedFileSystemStorage
from dokumenter.storage.backends.s3 import RangedS3Storage
from dokumenter.storage.lager import (
    MIB,
    VAKTPOST,
    Blokklager,
    LagerError,
    ObjectExists,
    ObjectMissing,
    dokumentlager,
)

INNHOLD = bytes(range(256)) * 4096 * 10  # 10 MiB: two parts of a multipart upload


class KlientenForsvant(OSError):
    """What a request raises when its client goes away: an OSError that is not the store's."""


def biter(data: bytes, storrelse: int = MIB) -> Iterator[bytes]:
    return (data[i : i + storrelse] for i in range(0, len(data), storrelse))


def brutt(data: bytes) -> Iterator[bytes]:
    yield from biter(data)
    raise KlientenForsvant


class LagerKontrakt(ABC):
    @pytest.fixture
    @abstractmethod
    def lager(self) -> Blokklager: ...

    @pytest.fixture
    def navn(self) -> str:
        return f"ab/{uuid4()}/{uuid4()}"

    def test_it_gives_back_what_was_written(self, lager: Blokklager, navn: str) -> None:
        assert lager.write(navn, biter(INNHOLD)) == len(INNHOLD)
        assert b"".join(lager.read_range(navn, 0, len(INNHOLD))) == INNHOLD

    @pytest.mark.parametrize(
        ("start", "slutt"), [(0, 1), (5, 6), (0, MIB), (MIB - 1, MIB + 1), (3, 2 * MIB + 7), (10 * MIB - 1, 10 * MIB)]
    )
    def test_it_reads_exactly_the_range(self, lager: Blokklager, navn: str, start: int, slutt: int) -> None:
        lager.write(navn, biter(INNHOLD))
        assert b"".join(lager.read_range(navn, start, slutt)) == INNHOLD[start:slutt]

    def test_it_reads_in_pieces_of_the_size_asked_for(self, lager: Blokklager, navn: str) -> None:
        lager.write(navn, biter(INNHOLD))
        assert [len(bit) for bit in lager.read_range(navn, 1, 3002, piece=1000)] == [1000, 1000, 1000, 1]

    @pytest.mark.parametrize("storrelse", [1, 1000, 3 * MIB + 1])
    def test_it_takes_chunks_of_any_size(self, lager: Blokklager, navn: str, storrelse: int) -> None:
        data = INNHOLD[: max(storrelse * 4, 5000)]
        lager.write(navn, biter(data, storrelse))
        assert b"".join(lager.read_range(navn, 0, len(data))) == data

    def test_it_never_overwrites(self, lager: Blokklager, navn: str) -> None:
        lager.write(navn, [b"forste"])
        with pytest.raises(ObjectExists):
            lager.write(navn, [b"andre!"])
        assert b"".join(lager.read_range(navn, 0, 6)) == b"forste"

    @pytest.mark.parametrize("data", [b"", INNHOLD], ids=["at once", "after many parts"])
    def test_it_leaves_nothing_when_the_source_breaks(self, lager: Blokklager, navn: str, data: bytes) -> None:
        with pytest.raises(KlientenForsvant):
            lager.write(navn, brutt(data))
        assert not lager.exists(navn)
        assert list(lager.list("")) == []

    def test_it_says_that_an_object_is_missing(self, lager: Blokklager, navn: str) -> None:
        assert not lager.exists(navn)
        with pytest.raises(ObjectMissing):
            list(lager.read_range(navn, 0, 1))

    def test_it_refuses_to_read_beyond_the_end(self, lager: Blokklager, navn: str) -> None:
        lager.write(navn, [b"kort"])
        for start, slutt in [(0, 5), (4, 5), (100, 200)]:
            with pytest.raises(LagerError):
                list(lager.read_range(navn, start, slutt))

    def test_it_removes_for_good_and_again(self, lager: Blokklager, navn: str) -> None:
        lager.write(navn, [b"bort"])
        lager.remove(navn)
        lager.remove(navn)
        assert not lager.exists(navn)
        assert list(lager.list("")) == []

    def test_it_removes_only_that_object(self, lager: Blokklager, navn: str) -> None:
        lager.write(navn, [b"en"])
        lager.write(f"{navn}2", [b"to"])
        lager.remove(navn)
        assert list(lager.list("")) == [f"{navn}2"]

    def test_it_lists_by_prefix_without_the_sentinel(self, lager: Blokklager) -> None:
        for navn in ("ab/x/1", "ab/x/2", "ab/y/1", "cd/z/1"):
            lager.write(navn, [b"."])
        assert sorted(lager.list("ab/x/")) == ["ab/x/1", "ab/x/2"]
        assert sorted(lager.list("ab/")) == ["ab/x/1", "ab/x/2", "ab/y/1"]
        assert len(list(lager.list(""))) == 4
        assert list(lager.list("ef/")) == []

    def test_it_lists_only_what_is_older(self, lager: Blokklager, navn: str) -> None:
        lager.write(navn, [b"."])
        naa = datetime.now(UTC)
        assert list(lager.list("", older_than=naa - timedelta(hours=1))) == []
        assert list(lager.list("", older_than=naa + timedelta(hours=1))) == [navn]

    def test_it_is_ready_and_leaves_no_trace_of_the_check(self, lager: Blokklager) -> None:
        lager.ready()
        assert list(lager.list("")) == []

    def test_it_is_not_ready_without_the_sentinel(self, lager: Blokklager) -> None:
        lager.remove(VAKTPOST)
        with pytest.raises(LagerError, match="vaktposten"):
            lager.ready()

    def test_it_does_not_take_missing_for_removed_without_the_sentinel(self, lager: Blokklager, navn: str) -> None:
        lager.remove(VAKTPOST)
        with pytest.raises(LagerError, match="vaktposten"):
            lager.remove(navn)

    def test_it_can_be_prepared_again(self, lager: Blokklager) -> None:
        lager.prepare()
        lager.ready()


class TestFiler(LagerKontrakt):
    @pytest.fixture
    def lager(self, fil_lager: SyncedFileSystemStorage) -> Blokklager:
        return fil_lager


class TestS3(LagerKontrakt):
    @pytest.fixture
    def lager(self, lag_s3: Callable[..., RangedS3Storage]) -> Blokklager:
        return lag_s3()


class TestS3MedVersjoner(LagerKontrakt):
    @pytest.fixture
    def lager(self, lag_s3: Callable[..., RangedS3Storage]) -> Blokklager:
        return lag_s3(versjoner=True, location="deldokument/prod")


def test_it_is_the_store_of_the_settings(settings: Settings) -> None:
    lager = dokumentlager()
    assert isinstance(lager, SyncedFileSystemStorage)
    assert lager.location == settings.STORAGES["dokumenter"]["OPTIONS"]["location"]
