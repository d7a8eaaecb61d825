"""The client of Enhetsregisteret: what it reads, what it refuses to read, and how long it waits."""

from datetime import date
from typing import Any

import pytest

from adapters.circuit import CircuitBreaker
from adapters.enhetsregisteret import Enhetsregisteret, EnhetsregisteretError, State, Unit
from standins.personer import kommuner, virksomheter
from standins.server import Standins
from tests.adapters.conftest import kjorende_altinn, standin
from tests.register import Stoppeklokke, enhet, gyldige_orgnr, ledig_adresse, motpart, svar

__all__ = ["kjorende_altinn", "standin"]
BAKERI = virksomheter["bakeri"].orgnr


def _klient(url: str, *, timeout: float = 2.0, **valg: Any) -> Enhetsregisteret:
    return Enhetsregisteret(url=url, timeout=timeout, circuit=valg.pop("circuit", CircuitBreaker()), **valg)


def _mot(standin: Standins, **valg: Any) -> Enhetsregisteret:
    return _klient(f"{standin.base}/enhetsregisteret/api", **valg)


def _ett(klient: Enhetsregisteret, orgnr: str = BAKERI) -> Unit | EnhetsregisteretError | None:
    return klient.find([orgnr])[orgnr]


def _kode(klient: Enhetsregisteret, orgnr: str = BAKERI) -> str:
    funn = _ett(klient, orgnr)
    assert isinstance(funn, EnhetsregisteretError)
    return funn.code


@pytest.mark.parametrize(
    ("key", "tilstand", "slutt"),
    [
        ("bakeri", State.ACTIVE, None),
        ("slettet", State.DELETED, date(2024, 3, 1)),
        ("konkurs", State.BANKRUPT, None),
        ("avvikling", State.WINDING_UP, None),
        ("tvang", State.FORCED, None),
        ("konsern_nord", State.ACTIVE, None),
        ("nedlagt_avdeling", State.DELETED, date(2024, 3, 1)),
    ],
)
def test_it_tells_name_form_and_state(standin: Standins, key: str, tilstand: State, slutt: date | None) -> None:
    ventet = virksomheter[key]
    mor = virksomheter[ventet.overordnet].orgnr if ventet.overordnet else ""
    assert _ett(_mot(standin), ventet.orgnr) == Unit(
        ventet.orgnr, ventet.navn.upper(), ventet.enhetstype, tilstand, slutt, mor
    )


def test_it_asks_for_the_subunit_only_where_there_is_no_unit(standin: Standins) -> None:
    klient = _mot(standin)
    _ett(klient)
    assert standin.enhetsregisteret.antall == {"enheter": 1}
    _ett(klient, virksomheter["konsern_nord"].orgnr)
    assert standin.enhetsregisteret.antall == {"enheter": 2, "underenheter": 1}


def test_it_knows_the_unknown_from_the_removed(standin: Standins) -> None:
    ukjent = gyldige_orgnr(1)[0]
    standin.enhetsregisteret.fjernet.add(BAKERI)
    assert _mot(standin).find([ukjent, BAKERI]) == {ukjent: None, BAKERI: Unit(BAKERI, "", "", State.REMOVED)}


@pytest.mark.parametrize("tekst", ["05879014443", "31240101", "312401010/../x", "312401010\n", "٣١٢٤٠١٠١٠", ""])
def test_it_sends_nothing_but_nine_digits(standin: Standins, tekst: str) -> None:
    with pytest.raises(ValueError, match="not an organisasjonsnummer"):
        _mot(standin).find([BAKERI, tekst])
    assert standin.enhetsregisteret.spurt == []


@pytest.mark.parametrize(
    "kropp",
    [
        *(enhet(organisasjonsnummer=nummer) for nummer in (virksomheter["konsern"].orgnr, 312401010, None, [BAKERI])),
        *(enhet(navn=navn) for navn in (None, "", 5, ["A"], "\u200b\u3164", {"a": 1})),
        *(enhet(organisasjonsform=form) for form in ("AS", ["AS"], {"kode": 5}, {"kode": "<b>AS</b>"}, {"kode": "x"})),
        *(enhet(konkurs=flagg) for flagg in ("false", 0, ["x"], {"x": 1})),
        enhet(underAvvikling="nei"),
        enhet(underTvangsavviklingEllerTvangsopplosning=1),
        *(enhet(slettedato=dag) for dag in ("i går", 20240301, "2024-02-30", True)),
        *(enhet(overordnetEnhet=mor) for mor in ("12", 312402025, "31240101x")),
        *(svar(kropp) for kropp in (b"", b"null", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b"<html></html>")),
        svar(b'{"organisasjonsnummer": ' + b"9" * 10_000 + b"}"),
    ],
)
def test_it_takes_nonsense_for_no_answer(kropp: bytes) -> None:
    with motpart(kropp) as url:
        assert _kode(_klient(url)) == "nonsense"


@pytest.mark.parametrize("status", ["500 Oops", "503 Nei", "400 Nei", "401 Nei", "429 Nei", "204 Tomt", "302 Flyttet"])
def test_it_follows_no_redirect_and_believes_no_odd_status(status: str) -> None:
    with motpart(svar(b"", status, "Location: http://127.0.0.1:9/\r\n")) as url:
        assert _kode(_klient(url)) == f"status_{status[:3]}"


def test_it_cleans_the_name() -> None:
    with motpart(enhet(navn="\u202eSA\u200b <b>Bakeri</b>\r\n\x00 AS")) as url:
        funn = _ett(_klient(url))
    assert isinstance(funn, Unit)
    assert funn.name == "SA <b>Bakeri</b> AS"


def test_it_reads_no_more_than_an_answer_may_be() -> None:
    with motpart(enhet(navn="A" * 300_000)) as url:
        assert _kode(_klient(url)) == "too_large"


@pytest.mark.parametrize("antall", [1, 100])
def test_it_waits_two_seconds_for_a_peer_that_drips_however_many_are_asked_about(antall: int) -> None:
    hode = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    with motpart(hode, *[b" "] * 900, pause=0.05) as url:
        klokke = Stoppeklokke()
        funn = _klient(url, timeout=1.0).find(gyldige_orgnr(antall))
        assert 0.9 < klokke.sekunder < 4
    assert len(funn) == antall
    assert {en.code for en in funn.values() if isinstance(en, EnhetsregisteretError)} <= {"timeout", "circuit_open"}
    assert all(isinstance(en, EnhetsregisteretError) for en in funn.values())


def test_it_asks_about_many_at_once(standin: Standins) -> None:
    standin.enhetsregisteret.spoler = {"enheter": {"treg": 0.2}, "varig": True}
    klokke = Stoppeklokke()
    numre = [virksomheter[key].orgnr for key in ("bakeri", "konkurs", "slettet", "verksted", "hierarki", "tvang")]
    funn = _mot(standin, timeout=10).find([*numre, *numre])
    assert [en.orgnr for en in funn.values() if isinstance(en, Unit)] == numre
    assert klokke.sekunder < 1.2  # one by one it would be more
    assert standin.enhetsregisteret.spurt.count(numre[0]) == 1


def test_it_finds_a_hundred(standin: Standins) -> None:
    numre = [kommuner["testvik"].orgnr, *gyldige_orgnr(99)]
    funn = _mot(standin, timeout=30).find(numre)
    assert [isinstance(en, Unit) for en in funn.values()] == [True] + [False] * 99
    assert not any(isinstance(en, EnhetsregisteretError) for en in funn.values())


def test_it_stops_asking_after_failures_and_begins_again() -> None:
    endret: list[bool] = []
    klokke = iter(float(n) for n in range(0, 1000, 40))
    brudd = CircuitBreaker(pause=90, on_change=endret.append, clock=lambda: next(klokke))
    klient = _klient(ledig_adresse(), circuit=brudd)
    assert [_kode(klient) for _ in range(4)] == ["connection"] * 3 + ["circuit_open"]
    assert endret == [True]
    with motpart(enhet()) as url:
        klient._url = url
        for _ in range(5):
            funn = _ett(klient)
    assert isinstance(funn, Unit)
    assert endret == [True, False]


def test_it_lets_one_bad_answer_close_the_register_for_that_business_only() -> None:
    brudd = CircuitBreaker()
    with motpart(enhet(konkurs="ja")) as url:
        assert [_kode(_klient(url, circuit=brudd)) for _ in range(4)] == ["nonsense"] * 3 + ["circuit_open"]
    with motpart(enhet("konsern")) as url:
        assert isinstance(_ett(_klient(url, circuit=brudd), virksomheter["konsern"].orgnr), Unit)


def test_it_does_not_blame_the_register_for_what_there_was_no_time_to_ask(standin: Standins) -> None:
    """A hundred at a tenth of a second each are more than half a second holds, and nothing is wrong with the peer."""
    standin.enhetsregisteret.spoler = {"enheter": {"treg": 0.1}, "varig": True}
    endret: list[bool] = []
    brudd = CircuitBreaker(on_change=endret.append)
    numre = gyldige_orgnr(100)
    koder = [en.code for en in _mot(standin, timeout=0.8, circuit=brudd).find(numre).values() if en is not None]  # type: ignore[union-attr]
    assert set(koder) == {"timeout"}
    assert endret == []


def test_it_tells_how_each_went(standin: Standins) -> None:
    fortalt: list[str] = []
    klient = _mot(standin, on_answer=lambda utfall, sekunder: fortalt.append(f"{utfall} {sekunder >= 0}"))
    _ett(klient)
    _ett(klient, gyldige_orgnr(1)[0])
    standin.enhetsregisteret.spoler = {"enheter": 500}
    _ett(klient)
    assert fortalt == ["funnet True", "ukjent True", "feil True"]


def test_it_says_nothing_of_whom_in_an_error() -> None:
    with motpart(enhet(navn=None)) as url:
        funn = _ett(_klient(url))
    assert str(funn) == "nonsense"
