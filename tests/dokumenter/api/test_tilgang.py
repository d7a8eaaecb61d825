"""Who uses a konto, through both sets of paths; persons by id only."""

import json
import uuid

import pytest

from kontoer.models import Kontotilgang
from standins.personer import personer
from tests.dokumenter.api.conftest import System
from users.models import User

RETT = {"dokumentlager": "kanLasteOpp", "melding-dokumentdeling": "kanDele"}


def sti(system: System, tjeneste: str, *resten: object) -> str:
    """Below the konto."""
    rot = f"/{tjeneste}/api/v1/organisasjoner/{system.konto.organisasjon_id}/kontoer/{system.konto.id}"
    return "/".join([rot, *map(str, resten)])


@pytest.mark.parametrize("tjeneste", RETT)
def test_it_adds_changes_and_removes_a_user(system: System, admin: User, tjeneste: str) -> None:
    rett = RETT[tjeneste]
    for verdi in (True, False):
        kropp = json.dumps({"tilganger": {rett: verdi}})
        assert system.kall("POST", sti(system, tjeneste, "brukere", admin.id), kropp).status_code == 200
        brukere = system.kall("GET", sti(system, tjeneste, "brukere")).json()["brukere"]
        assert brukere == [{"personId": str(admin.id), "navn": personer["admin"].navn, "tilganger": {rett: verdi}}]
    for _gang in range(2):
        assert system.kall("DELETE", sti(system, tjeneste, "brukere", admin.id)).status_code == 200
    assert system.kall("GET", sti(system, tjeneste, "brukere/")).json() == {"brukere": []}


@pytest.mark.parametrize("tjeneste", RETT)
def test_it_makes_an_administrator_and_leaves_the_other_rights(system: System, kari: User, tjeneste: str) -> None:
    for _gang in range(2):
        assert system.kall("POST", sti(system, tjeneste, "administratorer", kari.id)).status_code == 200
    svar = system.kall("GET", sti(system, tjeneste, "administratorer"))
    assert svar.json() == {"administratorer": [{"personId": str(kari.id), "navn": personer["kari"].navn}]}
    tilgang = Kontotilgang.objects.get(bruker=kari)
    assert (tilgang.er_administrator, tilgang.kan_dele, tilgang.kan_laste_opp) == (True, True, True)
    assert system.kall("DELETE", sti(system, tjeneste, "brukere", kari.id)).status_code == 200
    tilgang.refresh_from_db()
    assert (tilgang.er_administrator, tilgang.kan_dele, tilgang.kan_laste_opp) == (True, False, False)
    assert system.kall("DELETE", sti(system, tjeneste, "administratorer", kari.id)).status_code == 200
    assert not Kontotilgang.objects.filter(bruker=kari).exists()


def test_it_knows_only_persons_of_the_organisation(system: System, mottaker: User, per: User) -> None:
    kropp = '{"tilganger": {"kanLasteOpp": true}}'
    for person in (mottaker.id, per.id, uuid.uuid4()):
        assert system.kall("POST", sti(system, "dokumentlager", "brukere", person), kropp).status_code == 404
        assert system.kall("POST", sti(system, "dokumentlager", "administratorer", person)).status_code == 404
    assert not Kontotilgang.objects.filter(konto=system.konto).exists()


def test_it_refuses_a_system_without_access(system: System, kari: User) -> None:
    system.integrasjon.tilganger.all().delete()
    assert system.kall("GET", sti(system, "dokumentlager", "brukere")).status_code == 403
    assert system.kall("POST", sti(system, "dokumentlager", "administratorer", kari.id)).status_code == 403


def test_it_wants_the_right_named(system: System, kari: User) -> None:
    svar = system.kall("POST", sti(system, "dokumentlager", "brukere", kari.id), '{"tilganger": {}}')
    assert svar.status_code == 400
    assert svar.json()["message"] == "tilganger.kanLasteOpp: mangler."
