from typing import Any

import pytest
from django.test import Client

from fiks_deldokument.api import api


@pytest.fixture
def skjema(db: None) -> dict[str, Any]:
    """As anyone can fetch it."""
    svar = Client().get("/api/openapi.json")
    assert svar.status_code == 200
    innhold: dict[str, Any] = svar.json()
    return innhold


def operasjoner(skjema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every method of every path, with a name for messages."""
    return [
        (f"{metode} {sti}", operasjon)
        for sti, metoder in skjema["paths"].items()
        for metode, operasjon in metoder.items()
    ]


def test_it_is_openapi_3_1_and_describes_each_operation(skjema: dict[str, Any]) -> None:
    assert skjema["openapi"] == "3.1.0"
    for navn, operasjon in operasjoner(skjema):
        assert operasjon["summary"], navn
        assert operasjon["description"], navn
        assert operasjon["tags"], navn
    ider = [operasjon["operationId"] for _navn, operasjon in operasjoner(skjema)]
    assert len(ider) == len(set(ider))


def test_it_tells_every_status_and_the_three_headers(skjema: dict[str, Any]) -> None:
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
def test_it_has_the_paths_of_ks(skjema: dict[str, Any], sti: str) -> None:
    assert sti in skjema["paths"]


def test_it_refers_only_to_what_is_there(skjema: dict[str, Any]) -> None:
    def henvisninger(verdi: Any) -> set[str]:
        if isinstance(verdi, dict):
            egne = {verdi["$ref"]} if isinstance(verdi.get("$ref"), str) else set()
            return egne.union(*(henvisninger(en) for en in verdi.values()))
        return set().union(*(henvisninger(en) for en in verdi)) if isinstance(verdi, list) else set()

    ukjente = {ref for ref in henvisninger(skjema) if ref.rpartition("/")[2] not in skjema["components"]["schemas"]}
    assert not ukjente
    assert api.title == skjema["info"]["title"]
