"""Lists, search and history of a konto's dokumenter."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument
from dokumenter.services.sletting import slett_dokument
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto, Registrering
from standins.personer import personer
from tests.dokumenter.api import multipart
from tests.dokumenter.api.conftest import System
from tests.dokumenter.fabrikk import lag_deling, lag_utkast, merk_delt
from tests.dokumenter.lag import lag_fil
from users.models import User


def del_fil(konto: Konto, kari: User, navn: str, dager_siden: float = 0, **felter: object) -> Dokument:
    """A shared file without bytes."""
    deling = lag_utkast(konto, kari)
    dokument = lag_fil(deling, navn, Dokument.Tilstand.TILGJENGELIG)
    Dokument.objects.filter(pk=dokument.pk).update(**felter)
    delt = timezone.now() - timedelta(days=dager_siden)
    Deling.objects.filter(pk=deling.pk).update(tilstand=Deling.Tilstand.DELT, delt=delt)
    merk_delt(deling)
    dokument.refresh_from_db()
    return dokument


def sok(system: System, query: str = "", **kriterier: object) -> list[str]:
    """The names a search finds, in their order."""
    svar = system.kall("POST", f"{system.kontosti}/dokumenter/sok{query}", json.dumps(kriterier))
    assert svar.status_code == 200, svar.content
    return [treff["dokumentnavn"] for treff in svar.json()["dokumenter"]]


def test_it_lists_pages_newest_first_in_two_questions_more(
    system: System, kari: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for nr in range(5):
        del_fil(system.konto, kari, f"{nr}.pdf", dager_siden=5 - nr)
    lag_fil(lag_utkast(system.konto, kari), "utkast.pdf")
    with django_assert_max_num_queries(4):
        svar = system.kall("GET", f"{system.kontosti}/dokumenter?fra=1&til=3").json()
    assert [dokument["dokumentnavn"] for dokument in svar["dokumenter"]] == ["3.pdf", "2.pdf", "1.pdf"]
    assert set(svar["dokumenter"][0]) == {"id", "dokumentnavn", "ukryptertStorrelse"}
    assert len(system.kall("GET", f"{system.kontosti}/dokumenter/").json()["dokumenter"]) == 5


@pytest.mark.parametrize("query", ["?fra=-1", "?til=0", "?til=10001", "?fra=x", "?fra=2147483648"])
def test_it_refuses_pages_out_of_bounds(system: System, query: str) -> None:
    svar = system.kall("GET", f"{system.kontosti}/dokumenter{query}")
    assert svar.status_code == 400
    assert svar.json()["message"].startswith(("fra", "til"))
    assert system.kall("POST", f"{system.kontosti}/dokumenter/sok{query}", "{}").status_code == 400


def test_it_gives_ten_thousand_rows_in_one_page(
    system: System, kari: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    naa = timezone.now()
    delinger = Deling.objects.bulk_create(
        Deling(konto=system.konto, delt_av_bruker=kari, tilstand=Deling.Tilstand.DELT, delt=naa) for _ in range(10_000)
    )
    Dokument.objects.bulk_create(
        Dokument(deling=deling, dokumentnavn="x.pdf", storrelse=1, mottatt=1, nokkel=b"x", tilstand="tilgjengelig")
        for deling in delinger
    )
    merk_delt(*delinger)
    with django_assert_max_num_queries(5):
        svar = system.kall("POST", f"{system.kontosti}/dokumenter/sok?antall=10000", "{}").json()
    assert svar["totaltAntallTreff"] == len(svar["dokumenter"]) == 10_000
    assert len({treff["id"] for treff in svar["dokumenter"]}) == 10_000


def test_it_finds_by_every_criterion(system: System, kari: User) -> None:
    korrelasjonsid = uuid.uuid4()
    del_fil(system.konto, kari, "Vedtak om ÅRSTID.pdf", 1, korrelasjonsid=korrelasjonsid)
    slettet = del_fil(system.konto, kari, "brev.pdf", 2)
    slett_dokument(dokument=slettet, av=kari)
    utlopt = del_fil(system.konto, kari, "utløpt 100%_.pdf", 3)
    Deling.objects.filter(pk=utlopt.deling_id).update(tilgjengelig_til=timezone.now())
    alle = ["Vedtak om ÅRSTID.pdf", "brev.pdf", "utløpt 100%_.pdf"]
    assert sok(system) == alle
    assert sok(system, fra=None, til=None, dokumentnavn=None, slettet=None, korrelasjonsid=None, annet=1) == alle
    assert sok(system, dokumentnavn="vedtak") == alle[:1]
    assert sok(system, dokumentnavn="%") == sok(system, dokumentnavn="0%_") == alle[2:]
    assert sok(system, slettet=True) == alle[1:]
    assert sok(system, slettet=False) == alle[:1]
    assert sok(system, korrelasjonsid=str(korrelasjonsid)) == alle[:1]
    assert sok(system, fra=(timezone.now() - timedelta(days=2.5)).isoformat()) == alle[:2]
    assert sok(system, til=(timezone.now() - timedelta(days=1.5)).isoformat()) == alle[1:]
    assert sok(system, fra="0001-01-01T00:00:00+14:00", til="9999-12-31T23:59:59-12:00") == alle
    assert sok(system, "?fra=1&antall=1") == sok(system, "?fra=1&til=1") == alle[1:2]


@pytest.mark.parametrize(
    ("navn", "sokt"),
    [
        ("Søknad om ÅRSTID.pdf", "SØKNAD OM årstid"),
        ("Søknad om ÅRSTID.pdf", "A\u030arstid"),
        ("Blåbær.pdf", "BLA\u030aBÆR"),
        ("Bla\u030abær.pdf", "blåbær"),
        ("Sak 2026/1234.pdf", "Sak 2026/1234.pdf"),
        ("Sak 2026/1234.pdf", "sak 2026_1234"),
        ("C:\\mappe\\VEDTAK.pdf", "\\vedtak"),
        ("Ved\u202etak.pdf", " ved\u202etak "),
        ("STRASSE.pdf", "straße"),
        ("å" * 226, "A\u030a" * 226),
    ],
)
def test_it_does_to_the_text_what_was_done_to_the_name(navn: str, sokt: str, system: System) -> None:
    sti = f"{system.kontosti}/dokumenter"
    svar = system.kall("POST", sti, multipart.opplasting(dokumentnavn=navn), content_type=multipart.TYPE)
    assert svar.status_code == 201, svar.content
    assert sok(system, dokumentnavn=sokt) == [svar.json()["dokumentnavn"]]
    assert sok(system, dokumentnavn="x" + sokt) == []


def test_it_finds_what_the_version_before_this_stored(system: System, kari: User) -> None:
    del_fil(system.konto, kari, "Vedtak.pdf", sokenavn="")
    assert sok(system, dokumentnavn="vedtak") == ["Vedtak.pdf"]


def test_it_finds_nothing_by_what_no_name_can_have(system: System, kari: User) -> None:
    del_fil(system.konto, kari, "Vedtak.pdf")
    assert sok(system, dokumentnavn="\u202e") == sok(system, dokumentnavn="  ") == []
    assert sok(system, dokumentnavn="") == ["Vedtak.pdf"]


def test_it_tells_of_each_hit_by_the_names_of_ks(system: System, kari: User) -> None:
    del_fil(system.konto, kari, "brev.pdf", kryptert_storrelse=1200)
    svar = system.kall("POST", f"{system.kontosti}/dokumenter/sok", "").json()
    (treff,) = svar["dokumenter"]
    assert svar["totaltAntallTreff"] == 1
    assert set(treff) == {
        *("id", "dokumentnavn", "kryptertStorrelse", "ukryptertStorrelse"),
        *("opprettet", "mimetype", "slettet", "korrelasjonsid"),
    }
    assert (treff["kryptertStorrelse"], treff["ukryptertStorrelse"], treff["slettet"]) == (1200, 1000, False)


@pytest.mark.parametrize("kriterier", [{"fra": "i går"}, {"fra": "2026-01-01T00:00:00"}, {"slettet": "kanskje"}])
def test_it_refuses_criteria_it_cannot_read(system: System, kriterier: object) -> None:
    svar = system.kall("POST", f"{system.kontosti}/dokumenter/sok", json.dumps(kriterier))
    assert svar.status_code == 400
    assert svar.json()["message"]


def hentet(dokument: Dokument, av: User, fra: int, til: int) -> None:
    """As a download leaves it in the log."""
    skriv_hendelse(
        Hendelsestype.DOKUMENT_HENTET,
        av=av,
        gjelder=dokument,
        data={"fra": fra, "til": til, "fullfort": True},
    )


def test_it_calls_read_what_one_recipient_has_got_all_of(
    system: System,
    kari: User,
    mottaker: User,
    fremmed: User,
    annen_organisasjon: object,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    lest, halvlest, ulest = (del_fil(system.konto, kari, navn) for navn in ("1.pdf", "2.pdf", "3.pdf"))
    hentet(lest, mottaker, 500, 1000)
    hentet(lest, mottaker, 0, 500)
    hentet(halvlest, mottaker, 0, 500)
    hentet(halvlest, fremmed, 500, 1000)
    ider = [str(ulest.id), str(uuid.uuid4()), str(lest.id), str(halvlest.id), str(lest.id)]
    with django_assert_max_num_queries(5):
        svar = system.kall("POST", f"{system.kontosti}/dokumenter/lest", json.dumps({"ids": ider}))
    assert svar.json() == {
        "statuser": [
            {"id": str(ulest.id), "lest": False},
            {"id": str(lest.id), "lest": True},
            {"id": str(halvlest.id), "lest": False},
        ]
    }
    for_mange = json.dumps({"ids": [str(ulest.id)] * 10_001})
    assert system.kall("POST", f"{system.kontosti}/dokumenter/lest", for_mange).status_code == 400


def test_it_tells_all_that_has_happened_to_a_dokument(system: System, kari: User, mottaker: User) -> None:
    deling = lag_deling(system.konto, kari, mottaker)
    dokument = deling.dokumenter.get()
    hentet(dokument, mottaker, 0, 7)
    slett_dokument(dokument=dokument, av=kari)
    svar = system.kall("GET", system.dokument(dokument.id))
    assert svar.status_code == 200
    data = svar.json()
    assert set(data) == {
        *("id", "dokumentnavn", "kryptertStorrelse", "ukryptertStorrelse", "tilgjengeligTil", "mimetype", "slettet"),
        *("sha256", "skann", "hendelser"),
    }
    assert data["slettet"] is True
    assert data["skann"] == "ikke_skannet"
    assert [(en["melding"], en["aktor"]) for en in data["hendelser"]][-2:] == [
        ("dokumentet ble lastet ned", str(mottaker.id)),
        ("innholdet ble slettet for godt", personer["kari"].navn),
    ]
    assert mottaker.maskert_fnr[:6] not in svar.content.decode()


@pytest.mark.parametrize(("andre", "antall"), [(0, 3), (1, 4), (5, 4)])
def test_it_tells_of_a_dokument_in_three_questions_and_one_for_colleagues(
    system: System, kari: User, andre: int, antall: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Who calls, with the right to the konto; the dokument; and its events; the names of persons, however many."""
    dokument = del_fil(system.konto, kari, "vedtak.pdf")
    kolleger = [User.objects.create(fnr_hash=str(nr)) for nr in range(andre)]
    for kollega in kolleger:
        Registrering.objects.create(organisasjon=system.konto.organisasjon, bruker=kollega, navn="Ansatt")
    hvem: list[HarAktor] = [*[system.integrasjon] * 3, *kolleger]
    for av in hvem:
        skriv_hendelse(Hendelsestype.DELING_FORLENGET, av=av, gjelder=dokument)
    system.kall("GET", system.dokument(dokument.id))
    with django_assert_num_queries(antall):
        svar = system.kall("GET", system.dokument(dokument.id)).json()
    assert len(svar["hendelser"]) == len(hvem)


def test_it_hides_dokumenter_of_other_kontoer_and_drafts(system: System, kari: User) -> None:
    annen = Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Annen")
    fremmed = del_fil(annen, kari, "x.pdf")
    utkast = lag_fil(lag_utkast(system.konto, kari), "utkast.pdf")
    for id_ in (fremmed.id, utkast.id, uuid.uuid4()):
        assert system.kall("GET", system.dokument(id_)).status_code == 404
