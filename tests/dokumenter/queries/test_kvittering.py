"""The text for the e-mail: what it must say, and what it must never say."""

from urllib.parse import unquote

from django.urls import reverse
from django.utils import translation

from dokumenter.queries.kvittering import kvittering_for
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling
from users.models import User


def test_it_gives_an_absolute_link(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    assert kvittering_for(deling).lenke == f"http://127.0.0.1:8000/d/{deling.pk}"
    assert reverse("dokumenter:hent", args=[deling.pk]) == f"/d/{deling.pk}"


def test_it_says_who_until_when_and_how_with_and_without_the_link(konto: Konto, kari: User) -> None:
    kvittering = kvittering_for(lag_deling(konto, kari))
    for tekst in (konto.organisasjon.navn, "(norsk tid)", kvittering.lenke, "Gå til http://127.0.0.1:8000, logg inn"):
        assert tekst in kvittering.epost


def test_it_says_nothing_about_anybody(konto: Konto, kari: User) -> None:
    epost = kvittering_for(lag_deling(konto, kari, EN_PERSON, EN_VIRKSOMHET)).epost
    for tekst in (
        EN_PERSON.verdi,
        EN_PERSON.verdi[:6],
        EN_VIRKSOMHET.verdi,
        "vedtak",
        konto.navn,
        personer["kari"].navn,
    ):
        assert tekst not in epost


def test_it_says_so_when_the_level_must_be_high(konto: Konto, kari: User) -> None:
    konto.sikkerhetsniva = 4
    konto.save()
    assert "høyt sikkerhetsnivå" in kvittering_for(lag_deling(konto, kari)).epost


def test_it_names_no_end_where_there_is_none(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    deling.tilgjengelig_til = None
    assert "norsk tid" not in kvittering_for(deling).epost


def test_it_writes_in_the_recipients_language_whatever_the_page_has(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    hentes = {"nb": "Hent dem her:", "nn": "Hent dei her:", "en": "Get them here:"}
    for side in hentes:
        with translation.override(side):
            for sprak, ord_ in hentes.items():
                kvittering = kvittering_for(deling, sprak=sprak)
                assert (kvittering.sprak, ord_ in kvittering.epost) == (sprak, True)
            assert kvittering_for(deling, sprak="tull").sprak == side


def test_it_opens_a_mail_program_with_the_text_and_nothing_about_anybody(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari, EN_PERSON)
    deling.tittel, deling.saksnummer, deling.melding = "Vedtak om plass", "26/123", "Hemmelig"
    kvittering = kvittering_for(deling)
    assert kvittering.mailto.startswith("mailto:?subject=Dokumenter%20fra%20")
    lest = unquote(kvittering.mailto)
    assert kvittering.lenke in lest
    assert "\r\n\r\n" in lest
    for tekst in ("Vedtak", "26/123", "Hemmelig", EN_PERSON.verdi[:6], konto.navn):
        assert tekst not in lest


def test_it_tells_how_to_find_out_whether_it_is_genuine(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    assert "skriv referansen ABCD-1234" in kvittering_for(deling, referanse="ABCD-1234").epost
    assert "referansen" not in kvittering_for(deling).epost
