"""The cause in the log: names all the way down, a code where there is one, and never what was asked for."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import IntegrityError, OperationalError

from adapters.arsak import arsak_til
from dokumenter.errors import LagerUtilgjengelig
from dokumenter.storage.lager import LagerError


def _fra(feil: Exception, *bak: Exception) -> Exception:
    if bak:
        feil.__cause__ = _fra(*bak)
    return feil


def _sqlite(navn: str) -> sqlite3.Error:
    feil = sqlite3.OperationalError("hemmelig")
    feil.sqlite_errorname = navn
    return feil


@pytest.mark.parametrize(
    ("feil", "arsak"),
    [
        (ValueError("hemmelig"), "ValueError"),
        (
            _fra(LagerUtilgjengelig(), LagerError("S3 svarte 503."), ValueError("hemmelig")),
            "LagerUtilgjengelig < LagerError (S3 svarte 503.) < ValueError",
        ),
        (OperationalError("nobody\n listens"), "OperationalError (nobody listens)"),
        (_fra(IntegrityError("hemmelig"), _sqlite("SQLITE_FULL")), "IntegrityError < OperationalError (SQLITE_FULL)"),
    ],
)
def test_it_names_every_error_behind(feil: Exception, arsak: str) -> None:
    assert arsak_til(feil) == arsak


def test_it_tells_no_more_of_a_database_that_answered_than_its_code() -> None:
    bak = Exception("hemmelig")
    bak.pgcode = "57014"  # type: ignore[attr-defined]
    assert arsak_til(_fra(OperationalError("hemmelig"), bak)) == "OperationalError < Exception (57014)"


def test_it_ends_where_the_chain_is_long() -> None:
    assert arsak_til(_fra(*[ValueError() for _ in range(9)])).count("ValueError") == 5
