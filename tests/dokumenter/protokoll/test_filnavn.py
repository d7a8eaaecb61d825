import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.protokoll.filnavn import (
    MAKS_NAVN_TEGN,
    UgyldigNavnError,
    innholdsdisposisjon,
    les_mimetype,
    nedlastingsnavn,
    normaliser_mappe,
    normaliser_navn,
)

USYNLIGE = ["\u200b\u200d", "\u3164", "\u2800\u2800", "\ufe0f", "\u00ad", "\u0301", "\u200b \u00a0"]


@pytest.mark.parametrize(
    ("gitt", "ventet"),
    [
        ("Vedtak.pdf", "Vedtak.pdf"),
        ("Blåbærsyltetøy på Ås.pdf", "Blåbærsyltetøy på Ås.pdf"),
        ("Bla\u030abær.pdf", "Blåbær.pdf"),
        ("  Vedtak.pdf ", "Vedtak.pdf"),
        ("Ved\x00tak\r\n.pdf", "Vedtak.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("Sak 12/2026.pdf", "Sak 12_2026.pdf"),
        ("..\\..\\passwd", ".._.._passwd"),
        ("con.txt", "con.txt"),
        ("Notat.", "Notat."),
        ('Et "viktig" notat?.pdf', 'Et "viktig" notat?.pdf'),
        ("👩‍👩‍👧.png", "👩‍👩‍👧.png"),
    ],
)
def test_it_keeps_the_name_but_not_its_dangers(gitt: str, ventet: str) -> None:
    assert normaliser_navn(gitt) == ventet


@pytest.mark.parametrize("navn", ["", "   ", "\x00\x1f", ".", "..", "\u202e", "\ud800.pdf", *USYNLIGE])
def test_it_refuses_what_is_no_name(navn: str) -> None:
    with pytest.raises(UgyldigNavnError):
        normaliser_navn(navn)


def test_it_refuses_a_long_name_and_never_cuts_it() -> None:
    langt = "å" * (MAKS_NAVN_TEGN - 4) + ".pdf"
    assert normaliser_navn(langt) == langt
    with pytest.raises(UgyldigNavnError, match="226 tegn"):
        normaliser_navn("å" + langt)


def test_it_counts_the_letters_of_the_normal_form() -> None:
    assert normaliser_navn("a\u030a" * MAKS_NAVN_TEGN) == "å" * MAKS_NAVN_TEGN


@given(st.text(max_size=300))
def test_it_is_stable_and_clean(navn: str) -> None:
    try:
        rent = normaliser_navn(navn)
    except UgyldigNavnError:
        return
    assert normaliser_navn(rent) == rent
    assert unicodedata.is_normalized("NFC", rent)
    assert not any(tegn in "/\\" or unicodedata.category(tegn) == "Cc" for tegn in rent)
    assert 0 < len(rent) <= MAKS_NAVN_TEGN


@pytest.mark.parametrize(
    ("navn", "ventet"),
    [
        ("Vedtak på Ås.pdf", "Vedtak på Ås.pdf"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT².txt", "_LPT².txt"),
        ("nul .txt", "_nul .txt"),
        ("console.txt", "console.txt"),
        ("com10.txt", "com10.txt"),
        ("Notat. . .", "Notat"),
        ("...", "_"),
        ("\u200b\u3164", "\u200b\u3164"),  # kept before such names were refused
        ("a:b<c>d|e*f?g\"h.txt", "a_b_c_d_e_f_g_h.txt"),
        ("../../etc/passwd", ".._.._etc_passwd"),
    ],
)  # fmt: skip
def test_it_makes_a_name_that_every_disk_takes(navn: str, ventet: str) -> None:
    assert nedlastingsnavn(navn) == ventet


@pytest.mark.parametrize(
    ("navn", "ventet"),
    [
        ("Vedtak.pdf", 'attachment; filename="Vedtak.pdf"'),
        ("Vedtak på Ås.pdf", "attachment; filename*=utf-8''Vedtak%20p%C3%A5%20%C3%85s.pdf"),
        ('"; x="', 'attachment; filename="_; x=_"'),
        ("a\r\nSet-Cookie: b.pdf", 'attachment; filename="aSet-Cookie_ b.pdf"'),
    ],
)
def test_it_writes_content_disposition(navn: str, ventet: str) -> None:
    assert innholdsdisposisjon(navn) == ventet


@given(st.text(min_size=1, max_size=MAKS_NAVN_TEGN))
def test_it_is_read_back_as_the_same_name(navn: str) -> None:
    try:
        verdi = innholdsdisposisjon(navn)
    except UgyldigNavnError:
        return
    assert verdi.isascii()
    assert verdi.isprintable()
    if "filename*=" in verdi:
        assert unquote(verdi.partition("''")[2]) == nedlastingsnavn(navn)
    else:
        hode = Message()
        hode["Content-Disposition"] = verdi
        assert hode.get_filename() == nedlastingsnavn(navn)


@pytest.mark.parametrize(
    ("verdi", "ventet"),
    [
        (None, "application/octet-stream"),
        ("", "application/octet-stream"),
        ("  ", "application/octet-stream"),
        ("application/pdf", "application/pdf"),
        ("Image/PNG", "image/png"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",) * 2,
    ],
)
def test_it_reads_a_mimetype(verdi: str | None, ventet: str) -> None:
    assert les_mimetype(verdi) == ventet


@pytest.mark.parametrize(
    "verdi",
    [
        "pdf",
        "/",
        "a/",
        "/b",
        "a/b/c",
        "text/plain\r\nX: y",
        "tekst/ødelagt",
        "text /plain",
        "x" * 128 + "/y",
        "a\x00/b",
        "x" * 300,
    ],
)
def test_it_knows_no_type_that_is_written_as_none(verdi: str) -> None:
    assert les_mimetype(verdi) == "application/octet-stream"


@given(st.text(max_size=300))
def test_it_reads_any_type_as_one_that_can_be_kept_and_sent(verdi: str) -> None:
    assert len(les_mimetype(verdi)) <= 255
    assert les_mimetype(les_mimetype(verdi)) == les_mimetype(verdi)
    assert les_mimetype(verdi).isascii()


def test_it_sorts_no_marks_of_a_name_too_long(sorterte_lengder: list[int]) -> None:
    """Sorting takes a time that grows with the square of their number: minutes for what fits in one request."""
    with pytest.raises(UgyldigNavnError):
        normaliser_navn("a" + "\u0300\u0316" * 3000)
    assert max(sorterte_lengder, default=0) < 2000


@pytest.mark.parametrize(
    ("gitt", "ventet"),
    [
        ("", ""),
        ("Saker", "Saker"),
        ("/Saker//2026/", "Saker/2026"),
        ("Bla\u030abær/ Å rs ", "Blåbær/Å rs"),
        ("a\\b/c\u202ed", "a_b/cd"),
        ("/".join(["x" * 226, "x" * 226, "x" * 46]), "/".join(["x" * 226, "x" * 226, "x" * 46])),
    ],
)
def test_it_keeps_the_path_of_a_folder_name_by_name(gitt: str, ventet: str) -> None:
    assert normaliser_mappe(gitt) == ventet


@pytest.mark.parametrize("sti", ["..", "a/../b", "a/./b", "a/\u200b", "x" * 227, "/".join(["x" * 100] * 5), "a/ /b"])
def test_it_takes_no_path_that_leads_elsewhere_or_is_too_long(sti: str) -> None:
    with pytest.raises(UgyldigNavnError):
        normaliser_mappe(sti)
