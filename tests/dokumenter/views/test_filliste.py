"""The recipient's list of files: order, sums, what is fetched, and the words of the sender."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling, Dokument
from dokumenter.queries.dekning import Leveranse
from dokumenter.queries.min_henting import MinFil
from dokumenter.views.filliste import lag_filliste
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


def _fil(navn: str, storrelse: int = 1, mappe: str = "", tilstand: str = "tilgjengelig") -> MinFil:
    dokument = Dokument(dokumentnavn=navn, storrelse=storrelse, mappe=mappe, tilstand=tilstand, sha256="a" * 64)
    return MinFil(dokument, Leveranse(storrelse))


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument, shared with the recipient."""
    return lag_deling(konto, kari, mottaker)


def test_it_sorts_names_as_norwegians_read_them() -> None:
    navn = ["Å.pdf", "side 10.pdf", "ære.pdf", "Side 2.pdf", "øre.pdf", "zoo.pdf", "1²3.pdf", "12.pdf"]
    filer = [_fil(ett) for ett in navn] + [_fil("a.pdf", mappe="bilag")]
    sortert = [fil.dokument.dokumentnavn for fil in lag_filliste(filer, "navn").filer]
    riktig = ["1²3.pdf", "12.pdf", "Side 2.pdf", "side 10.pdf", "zoo.pdf", "ære.pdf", "øre.pdf", "Å.pdf", "a.pdf"]
    assert sortert == riktig


def test_it_sorts_the_largest_first_and_leaves_the_order_for_anything_else() -> None:
    filer = [_fil("b", 1), _fil("a", 1), _fil("c", 9)]
    assert [fil.dokument.dokumentnavn for fil in lag_filliste(filer, "storrelse").filer] == ["c", "a", "b"]
    liste = lag_filliste(filer, "<script>")
    assert ([fil.dokument.dokumentnavn for fil in liste.filer], liste.sorter) == (["b", "a", "c"], "")


def test_it_sums_what_can_be_fetched() -> None:
    filer = [_fil("a", 3), _fil("b", 4, tilstand="slettet")]
    filer[0].leveranse.legg_til(0, 3, Deling().opprettet)
    liste = lag_filliste(filer, "")
    assert (liste.storrelse, liste.hentet, len(liste.kan_kontrolleres)) == (3, 1, 1)
    assert (liste.kan_sorteres, liste.er_lang) == (False, False)
    mange = lag_filliste(filer * 6, "")
    assert (mange.kan_sorteres, mange.er_lang) == (True, True)


def test_it_shows_what_the_sender_wrote_as_plain_text(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    melding = "Hei!\nSe <b>vedlegg</b> {{ 1 }}"
    Deling.objects.update(tittel="Vedtak <i>om</i> plass", saksnummer="2026/17", melding=melding)
    Dokument.objects.update(mappe="bilag/kart")
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    assert "<h1" in side
    for tekst in (
        "Vedtak &lt;i&gt;om&lt;/i&gt; plass</h1>",
        "2026/17",
        "Hei!\nSe &lt;b&gt;vedlegg&lt;/b&gt; {{ 1 }}",
        "bilag/kart/",
    ):
        assert tekst in side
    assert "<title>Dokumenter til deg" in side  # the browser's history says no more than before


@pytest.mark.parametrize("hvem", [None, "fremmed", "kari"])
def test_it_says_nothing_of_it_to_others(
    hvem: str | None, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    Deling.objects.update(tittel="Hemmelig", saksnummer="2026/17", melding="Hysj")
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    for sti in (f"/d/{deling.id}", f"/d/{deling.id}?sorter=navn"):
        side = klient.get(sti).content.decode()
        for tekst in ("Hemmelig", "2026/17", "Hysj"):
            assert tekst not in side


def test_it_says_what_i_have_fetched(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient, dokument = nettleser_for(mottaker), deling.dokumenter.get()
    skriv_hendelse(Hendelsestype.DOKUMENT_HENTET, av=mottaker, gjelder=dokument, data={"fra": 0, "til": 3})
    assert "Delvis hentet" in klient.get(f"/d/{deling.id}").content.decode()
    skriv_hendelse(Hendelsestype.DOKUMENT_HENTET, av=mottaker, gjelder=dokument, data={"fra": 3, "til": 7})
    side = klient.get(f"/d/{deling.id}").content.decode()
    assert "Du har hentet alt." in side
    assert "Delvis" not in side


def test_it_says_how_to_check_a_file_by_hand(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    side = nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
    for tekst in ("certutil -hashfile", "shasum -a 256", "sha256sum", deling.dokumenter.get().sha256):
        assert tekst in side
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    assert "certutil" not in nettleser_for(mottaker).get(f"/d/{deling.id}").content.decode()
