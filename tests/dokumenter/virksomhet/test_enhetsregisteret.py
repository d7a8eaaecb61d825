"""What is known of the businesses on a page: asked once a day, within two seconds, and never believed unread."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from pytest_django.fixtures import Settings

from adapters.enhetsregisteret import State, Unit
from dokumenter.virksomhet import enhetsregisteret as modul
from dokumenter.virksomhet.enhetsregisteret import Oppslag, glem_klienten, slaa_opp, virksomhetsnavn
from standins.enhetsregisteret import Enhetsregisteret
from standins.personer import personer
from tests.altinn import orgnr
from tests.register import Stoppeklokke, enhet, gyldige_orgnr, kjorende_register, ledig_adresse, motpart, register

__all__ = ["kjorende_register", "register"]
BAKERI, SLETTET = orgnr("bakeri"), orgnr("slettet")
FULL_RAD = ("PRØVEBAKERIET AS", "AS", "active", "", "")


@pytest.fixture
def borte(settings: Settings) -> Iterator[None]:
    """Nobody answers at the register's address."""
    settings.ENHETSREGISTERET_URL = ledig_adresse()
    glem_klienten()
    yield
    glem_klienten()


def test_it_asks_once_a_day_about_each(register: Enhetsregisteret) -> None:
    for _ in range(3):
        funn = slaa_opp([BAKERI, SLETTET, BAKERI])
    assert {nummer: (en.navn, en.tilstand) for nummer, en in funn.items()} == {
        BAKERI: ("PRØVEBAKERIET AS", ""),
        SLETTET: ("NEDLAGTE PRØVEBUTIKK AS", "slettet"),
    }
    assert sorted(register.spurt) == [BAKERI, SLETTET]
    assert virksomhetsnavn(BAKERI) == "PRØVEBAKERIET AS"


def test_it_never_asks_for_a_name_alone(register: Enhetsregisteret) -> None:
    assert virksomhetsnavn(BAKERI) == ""
    assert register.spurt == []


def test_it_looks_nothing_up_where_it_is_turned_off(register: Enhetsregisteret, settings: Settings) -> None:
    slaa_opp([BAKERI])
    settings.ENHETSREGISTERET_URL = ""
    assert (slaa_opp([BAKERI]), virksomhetsnavn(BAKERI)) == ({}, "")


def test_it_remembers_the_unknown_for_ten_minutes_and_the_known_for_a_day(
    register: Enhetsregisteret, monkeypatch: pytest.MonkeyPatch
) -> None:
    tider: list[float | None] = []
    monkeypatch.setattr(cache, "set", lambda nokkel, verdi, timeout=None: tider.append(timeout))
    assert slaa_opp(gyldige_orgnr(1)).popitem()[1].er_ukjent
    slaa_opp([BAKERI])
    assert tider == [600, 24 * 3600]


def test_it_does_not_ask_again_in_the_same_breath_what_was_not_answered(register: Enhetsregisteret) -> None:
    register.spoler = {"enheter": 500, "varig": True}
    for _ in range(3):
        assert slaa_opp([BAKERI]) == {BAKERI: Oppslag(BAKERI, kontrollert=False)}
    assert register.antall["enheter"] == 1
    register.spoler = {}
    caches["prosess"].clear()
    assert slaa_opp([BAKERI])[BAKERI].navn == "PRØVEBAKERIET AS"


def test_it_tells_of_an_outage_in_one_line_without_a_number(borte: None, caplog: pytest.LogCaptureFixture) -> None:
    numre = gyldige_orgnr(20)
    funn = slaa_opp(numre)
    assert not any(en.kontrollert or en.er_ukjent for en in funn.values())
    linjer = [linje for linje in caplog.messages if "enhetsregisteret_svarte_ikke" in linje]
    assert len(linjer) == 1
    assert not any(nummer in caplog.text for nummer in numre)


def test_it_is_bounded_for_a_hundred_and_a_peer_that_drips(settings: Settings) -> None:
    hode = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    with motpart(hode, *[b" "] * 900, pause=0.05) as url:
        settings.ENHETSREGISTERET_URL = url
        glem_klienten()
        klokke = Stoppeklokke()
        funn = slaa_opp(gyldige_orgnr(100))
        assert klokke.sekunder < 5  # two, and what a busy machine adds
        assert (len(funn), any(en.kontrollert for en in funn.values())) == (100, False)
        klokke = Stoppeklokke()
        slaa_opp(gyldige_orgnr(100))
        assert klokke.sekunder < 1
    glem_klienten()


@pytest.mark.parametrize(
    "rad",
    [
        "PRØVEBAKERIET AS",
        b"\x80",
        5,
        {"navn": "x"},
        (),
        FULL_RAD[:4],
        list(FULL_RAD),
        (*FULL_RAD[:2], "ukjent tilstand", "", ""),
        (*FULL_RAD[:3], "i går", ""),
        (None, *FULL_RAD[1:]),
        ("\u202eGAL\u200b", *FULL_RAD[1:]),
        ("A" * 5000, *FULL_RAD[1:]),
        ("GAL", "A\u202e", *FULL_RAD[2:]),
    ],
)
def test_it_believes_nothing_of_a_poisoned_cache(register: Enhetsregisteret, rad: object) -> None:
    cache.set(modul._nokkel(BAKERI), rad)
    assert virksomhetsnavn(BAKERI) == ""
    assert slaa_opp([BAKERI])[BAKERI].navn == "PRØVEBAKERIET AS"


def test_it_keeps_no_number_in_the_clear(register: Enhetsregisteret) -> None:
    assert BAKERI not in modul._nokkel(BAKERI)


def test_it_is_never_asked_about_a_person(register: Enhetsregisteret) -> None:
    with pytest.raises(ValueError, match="not an organisasjonsnummer"):
        slaa_opp([personer["mottaker"].fnr])
    assert register.spurt == []


def test_it_says_how_a_business_is_in_words(register: Enhetsregisteret) -> None:
    nokler = ("konkurs", "avvikling", "tvang", "nedlagt_avdeling")
    register.fjernet.add(orgnr("verksted"))
    funn = slaa_opp([orgnr(key) for key in (*nokler, "verksted")])
    assert [en.tilstand for en in funn.values()] == [
        "konkurs",
        "under avvikling",
        "under tvangsavvikling eller tvangsoppløsning",
        "slettet",
        "fjernet fra Enhetsregisteret",
    ]
    assert funn[orgnr("konkurs")].merke == f"{orgnr('konkurs')}:{State.BANKRUPT.value}"


@pytest.mark.parametrize(
    ("navn", "form", "vist"),
    [
        ("BAKERIET AS", "AS", ""),
        ("Bakeriet as", "AS", ""),
        ("BAKERIET", "AS", "AS"),
        ("OSLO BAS", "AS", "AS"),
        ("A", "", ""),
    ],
)
def test_it_says_the_form_once(navn: str, form: str, vist: str) -> None:
    assert Oppslag(BAKERI, Unit(BAKERI, navn, form, State.ACTIVE)).form == vist


def test_it_survives_that_the_cache_is_full_of_something_else(settings: Settings) -> None:
    with motpart(enhet(navn="\u202eSA \u200bNavn")) as url:
        settings.ENHETSREGISTERET_URL = url
        glem_klienten()
        assert slaa_opp([BAKERI])[BAKERI].navn == "SA Navn"
        assert slaa_opp([BAKERI])[BAKERI].navn == "SA Navn"
    glem_klienten()
