"""One running set of stand-ins for all tests here; each test starts from its clean state."""

from collections.abc import Iterator

import pytest

from standins.server import Standins, start_i_traad
from tests.standins.klient import TILBAKE, UTLOGGET, Nettleser, jwks


@pytest.fixture(scope="session")
def kjorende_standin() -> Iterator[Standins]:
    """Started once: making keys takes time."""
    with start_i_traad() as app:
        yield app


@pytest.fixture
def standin(kjorende_standin: Standins) -> Standins:
    """Clean, with two registered login clients."""
    kjorende_standin.nullstill()
    for client_id in ("klient", "annen-klient"):
        kjorende_standin.idporten.registrer_klient(
            client_id=client_id, jwks=jwks(), redirect_uris=[TILBAKE], post_logout_redirect_uris=[UTLOGGET]
        )
    return kjorende_standin


@pytest.fixture
def nettleser(standin: Standins) -> Nettleser:
    """A browser with the first client."""
    return Nettleser(standin)
