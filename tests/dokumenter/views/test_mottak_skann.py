"""What the scan for malware said, as the recipient reads it: each verdict in words, and nobody else learns it."""

from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling, Dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]
SAGT = [
    ("tilgjengelig", "ikke_skannet", "Filen er ikke skannet for skadevare."),
    ("tilgjengelig", "ren", "ingenting funnet."),
    ("tilgjengelig", "for_stor", "Ikke skannet for skadevare: Filen er for stor."),
    ("tilgjengelig", "kryptert", "Ikke skannet for skadevare: Filen er kryptert."),
    ("tilgjengelig", "skanner_nede", "Ikke skannet for skadevare: Skanneren svarte ikke."),
    ("kontrolleres", "skanner_nede", "Filen er ikke skannet for skadevare ennå"),
    ("sperret", "smittet", "Filen er sperret fordi det er funnet skadevare i den."),
    ("sperret", "for_stor", "Filen er sperret fordi den ikke kan skannes for skadevare."),
    ("sperret", "kryptert", "Filen er sperret fordi den ikke kan skannes for skadevare."),
    ("sperret", "ikke_skannet", "Filen er sperret fordi innholdet er skadet."),
]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument, shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


def sett(deling: Deling, tilstand: str, skann: str) -> Dokument:
    """The dokument as a check would have left it."""
    dokument = deling.dokumenter.get()
    dokument.tilstand, dokument.skann = tilstand, skann
    dokument.skannet = deling.delt if skann in {"ren", "smittet", "for_stor", "kryptert"} else None
    dokument.save()
    return dokument


@pytest.mark.parametrize(("tilstand", "skann", "tekst"), SAGT)
def test_it_tells_the_recipient_in_words_and_nobody_else(
    deling: Deling,
    nettleser_for: Nettleser,
    mottaker: User,
    kari: User,
    per: User,
    tilstand: str,
    skann: str,
    tekst: str,
) -> None:
    dokument = sett(deling, tilstand, skann)
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    assert [ett for ett in dict.fromkeys(ord_ for _t, _s, ord_ in SAGT) if ett in side] == [tekst]
    assert (f'href="/d/{deling.id}/{dokument.id}"' in side) == (tilstand == "tilgjengelig")
    for hvem in (kari, per, None):
        svar = nettleser_for(hvem).get(f"/d/{deling.id}")
        assert svar.status_code == (200 if hvem is None else 404)
        assert "skadevare" not in svar.content.decode()


@pytest.mark.parametrize(
    ("tilstand", "skann", "status"),
    [
        ("tilgjengelig", "kryptert", 200),
        ("kontrolleres", "skanner_nede", 409),
        ("sperret", "smittet", 403),
        ("sperret", "for_stor", 403),
    ],
)
def test_it_gives_the_bytes_only_when_it_says_so(
    deling: Deling, nettleser_for: Nettleser, mottaker: User, tilstand: str, skann: str, status: int
) -> None:
    dokument = sett(deling, tilstand, skann)
    svar = nettleser_for(mottaker).get(f"/d/{deling.id}/{dokument.id}")
    assert svar.status_code == status
    assert (svar.getvalue() == b"innhold") == (status == 200)


def test_it_has_the_page_wait_while_a_file_is_scanned_again(
    deling: Deling, nettleser_for: Nettleser, mottaker: User, konto: Konto
) -> None:
    konto.skann_policy = "blokker"
    konto.save()
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    assert 'data-venter="ja"' in side
    assert deling.dokumenter.get().tilstand == Dokument.Tilstand.KONTROLLERES


def test_it_changes_nothing_by_a_look_at_the_head(
    deling: Deling, nettleser_for: Nettleser, mottaker: User, konto: Konto
) -> None:
    konto.skann_policy = "blokker"
    konto.save()
    assert nettleser_for(mottaker).head(f"/d/{deling.id}").status_code == 200
    assert deling.dokumenter.get().tilstand == Dokument.Tilstand.TILGJENGELIG
