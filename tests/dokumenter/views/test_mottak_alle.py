"""Last ned alle on the recipient's page: there when there is something to gain, and clear about what is not in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling, Dokument
from dokumenter.services.sletting import slett_dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import alle_i, hent, lag_flere
from users.models import User

KNAPP = "Last ned alle</a>"


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_flere(konto, kari, *(("", f"{navn}.pdf", b"innhold") for navn in "abc"))


@pytest.fixture
def mottakers(mottaker: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    return nettleser_for(mottaker)


def side(klient: Client, deling: Deling) -> str:
    """The page with ordinary spaces."""
    tekst = hent(klient, f"/d/{deling.pk}")[1].decode()
    return re.sub(r"\s+", " ", tekst.replace("\N{NO-BREAK SPACE}", " "))


def test_it_offers_all_with_their_size_by_an_address_that_fits(mottakers: Client, deling: Deling) -> None:
    tekst = side(mottakers, deling)
    treff = re.search(rf'href="({alle_i(deling)}\?innhold=(\w+))"[^>]*>{KNAPP}', tekst)
    assert treff is not None
    _, arkiv, hoder = hent(mottakers, treff[1])
    assert hoder["ETag"] == f'"{treff[2]}"'
    assert f"3 dokumenter i én ZIP-fil, {len(arkiv)} byte" in tekst


def test_it_offers_nothing_when_there_is_but_one(
    mottakers: Client, konto: Konto, kari: User, mottaker: User, deling: Deling
) -> None:
    assert KNAPP not in side(mottakers, lag_deling(konto, kari, mottaker))
    for dokument in deling.dokumenter.exclude(dokumentnavn="a.pdf"):
        slett_dokument(dokument=dokument, av=kari)
    assert KNAPP not in side(mottakers, deling)


def test_it_names_what_it_waits_for(mottakers: Client, deling: Deling) -> None:
    deling.dokumenter.exclude(dokumentnavn="a.pdf").update(tilstand=Dokument.Tilstand.KONTROLLERES)
    tekst = side(mottakers, deling)
    assert KNAPP not in tekst
    assert "Du kan laste ned alle samlet når disse er kontrollert: b.pdf, c.pdf" in tekst


def test_it_names_what_is_left_out(mottakers: Client, deling: Deling) -> None:
    deling.dokumenter.filter(dokumentnavn="b.pdf").update(tilstand=Dokument.Tilstand.SPERRET)
    tekst = side(mottakers, deling)
    assert KNAPP in tekst
    assert "2 dokumenter i én ZIP-fil" in tekst
    assert "Disse er sperret og blir ikke med i ZIP-filen:</p> <ul><li>b.pdf</li></ul>" in tekst
