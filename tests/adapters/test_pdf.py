"""Reports as PDF, whatever people have called their files."""

from datetime import date
from io import BytesIO

import pytest
import typst
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from adapters.pdf import Rapport, Rapportdel, Vedlegg, lag_pdf

NAVN = [
    "Søknad æøå đŋšŧž.pdf",
    '#panic("x") $x$ \\ *fet* @ref <merke> // nei',
    "文書 😀 عربي \u202e.pdf",
    "\ufffe\x0b",
    "",
]


def lag(*navn: str, vedlegg: str = "{}") -> bytes:
    return lag_pdf(
        Rapport(
            tittel="Kvittering",
            dato=date(2026, 11, 28),
            innledning=["Innledning."],
            deler=[Rapportdel("Dokumenter", ["Avsnitt."], ["Navn", "Byte"], [3, 1], [(en, "1") for en in navn])],
            vedlegg={"data.json": Vedlegg(vedlegg, "application/json", "Data")},
        )
    )


def leser(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(pdf))


@pytest.mark.parametrize("navn", NAVN)
def test_it_sets_any_name_without_reading_it_as_markup(navn: str) -> None:
    rot = leser(lag(navn)).root
    assert rot["/MarkInfo"]["/Marked"]
    assert rot["/Lang"] == "nb-NO"
    assert b"pdfaid:part>3<" in rot["/Metadata"].data
    assert b"pdfuaid:part>1<" in rot["/Metadata"].data


@given(st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_it_sets_any_text(tekst: str) -> None:
    assert lag(tekst.encode("utf-8", "replace").decode()).startswith(b"%PDF-1.7")


def test_it_keeps_what_is_attached_byte_for_byte() -> None:
    data = '{"navn": "文書 😀 æøå"}'
    _navn, fil = leser(lag("a", vedlegg=data)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert fil.get_object()["/EF"]["/F"].data == data.encode()
    assert fil.get_object()["/AFRelationship"] == "/Data"


def test_it_is_the_same_bytes_for_the_same_report() -> None:
    assert lag("a") == lag("a")


def test_it_says_which_language_it_is_in() -> None:
    with translation.override("en"):
        assert leser(lag("a")).root["/Lang"] == "en-NO"


def test_it_would_be_refused_without_a_title() -> None:
    """That typst holds the standards is what the rest leans on."""
    with pytest.raises(typst.TypstError, match="title"):
        typst.compile(b"x", pdf_standards=["ua-1"], ignore_system_fonts=True)
