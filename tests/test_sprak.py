"""The product in bokmål, nynorsk and English: every text is translated, whole, and reaches the page."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation

from dokumenter.models import Deling, Dokument
from dokumenter.tekst import dag_i_ord, dato_i_ord, kort_tid, storrelse_i_ord
from kontoer.models import Konto
from scripts.oppdater_sprak import ROT, er_oversatt, katalog
from tests.dokumenter.fabrikk import lag_deling
from tests.idporten import Person, sporring
from users.models import User

SPRAK = ["nn", "en"]
NettleserFor = Callable[[User | None], Client]
NyPerson = Callable[[str], Person]
_KODE = re.compile(r"`[^`]*`|(?:Eksempel|Døme|Example): [^<]*")  # names, addresses and values of the API
_PLASSER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}|</?\w+>")
_NAVN_I_ALTINN = ("Post til virksomheten med taushetsbelagt innhold", "Post og arkiv")  # in every language
# Words that bokmål has and the other does not; names of people and things in the tests hold none of them.
_BOKMALSORD = {
    "nn": re.compile(
        r"\b(?:ikke|jeg|hva|hvem|hvor|hvorfor|hvordan|noen|noe|fra|mer|mye|bare|selv|deres|dere|uten|"
        r"nå|ennå|tjenesten|siden|filen|lenken|lenke|velg|velge|mottaker|mottakere|mottakeren|"
        r"mottakerne|avsenderen|virksomhet|virksomheten|tilgjengelig|tilgjengelige|dokumenter|dokumentene|"
        r"kontoer|delinger|delingen|brukere|brukeren|åpne|åpnet|åpen|logget|lastet|slettet|hentes|"
        r"slettes|trukket|innholdet|navn|administratorer|organisasjoner|innstillinger|hendelser|gjøre|"
        r"være|blitt|ble|dager|begynt)\b"
    ),
    "en": re.compile(
        r"\b(?:og|ikke|til|fra|med|på|av|som|er|kan|du|deg|det|den|de|dem|en|et|har|blir|skal|må|"
        r"vil|ved|eller|hva|hvem|hvor|noen|noe|bare|selv|logg|logget|velg|deling|delingen|delinger|"
        r"dokumenter|dokumentene|dokumentet|mottaker|mottakere|avsenderen|virksomhet|lenke|lenken|konto|"
        r"kontoen|kontoer|tilgjengelig|åpne|åpnet|slettet|delt|hent|mottatt|navn|søk|vis|dager|dag|"
        r"kl|norsk)\b"
    ),
}


@cache
def _po(sprak: str) -> Catalog:
    with (ROT / "locale" / sprak / "LC_MESSAGES" / "django.po").open("rb") as inn:
        return read_po(inn, locale=sprak)


def _ider(alle: Catalog) -> set[tuple[str | None, str | tuple[str, ...]]]:
    return {(m.context, m.id if isinstance(m.id, str) else tuple(m.id)) for m in alle if m.id}


def _par(melding: Message) -> Iterator[tuple[str, str]]:
    """Each form of the text with its translation. What has none is for another test to tell."""
    kilder = [melding.id] if isinstance(melding.id, str) else list(melding.id)
    tekster = [melding.string] if isinstance(melding.string, str) else list(melding.string or ())
    yield from ((kilde, tekst) for kilde, tekst in zip(kilder, tekster, strict=True) if kilde and tekst)


def _bokmalsord(tekst: str, sprak: str) -> list[str]:
    for navn in (_KODE, _PLASSER, *_NAVN_I_ALTINN):
        tekst = re.sub(navn, " ", tekst)
    return _BOKMALSORD[sprak].findall(tekst.lower())


@pytest.mark.parametrize("sprak", SPRAK)
def test_it_translates_every_text_and_nothing_that_is_gone(sprak: str) -> None:
    """`make sprak` brings the texts in; a person translates them."""
    i_bruk, oversatt = _ider(katalog()), _ider(_po(sprak))
    assert not i_bruk - oversatt, "kjør make sprak"
    assert not oversatt - i_bruk, "kjør make sprak"
    assert not _po(sprak).obsolete
    assert not [melding.id for melding in _po(sprak) if melding.id and not er_oversatt(melding)]


@pytest.mark.parametrize("sprak", SPRAK)
def test_it_keeps_what_is_put_into_a_text(sprak: str) -> None:
    """Names to fill in, percent signs, marks for bold; one form of a plural may leave the number out."""
    feil = [
        (kilde, tekst)
        for melding in _po(sprak)
        for kilde, tekst in _par(melding)
        if sorted(_PLASSER.findall(kilde)) != sorted(_PLASSER.findall(tekst))
    ]
    assert not feil


@pytest.mark.parametrize("sprak", SPRAK)
def test_it_ends_a_text_as_the_source_does(sprak: str) -> None:
    """A sentence stays a sentence, a label a label; and no space is lost between two parts of a line."""
    feil = [
        (kilde, tekst)
        for melding in _po(sprak)
        for kilde, tekst in _par(melding)
        if len(kilde) > 8 and re.search(r"[.:?!…]?\s*$", kilde)[0] != re.search(r"[.:?!…]?\s*$", tekst)[0]  # type: ignore[index]
    ]
    assert not feil


@pytest.mark.parametrize("sprak", SPRAK)
def test_it_has_no_bokmal_left_in_a_translation(sprak: str) -> None:
    feil = [
        (tekst, ord_)
        for melding in _po(sprak)
        for _kilde, tekst in _par(melding)
        if (ord_ := _bokmalsord(tekst, sprak))
    ]
    assert not feil


def _velg_sprak(klient: Client, sprak: str) -> Client:
    """Press the button at the foot of the page."""
    svar = klient.post("/sprak/", {"language": sprak}, HTTP_REFERER="http://testserver/")
    assert svar.status_code == 302
    return klient


def _lest(svar: str) -> str:
    """What a person sees or hears of a page: texts, labels of elements, texts that scripts show."""
    uten_kode = re.sub(r"<(script|style|code)\b.*?</\1>|<p class=\"kode\">.*?</p>", " ", svar, flags=re.S)
    uten_sprakvalg = re.sub(r'<form[^>]*class="sprak".*?</form>', " ", uten_kode, flags=re.S)
    uten_sprakvalg = _KODE.sub(" ", uten_sprakvalg)
    merker = " ".join(re.findall(r'(?:aria-label|title|data-kopiert|placeholder)="([^"]*)"', uten_sprakvalg))
    return html.unescape(re.sub(r"<[^>]*>", " ", uten_sprakvalg) + " " + merker)


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared by kari with mottaker."""
    konto.organisasjon.administratorer.create(bruker=kari)
    deling = lag_deling(konto, kari, mottaker)
    Dokument.objects.update(dokumentnavn="vedtak.pdf")
    return deling


_SIDER = [
    ("ingen", "/"),
    ("ingen", "/om/"),
    ("ingen", "/informasjonskapsler/"),
    ("ingen", "/api/"),
    ("ingen", "/finnes-ikke"),
    ("ingen", "/d/{deling}"),
    ("kari", "/"),
    ("kari", "/del/"),
    ("kari", "/delinger/"),
    ("kari", "/delinger/{deling}/"),
    ("kari", "/delinger/{deling}/?ny=1"),
    ("kari", "/delinger/{deling}/forleng/"),
    ("kari", "/delinger/{deling}/trekk-tilbake/"),
    ("kari", "/konfigurasjon/"),
    ("kari", "/konfigurasjon/{organisasjon}/"),
    ("kari", "/konfigurasjon/{organisasjon}/logg/"),
    ("kari", "/konfigurasjon/konto/{konto}/"),
    ("kari", "/konfigurasjon/konto/{konto}/innstillinger/"),
    ("mottaker", "/mottatt/"),
    ("mottaker", "/d/{deling}"),
    ("fremmed", "/d/{deling}"),
]


@pytest.mark.parametrize(("hvem", "sti"), _SIDER)
@pytest.mark.parametrize("sprak", SPRAK)
def test_it_shows_a_page_in_the_chosen_language_only(
    sprak: str,
    hvem: str,
    sti: str,
    deling: Deling,
    fremmed: User,
    mottaker: User,
    kari: User,
    nettleser_for: NettleserFor,
) -> None:
    personer = {"ingen": None, "kari": kari, "mottaker": mottaker, "fremmed": fremmed}
    klient = _velg_sprak(nettleser_for(personer[hvem]), sprak)
    konto = deling.konto
    adresse = sti.format(deling=deling.pk, konto=konto.pk, organisasjon=konto.organisasjon_id)
    svar = klient.get(adresse, follow=True)
    side = svar.content.decode()
    assert svar.status_code == (404 if "finnes" in sti or hvem == "fremmed" else 200)
    assert f'<html lang="{sprak}"' in side
    assert not _bokmalsord(_lest(side), sprak)


@pytest.mark.parametrize("sprak", SPRAK)
def test_it_would_see_bokmal_on_a_page(sprak: str, db: None) -> None:
    assert len(_bokmalsord(_lest(Client().get("/").content.decode()), sprak)) > 10


def test_it_follows_the_browser_until_a_language_is_chosen(db: None) -> None:
    klient = Client(headers={"accept-language": "nn-NO,nn;q=0.9,nb;q=0.8,en;q=0.5"})
    assert '<html lang="nn"' in klient.get("/").content.decode()
    assert '<html lang="nb"' in _velg_sprak(klient, "nb").get("/").content.decode()


def test_it_speaks_bokmal_to_a_browser_that_asks_for_another_language(db: None) -> None:
    klient = Client(headers={"accept-language": "de-DE,de;q=0.9"})
    assert '<html lang="nb"' in klient.get("/").content.decode()


def test_it_tells_what_is_wrong_in_the_chosen_language(kari: User, nettleser_for: NettleserFor) -> None:
    """Errors of the form's own fields, of the services and of the framework."""
    klient = _velg_sprak(nettleser_for(kari), "en")
    side = klient.post("/del/", {"konto": "", "mottakere": "123", "tilgjengelig_i": "x"}).content.decode()
    assert "Choose which account you are sharing from." in side
    assert "Recipient number 1" in side
    assert "Enter a number of days, for example 14, or a date" in side
    assert not _bokmalsord(_lest(side), "en")


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_it_opens_idporten_in_the_same_language(sprak: str, person: NyPerson) -> None:
    kari = person("kari")
    _velg_sprak(kari.produkt, sprak)
    assert sporring(kari.start())["ui_locales"] == sprak


@pytest.mark.parametrize(
    ("sprak", "lang", "kort"),
    [
        ("nb", "lørdag 17. oktober 2026 kl. 00.05 (norsk tid)", "17. okt. 2026 kl. 00.05"),
        ("nn", "laurdag 17. oktober 2026 kl. 00.05 (norsk tid)", "17. okt. 2026 kl. 00.05"),
        ("en", "Saturday 17 October 2026 at 00:05 (Norwegian time)", "17 Oct 2026 at 00:05"),
    ],
)
def test_it_tells_moments_in_words_in_norwegian_time(sprak: str, lang: str, kort: str) -> None:
    tidspunkt = datetime(2026, 10, 16, 22, 5, tzinfo=UTC)
    with translation.override(sprak):
        assert (dato_i_ord(tidspunkt), kort_tid(tidspunkt)) == (lang, kort)
        assert lang.startswith(dag_i_ord(tidspunkt))


@pytest.mark.parametrize(
    ("sprak", "ord_"), [("nb", ["1 byte", "812 byte", "4,2 MB"]), ("en", ["1 byte", "812 bytes", "4.2 MB"])]
)
def test_it_tells_sizes_as_the_language_does(sprak: str, ord_: list[str]) -> None:
    with translation.override(sprak):
        assert [storrelse_i_ord(antall).replace("\N{NO-BREAK SPACE}", " ") for antall in (1, 812, 4_404_019)] == ord_
