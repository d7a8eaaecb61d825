"""Names inside an archive: such as every system can unpack, and no two that one of them takes for the same."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.protokoll.arkivnavn import arkivnavn
from dokumenter.protokoll.filnavn import nedlastingsnavn

_LETTE_A_FORVEKSLE = st.sampled_from(["a", "A", "å", "A\u030a", "a.pdf", "A.PDF", "a (2)", "con", "..", ".", "a.", "b"])
_NAVN = _LETTE_A_FORVEKSLE | st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
_MAPPE = st.lists(_NAVN, max_size=3).map("/".join)


def test_it_keeps_folders_and_good_names() -> None:
    assert arkivnavn([("", "Vedtak æøå.pdf"), ("Bilag/2026", "kart.png")]) == ["Vedtak æøå.pdf", "Bilag/2026/kart.png"]


def test_it_writes_a_letter_in_one_way() -> None:
    assert arkivnavn([("Ma\u030al", "A\u030a.txt")]) == ["M\u00e5l/\u00c5.txt"]


@pytest.mark.parametrize(
    ("mappe", "navn", "sti"),
    [
        ("..", "vedtak.pdf", "_/vedtak.pdf"),
        ("a/../../b", "c", "a/_/_/b/c"),
        ("/etc", "passwd", "etc/passwd"),
        ("C:", "a", "C_/a"),
        ("a\\b", "c\\d", "a_b/c_d"),
        ("con", "NUL.txt", "_con/_NUL.txt"),
        ("a. ", "b. . .", "a/b"),
        ("a//b", "c", "a/b/c"),
        ("", "faktura\u202efdp.exe", "fakturafdp.exe"),
    ],
)
def test_it_makes_each_part_safe(mappe: str, navn: str, sti: str) -> None:
    assert arkivnavn([(mappe, navn)]) == [sti]


def test_it_tells_duplicates_apart_where_large_and_small_letters_are_alike() -> None:
    filer = [("", "a.pdf"), ("", "A.pdf"), ("", "a.PDF"), ("m", "a.pdf"), ("M", "A.pdf"), ("", "a (2).pdf"), ("", "x")]
    assert arkivnavn(filer) == [
        "a.pdf",
        "A (2).pdf",
        "a (3).PDF",
        "m/a.pdf",
        "M/A (2).pdf",
        "a (2) (2).pdf",
        "x",
    ]


def test_it_tells_a_file_from_a_folder_of_the_same_name() -> None:
    assert arkivnavn([("", "Bilag"), ("bilag", "a"), ("bilag/a", "b")]) == ["Bilag (2)", "bilag/a (2)", "bilag/a/b"]


def test_it_numbers_what_has_no_ending_at_the_end() -> None:
    assert arkivnavn([("", ".gitignore"), ("", ".gitignore")]) == [".gitignore", ".gitignore (2)"]


def test_it_shortens_names_that_no_file_system_takes_and_keeps_the_ending() -> None:
    lange = [("ø" * 226, f"{'æ' * 222}.pdf"), ("ø" * 226, f"{'æ' * 222}.pdf")]
    mapper, navn = zip(*(sti.split("/") for sti in arkivnavn(lange)), strict=True)
    assert set(mapper) == {"ø" * 120}
    assert navn == ("æ" * 118 + ".pdf", "æ" * 118 + " (2).pdf")


def test_it_names_very_many_alike_in_no_time() -> None:
    navn = arkivnavn([("", "a.pdf")] * 5000)
    assert (navn[0], navn[-1], len(set(navn))) == ("a.pdf", "a (5000).pdf", 5000)


@given(st.lists(st.tuples(_MAPPE, _NAVN), max_size=12))
def test_it_never_gives_two_alike_nor_one_that_leads_out(filer: list[tuple[str, str]]) -> None:
    stier = arkivnavn(filer)
    assert stier == arkivnavn(filer)
    nokler = [unicodedata.normalize("NFC", sti.casefold()) for sti in stier]
    assert len(set(nokler)) == len(filer)
    mapper = {"/".join(deler[:dybde]) for deler in (en.split("/") for en in nokler) for dybde in range(1, len(deler))}
    assert mapper.isdisjoint(nokler)
    for sti in stier:
        assert unicodedata.is_normalized("NFC", sti)
        assert not PurePosixPath(sti).is_absolute()
        assert not PureWindowsPath(sti).drive
        for del_ in sti.split("/"):
            assert del_ == nedlastingsnavn(del_) not in {"", ".", ".."}
            assert len(del_.encode()) <= 255
