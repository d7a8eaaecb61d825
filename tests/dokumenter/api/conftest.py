"""An integration that calls the API: its token, id and password, and shortcuts to the paths of a konto."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django.fixtures import Settings

from dokumenter.models import Deling
from dokumenter.storage.lager import dokumentlager
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Organisasjon
from standins.idporten import IdPorten
from standins.idporten.token import access_token
from standins.maskinporten import Maskinporten
from standins.personer import integrasjoner, personer
from standins.server import Standins
from tests.dokumenter.api.multipart import TYPE
from tests.dokumenter.sertifikat import nokkelpar
from tests.svar import Svar

PASSORD = "et-langt-passord-for-test"
LEVERANDOR = integrasjoner["leverandor"].orgnr
PaVegne = Callable[..., "System"]


@pytest.fixture(autouse=True)
def _rask_hash(settings: Settings) -> None:
    """Slow hashes would make up nearly all of the time here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def maskinporten(standins: Standins, settings: Settings) -> Maskinporten:
    """The product trusts the stand-in."""
    standins.nullstill()
    settings.MASKINPORTEN_ISSUER = standins.maskinporten.issuer
    return standins.maskinporten


def lag_integrasjon(organisasjon: Organisasjon, *kontoer: Konto, orgnr: str = LEVERANDOR) -> Integrasjon:
    """A system with the password above and access to these kontoer."""
    integrasjon = Integrasjon.objects.create(
        organisasjon=organisasjon, navn="Fagsystem", autorisert_orgnr=orgnr, passord_hash=make_password(PASSORD)
    )
    for konto in kontoer:
        Integrasjonstilgang.objects.create(integrasjon=integrasjon, konto=konto)
    return integrasjon


@dataclass
class System:
    """A system that calls. `hoder` can be changed."""

    integrasjon: Integrasjon
    konto: Konto
    hoder: dict[str, str]
    klient: Client = field(default_factory=Client)

    @property
    def kontosti(self) -> str:
        """The path of its konto."""
        return f"/dokumentlager/api/v1/{self.konto.organisasjon_id}/kontoer/{self.konto.id}"

    def dokument(self, dokument_id: UUID | str) -> str:
        """The path of a dokument."""
        return f"{self.kontosti}/dokumenter/{dokument_id}"

    def kall(
        self, metode: str, sti: str, data: object = "", content_type: str = "application/json", **kwargs: Any
    ) -> Svar:
        """Call; the answer, as Django's test client gives it."""
        return self.klient.generic(metode, sti, data, content_type, headers=self.hoder, **kwargs)


@pytest.fixture
def integrasjon(konto: Konto) -> Integrasjon:
    """The supplier's system, with access to the konto."""
    return lag_integrasjon(konto.organisasjon, konto)


@pytest.fixture
def system(maskinporten: Maskinporten, integrasjon: Integrasjon, konto: Konto) -> System:
    """The integration, with everything right."""
    token = maskinporten.lag_token(LEVERANDOR)
    hoder = {
        "Authorization": f"Bearer {token}",
        "IntegrasjonId": str(integrasjon.id),
        "IntegrasjonPassord": PASSORD,
    }
    return System(integrasjon, konto, hoder)


@pytest.fixture
def pa_vegne(system: System, idporten: IdPorten) -> PaVegne:
    """Makes the system call on behalf of a person, logged in at a level."""
    klient = idporten.registrer_klient(
        client_id="fagsystem-innbygger", jwks={"keys": []}, redirect_uris=("http://127.0.0.1/",), orgnr=LEVERANDOR
    )

    def lag(key: str, acr: str = "idporten-loa-high") -> System:
        token = access_token(idporten, klient, personer[key].fnr, acr, "ks:fiks")
        system.hoder = system.hoder | {"Authorization": f"Bearer {token}"}
        return system

    return lag


@pytest.fixture
def med_nokkelpar(settings: Settings) -> None:
    """The service can decrypt what is encrypted for it."""
    settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT = nokkelpar(1)


def send(system: System, body: bytes, sti: str = "", **kwargs: str) -> Svar:
    """POST a multipart body, to the upload address of the system's konto unless told otherwise."""
    return system.kall("POST", sti or f"{system.kontosti}/dokumenter/", body, **({"content_type": TYPE} | kwargs))


def ingenting_er_igjen() -> bool:
    """No deling that anyone can see, and no object in the store."""
    igjen = [navn for navn in dokumentlager().list("") if "/" in navn]
    return not Deling.objects.filter(tilstand__in=["delt", "utkast"]).exists() and not igjen
