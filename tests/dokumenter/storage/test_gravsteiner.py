"""Tombstones as objects: what is written is read, and nothing that was not written by us is believed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from dokumenter.storage.backends.filer import SyncedFileSystemStorage
from dokumenter.storage.backends.s3 import RangedS3Storage
from dokumenter.storage.gravsteiner import (
    DELING,
    FRIST,
    PREFIKS,
    Gravskrift,
    GravsteinFeil,
    les_gravstein,
    nummer_i,
    nyere_gravsteiner,
    nytt_navn,
    skriv_gravstein,
)
from dokumenter.storage.lager import Blokklager, ObjectMissing

NAA = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)
EN = Gravskrift(DELING, uuid4(), "trukket", NAA)


@pytest.fixture(params=["fil", "s3"])
def lager(
    request: pytest.FixtureRequest, fil_lager: SyncedFileSystemStorage, lag_s3: Callable[..., RangedS3Storage]
) -> Blokklager:
    return fil_lager if request.param == "fil" else lag_s3(location="under")


def hele(lager: Blokklager, navn: str) -> bytes:
    return b"".join(lager.read_range(navn, 0, lager.size(navn)))


def bytt(lager: Blokklager, navn: str, innhold: bytes) -> None:
    lager.remove(navn)
    lager.write(navn, [innhold])


def test_it_reads_what_was_written(lager: Blokklager) -> None:
    skrifter = [EN, Gravskrift(FRIST, uuid4(), "", NAA, NAA), Gravskrift(FRIST, uuid4(), "", NAA, None)]
    navn = nytt_navn(7)
    skriv_gravstein(lager, navn, skrifter)
    assert les_gravstein(lager, navn) == skrifter
    assert nummer_i(navn) == 7


def test_it_writes_the_same_again_without_harm(lager: Blokklager) -> None:
    navn = nytt_navn(1)
    skriv_gravstein(lager, navn, [EN])
    skriv_gravstein(lager, navn, [EN])
    assert list(nyere_gravsteiner(lager, enn=0)) == [navn]


def test_it_finds_the_newer_in_order_and_nothing_else(lager: Blokklager) -> None:
    navnene = [nytt_navn(nr) for nr in (1, 9, 10, 100)]
    for navn in reversed(navnene):
        skriv_gravstein(lager, navn, [EN])
    lager.write(f"{PREFIKS}rusk", [b"."])
    lager.write(f"ff/{uuid4()}/{uuid4()}", [b"."])
    assert list(nyere_gravsteiner(lager, enn=0)) == navnene
    assert list(nyere_gravsteiner(lager, enn=9)) == navnene[2:]
    assert list(nyere_gravsteiner(lager, enn=100)) == []


def test_it_holds_no_more_than_ids_reason_and_moments(fil_lager: SyncedFileSystemStorage) -> None:
    navn = nytt_navn(1)
    skriv_gravstein(fil_lager, navn, [EN])
    hode, linje, segl = hele(fil_lager, navn).decode().split("\n")
    assert hode == '{"v":1,"nr":1,"nokkel":"test1"}'
    assert linje == f'{{"art":"deling","id":"{EN.gjelder}","grunn":"trukket","tid":"2026-11-03T12:30:00+00:00"}}'
    assert len(segl) == 64


@pytest.mark.parametrize(
    "endre",
    [
        lambda raa: raa.replace(b"deling", b"konto "),
        lambda raa: raa.replace(str(EN.gjelder).encode(), str(uuid4()).encode()),
        lambda raa: raa[:-1] + (b"0" if raa[-1:] != b"0" else b"1"),
        lambda raa: raa[1:],
        lambda raa: raa[:-20],
        lambda raa: b"{}",
        lambda raa: b"\xff" * 200,
        lambda raa: b"[]\n" * 40,
        lambda raa: b"x" * (2 * 1024 * 1024),
    ],
)
def test_it_believes_nothing_that_is_changed(
    fil_lager: SyncedFileSystemStorage, endre: Callable[[bytes], bytes]
) -> None:
    navn = nytt_navn(1)
    skriv_gravstein(fil_lager, navn, [EN])
    bytt(fil_lager, navn, endre(hele(fil_lager, navn)))
    with pytest.raises(GravsteinFeil):
        les_gravstein(fil_lager, navn)


def test_it_believes_no_copy_under_another_name(fil_lager: SyncedFileSystemStorage) -> None:
    navn, annet = nytt_navn(1), nytt_navn(2)
    skriv_gravstein(fil_lager, navn, [EN])
    fil_lager.write(annet, [hele(fil_lager, navn)])
    with pytest.raises(GravsteinFeil, match="segl"):
        les_gravstein(fil_lager, annet)


def _nokler(*ider: str) -> str:
    return ",".join(f"{id_}:{base64.b64encode(id_.encode() * 32).decode()}" for id_ in ider)


def test_it_is_read_after_the_master_key_is_changed_as_long_as_the_old_one_is_there(
    fil_lager: SyncedFileSystemStorage, settings: Settings
) -> None:
    navn = nytt_navn(1)
    settings.HOVEDNOKLER = _nokler("a")
    skriv_gravstein(fil_lager, navn, [EN])
    settings.HOVEDNOKLER = _nokler("b", "a")
    assert les_gravstein(fil_lager, navn) == [EN]
    settings.HOVEDNOKLER = _nokler("b")
    with pytest.raises(GravsteinFeil, match="hovednøkkel"):
        les_gravstein(fil_lager, navn)


def test_it_does_not_guess_what_a_newer_version_means(fil_lager: SyncedFileSystemStorage) -> None:
    navn = nytt_navn(1)
    skriv_gravstein(fil_lager, navn, [Gravskrift("postboks", uuid4(), "", NAA)])
    with pytest.raises(GravsteinFeil, match="nyere versjon"):
        les_gravstein(fil_lager, navn)


def test_it_tells_a_missing_one_from_one_that_is_wrong(fil_lager: SyncedFileSystemStorage) -> None:
    with pytest.raises(ObjectMissing):
        les_gravstein(fil_lager, nytt_navn(1))
    with pytest.raises(ValueError, match="gravstein"):
        nummer_i("vaktpost")
