"""Two doors, one rule: the same act on the page and in the API ends in the same rows, or is refused for both."""

import json
from collections.abc import Callable

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto, Kontotilgang
from standins.personer import personer
from tests.conftest import lag_bruker
from tests.dokumenter.api.conftest import System
from users.models import User

Nettleser = Callable[[User | None], Client]
DORER = ["side", "api"]
FEIL = 400


def rader(type_: Hendelsestype) -> int:
    """How often the log says it."""
    return Hendelse.objects.filter(type=type_).count()


def gjor(
    dor: str, nettleser: Client, system: System, *, side: str, felter: dict[str, str], api: tuple[str, str]
) -> bool:
    """The act through a door; was it done? The API's body is the form's fields."""
    if dor == "side":
        svar: HttpResponseBase = nettleser.post(side, felter)
        return svar.status_code == 302
    metode, sti = api
    return bool(system.kall(metode, sti, json.dumps(felter)).status_code < FEIL)


@pytest.mark.parametrize("dor", DORER)
@pytest.mark.parametrize(
    ("navn", "lagret"),
    [
        ("Skole", "Skole"),
        ("  Skole   og  SFO ", "Skole og SFO"),
        ("x", None),
        ("x" * 200, "x" * 200),
        ("x" * 201, None),
        ("Barnevern", None),
        ("Sak 12857912345", None),
        ("Usyn\u200blig", None),
    ],
)
def test_it_makes_the_same_konto(
    dor: str, navn: str, lagret: str | None, system: System, admin: User, nettleser_for: Nettleser
) -> None:
    organisasjon = system.konto.organisasjon
    gjort = gjor(
        dor,
        nettleser_for(admin),
        system,
        side=reverse("kontoer:ny_konto", args=[organisasjon.id]),
        felter={"navn": navn},
        api=("POST", f"/dokumentlager/api/v1/{organisasjon.id}/kontoer"),
    )
    assert gjort == (lagret is not None)
    assert list(Konto.objects.exclude(id=system.konto.id).values_list("navn", flat=True)) == (
        [lagret] if lagret else []
    )
    assert rader(Hendelsestype.KONTO_OPPRETTET) == bool(lagret)


@pytest.mark.parametrize("dor", DORER)
@pytest.mark.parametrize("tatt_i_bruk", [True, False])
def test_it_makes_none_before_the_service_is_taken_into_use(
    dor: str, tatt_i_bruk: bool, system: System, admin: User, nettleser_for: Nettleser
) -> None:
    organisasjon = system.konto.organisasjon
    if not tatt_i_bruk:
        organisasjon.tatt_i_bruk = None
        organisasjon.save()
    gjort = gjor(
        dor,
        nettleser_for(admin),
        system,
        side=reverse("kontoer:ny_konto", args=[organisasjon.id]),
        felter={"navn": "Skole"},
        api=("POST", f"/dokumentlager/api/v1/{organisasjon.id}/kontoer"),
    )
    assert gjort == tatt_i_bruk
    assert Konto.objects.filter(navn="Skole").exists() == tatt_i_bruk


@pytest.mark.parametrize("dor", DORER)
@pytest.mark.parametrize(("navn", "lov"), [("Nytt navn", True), ("x", False), ("Byggesak", False)])
def test_it_gives_the_same_names(
    dor: str, navn: str, lov: bool, system: System, admin: User, nettleser_for: Nettleser
) -> None:
    Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Byggesak")
    gjort = gjor(
        dor,
        nettleser_for(admin),
        system,
        side=reverse("kontoer:nytt_navn", args=[system.konto.id]),
        felter={"navn": navn},
        api=("PATCH", system.kontosti),
    )
    system.konto.refresh_from_db()
    assert gjort == lov
    assert system.konto.navn == (navn if lov else "Barnevern")
    assert rader(Hendelsestype.KONTO_ENDRET) == lov


@pytest.mark.parametrize("dor", DORER)
def test_it_deletes_the_same(dor: str, system: System, admin: User, nettleser_for: Nettleser) -> None:
    gjort = gjor(
        dor,
        nettleser_for(admin),
        system,
        side=reverse("kontoer:slett_konto", args=[system.konto.id]),
        felter={"navn": system.konto.navn},
        api=("DELETE", system.kontosti),
    )
    system.konto.refresh_from_db()
    assert gjort
    assert system.konto.er_slettet
    assert rader(Hendelsestype.KONTO_SLETTET) == 1


@pytest.mark.parametrize("dor", DORER)
def test_it_gives_the_same_access(dor: str, system: System, admin: User, kari: User, nettleser_for: Nettleser) -> None:
    Kontotilgang.objects.filter(bruker=kari).delete()
    Kontotilgang.objects.create(
        bruker=kari, konto=Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Annen")
    )
    if dor == "side":
        person = personer["kari"]
        felter = {"fnr": person.fnr, "navn": person.navn, "kan_dele": "on"}
        svar = nettleser_for(admin).post(reverse("kontoer:ny_bruker", args=[system.konto.id]), felter)
        assert svar.status_code == 302
    else:
        rot = f"/melding-dokumentdeling/api/v1/organisasjoner/{system.konto.organisasjon_id}/kontoer/{system.konto.id}"
        svar = system.kall("POST", f"{rot}/brukere/{kari.id}", '{"tilganger": {"kanDele": true}}')
        assert svar.status_code == 200
    tilgang = Kontotilgang.objects.get(konto=system.konto)
    assert (tilgang.bruker, tilgang.kan_dele, tilgang.er_administrator) == (lag_bruker("kari"), True, False)
    assert rader(Hendelsestype.TILGANG_GITT) == 1
