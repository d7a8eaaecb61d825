"""What Django stumbles in before there is a request."""

from __future__ import annotations

import io
from wsgiref.types import WSGIEnvironment

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import example, given
from hypothesis import strategies as st

from fiks_deldokument.tegnsett import LesbarInnholdstype, lesbar_innholdstype

SKJEMA = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("sendt", "lest"),
    [
        ("", ""),
        ("text/plain; charset=UTF-8", "text/plain; charset=UTF-8"),
        (f"{SKJEMA}; charset=iso-8859-1", f"{SKJEMA}; charset=iso-8859-1"),
        (f"{SKJEMA}; charset=zlib", SKJEMA),
        ('multipart/form-data; boundary=x; charset="zlib"', "multipart/form-data; boundary=x"),
        ("multipart/form-data; CHARSET = idna ; boundary=x", "multipart/form-data; boundary=x"),
        ("text/plain; charset=finnes-ikke", "text/plain"),
        ("text/plain; a*=finnes-ikke''%41", "text/plain"),
        ("text/plain; charset=zlib; a*=finnes-ikke''%41", "text/plain"),
    ],
)
def test_it_takes_away_what_cannot_be_read_and_nothing_else(sendt: str, lest: str) -> None:
    assert lesbar_innholdstype(sendt) == lest


@given(
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
    | st.from_regex(r"a/b(; ?[a-c*0-2]{1,4}=\"?(zlib|hex|idna|utf-8|x)?('')?[%a-f0-9]{0,4}\"?){1,3}", fullmatch=True)
)
@example("a/b; charset=undefined")
@example("a/b; charset=unicode_escape")
def test_it_makes_any_type_one_that_a_request_can_have(type_: str) -> None:
    sett: list[object] = []

    def app(environ: WSGIEnvironment, _start: object) -> list[bytes]:
        request = WSGIRequest(environ)
        sett.append((request.GET["a"], request.content_type))
        return []

    environ = {
        **{"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "a=%C3%A5%ff", "wsgi.input": io.BytesIO()},
        "CONTENT_TYPE": type_,
    }
    LesbarInnholdstype(app)(environ, lambda *_: lambda _bit: None)
    assert len(sett) == 1
