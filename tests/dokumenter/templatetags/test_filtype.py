"""Kinds of files in words."""

import pytest

from dokumenter.templatetags.filtype import filtype


@pytest.mark.parametrize(
    ("navn", "type_"),
    [
        ("vedtak.pdf", "PDF-fil"),
        ("arkiv.tar.gz", "GZ-fil"),
        ("LES MEG", "fil"),
        (".skjult", "fil"),
        ("sak 12. vedlegg til brevet", "fil"),
        ("plan.æøå", "fil"),
        ("a/b.docx", "DOCX-fil"),
    ],
)
def test_it_says_what_kind_of_file_it_is(navn: str, type_: str) -> None:
    assert filtype(navn) == type_
