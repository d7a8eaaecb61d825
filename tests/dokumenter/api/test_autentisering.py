"""What a caller reaches, asked of every path of the API: its own organisation, its own kontoer, their dokumenter."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from kontoer.models import Administrator, Integrasjon, Integrasjonstilgang, Konto, Kontotilgang, Organisasjon
from standins.maskinporten import Maskinporten
from tests.dokumenter.api.conftest import LEVERANDOR, PaVegne, System, lag_integrasjon
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

ROT = Path(__file__).resolve().parents[3]
METODER = {"get", "head", "post", "put", "patch", "delete"}
KROPP = json.dumps(
    {
        "navn": "Nytt navn",
        "ttl": 60,
        "ids": [],
        "avsendernavn": "Testvik",
        "tilganger": {"kanLasteOpp": True, "kanDele": True},
        "dokumentnavn": "vedtak.pdf",
    }
)


def _stier() -> Iterator[tuple[str, str]]:
    stier = json.loads((ROT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    for sti, operasjoner in stier.items():
        yield from ((metode.upper(), sti) for metode in operasjoner if metode in METODER)


STIER = sorted(_stier())
MED_KONTO = [(metode, sti) for metode, sti in STIER if "{kontoId}" in sti]
MED_ORGANISASJON = [(metode, sti) for metode, sti in STIER if "{fiksOrg" in sti]
MED_DOKUMENT = [(metode, sti) for metode, sti in STIER if "{dokumentId}" in sti]


def _fyll(sti: str, organisasjon: object, konto: object = "", dokument: object = "") -> str:
    deler = {"fiksOrganisasjonId": organisasjon, "fiksOrgId": organisasjon, "kontoId": konto, "dokumentId": dokument}
    deler |= {"personId": uuid.uuid4(), "korrelasjonsid": uuid.uuid4(), "tag": "skole"}
    return sti.format(**deler)


@pytest.fixture
def fremmed_konto(annen_organisasjon: Organisasjon) -> Konto:
    konto = Konto.objects.create(organisasjon=annen_organisasjon, navn="Fremmed")
    lag_integrasjon(annen_organisasjon, konto)
    return konto


def test_it_knows_the_paths() -> None:
    assert (len(MED_KONTO), len(MED_DOKUMENT)) >= (25, 6)


@pytest.mark.parametrize(("metode", "sti"), MED_KONTO)
def test_it_hides_another_organisations_konto(metode: str, sti: str, system: System, fremmed_konto: Konto) -> None:
    egen, fremmed = system.konto.organisasjon_id, fremmed_konto.organisasjon_id
    for organisasjon, konto in ((egen, fremmed_konto.id), (fremmed, fremmed_konto.id), (egen, uuid.uuid4())):
        svar = system.kall(metode, _fyll(sti, organisasjon, konto, uuid.uuid4()), KROPP)
        assert svar.status_code == 404, (organisasjon, svar.content)
    assert Konto.objects.get(id=fremmed_konto.id).navn == "Fremmed"


@pytest.mark.parametrize(("metode", "sti"), MED_ORGANISASJON)
def test_it_knows_nothing_of_another_organisation(
    metode: str, sti: str, system: System, annen_organisasjon: Organisasjon
) -> None:
    """Also when the konto of the path is one that the system may use: it must be the organisation's."""
    svar = system.kall(metode, _fyll(sti, annen_organisasjon.id, system.konto.id, uuid.uuid4()), KROPP)
    assert svar.status_code == 404


@pytest.mark.parametrize(("metode", "sti"), MED_KONTO)
def test_it_tells_a_system_without_access_nothing_but_that(metode: str, sti: str, system: System, kari: User) -> None:
    dokument = lag_deling(system.konto, kari).dokumenter.get()
    system.integrasjon.tilganger.all().delete()
    for id_ in (dokument.id, uuid.uuid4()):
        svar = system.kall(metode, _fyll(sti, system.konto.organisasjon_id, system.konto.id, id_), KROPP)
        assert svar.status_code == 403


@pytest.mark.parametrize(("metode", "sti"), [en for en in MED_DOKUMENT if "{kontoId}" in en[1]])
def test_it_hides_the_dokumenter_of_another_konto(metode: str, sti: str, system: System, kari: User) -> None:
    nabo = Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Nabo")
    dokument = _gi_alt(kari, nabo).dokumenter.get()
    svar = system.kall(metode, _fyll(sti, nabo.organisasjon_id, system.konto.id, dokument.id), KROPP)
    assert svar.status_code == 404
    assert Dokument.objects.get().tilstand == Dokument.Tilstand.TILGJENGELIG


@pytest.mark.parametrize(("metode", "sti"), MED_ORGANISASJON)
def test_it_lets_no_system_follow_a_person_into_another_organisation(
    metode: str, sti: str, system: System, pa_vegne: PaVegne, kari: User, fremmed_konto: Konto
) -> None:
    """The person has every right there; the organisation has not let the system in."""
    dokument = _gi_alt(kari, fremmed_konto).dokumenter.get()
    sti = _fyll(sti, fremmed_konto.organisasjon_id, fremmed_konto.id, dokument.id)
    assert pa_vegne("kari").kall(metode, sti, KROPP).status_code == 404
    assert Konto.objects.get(id=fremmed_konto.id).navn == "Fremmed"


def test_it_shows_a_person_behind_a_system_only_the_kontoer_of_its_organisation(
    system: System, pa_vegne: PaVegne, kari: User, fremmed_konto: Konto
) -> None:
    _gi_alt(kari, fremmed_konto)
    system = pa_vegne("kari")
    kontoer = system.kall("GET", "/dokumentlager/api/v1/kontoer").json()["kontoer"]
    assert [konto["id"] for konto in kontoer] == [str(system.konto.id)]
    stats = system.kall("GET", "/dokumentlager-stats/api/v1/stats").json()["stats"]
    assert [konto["kontoId"] for konto in stats] == [str(system.konto.id)]
    assert system.kall("GET", f"/dokumentlager-stats/api/v1/kontoer/{fremmed_konto.id}/stats").status_code == 404


def _gi_alt(person: User, konto: Konto) -> Deling:
    Kontotilgang.objects.create(bruker=person, konto=konto, kan_dele=True, kan_laste_opp=True, er_administrator=True)
    Administrator.objects.create(bruker=person, organisasjon=konto.organisasjon)
    return lag_deling(konto, person)


def test_it_knows_no_system_that_is_deleted_whatever_access_it_has_left(system: System) -> None:
    """As when access is given in the moment it is deleted."""
    sti = f"{system.kontosti}/dokumenter?fra=1&til=10"
    assert system.kall("GET", sti).status_code == 200
    Integrasjon.objects.update(slettet=timezone.now())
    assert Integrasjonstilgang.objects.exists()
    assert system.kall("GET", sti).status_code == 401


def test_it_finds_no_konto_below_another_organisation_than_its_own(system: System, fremmed_konto: Konto) -> None:
    """Not even by an access that should not be there."""
    Integrasjonstilgang.objects.create(integrasjon=system.integrasjon, konto=fremmed_konto)
    sti = f"/dokumentlager/api/v1/{system.konto.organisasjon_id}/kontoer/{fremmed_konto.id}/dokumenter?fra=1&til=10"
    assert system.kall("GET", sti).status_code == 404


def test_it_asks_the_system_to_wait_when_a_new_key_cannot_be_had(maskinporten: Maskinporten, system: System) -> None:
    """The call is not called wrong, and the system is told when to try."""
    maskinporten.nokler.roter()
    system.hoder["Authorization"] = f"Bearer {maskinporten.lag_token(LEVERANDOR)}"
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    svar = system.kall("get", system.kontosti)
    assert (svar.status_code, svar["Retry-After"]) == (503, "10")
