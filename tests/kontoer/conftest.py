"""More people and things for Konfigurasjon."""

import pytest

from kontoer.models import Integrasjon, Konto, Kontotilgang, Organisasjon
from tests.conftest import lag_bruker, registrert
from users.models import User


@pytest.fixture
def kontoadmin(konto: Konto) -> User:
    """Administrator of the one konto, not of the organisation; may not share."""
    bruker = registrert("mottaker2", konto.organisasjon)
    Kontotilgang.objects.create(konto=konto, bruker=bruker, kan_dele=False, kan_laste_opp=False, er_administrator=True)
    return bruker


@pytest.fixture
def andre_konto(organisasjon: Organisasjon) -> Konto:
    """Another konto of Testvik kommune."""
    return Konto.objects.create(organisasjon=organisasjon, navn="Byggesak")


@pytest.fixture
def nabo(andre_konto: Konto) -> User:
    """May share from the other konto of the same organisation."""
    bruker = registrert("mottaker3", andre_konto.organisasjon)
    Kontotilgang.objects.create(konto=andre_konto, bruker=bruker)
    return bruker


@pytest.fixture
def annen_admin(annen_organisasjon: Organisasjon) -> User:
    """Administrator of Prøveby kommune."""
    return lag_bruker("annen_admin")


@pytest.fixture
def integrasjon(organisasjon: Organisasjon) -> Integrasjon:
    """A system of Testvik kommune."""
    return Integrasjon.objects.create(
        organisasjon=organisasjon, navn="Fagsystem", autorisert_orgnr="311500015", passord_hash="!"
    )
