"""The words for what an event holds."""

import pytest
from django.utils import translation

from dokumenter.models import Deling, Dokument
from kontoer.loggord import ledetekst, verdi
from users.services.okt import Sluttgrunn


@pytest.mark.parametrize(
    ("felt", "innhold", "tekst"),
    [
        ("slutt", "utlopt", "tiden gikk ut"),
        ("skann", "ikke_skannet", "ikke skannet"),
        ("grunn", "skadet", "innholdet i lageret er skadet"),
        ("acr", "idporten-loa-high", "høyt"),
        ("acr", "eidas-loa-high", "eidas-loa-high"),
        ("grunn", "noe_nytt", "noe_nytt"),
        ("storrelse", 3400000, "3\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}000"),
        ("tilgjengelig_til", "2026-12-18T22:59:00+00:00", "18. des. 2026 23.59"),
        ("tilgjengelig_til", None, "uten slutt"),
        ("tilgjengelig_til", "snart", "snart"),
        ("kan_dele", True, "ja"),
        ("tags", [], "ingen"),
        ("tags", ["a", "b"], "a, b"),
    ],
)
def test_it_says_in_words_what_has_words(felt: str, innhold: object, tekst: str) -> None:
    assert verdi(felt, innhold) == tekst


def test_it_knows_every_code_that_the_services_write() -> None:
    koder = {"slutt": [*Deling.Slutt], "skann": [*Dokument.Skann], "grunn": [*Sluttgrunn]}
    uten = [(felt, kode.value) for felt, alle in koder.items() for kode in alle if verdi(felt, kode) == kode.value]
    assert uten == []


def test_it_reads_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert (ledetekst("skann"), verdi("skann", "ren")) == ("malware", "no malware found")
