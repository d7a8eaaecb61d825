from django.test import Client

from fiks_deldokument.api import api
from fiks_deldokument.apiside import grupper


def test_it_shows_every_operation_to_anyone(db: None) -> None:
    side = Client().get("/api/")
    assert side.status_code == 200
    tekst = side.content.decode()
    antall = sum(len(metoder) for metoder in api.get_openapi_schema(path_prefix="")["paths"].values())
    assert sum(len(gruppe.operasjoner) for gruppe in grupper("nb")) == antall
    for gruppe in grupper("nb"):
        for operasjon in gruppe.operasjoner:
            assert f'id="{operasjon.id}"' in tekst
    assert "eksponertFor" in tekst
    assert 'href="/api/openapi.json"' in tekst
    assert "<script>" not in tekst


def test_it_gives_each_operation_an_address_of_its_own() -> None:
    ider = [operasjon.id for gruppe in grupper("nb") for operasjon in gruppe.operasjoner]
    assert len(ider) == len(set(ider))
