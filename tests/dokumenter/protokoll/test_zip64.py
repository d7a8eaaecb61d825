"""The layout of an archive: every range of it is the same as of the whole, and every tool opens it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.protokoll.zip64 import Arkiv, Filbit, Oppforing
from tests.dokumenter.protokoll.arkiv import GIB, SMA, STOR_OG_LITEN, TID, arkiv_av, hele, skriv_over_fire_gb, utsnitt


def test_it_is_an_archive_that_python_opens_and_finds_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(hele(SMA))) as arkiv:
        assert arkiv.testzip() is None
        assert [(info.filename, arkiv.read(info)) for info in arkiv.infolist()] == SMA
        for info in arkiv.infolist():
            assert info.date_time == (2026, 11, 28, 13, 45, 30)
            assert info.flag_bits == 1 << 11
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.external_attr >> 16 == 0o100644
            assert info.extract_version == 20  # what is small needs no ZIP64


def test_it_gives_every_range_there_is_of_a_small_one() -> None:
    alt, arkiv = hele(SMA), arkiv_av(SMA)
    for start in range(len(alt) + 1):
        for slutt in range(start, len(alt) + 1):
            assert utsnitt(arkiv, SMA, start, slutt) == alt[start:slutt]


@given(st.data())
def test_it_gives_any_range_of_any(data: st.DataObject) -> None:
    navn = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    filer = data.draw(st.lists(st.tuples(navn, st.binary(max_size=60)), max_size=6))
    alt, arkiv = hele(filer), arkiv_av(filer)
    start = data.draw(st.integers(0, len(alt)))
    slutt = data.draw(st.integers(start, len(alt)))
    assert utsnitt(arkiv, filer, start, slutt) == alt[start:slutt]


def test_it_meets_an_empty_file_once_however_it_is_cut() -> None:
    arkiv = arkiv_av(SMA)
    for snitt in range(arkiv.storrelse + 1):
        deler = [*arkiv.deler(0, snitt), *arkiv.deler(snitt, arkiv.storrelse)]
        assert deler.count(Filbit(1, 0, 0)) == 1


def test_it_is_the_same_every_time_and_another_when_anything_is() -> None:
    assert hele(SMA) == hele(list(SMA))
    assert len({hele(SMA), hele(SMA[::-1]), hele(SMA[:2]), hele([*SMA[:2], ("annet", b"0123456789")])}) == 4


@pytest.mark.parametrize(
    ("tid", "vist"), [((1969, 5, 4, 3, 2, 1), (1980, 1, 1, 0, 0, 0)), ((2200, 2, 3), (2107, 2, 3, 0, 0, 0))]
)
def test_it_shows_the_nearest_time_there_is_room_for(tid: tuple[int, ...], vist: tuple[int, ...]) -> None:
    arkiv = Arkiv([Oppforing("a", 0, 0, datetime(*tid))])  # type: ignore[arg-type]  # noqa: DTZ001
    with zipfile.ZipFile(io.BytesIO(utsnitt(arkiv, [("a", b"")], 0, arkiv.storrelse))) as lest:
        assert lest.infolist()[0].date_time == vist


def test_it_has_room_for_more_than_four_gigabytes(tmp_path: Path) -> None:
    skriv_over_fire_gb(tmp_path / "stort.zip")
    with zipfile.ZipFile(tmp_path / "stort.zip") as arkiv:
        assert [(info.filename, info.file_size) for info in arkiv.infolist()] == STOR_OG_LITEN
        assert [info.header_offset > 4 * GIB for info in arkiv.infolist()] == [False, True, True, True]
        assert [info.extract_version for info in arkiv.infolist()] == [45] * 4
        assert (arkiv.read("så liten.txt"), arkiv.read("sist.txt")) == (b"liten", b"sist")
        with arkiv.open("stor.bin") as stor:
            assert stor.read(100) == bytes(100)


def test_it_begins_to_need_zip64_at_the_number_that_means_it_is_elsewhere() -> None:
    for antall, versjon in ((0xFFFFFFFE, 20), (0xFFFFFFFF, 45), (0x100000000, 45)):
        hode = next(Arkiv([Oppforing("a", antall, 0, TID)]).deler(0, 100))
        assert isinstance(hode, bytes)
        assert (hode[4], len(hode)) == (versjon, 31 + 20 * (versjon == 45))


@pytest.mark.parametrize("antall", [65_534, 65_535, 70_000])
def test_it_has_room_for_more_files_than_sixteen_bits_count(antall: int) -> None:
    filer = [(f"{nr}.txt", b"%d" % nr) for nr in range(antall)]
    with zipfile.ZipFile(io.BytesIO(hele(filer))) as arkiv:
        assert len(arkiv.namelist()) == antall
        assert arkiv.read(f"{antall - 1}.txt") == b"%d" % (antall - 1)
