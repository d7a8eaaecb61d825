"""What another system calls somebody is one visible line, whatever it holds."""

import pytest

from adapters.names import MAX_LENGTH, clean_name


@pytest.mark.parametrize(
    ("tekst", "navn"),
    [
        ("PRØVEBAKERIET AS", "PRØVEBAKERIET AS"),
        ("  Prøve \t bakeriet\r\nAS\u2028", "Prøve bakeriet AS"),
        ("Prøve\u200bbakeriet\u00ad AS\ufeff", "Prøvebakeriet AS"),
        ("\u202eSA teireka\u202c", "SA teireka"),
        ("A\u0300\u0300\u0300\u0300\u0300S", "À\u0300S"),
        ("A\u030a", "Å"),
        ("\u3164\u2800 \u115f", ""),
        ("---", ""),
        ("", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\x00Nul\x1b[31m AS", "Nul [31m AS"),
    ],
)
def test_it_keeps_what_can_be_seen_on_one_line(tekst: str, navn: str) -> None:
    assert clean_name(tekst) == navn


def test_it_ends_where_no_name_is_that_long() -> None:
    assert len(clean_name("A" * 100_000)) == MAX_LENGTH
    assert clean_name("A" + "\u0301" * 100_000).startswith("Á")


def test_it_changes_nothing_twice() -> None:
    for tekst in ("A" * 300, "a b" * 100, "A\u0300\u0301\u0302", "ﬀ Å"):
        assert clean_name(clean_name(tekst)) == clean_name(tekst)
