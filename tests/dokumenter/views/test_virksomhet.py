"""What is shared with a business, through the pages: each row of the access table, choice, lesson and outage."""

import logging
import time
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Mottaker
from dokumenter.services import nedlasting
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.personer import personer, virksomheter
from standins.server import Standins
from tests.altinn import ORDINAER, TAUSHETSBELAGT, Klokke, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]
MIB = 1024 * 1024


def lag_til(konto: Konto, av: User, *keys: str, innhold: bytes = b"innhold") -> Deling:
    """One checked dokument shared with the businesses of those keys."""
    deling = lag_deling(konto, av, innhold=innhold)
    for key in keys:
        Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=orgnr(key))
    return deling


@pytest.fixture
def deling(konto: Konto, kari: User) -> Deling:
    """Shared with Prøvebakeriet."""
    return lag_til(konto, kari, "bakeri")


@pytest.fixture
def klokke(monkeypatch: pytest.MonkeyPatch) -> Klokke:
    """The product's clock, in the test's hand."""
    klokke = Klokke(int(time.time()))
    monkeypatch.setattr("users.klokke.naa", klokke)
    return klokke


def side(svar: Any) -> str:
    """The page's text with ordinary spaces, without what differs at every request."""
    tekst = svar.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(linje for linje in tekst.splitlines() if "csrfmiddlewaretoken" not in linje)


def vist(key: str) -> str:
    """The number of a business as pages show it."""
    nummer = orgnr(key)
    return f"{nummer[:3]} {nummer[3:6]} {nummer[6:]}"


_APNER, _LAERER, _FREMMED = 200, 403, 404


@pytest.mark.parametrize(
    ("person", "virksomhet", "ordinaer", "taushetsbelagt"),
    [
        ("leder", "bakeri", _APNER, _LAERER),
        ("post", "bakeri", _APNER, _LAERER),
        ("post_begge", "bakeri", _APNER, _APNER),
        ("post_ingen", "bakeri", _LAERER, _LAERER),
        ("post_gammel", "bakeri", _LAERER, _LAERER),
        ("fremmed", "bakeri", _FREMMED, _FREMMED),
        ("mottaker", "bakeri", _FREMMED, _FREMMED),
        ("kari", "bakeri", _FREMMED, _FREMMED),
        ("post_flere", "bakeri", _APNER, _LAERER),
        ("post_flere", "verksted", _APNER, _APNER),
        ("post", "verksted", _FREMMED, _FREMMED),
        ("leder", "uten_noen", _FREMMED, _FREMMED),
        ("post_konsern", "konsern", _APNER, _LAERER),
        ("post_konsern", "konsern_nord", _APNER, _LAERER),
        ("post_konsern", "konsern_sor", _APNER, _LAERER),
        ("post_under", "konsern_nord", _APNER, _LAERER),
        ("post_under", "konsern_sor", _FREMMED, _FREMMED),
        ("post_under", "konsern", _FREMMED, _FREMMED),
        ("post_slettet", "slettet", _LAERER, _LAERER),
        ("post_hierarki", "hierarki", _LAERER, _LAERER),
    ],
)
def test_it_keeps_each_row_of_the_access_table(
    person: str,
    virksomhet: str,
    ordinaer: int,
    taushetsbelagt: int,
    konto: Konto,
    kari: User,
    altinn: Standins,
    nettleser_for: Nettleser,
) -> None:
    deling = lag_til(konto, kari, virksomhet)
    dokument = deling.dokumenter.get()
    for hemmelig, ventet in ((False, ordinaer), (True, taushetsbelagt)):
        Konto.objects.update(taushetsbelagt=hemmelig)
        klient = nettleser_for(lag_bruker(person))
        assert klient.get(f"/d/{deling.id}").status_code == ventet
        adresse = f"/d/{deling.id}/{dokument.id}"
        hoder = {"Range": "bytes=1-3"}
        ventede = (ventet, ventet, 206 if ventet == _APNER else ventet)
        svar = (klient.head(adresse), klient.get(adresse), klient.get(adresse, headers=hoder))
        assert tuple(ett.status_code for ett in svar) == ventede
        innhold = [b"".join(_biter(ett)) for ett in svar if ett.streaming]
        assert innhold == ([b"innhold", b"nnh"] if ventet == _APNER else [])


def test_it_sends_nobody_to_login_without_asking(deling: Deling, altinn: Standins, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(None)
    assert klient.get(f"/d/{deling.id}").status_code == 200
    assert klient.get(f"/d/{deling.id}/{deling.dokumenter.get().id}").status_code == 302
    assert klient.get("/mottatt/").status_code == 302
    assert klient.post("/mottatt/representer/").status_code == 302
    assert not altinn.altinn.antall


def test_it_says_whom_one_acts_for_and_logs_it(deling: Deling, altinn: Standins, nettleser_for: Nettleser) -> None:
    post = lag_bruker("post")
    tekst = side(nettleser_for(post).get(f"/d/{deling.id}"))
    assert "Du representerer" in tekst
    assert f"Virksomheten {vist('bakeri')}" in tekst
    apnet = Hendelse.objects.get(type=Hendelsestype.DELING_APNET)
    assert (apnet.aktor_id, apnet.data) == (post.id, {"pa_vegne_av": orgnr("bakeri")})


def test_it_tells_the_sender_what_the_business_has_got(
    deling: Deling, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    for person in ("post", "leder"):
        klient = nettleser_for(lag_bruker(person))
        klient.get(f"/d/{deling.id}")
        assert b"".join(_biter(klient.get(f"/d/{deling.id}/{deling.dokumenter.get().id}"))) == b"innhold"
    tekst = side(nettleser_for(kari).get(f"/delinger/{deling.id}/"))
    assert "<strong>hentet</strong>" in tekst
    assert "Ikke åpnet" not in tekst
    assert f"{lag_bruker('leder').maskert_fnr} for virksomheten {vist('bakeri')}" in tekst


# --- The list, and the choice -------------------------------------------------------------------------------------


def test_it_lists_what_is_shared_with_me_and_with_the_one_business(
    deling: Deling, konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    post = lag_bruker("post")
    egen, andres = lag_deling(konto, kari, post), lag_til(konto, kari, "verksted")
    tekst = side(nettleser_for(post).get("/mottatt/"))
    assert str(deling.id) in tekst
    assert str(egen.id) in tekst
    assert str(andres.id) not in tekst
    assert f"virksomheten {vist('bakeri')}" in tekst
    assert tekst.count(f"Til virksomheten {vist('bakeri')}") == 1
    assert "Velg virksomhet" not in tekst


def test_it_lists_confidential_post_for_those_who_have_it(
    deling: Deling, konto: Konto, altinn: Standins, nettleser_for: Nettleser
) -> None:
    Konto.objects.update(taushetsbelagt=True)
    assert str(deling.id) not in side(nettleser_for(lag_bruker("post")).get("/mottatt/"))
    assert str(deling.id) in side(nettleser_for(lag_bruker("post_begge")).get("/mottatt/"))


def test_it_lets_one_choose_among_several_and_change_it(
    deling: Deling, konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    flere = lag_bruker("post_flere")
    til_verksted, egen = lag_til(konto, kari, "verksted"), lag_deling(konto, kari, flere)
    klient = nettleser_for(flere)

    def listet() -> set[UUID]:
        tekst = side(klient.get("/mottatt/"))
        return {ett.id for ett in (deling, til_verksted, egen) if str(ett.id) in tekst}

    forst = side(klient.get("/mottatt/"))
    assert "Velg hvem du representerer" in forst
    assert "Du representerer:" not in forst
    assert listet() == {egen.id}
    for valg, ventet, tekst in (
        (orgnr("bakeri"), {egen.id, deling.id}, f"virksomheten {vist('bakeri')}"),
        (orgnr("verksted"), {egen.id, til_verksted.id}, f"virksomheten {vist('verksted')}"),
        ("alle", {egen.id, deling.id, til_verksted.id}, "alle virksomhetene"),
    ):
        svar = klient.post("/mottatt/representer/", {"virksomhet": valg}, follow=True)
        assert f"Du representerer: <strong>{tekst}</strong>" in side(svar)
        assert listet() == ventet
    assert altinn.altinn.antall["parter"] == 1


@pytest.mark.parametrize("valg", ["", "312401010 ", "tull", "312405059"])
def test_it_takes_no_choice_of_what_is_not_ones_own(
    valg: str, deling: Deling, konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    lag_til(konto, kari, "verksted")
    klient = nettleser_for(lag_bruker("post_flere"))
    svar = klient.post("/mottatt/representer/", {"virksomhet": valg}, follow=True)
    assert "Velg hvem du representerer" in side(svar)
    assert "representerer" not in klient.session


def test_it_forgets_the_choice_of_a_business_one_has_lost(
    deling: Deling, konto: Konto, kari: User, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    lag_til(konto, kari, "verksted")
    klient = nettleser_for(lag_bruker("post_flere"))
    klient.post("/mottatt/representer/", {"virksomhet": orgnr("bakeri")})
    altinn.altinn.fjern_tilgang("post_flere", "bakeri")
    klokke.naa += settings.ALTINN_HUSK_SEKUNDER
    tekst = side(klient.get("/mottatt/"))
    assert str(deling.id) not in tekst
    assert f"Du representerer: <strong>virksomheten {vist('verksted')}</strong>" in tekst


def test_it_asks_nothing_by_get(nettleser_for: Nettleser, fremmed: User) -> None:
    assert nettleser_for(fremmed).get("/mottatt/representer/").status_code == 405


def test_it_lists_many_businesses_with_as_few_queries(
    konto: Konto,
    kari: User,
    altinn: Standins,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(lag_bruker("post_flere"))
    klient.get("/mottatt/")
    for _ in range(5):
        lag_til(konto, kari, "bakeri", "verksted")
    klient.post("/mottatt/representer/", {"virksomhet": "alle"})
    with django_assert_max_num_queries(11):
        assert side(klient.get("/mottatt/")).count("Til virksomheten") == 10


# --- The lesson ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taushetsbelagt", "pakke", "ingen_har"),
    [
        (False, "Ordinær post til virksomheten", False),
        (True, "Post til virksomheten med taushetsbelagt innhold", True),
    ],
)
def test_it_teaches_one_of_the_business_what_is_missing(
    taushetsbelagt: bool, pakke: str, ingen_har: bool, deling: Deling, altinn: Standins, nettleser_for: Nettleser
) -> None:
    Konto.objects.update(taushetsbelagt=taushetsbelagt)
    tekst = side(nettleser_for(lag_bruker("post_ingen")).get(f"/d/{deling.id}"))
    for ventet in ("Ingen tilgang", vist("bakeri"), f"«{pakke}»", "Hovedadministratoren", "Altinn", "Testvik kommune"):
        assert ventet in tekst
    assert f"jeg tilgangspakken «{pakke}» i Altinn" in tekst
    assert f"{settings.BASE_URL}/d/{deling.id}" in tekst
    assert ("Ingen har denne tilgangen i utgangspunktet" in tekst) is ingen_har
    for hemmelig in ("vedtak", "Barnevern", "PDF", str(deling.dokumenter.get().id), "KARI"):
        assert hemmelig not in tekst


def test_it_tells_that_the_business_is_deleted(
    konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    deling = lag_til(konto, kari, "slettet")
    tekst = side(nettleser_for(lag_bruker("post_slettet")).get(f"/d/{deling.id}"))
    assert f"Virksomheten {vist('slettet')} er slettet" in tekst
    assert "Be om tilgangen" not in tekst


def test_it_shows_a_stranger_exactly_the_plain_page(
    deling: Deling, fremmed: User, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(fremmed)
    svar, ukjent = klient.get(f"/d/{deling.id}"), klient.get(f"/d/{uuid4()}")
    assert (svar.status_code, side(svar)) == (ukjent.status_code, side(ukjent))


def test_it_tells_the_sender_that_somebody_lacked_access(
    deling: Deling, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    ingen = lag_bruker("post_ingen")
    klient = nettleser_for(ingen)
    for _ in range(2):
        klient.get(f"/d/{deling.id}")
    avvist = Hendelse.objects.get(type=Hendelsestype.DELING_AVVIST)
    assert (avvist.aktor_id, avvist.deling_id) == (ingen.id, deling.id)
    assert avvist.data == {"grunn": "mangler_virksomhetstilgang", "virksomhet": orgnr("bakeri")}
    tekst = side(nettleser_for(kari).get(f"/delinger/{deling.id}/"))
    assert "Forsøkt åpnet, manglet tilgang" in tekst
    assert f"en som er knyttet til virksomheten {vist('bakeri')}" in tekst
    assert ingen.maskert_fnr not in tekst


def test_it_opens_soon_after_the_access_is_given(
    deling: Deling, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(lag_bruker("post_ingen"))
    assert klient.get(f"/d/{deling.id}").status_code == 403
    altinn.altinn.sett_tilgang("post_ingen", "bakeri", pakker=[ORDINAER])
    klokke.naa += 15
    assert klient.get(f"/d/{deling.id}").status_code == 200


# --- Taken away ---------------------------------------------------------------------------------------------------


def test_it_ends_access_within_the_cache_time(
    deling: Deling, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(lag_bruker("post"))
    adresser = (f"/d/{deling.id}", f"/d/{deling.id}/{deling.dokumenter.get().id}")
    assert [klient.head(adresse).status_code for adresse in adresser] == [200, 200]
    altinn.altinn.fjern_tilgang("post", "bakeri")
    klokke.naa += settings.ALTINN_HUSK_SEKUNDER
    assert [klient.head(adresse).status_code for adresse in adresser] == [404, 404]
    assert str(deling.id) not in side(klient.get("/mottatt/"))


def test_it_remembers_nothing_past_a_logout(deling: Deling, altinn: Standins, nettleser_for: Nettleser) -> None:
    post = lag_bruker("post")
    klient = nettleser_for(post)
    assert klient.get(f"/d/{deling.id}").status_code == 200
    klient.logout()
    altinn.altinn.fjern_tilgang("post", "bakeri")
    assert nettleser_for(post).get(f"/d/{deling.id}").status_code == 404


def _biter(svar: Any) -> Iterator[bytes]:
    return iter(svar.streaming_content)


def test_it_stops_a_running_download_when_the_right_is_gone(
    konto: Konto,
    kari: User,
    altinn: Standins,
    klokke: Klokke,
    nettleser_for: Nettleser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", 0)
    deling = lag_til(konto, kari, "bakeri", innhold=b"x" * (4 * MIB))
    biter = _biter(nettleser_for(lag_bruker("post")).get(f"/d/{deling.id}/{deling.dokumenter.get().id}"))
    levert = len(next(biter)) + len(next(biter))
    altinn.altinn.fjern_tilgang("post", "bakeri")
    levert += len(next(biter))
    assert altinn.altinn.antall["parter"] == 1
    klokke.naa += settings.ALTINN_HUSK_SEKUNDER
    with pytest.raises(ConnectionResetError):
        next(biter)
    hentet = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET)
    assert hentet.data == {"fra": 0, "til": levert, "fullfort": False, "pa_vegne_av": orgnr("bakeri")}


# --- Outages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ledd", "feil"),
    [
        *(("parter", feil) for feil in (401, 403, 429, 500, "tull", "html", "brudd", {"treg": 1.2})),
        *(("exchange", feil) for feil in (401, 500, "brudd")),
        *(("token", feil) for feil in (400, 429, 500, "tull", "brudd", {"treg": 1.2})),
        ("metadata", 500),
    ],
)
def test_it_stays_closed_and_says_so_when_altinn_fails(
    ledd: str,
    feil: object,
    deling: Deling,
    konto: Konto,
    kari: User,
    altinn: Standins,
    nettleser_for: Nettleser,
    settings: Settings,
) -> None:
    settings.ALTINN_TIDSGRENSE_SEKUNDER = 1
    post = lag_bruker("post")
    egen = lag_deling(konto, kari, post)
    (altinn.altinn if ledd in {"parter", "exchange"} else altinn.maskinporten).spoler = {ledd: feil, "varig": True}
    klient = nettleser_for(post)
    svar = klient.get(f"/d/{deling.id}")
    assert svar.status_code == 503
    assert "Altinn svarer ikke, prøv igjen" in side(svar)
    assert f'href="/d/{deling.id}"' in side(svar)
    assert klient.get(f"/d/{deling.id}/{deling.dokumenter.get().id}").status_code == 503
    liste = side(klient.get("/mottatt/"))
    assert "Altinn svarer ikke" in liste
    assert str(egen.id) in liste
    assert str(deling.id) not in liste
    assert klient.get(f"/d/{egen.id}").status_code == 200
    assert b"".join(_biter(klient.get(f"/d/{egen.id}/{egen.dokumenter.get().id}"))) == b"innhold"
    svarte_ikke = Hendelse.objects.filter(type=Hendelsestype.ALTINN_SVARTE_IKKE)
    assert [hendelse.deling_id for hendelse in svarte_ikke.order_by("id")] == [deling.id, None]


def test_it_stays_fast_with_the_circuit_open(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.ALTINN_TIDSGRENSE_SEKUNDER = 1
    altinn.altinn.spoler = {"parter": {"treg": 1.5}, "varig": True}
    klient = nettleser_for(lag_bruker("post"))
    begynte = time.monotonic()
    for _ in range(3):
        assert klient.get(f"/d/{deling.id}").status_code == 503
    tregt, begynte = time.monotonic() - begynte, time.monotonic()
    for _ in range(3):
        assert klient.get(f"/d/{deling.id}").status_code == 503
    assert time.monotonic() - begynte < tregt
    assert altinn.altinn.antall["parter"] == 3


def test_it_opens_again_when_altinn_is_back(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.ALTINN_PAUSE_SEKUNDER = 1
    altinn.altinn.spoler = {"parter": 500, "varig": True}
    klient = nettleser_for(lag_bruker("post"))
    for _ in range(3):
        assert klient.get(f"/d/{deling.id}").status_code == 503
    altinn.altinn.spoler = {}
    time.sleep(1.05)
    assert klient.get(f"/d/{deling.id}").status_code == 200


# --- Nothing of others --------------------------------------------------------------------------------------------


def test_it_neither_stores_nor_logs_anything_of_others(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    altinn.altinn.sett_tilgang("post_flere", "konsern", pakker=[ORDINAER, TAUSHETSBELAGT], underenheter=True)
    klient = nettleser_for(lag_bruker("post_flere"))
    sider = [side(klient.get(sti)) for sti in ("/mottatt/", f"/d/{deling.id}")]
    altinn.altinn.spoler = {"parter": "tull"}
    klient.logout()
    sider.append(side(nettleser_for(lag_bruker("post_flere")).get(f"/d/{deling.id}")))
    databasen = StringIO()
    call_command("dumpdata", stdout=databasen)
    spor = "\n".join([*sider, caplog.text, databasen.getvalue()])
    hemmelige = [person.fnr for person in personer.values()]
    for key, virksomhet in virksomheter.items():
        hemmelige += [virksomhet.navn] if key == "bakeri" else [virksomhet.navn, virksomhet.orgnr]
    assert [verdi for verdi in hemmelige if verdi in spor] == []
