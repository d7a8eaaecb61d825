"""What a page reads of a request: a small form, in time, and no file. Asked of addresses that everybody reaches."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from wsgiref.types import WSGIEnvironment

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from dokumenter.protokoll import liten_kropp
from users.models import User

NettleserFor = Callable[[User | None], Client]
# One for each way to a view: open, after login, without CSRF check, for uploads, and none at all.
STIER = ["/sprak/", "/", "/logg-ut/", "/konfigurasjon/", "/oidc/backchannel-logout/", "/opplasting/", "/finnes-ikke"]
MB = 1024**2


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """Where Django would put a file that is too large for memory; any is."""
    mappe = tmp_path / "midlertidig"
    mappe.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(mappe))
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_TEMP_DIR = str(mappe)
    return mappe


def _fil() -> SimpleUploadedFile:
    return SimpleUploadedFile("vedtak.pdf", b"hemmelig innhold" * 1000, "application/pdf")


@pytest.mark.parametrize("sti", STIER)
@pytest.mark.parametrize("innlogget", [True, False])
@pytest.mark.django_db
def test_it_puts_no_file_anywhere(
    temp: Path, kari: User, nettleser_for: NettleserFor, sti: str, innlogget: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    laget = []
    ny = os.open

    def apne(sti: str, flagg: int, *args: int, **kwargs: int) -> int:
        laget.append(str(sti))
        return ny(sti, *args, **kwargs)

    monkeypatch.setattr(os, "open", apne)
    nettleser = nettleser_for(kari if innlogget else None)
    svar = nettleser.post(sti, {"dokumenter": _fil(), "language": "nn"})
    assert svar.status_code in {400, 401, 403, 404, 405}
    assert not [sti for sti in laget if sti.startswith(str(temp))]
    assert not list(temp.iterdir())


@pytest.mark.django_db
def test_it_says_where_files_are_sent(nettleser_for: NettleserFor) -> None:
    svar = nettleser_for(None).post("/sprak/", {"fil": _fil()}, headers={"Accept-Language": "nb"})
    assert svar.status_code == 400
    assert "Her kan du ikke sende filer" in svar.content.decode()


@pytest.mark.django_db
def test_it_takes_a_form_whose_file_field_is_empty(nettleser_for: NettleserFor) -> None:
    grense = "--g\r\nContent-Disposition: form-data; name="
    kropp = f'{grense}"fil"; filename=""\r\n\r\n\r\n{grense}"language"\r\n\r\nnn\r\n--g--\r\n'
    svar = nettleser_for(None).post("/sprak/", kropp, content_type="multipart/form-data; boundary=g")
    assert svar.status_code == 302
    assert svar.cookies["deldokument_sprak"].value == "nn"


class _Kilde:
    """A body that tells how much is read of it."""

    def __init__(self) -> None:
        self.lest = 0

    def read(self, antall: int = -1) -> bytes:
        self.lest += max(antall, 0)
        return b"x" * max(antall, 0)

    readline = read


@pytest.mark.parametrize(
    ("type_", "lengde"),
    [
        ("application/x-www-form-urlencoded", 10**13),
        ("application/x-www-form-urlencoded", liten_kropp.MAKS_FOR_INNLOGGING_BYTES + 1),
        ("multipart/form-data; boundary=g", 10**13),
        ("text/plain", 10**13),
    ],
)
@pytest.mark.django_db
def test_it_refuses_what_is_said_to_be_too_large_without_reading_it(
    nettleser_for: NettleserFor, type_: str, lengde: int
) -> None:
    kilde = _Kilde()
    hoder: WSGIEnvironment = {"wsgi.input": kilde, "CONTENT_LENGTH": str(lengde), "CONTENT_TYPE": type_}
    svar = nettleser_for(None).generic("POST", "/sprak/", b"", **hoder)
    assert svar.status_code == 413
    assert "for stor" in svar.content.decode()
    assert kilde.lest == 0


@pytest.mark.django_db
def test_it_reads_no_more_than_the_limit_of_a_body_that_does_not_tell_its_length(nettleser_for: NettleserFor) -> None:
    kilde = _Kilde()
    hoder: WSGIEnvironment = {"wsgi.input": kilde, "CONTENT_LENGTH": str(10**13), "deldokument.chunked": True}
    svar = nettleser_for(None).generic("POST", "/sprak/", b"", "application/x-www-form-urlencoded", **hoder)
    assert svar.status_code == 413
    assert kilde.lest <= 2 * liten_kropp.MAKS_FOR_INNLOGGING_BYTES


@pytest.mark.django_db
def test_it_lets_one_who_is_logged_in_write_more(kari: User, nettleser_for: NettleserFor) -> None:
    tekst = "x" * (liten_kropp.MAKS_FOR_INNLOGGING_BYTES + 1)
    assert nettleser_for(None).post("/sprak/", {"language": "nn", "notat": tekst}).status_code == 413
    assert nettleser_for(kari).post("/sprak/", {"language": "nn", "notat": tekst}).status_code == 302
    assert nettleser_for(kari).post("/sprak/", {"language": "nn", "notat": tekst * 4}).status_code == 413


@pytest.mark.parametrize(
    "kropp",
    [b"&".join(b"a=%d" % nr for nr in range(5000)), b"&" * 200_000],
)
@pytest.mark.django_db
def test_it_answers_in_words_to_a_form_with_more_fields_than_any_has(nettleser_for: NettleserFor, kropp: bytes) -> None:
    nettleser = nettleser_for(None)
    svar = nettleser.post("/sprak/", kropp, content_type="application/x-www-form-urlencoded")
    assert (svar.status_code, "for stor" in svar.content.decode()) == (413, True)
    svar = nettleser.post("/sprak/", {f"f{nr}": "x" for nr in range(1500)})
    assert (svar.status_code, "for stor" in svar.content.decode()) == (413, True)
