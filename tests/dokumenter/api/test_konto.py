"""Kontoer through the API: the doors' own shape here, the rules where the services are tested."""

import uuid

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from hendelser.models import Aktortype, Hendelse, Hendelsestype
from kontoer.models import Integrasjonstilgang, Konto, Organisasjon
from tests.dokumenter.api.conftest import System
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def kontoer(system: System) -> str:
    """The path of the organisation's kontoer."""
    return f"/dokumentlager/api/v1/{system.konto.organisasjon_id}/kontoer"


@pytest.mark.parametrize("skrastrek", ["", "/"])
def test_it_makes_a_konto_that_the_system_may_use(system: System, skrastrek: str) -> None:
    svar = system.kall(
        "POST",
        kontoer(system) + skrastrek,
        '{"navn": "Skole", "tags": ["skole", "sfo"], "forelderresurs": null, "ukjent": 1}',
    )
    assert svar.status_code == 201
    konto = Konto.objects.get(navn="Skole")
    assert svar.json() == {"id": str(konto.id), "navn": "Skole", "tags": ["skole", "sfo"]}
    assert Integrasjonstilgang.objects.filter(konto=konto, integrasjon=system.integrasjon).exists()
    hendelse = Hendelse.objects.get(konto_id=konto.id, type=Hendelsestype.KONTO_OPPRETTET)
    assert (hendelse.aktor_type, hendelse.aktor_id) == (Aktortype.INTEGRASJON, system.integrasjon.id)


@pytest.mark.parametrize(
    ("kropp", "felt"),
    [
        ('{"navn": "x"}', "navn"),
        ("{}", "navn"),
        ('{"navn": "Barnevern"}', "navn"),
        ('{"navn": "Skole", "tags": ["elleve tegn"]}', "tags"),
        ('{"navn": "Skole", "tags": ["a","b","c","d","e","f","g","h","i","j","k"]}', "tags"),
    ],
)
def test_it_refuses_a_bad_konto_and_names_the_field(system: System, kropp: str, felt: str) -> None:
    svar = system.kall("POST", kontoer(system), kropp)
    assert svar.status_code == 400
    assert svar.json()["message"].startswith(felt)
    assert not Konto.objects.filter(navn="Skole").exists()


def test_it_lists_the_kontoer_the_system_may_use_with_numbers(
    system: System, kari: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Ikke for systemet")
    lag_deling(system.konto, kari, innhold=b"x" * 100)
    with django_assert_max_num_queries(4):
        svar = system.kall("GET", kontoer(system))
    assert svar.status_code == 200
    (konto,) = svar.json()["kontoer"]
    assert konto == {
        "id": str(system.konto.id),
        "navn": "Barnevern",
        "fiksOrganisasjonId": str(system.konto.organisasjon_id),
        "slettet": False,
        "tags": [],
        "statistikk": {
            "kontoId": str(system.konto.id),
            "antallMetadata": 1,
            "antallDokumenter": 1,
            "antallSlettet": 0,
            "totalStorrelse": 100,
            "ukryptertStorrelse": 100,
        },
    }
    assert system.kall("GET", system.kontosti + "/statistikk").json() == konto["statistikk"]
    utvidet = system.kall("GET", system.kontosti).json()
    assert set(utvidet) == {*konto, "hendelser"}


def test_it_knows_ids_in_capitals(system: System) -> None:
    sti = f"/dokumentlager/api/v1/{str(system.konto.organisasjon_id).upper()}/kontoer/{str(system.konto.id).upper()}"
    system.hoder["IntegrasjonId"] = str(system.integrasjon.id).upper()
    assert system.kall("GET", sti).json()["id"] == str(system.konto.id)
    assert system.kall("GET", f"{sti}/dokumenter").status_code == 200


@pytest.mark.parametrize("tagg", ["%20min%20%20tag", "A%CC%8As", "12%2F34", "12/34"])
def test_it_does_to_a_mark_in_an_address_what_it_did_when_it_was_kept(system: System, tagg: str) -> None:
    assert system.kall("PUT", f"{system.kontosti}/tags/{tagg}").status_code == 200
    assert len(system.kall("GET", f"/dokumentlager/api/v1/kontoer?kontoTag={tagg}").json()["kontoer"]) == 1
    assert system.kall("DELETE", f"{system.kontosti}/tags/{tagg}").status_code == 200
    assert system.kall("GET", system.kontosti).json()["tags"] == []


def test_it_marks_kontoer_and_finds_them_by_the_mark(system: System) -> None:
    assert system.kall("PUT", system.kontosti + "/tags/skole").status_code == 200
    assert system.kall("PUT", system.kontosti + "/tags/skole").status_code == 200
    assert system.kall("PUT", system.kontosti + "/tags/for-lang-tag").status_code == 400
    funnet = system.kall("GET", "/dokumentlager/api/v1/kontoer?kontoTag=skole").json()["kontoer"]
    assert [(konto["id"], konto["tags"]) for konto in funnet] == [(str(system.konto.id), ["skole"])]
    assert system.kall("GET", "/dokumentlager/api/v1/kontoer?kontoTag=annet").json() == {"kontoer": []}
    assert system.kall("DELETE", system.kontosti + "/tags/skole").status_code == 200
    assert system.kall("DELETE", system.kontosti + "/tags/skole").status_code == 200
    system.konto.refresh_from_db()
    assert system.konto.tags == []
    meldinger = [hendelse["aktor"] for hendelse in system.kall("GET", system.kontosti).json()["hendelser"]]
    assert meldinger == ["Fagsystem", "Fagsystem"]


def test_it_renames_and_deletes_once(system: System) -> None:
    assert system.kall("PATCH", system.kontosti, '{"navn": "Nytt navn"}').status_code == 200
    system.konto.refresh_from_db()
    assert system.konto.navn == "Nytt navn"
    svar = system.kall("DELETE", system.kontosti)
    assert (svar.status_code, svar.content) == (200, b"")
    for metode in ("GET", "DELETE"):
        igjen = system.kall(metode, system.kontosti)
        assert igjen.status_code == 410
        assert igjen.json()["errorCode"] == "konto_slettet"


def test_it_hides_what_is_another_organisations(system: System, annen_organisasjon: Organisasjon) -> None:
    fremmed = Konto.objects.create(organisasjon=annen_organisasjon, navn="Fremmed")
    sti = f"/dokumentlager/api/v1/{annen_organisasjon.id}/kontoer"
    for metode, hvor in (
        ("GET", sti),
        ("GET", f"{sti}/{fremmed.id}"),
        ("DELETE", f"{sti}/{fremmed.id}"),
        ("PUT", f"{sti}/{fremmed.id}/tags/x"),
        ("GET", f"{kontoer(system)}/{fremmed.id}"),
        ("GET", f"{kontoer(system)}/{uuid.uuid4()}"),
    ):
        assert system.kall(metode, hvor).status_code == 404, hvor
    assert system.kall("POST", sti, '{"navn": "Skole"}').status_code == 404


def test_it_tells_a_system_without_access_so(system: System) -> None:
    Integrasjonstilgang.objects.all().delete()
    for metode in ("GET", "DELETE"):
        assert system.kall(metode, system.kontosti).status_code == 403
    assert system.kall("PATCH", system.kontosti, '{"navn": "Nytt"}').status_code == 403


def test_it_asks_everybody_who_they_are(system: System) -> None:
    assert Client().get(kontoer(system)).status_code == 401
    assert Client().delete(system.kontosti).status_code == 401
