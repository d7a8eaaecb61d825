"""Stand-ins for Maskinporten and Altinn that know the product, and clients of them, for tests over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django.fixtures import Settings

from adapters.altinn import SCOPE, Altinn, Verdict
from adapters.circuit import CircuitBreaker
from adapters.maskinporten import Maskinporten
from dokumenter.virksomhet.tilgangspakker import glem_klienten
from standins.altinn import ABONNEMENTSNOKKEL
from standins.personer import integrasjoner, personer, virksomheter
from standins.server import Standins, start_i_traad
from tests.standins.klient import PRIVATE_KEY, jwks

ORDINAER = "ordinaer-post-til-virksomheten"
TAUSHETSBELAGT = "post-til-virksomheten-med-taushetsbelagt-innhold"
GAMMEL_ROLLE = "a0236"
PAKKER = (ORDINAER, TAUSHETSBELAGT)
PRODUKT = integrasjoner["produkt"]
KID = "produkt-1"
PEM = PRIVATE_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="session")
def kjorende_altinn() -> Iterator[Standins]:
    """Started once: making keys takes time."""
    with start_i_traad() as app:
        app.maskinporten.registrer_klient(
            client_id=PRODUKT.client_id, jwks=jwks(kid=KID), orgnr=PRODUKT.orgnr, scopes=list(PRODUKT.scopes)
        )
        yield app


@pytest.fixture
def standin(kjorende_altinn: Standins) -> Standins:
    """As in personer.json, without faults."""
    kjorende_altinn.nullstill()
    return kjorende_altinn


@pytest.fixture
def altinn(standin: Standins, settings: Settings) -> Iterator[Standins]:
    """The product is set up to ask the stand-ins, and has asked nothing yet."""
    settings.MASKINPORTEN_ISSUER = standin.maskinporten.issuer
    settings.MASKINPORTEN_CLIENT_ID = PRODUKT.client_id
    settings.MASKINPORTEN_PRIVATNOKKEL = PEM
    settings.MASKINPORTEN_KID = KID
    settings.ALTINN_URL = f"{standin.base}/altinn"
    settings.ALTINN_ABONNEMENTSNOKKEL = ABONNEMENTSNOKKEL
    glem_klienten()
    yield standin
    glem_klienten()


class Klokke:
    """A clock that a test moves."""

    def __init__(self, naa: float = 0.0) -> None:
        self.naa = naa

    def __call__(self) -> float:
        return self.naa


def lag_maskinporten(standin: Standins, **endringer: object) -> Maskinporten:
    """The product's client of Maskinporten; what is given replaces a constructor argument."""
    argumenter: dict[str, Any] = {
        "issuer": standin.maskinporten.issuer,
        "client_id": PRODUKT.client_id,
        "private_key_pem": PEM,
        "kid": KID,
        "scope": SCOPE,
    }
    return Maskinporten(**(argumenter | endringer))


def lag_altinn(
    standin: Standins,
    *,
    timeout: float = 4.0,
    subscription_key: str = ABONNEMENTSNOKKEL,
    circuit: CircuitBreaker | None = None,
    maskinporten: Maskinporten | None = None,
) -> Altinn:
    """The product's client of Altinn."""
    return Altinn(
        url=f"{standin.base}/altinn",
        subscription_key=subscription_key,
        maskinporten=maskinporten or lag_maskinporten(standin),
        timeout=timeout,
        circuit=circuit or CircuitBreaker(),
    )


def orgnr(key: str) -> str:
    """The organisasjonsnummer of a business of personer.json."""
    return virksomheter[key].orgnr


def fnr(key: str) -> str:
    """The number of a person of personer.json."""
    return personer[key].fnr


def alle_andre(*uten: str) -> set[str]:
    """Numbers and names of everyone and every business of personer.json but these: what must not leak."""
    numre = {nummer for key, person in personer.items() if key not in uten for nummer in (person.fnr, person.navn)}
    return numre | {n for key, en in virksomheter.items() if key not in uten for n in (en.orgnr, en.navn)}


def ett(klient: Altinn, person: str, virksomhet: str, roller: tuple[str, ...] = ()) -> Verdict:
    """The verdict on one business."""
    nummer = orgnr(virksomhet)
    return klient.verdicts(pid=fnr(person), orgnrs=[nummer], packages=PAKKER, roles=roller)[nummer]
