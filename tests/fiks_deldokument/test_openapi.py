from collections.abc import Iterator
from http.client import responses
from typing import Any

import pytest
from django.test import Client

from fiks_deldokument.api import api
from fiks_deldokument.openapi import Skjema
from users.numre import tolk_fodselsnummer, tolk_organisasjonsnummer

BYTES = {"type": "string", "format": "binary"}


@pytest.fixture
def skjema(db: None) -> Skjema:
    """As anyone can fetch it."""
    svar = Client().get("/api/openapi.json")
    assert svar.status_code == 200
    innhold: Skjema = svar.json()
    return innhold


def operasjoner(skjema: Skjema) -> list[tuple[str, Skjema]]:
    """Every method of every path, with a name for messages."""
    return [
        (f"{metode} {sti}", operasjon)
        for sti, metoder in skjema["paths"].items()
        for metode, operasjon in metoder.items()
    ]


def test_it_is_openapi_3_1_and_describes_each_operation(skjema: Skjema) -> None:
    assert skjema["openapi"] == "3.1.0"
    for navn, operasjon in operasjoner(skjema):
        assert operasjon["summary"], navn
        assert operasjon["description"], navn
        assert operasjon["tags"], navn
    ider = [operasjon["operationId"] for _navn, operasjon in operasjoner(skjema)]
    assert len(ider) == len(set(ider))


def test_it_tells_every_status_and_the_three_headers(skjema: Skjema) -> None:
    for navn, operasjon in operasjoner(skjema):
        if navn.endswith("/public-key"):
            assert "security" not in operasjon
            continue
        assert set(operasjon["responses"]) >= {"400", "401", "403", "404", "410", "429", "500", "503"}, navn
        assert operasjon["security"] == [{"Token": [], "IntegrasjonId": [], "IntegrasjonPassord": []}], navn


@pytest.mark.parametrize(
    "sti",
    [
        "/dokumentlager/api/v1/{fiksOrganisasjonId}/kontoer/{kontoId}/dokumenter",
        "/dokumentlager/api/v1/{fiksOrganisasjonId}/kontoer/{kontoId}/dokumenter/sok",
        "/dokumentlager/api/v1/{fiksOrganisasjonId}/kontoer/{kontoId}/tags/{tag}",
        "/dokumentlager/api/v1/kontoer",
        "/dokumentlager/api/v1/organisasjoner/{fiksOrgId}/kontoer/{kontoId}/administratorer/{personId}",
        "/dokumentlager-stats/api/v1/kontoer/{kontoId}/stats",
        "/melding-dokumentdeling/api/v1/{fiksOrgId}/kontoer/{kontoId}/deldokument",
        "/melding-dokumentdeling/api/v1/organisasjoner/{fiksOrgId}/kontoer/{kontoId}/brukere/{personId}",
    ],
)
def test_it_has_the_paths_of_ks(skjema: Skjema, sti: str) -> None:
    assert sti in skjema["paths"]


def alle_objekter(verdi: Any) -> Iterator[Skjema]:
    """Every object in the description."""
    if isinstance(verdi, dict):
        yield verdi
    for ett in verdi.values() if isinstance(verdi, dict) else verdi if isinstance(verdi, list) else ():
        yield from alle_objekter(ett)


def test_it_says_in_its_own_words_what_each_status_means(skjema: Skjema) -> None:
    """The library's are those of the Python it runs on, and differ from one version to the next."""
    for navn, operasjon in operasjoner(skjema):
        for status, svar in operasjon["responses"].items():
            assert svar["description"] not in responses.values(), f"{navn} {status}"


def test_it_gives_the_document_as_bytes_and_says_when_to_come_back(skjema: Skjema) -> None:
    nedlasting = skjema["paths"]["/dokumentlager/nedlasting/{dokumentId}"]
    for status in ("200", "206"):
        assert nedlasting["get"]["responses"][status]["content"]["application/octet-stream"]["schema"] == BYTES
    assert "Retry-After" in nedlasting["get"]["responses"]["409"]["headers"]
    assert not any("content" in svar for svar in nedlasting["head"]["responses"].values())


@pytest.mark.parametrize(
    ("sti", "typer"),
    [
        ("/dokumentlager/api/v1/{fiksOrganisasjonId}/kontoer/{kontoId}/dokumenter", {"application/json"}),
        (
            "/dokumentlager/api/v1/{fiksOrganisasjonId}/kontoer/{kontoId}/dokumenter/{dokumentId}/data",
            {"application/octet-stream"},
        ),
        ("/melding-dokumentdeling/api/v1/{fiksOrgId}/kontoer/{kontoId}/deldokument", {"application/json"}),
    ],
)
def test_it_tells_what_an_upload_takes_and_where_the_link_is(skjema: Skjema, sti: str, typer: set[str]) -> None:
    opplasting = skjema["paths"][sti]["post"]
    assert set(opplasting["requestBody"]["content"]) == typer | {"multipart/form-data"}
    skjema_ = opplasting["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert skjema_["properties"]["dokument"] == BYTES
    assert opplasting["responses"]["201"]["headers"]["Location"]["schema"] == {"type": "string", "format": "uri"}


def test_it_bounds_numbers_in_the_words_of_json_schema_and_tells_how_wide_they_are(skjema: Skjema) -> None:
    for objekt in alle_objekter(skjema):
        assert not {"le", "ge", "lt", "gt"} & set(objekt), objekt
        if objekt.get("type") == "integer":
            assert objekt["format"] in {"int32", "int64"}, objekt
            assert objekt["format"] == "int64" or objekt["maximum"] < 2**31
    assert skjema["components"]["schemas"]["OpplastetDokument"]["properties"]["kryptertStorrelse"]["format"] == "int64"


def test_it_has_examples_that_we_would_take(skjema: Skjema) -> None:
    deler = skjema["components"]["schemas"]
    assert tolk_fodselsnummer(deler["EksponertForPerson"]["properties"]["fnr"]["examples"][0])
    assert tolk_organisasjonsnummer(deler["EksponertForOrganisasjon"]["properties"]["orgnr"]["examples"][0])


def test_it_refers_only_to_what_is_there(skjema: Skjema) -> None:
    def henvisninger(verdi: object) -> set[str]:
        if isinstance(verdi, dict):
            egne = {verdi["$ref"]} if isinstance(verdi.get("$ref"), str) else set()
            return egne.union(*(henvisninger(en) for en in verdi.values()))
        return set().union(*(henvisninger(en) for en in verdi)) if isinstance(verdi, list) else set()

    ukjente = {ref for ref in henvisninger(skjema) if ref.rpartition("/")[2] not in skjema["components"]["schemas"]}
    assert not ukjente
    assert api.title == skjema["info"]["title"]
