"""ID-porten's stand-in, with the product registered as its client, and a person who logs in through both."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from jwt.algorithms import RSAAlgorithm
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from standins.idporten import IdPorten
from standins.personer import personer
from standins.server import Standins, start_i_traad


def registrer_produkt(idporten: IdPorten, *adresser: str) -> None:
    """Register the product, running at these addresses, as the client of ID-porten; the first gets the logout calls."""
    nokkel = load_pem_private_key(django_settings.IDPORTEN_PRIVATNOKKEL.encode(), None)
    assert isinstance(nokkel, RSAPrivateKey)
    jwk: dict[str, object] = json.loads(RSAAlgorithm.to_jwk(nokkel.public_key()))
    idporten.registrer_klient(
        client_id=django_settings.IDPORTEN_CLIENT_ID,
        jwks={"keys": [{**jwk, "kid": django_settings.IDPORTEN_KID}]},
        redirect_uris=tuple(f"{adresse}/oidc/callback/" for adresse in adresser),
        post_logout_redirect_uris=tuple(f"{adresse}/" for adresse in adresser),
        frontchannel_logout_uri=f"{adresser[0]}/oidc/frontchannel-logout/",
        backchannel_logout_uri=f"{adresser[0]}/oidc/backchannel-logout/",
    )


@pytest.fixture(scope="session")
def standins() -> Iterator[Standins]:
    """All stand-ins on a free port, for the whole run."""
    with start_i_traad() as kjorende:
        yield kjorende


@pytest.fixture
def idporten(standins: Standins, settings: Settings) -> IdPorten:
    """The product logs in at the stand-in; the test client is registered there. `spoler` spoils what comes."""
    standins.nullstill()
    idporten = standins.idporten
    settings.IDPORTEN_ISSUER = idporten.issuer
    settings.IDPORTEN_OPPHAV = [standins.base]
    direktiver = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": ["'self'", standins.base]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": direktiver}
    registrer_produkt(idporten, "http://testserver")
    return idporten


@pytest.fixture
def idporten_i_nettleser(idporten: IdPorten, live_server: LiveServer) -> IdPorten:
    """The same for the live server: a browser can log in, and ID-porten reaches the logout addresses."""
    registrer_produkt(idporten, live_server.url, "http://testserver")
    return idporten


class Person:
    """Somebody with a browser: one cookie jar at the product, one at ID-porten."""

    def __init__(self, idporten: IdPorten, key: str) -> None:
        self.idporten = idporten
        self.key = key
        self.produkt = Client()
        self.annet = requests.Session()
        self.annet.trust_env = False

    def start(self, **sporring: str | int) -> str:
        """Press "Logg inn" (`next`, `niva`); gives the address at ID-porten."""
        svar = self.produkt.get(f"/logg-inn/?{urlencode(sporring)}")
        assert svar.status_code == 302, svar.content.decode()
        return str(svar["Location"])

    def hos_idporten(self, adresse: str, **knapp: str) -> str:
        """Choose oneself at ID-porten, unless it remembers; gives the path and query of the way back."""
        svar = self.annet.get(adresse, allow_redirects=False, timeout=5)
        if svar.status_code == 200:
            skjult = re.search(r'name="forsporsel" value="([^"]+)"', svar.text)
            assert skjult, svar.text
            data = {"forsporsel": skjult[1], **(knapp or {"person": self.key})}
            svar = self.annet.post(f"{self.idporten.issuer}/login", data=data, allow_redirects=False, timeout=5)
        deler = urlsplit(svar.headers["Location"])
        return f"{deler.path}?{deler.query}"

    def logg_inn(self, **sporring: str | int) -> HttpResponse:
        """The whole way; gives the product's answer to the callback."""
        return self.tilbake(self.hos_idporten(self.start(**sporring)))

    def tilbake(self, sti: str) -> HttpResponse:
        """Come back to the product."""
        svar = self.produkt.get(sti)
        assert isinstance(svar, HttpResponse)
        return svar

    @property
    def er_innlogget(self) -> bool:
        """Whether the product knows the person."""
        svar: dict[str, object] = self.produkt.get("/okt/status/").json()
        return bool(svar["innlogget"])

    @property
    def sid(self) -> str:
        """ID-porten's session."""
        return next(s.sid for s in self.idporten.sesjoner.values() if s.pid == personer[self.key].fnr)


@pytest.fixture
def person(idporten: IdPorten, db: None) -> Callable[[str], Person]:
    """Makes a person of personer.json with an empty browser."""
    return lambda key: Person(idporten, key)


def sporring(adresse: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {navn: verdier[0] for navn, verdier in parse_qs(urlsplit(adresse).query).items()}
