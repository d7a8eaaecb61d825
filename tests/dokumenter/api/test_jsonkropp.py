"""What a body must be, asked of the search, where nothing at all is a wish too."""

import json

import pytest

from tests.dokumenter.api.conftest import System
from users.models import User

DYP = b'{"a":' * 100_000
GALE = {
    "liste": b"[]",
    "liste med noe": b'[{"dokumentnavn":"a"}]',
    "tekst": b'"x"',
    "tom tekst": b'""',
    "tall": b"5",
    "null som tall": b"0",
    "sant": b"true",
    "usant": b"false",
    "NaN": b"NaN",
    "NaN i et felt": b'{"x":NaN}',
    "uendelig": b'{"x":-Infinity}',
    "avkortet": b'{"dokumentnavn":',
    "to objekter": b"{}{}",
    "UTF-16": "{}".encode("utf-16"),
    "latin-1": '{"dokumentnavn":"blå"}'.encode("latin-1"),
    "dyp": DYP,
    "mange sifre": b'{"x":' + b"9" * 100_000 + b"}",
    "surrogat": b'{"dokumentnavn":"\\ud800"}',
    "nulltegn": b'{"dokumentnavn":"\\u0000"}',
}


@pytest.mark.parametrize("kropp", GALE.values(), ids=GALE.keys())
def test_it_refuses_what_is_no_object_of_json(kropp: bytes, system: System) -> None:
    svar = system.kall("POST", f"{system.kontosti}/dokumenter/sok", kropp)
    assert svar.status_code == 400
    assert svar.json()["errorCode"] == "ugyldig_verdi"
    assert svar.json()["message"] != "Kallet kan ikke utføres slik det er skrevet."


@pytest.mark.parametrize("kropp", [b"", b"null", b"{}", b"\xef\xbb\xbf{}", b' {"ukjent":[1e400]} '])
def test_it_takes_nothing_null_and_an_object(kropp: bytes, system: System) -> None:
    assert system.kall("POST", f"{system.kontosti}/dokumenter/sok", kropp).status_code == 200


def test_it_refuses_more_json_than_any_call_needs(system: System, kari: User) -> None:
    kropp = json.dumps({"x": "a" * 3_000_000})
    stier = [("POST", "/dokumenter/sok"), ("POST", "/dokumenter"), ("PATCH", ""), ("PATCH", f"/dokumenter/{kari.id}")]
    for metode, sti in stier:
        svar = system.kall(metode, system.kontosti + sti, kropp)
        assert (svar.status_code, svar.json()["message"]) == (413, "Det du sendte, er for stort.")
