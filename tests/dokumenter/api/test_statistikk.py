"""How much kontoer hold."""

import uuid

from pytest_django.fixtures import DjangoAssertNumQueries

from kontoer.models import Konto, Organisasjon
from tests.dokumenter.api.conftest import System
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

STATS = "/dokumentlager-stats/api/v1"


def test_it_sums_the_kontoer_the_system_may_use(
    system: System, kari: User, annen_organisasjon: Organisasjon, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Konto.objects.create(organisasjon=system.konto.organisasjon, navn="Ikke for systemet")
    fremmed = Konto.objects.create(organisasjon=annen_organisasjon, navn="Fremmed")
    lag_deling(system.konto, kari, innhold=b"x" * 100)
    ventet = {
        "kontoId": str(system.konto.id),
        "fiksOrganisasjonId": str(system.konto.organisasjon_id),
        "totalStorrelse": 100,
    }
    with django_assert_max_num_queries(4):
        assert system.kall("GET", f"{STATS}/stats").json() == {"stats": [ventet]}
    org = f"{STATS}/organisasjoner/{system.konto.organisasjon_id}/stats/"
    assert system.kall("GET", org).json() == {"stats": [ventet]}
    assert system.kall("GET", f"{STATS}/kontoer/{system.konto.id}/stats").json() == ventet
    assert system.kall("GET", f"{STATS}/organisasjoner/{annen_organisasjon.id}/stats").status_code == 404
    for id_ in (fremmed.id, uuid.uuid4()):
        assert system.kall("GET", f"{STATS}/kontoer/{id_}/stats").status_code == 404
