"""What a system shares from a konto with four eyes waits for a person, in every door that uploads."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from dokumenter.models import Deling, Dokument
from dokumenter.services.godkjenning import avvis_deling, godkjenn_deling
from dokumenter.services.kontroll import kontroller_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.api.conftest import System
from tests.dokumenter.api.multipart import TYPE, metadata, opplasting
from users.models import User

PERSON = {"type": "PERSON", "fnr": personer["mottaker"].fnr}


def _i_ett(system: System, **felter: object) -> str:
    svar = system.kall("POST", f"{system.kontosti}/dokumenter", opplasting(b"x", **felter), content_type=TYPE)
    assert svar.status_code == 201, svar.content
    return str(svar.json()["id"])


def _i_to(system: System, **felter: object) -> str:
    """The konto demands it only when the last byte comes: that is when it is shared."""
    svar = system.kall("POST", f"{system.kontosti}/dokumenter", json.dumps(metadata(ttl=-1, **felter)))
    id_ = svar.json()["id"]
    Konto.objects.update(fire_oyne=True)
    assert system.kall("POST", f"{system.dokument(id_)}/data", b"x", "application/octet-stream").status_code == 201
    return str(id_)


@pytest.mark.parametrize("last_opp", [_i_ett, _i_to])
def test_it_waits_for_a_person_of_the_konto(
    last_opp: Callable[..., str],
    system: System,
    kari: User,
    mottaker: User,
    nettleser_for: Callable[[User | None], Client],
) -> None:
    Konto.objects.update(fire_oyne=last_opp is _i_ett, taushetsbelagt=True)
    id_ = last_opp(system, eksponertFor=[PERSON, {"type": "INTEGRASJON", "id": str(system.integrasjon.id)}])
    assert kontroller_dokument(dokument_id=Dokument.objects.get().pk)
    deling = Deling.objects.select_related("konto__organisasjon").get()
    assert (deling.godkjenning, deling.taushetsbelagt) == (Deling.Godkjenning.VENTER, True)
    assert Hendelse.objects.get(type=Hendelsestype.DELING_DELT).data["godkjenning"] == "venter"
    for sti in (f"/dokumentlager/nedlasting/{id_}", f"/dokumentlager/nedlasting/{id_}/metadata"):
        assert system.kall("GET", sti).status_code == 404
    assert nettleser_for(mottaker).get(f"/d/{deling.id}").status_code == 404
    assert system.kall("GET", system.dokument(id_)).status_code == 200  # the sender's own
    assert godkjenn_deling(deling=deling, av=kari)
    assert system.kall("GET", f"/dokumentlager/nedlasting/{id_}").status_code == 200
    assert nettleser_for(mottaker).get(f"/d/{deling.id}").status_code == 200
    historie = [linje["melding"] for linje in system.kall("GET", system.dokument(id_)).json()["hendelser"]]
    assert "delingen ble godkjent av en kollega" in historie


def test_it_may_be_changed_and_deleted_while_it_waits(system: System) -> None:
    Konto.objects.update(fire_oyne=True)
    id_ = _i_ett(system)
    assert system.kall("PATCH", system.dokument(id_), json.dumps({"ttl": 7200})).status_code == 200
    assert system.kall("DELETE", system.dokument(id_)).status_code == 200
    assert not Deling.objects.get().er_ute


def test_it_is_gone_when_the_person_says_no(system: System, kari: User) -> None:
    Konto.objects.update(fire_oyne=True)
    id_ = _i_ett(system)
    avvis_deling(deling=Deling.objects.select_related("konto__organisasjon").get(), grunn="", av=kari)
    assert system.kall("DELETE", system.dokument(id_)).status_code == 410


def test_it_refuses_more_recipients_than_the_konto_allows(system: System) -> None:
    Konto.objects.update(maks_mottakere=1)
    andre = {"type": "PERSON", "fnr": personer["mottaker2"].fnr}
    kropp = opplasting(eksponertFor=[PERSON, andre])
    svar = system.kall("POST", f"{system.kontosti}/dokumenter", kropp, content_type=TYPE)
    assert svar.status_code == 400
    assert "høyst 1" in svar.content.decode()
    _i_ett(system, eksponertFor=[PERSON])
