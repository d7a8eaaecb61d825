"""The words for what an event holds."""

import re

import pytest
from django.utils import translation

from dokumenter.models import Deling, Dokument
from kontoer.loggord import ledetekst, verdi
from kontoer.models import Skannpolicy
from tests.test_architecture import ROT
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
        ("grunn", "timeout", "Altinn: svarte ikke i tide"),
        ("grunn", "maskinporten_connection", "Maskinporten: fikk ikke kontakt"),
        ("grunn", "status_503", "Altinn: svarte med feil 503"),
        ("grunn", "exchange_401", "Altinn: svarte med feil 401"),
        ("grunn", "maskinporten_token_400_invalid_grant", "Maskinporten: svarte med feil 400"),
        ("sikkerhetsniva", 3, "nivå 3 (betydelig)"),
        ("sikkerhetsniva", 4, "nivå 4 (høyt)"),
        ("sikkerhetsniva", 9, "9"),
        ("storrelse", 3400000, "3\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}000"),
        ("tilgjengelig_til", "2026-12-18T22:59:00+00:00", "18. des. 2026 23.59"),
        ("tilgjengelig_til", None, "uten slutt"),
        ("tilgjengelig_til", "snart", "snart"),
        ("maks_mottakere", None, "som installasjonen"),
        ("maks_mottakere", 5, "5"),
        ("fire_oyne", True, "ja"),
        ("godkjenning", "venter", "venter på en kollega"),
        ("grunn", "ikke_godkjent_enna", "delingen var ikke godkjent ennå"),
        ("kan_dele", True, "ja"),
        ("tags", [], "ingen"),
        ("tags", ["a", "b"], "a, b"),
    ],
)
def test_it_says_in_words_what_has_words(felt: str, innhold: object, tekst: str) -> None:
    assert verdi(felt, innhold) == tekst


def test_it_knows_every_code_that_the_services_write() -> None:
    koder = {"slutt": [*Deling.Slutt], "skann": [*Dokument.Skann], "grunn": [*Sluttgrunn]}
    koder["skann_policy"] = [*Skannpolicy]
    uten = [(felt, kode.value) for felt, alle in koder.items() for kode in alle if verdi(felt, kode) == kode.value]
    assert uten == []


def test_it_has_words_for_whatever_altinn_and_maskinporten_fail_by() -> None:
    filer = [*(ROT / "adapters").glob("*.py"), *(ROT / "dokumenter" / "virksomhet").glob("*.py")]
    kilder = "".join(fil.read_text() for fil in filer)
    koder = re.findall(r"(?:CallError|AltinnError|MaskinportenError)\(\s*f?\"([a-z_]+)(?:\{|\")", kilder)
    assert {"timeout", "status_", "token_", "circuit_open"} <= set(koder)
    hele = {f"{kode}503" if kode.endswith("_") else kode for kode in koder} - {"maskinporten_503"}
    assert [kode for kode in hele if verdi("grunn", kode) == kode] == []


def test_it_reads_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert (ledetekst("skann"), verdi("skann", "ren")) == ("malware", "no malware found")
