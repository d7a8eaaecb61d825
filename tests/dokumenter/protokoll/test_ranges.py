from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dokumenter.protokoll.ranges import (
    Helt,
    Umulig,
    Utsnitt,
    content_range,
    if_match_stemmer,
    if_none_match_treffer,
    if_range_stemmer,
    les_range,
)

ENORM = "9" * 500
RARE_DATOER = (
    r"[A-Z][a-z]{2}, [0-9]{1,30} (Jan|Feb|Xxx) [0-9]{1,30} [0-9]{1,30}:[0-9]{1,3}:[0-9]{1,3} ([+-][0-9]{1,30}|GMT)"
)


@pytest.mark.parametrize(
    ("header", "storrelse", "ventet"),
    [
        (None, 10, Helt()),
        ("", 10, Helt()),
        # One range, closed, open and suffix.
        ("bytes=0-0", 10, Utsnitt(0, 1)),
        ("bytes=0-9", 10, Utsnitt(0, 10)),
        ("bytes=2-5", 10, Utsnitt(2, 6)),
        ("bytes=9-9", 10, Utsnitt(9, 10)),
        ("bytes=0-", 10, Utsnitt(0, 10)),
        ("bytes=9-", 10, Utsnitt(9, 10)),
        ("bytes=-1", 10, Utsnitt(9, 10)),
        ("bytes=-10", 10, Utsnitt(0, 10)),
        # Beyond the end: cut, as long as it begins inside.
        ("bytes=5-10", 10, Utsnitt(5, 10)),
        (f"bytes=5-{ENORM}", 10, Utsnitt(5, 10)),
        ("bytes=-11", 10, Utsnitt(0, 10)),
        (f"bytes=-{ENORM}", 10, Utsnitt(0, 10)),
        ("bytes=4294967296-4294967297", 5 * 2**30, Utsnitt(2**32, 2**32 + 2)),
        # Begins after the end, or asks for nothing.
        ("bytes=10-", 10, Umulig()),
        ("bytes=10-20", 10, Umulig()),
        (f"bytes={ENORM}-", 10, Umulig()),
        ("bytes=-0", 10, Umulig()),
        # An empty representation has no first byte.
        ("bytes=0-", 0, Umulig()),
        ("bytes=0-0", 0, Umulig()),
        ("bytes=-0", 0, Umulig()),
        ("bytes=-5", 0, Helt()),
        # Lenient where the RFC is: unit in any case, blanks around the range, zeros in front.
        ("Bytes=1-2", 10, Utsnitt(1, 3)),
        ("bytes= 1-2 ", 10, Utsnitt(1, 3)),
        ("bytes=001-0002", 10, Utsnitt(1, 3)),
        # Several ranges, other units and bad syntax are answered whole.
        ("bytes=0-1,3-4", 10, Helt()),
        ("bytes=0-1, -1", 10, Helt()),
        ("bytes=0-1,", 10, Helt()),
        ("items=0-1", 10, Helt()),
        ("bytes", 10, Helt()),
        ("bytes=", 10, Helt()),
        ("bytes=-", 10, Helt()),
        ("bytes=--1", 10, Helt()),
        ("bytes=5-4", 10, Helt()),
        ("bytes=20-15", 10, Helt()),
        ("bytes=a-b", 10, Helt()),
        ("bytes=1-2-3", 10, Helt()),
        ("bytes=+1-2", 10, Helt()),
        ("bytes=1.0-2", 10, Helt()),
        ("bytes=1_0-20", 100, Helt()),
        ("bytes=٣-٥", 10, Helt()),
        ("bytes =0-1", 10, Helt()),
        ("bytes=0 - 1", 10, Helt()),
        (" bytes=0-1", 10, Helt()),
        ("bytes=0-1\n", 10, Helt()),
        ("bytes=" + "1" * 5000 + "-", 10, Helt()),
    ],
)
def test_it_reads_a_range(header: str | None, storrelse: int, ventet: Helt | Utsnitt | Umulig) -> None:
    assert les_range(header, storrelse) == ventet


def orakel(forste: int | None, siste: int | None, storrelse: int) -> set[int] | None:
    """Which positions are asked for, byte by byte; None for what is no range at all."""
    if forste is None:
        antall = siste or 0
        return {plass for plass in range(storrelse) if plass >= storrelse - antall}
    if siste is not None and siste < forste:
        return None
    return {plass for plass in range(storrelse) if plass >= forste and (siste is None or plass <= siste)}


@given(st.none() | st.integers(0, 60), st.none() | st.integers(0, 60), st.integers(1, 50))
@example(None, 0, 1)
def test_it_agrees_with_a_slow_oracle(forste: int | None, siste: int | None, storrelse: int) -> None:
    header = f"bytes={'' if forste is None else forste}-{'' if siste is None else siste}"
    svar, ventet = les_range(header, storrelse), orakel(forste, siste, storrelse)
    if ventet is None or (forste is None and siste is None):
        assert svar == Helt()
    elif not ventet:
        assert svar == Umulig()
    else:
        assert svar == Utsnitt(min(ventet), max(ventet) + 1)


@given(st.text(max_size=30) | st.from_regex(r"bytes=[0-9,\- ]{0,30}"), st.integers(0, 2**63))
def test_it_never_fails_and_never_goes_outside(header: str, storrelse: int) -> None:
    svar = les_range(header, storrelse)
    if isinstance(svar, Utsnitt):
        assert 0 <= svar.start < svar.slutt <= storrelse


def test_it_writes_content_range() -> None:
    assert content_range(Utsnitt(0, 1), 10) == "bytes 0-0/10"
    assert content_range(Utsnitt(2, 10), 10) == "bytes 2-9/10"
    assert content_range(Umulig(), 10) == "bytes */10"


ETAG, ENDRET = '"abc"', datetime(2026, 11, 21, 22, 31, 5, 999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "stemmer"),
    [
        (None, True),
        ('"abc"', True),
        (' "abc" ', True),
        ("Sat, 21 Nov 2026 22:31:05 GMT", True),
        ("Sat, 21 Nov 2026 22:31:05 -0000", True),
        ("Sat, 21 Nov 2026 23:31:05 +0100", True),
        ('"ABC"', False),
        ('W/"abc"', False),
        ('W/"Sat, 21 Nov 2026 22:31:05 GMT', False),
        ("Sat, 21 Nov 2026 22:31:05 +0100", False),
        ("abc", False),
        ('"abc", "def"', False),
        ("*", False),
        ("", False),
        ("Sat, 21 Nov 2026 22:31:04 GMT", False),
        ("Sat, 21 Nov 2026 22:31:06 GMT", False),
        ("Sat, 99 Nov 2026 22:31:06 GMT", False),
    ],
)
def test_it_compares_if_range_strongly(header: str | None, stemmer: bool) -> None:
    assert if_range_stemmer(header, etag=ETAG, sist_endret=ENDRET) is stemmer


def test_it_does_not_match_a_weak_etag_with_itself() -> None:
    assert not if_range_stemmer('W/"abc"', etag='W/"abc"')


def test_it_does_not_match_a_date_when_none_is_sent() -> None:
    assert if_range_stemmer("Sat, 21 Nov 2026 22:31:05 GMT", etag=ETAG) is False


@given(st.text(max_size=60) | st.from_regex(RARE_DATOER, fullmatch=True))
@example("Thu, 01 Jan 99999999999999999999 00:00:00 GMT")
@example("Thu, 01 Jan 2026 00:00:00 +99999999999999999999")
def test_it_never_fails_on_if_range(header: str) -> None:
    assert if_range_stemmer(header, etag=ETAG, sist_endret=ENDRET) is (header.strip() == ETAG)


@pytest.mark.parametrize(
    ("header", "stemmer", "treffer"),
    [
        (None, True, False),
        ("*", True, True),
        ('"abc"', True, True),
        ('"x", "abc"', True, True),
        ('W/"abc"', False, True),
        ('"ab"', False, False),
        ("abc", False, False),
        ("", False, False),
    ],
)
def test_it_compares_entity_tags_strongly_to_go_on_and_weakly_to_save_a_download(
    header: str | None, stemmer: bool, treffer: bool
) -> None:
    assert if_match_stemmer(header, etag='"abc"') is stemmer
    assert if_none_match_treffer(header, etag='"abc"') is treffer
