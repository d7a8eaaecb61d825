"""The people every test knows: administrator, owner, colleague, one without the right, stranger, recipient, nobody."""

import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from adapters import klokke as felles_klokke
from adapters.dytt import glem_tap
from dokumenter.services.reservasjon import glem_reservasjoner
from dokumenter.storage.lager import dokumentlager
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import ny_hendelse
from kontoer.models import Administrator, Konto, Kontotilgang, Organisasjon, Registrering
from scripts import kompiler_sprak
from standins.personer import kommuner, personer
from tests.idporten import idporten, idporten_i_nettleser, person, standins
from users import klokke
from users.identvern import hash_ident, krypter_ident
from users.models import User
from users.niva import ACR_FOR_NIVA, HOYT

__all__ = ["idporten", "idporten_i_nettleser", "person", "standins"]


def pytest_configure(config: pytest.Config) -> None:
    """The translations the tests see are those of the sources, also where nobody has built anything."""
    if not hasattr(config, "workerinput") and kompiler_sprak.main():
        raise pytest.UsageError("locale/ kan ikke kompileres")


@pytest.fixture(autouse=True)
def _eget_lager_og_tom_cache(tmp_path: Path, settings: Settings) -> None:
    """Each test has its own document storage and an empty cache."""
    settings.STORAGES = settings.STORAGES | {
        "dokumenter": {
            "BACKEND": "dokumenter.storage.backends.filer.SyncedFileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "dokumenter")},
        }
    }
    dokumentlager().prepare()
    for navn in caches:
        caches[navn].clear()


@pytest.fixture(autouse=True)
def _behold_forbindelsen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A streamed answer that a test closes itself must not take the connection that the test's transaction lives on."""
    rydd = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def utenfor_transaksjoner(forbindelse: BaseDatabaseWrapper) -> None:
        if not forbindelse.in_atomic_block:
            rydd(forbindelse)

    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", utenfor_transaksjoner)


@pytest.fixture(scope="session", autouse=True)
def _en_maling(request: pytest.FixtureRequest) -> Iterator[None]:
    """One good look at PostgreSQL's clock, then the monotonic one: no test that counts queries meets ours."""
    if connection.vendor == "sqlite":
        yield
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        beste = min((felles_klokke.mal() for _ in range(50)), key=lambda maling: maling.usikkerhet)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(felles_klokke, "_siste", beste)
        monkeypatch.setattr(felles_klokke, "HOLDBAR_SEKUNDER", float("inf"))
        yield


@pytest.fixture(params=[3600.0, -3600.0], ids=["foran", "bak"])
def skjev_klokke(request: pytest.FixtureRequest, db: None, monkeypatch: pytest.MonkeyPatch) -> float:
    """This host's clock is an hour wrong: so many seconds, as it looks from where it can be seen."""
    sekunder: float = request.param
    naa = datetime.now(UTC)
    if connection.vendor == "sqlite":  # there, only that it has gone backwards: something has happened later than now
        hendelse = ny_hendelse(Hendelsestype.GAMMELT_FJERNET, av=SYSTEM)
        hendelse.tidspunkt = naa + timedelta(seconds=abs(sekunder))
        hendelse.save()
        return -abs(sekunder)
    maling = felles_klokke.Maling(naa, time.monotonic(), naa + timedelta(seconds=sekunder), 0.001)
    monkeypatch.setattr(felles_klokke, "_siste", maling)
    return sekunder


@pytest.fixture(autouse=True)
def _ingen_tapt_ko() -> None:
    """A broker that one test found away must not keep the next test from sending."""
    glem_tap()


@pytest.fixture(autouse=True)
def _ingen_reservasjoner() -> None:
    """What one test set aside, its transaction took back."""
    glem_reservasjoner()


@pytest.fixture(autouse=True)
def _bokmal() -> None:
    """Each test begins in bokmål: the language of a request stays in its thread until the next request."""
    translation.deactivate()


def lag_bruker(key: str) -> User:
    """The test person `key` of standins/personer.json as a user."""
    person = personer[key]
    bruker, _ny = User.objects.get_or_create(
        fnr_hash=hash_ident(person.fnr), defaults={"fnr_kryptert": krypter_ident(person.fnr)}
    )
    return bruker


def registrert(key: str, organisasjon: Organisasjon) -> User:
    """The same, registered by the organisation under the name of the file."""
    bruker = lag_bruker(key)
    navn = {"navn": personer[key].navn}
    Registrering.objects.get_or_create(organisasjon=organisasjon, bruker=bruker, defaults=navn)
    return bruker


def lag_organisasjon(key: str, administratorkey: str) -> Organisasjon:
    """A municipality of personer.json, taken into use by its administrator."""
    kommune, administrator = kommuner[key], lag_bruker(administratorkey)
    organisasjon = Organisasjon.objects.create(orgnr=kommune.orgnr, navn=kommune.navn, tatt_i_bruk_av=administrator)
    organisasjon.tatt_i_bruk = organisasjon.opprettet
    organisasjon.save()
    Administrator.objects.create(organisasjon=organisasjon, bruker=registrert(administratorkey, organisasjon))
    return organisasjon


@pytest.fixture
def admin(db: None) -> User:
    """Local administrator of Testvik kommune."""
    return lag_bruker("admin")


@pytest.fixture
def organisasjon(admin: User) -> Organisasjon:
    """Testvik kommune."""
    return lag_organisasjon("testvik", "admin")


@pytest.fixture
def konto(organisasjon: Organisasjon) -> Konto:
    """A konto of Testvik kommune."""
    return Konto.objects.create(organisasjon=organisasjon, navn="Barnevern")


@pytest.fixture
def kari(konto: Konto) -> User:
    """The owner: may share from the konto."""
    kari = registrert("kari", konto.organisasjon)
    Kontotilgang.objects.create(konto=konto, bruker=kari)
    return kari


@pytest.fixture
def ola(konto: Konto) -> User:
    """The colleague: may share from the same konto."""
    ola = registrert("ola", konto.organisasjon)
    Kontotilgang.objects.create(konto=konto, bruker=ola)
    return ola


@pytest.fixture
def uten_rett(konto: Konto) -> User:
    """Employed in the same municipality, on the konto, but without the right to share."""
    lars = registrert("uten_rett", konto.organisasjon)
    Kontotilgang.objects.create(konto=konto, bruker=lars, kan_dele=False, kan_laste_opp=False)
    return lars


@pytest.fixture
def annen_organisasjon(db: None) -> Organisasjon:
    """Prøveby kommune, with its own administrator."""
    return lag_organisasjon("proveby", "annen_admin")


@pytest.fixture
def per(annen_organisasjon: Organisasjon) -> User:
    """The stranger: a case worker of another municipality."""
    per = registrert("per", annen_organisasjon)
    Kontotilgang.objects.create(konto=Konto.objects.create(organisasjon=annen_organisasjon, navn="Bygg"), bruker=per)
    return per


@pytest.fixture
def mottaker(db: None) -> User:
    """A private person that things are shared with."""
    return lag_bruker("mottaker")


@pytest.fixture
def fremmed(db: None) -> User:
    """Logged in, with no relation to anything."""
    return lag_bruker("fremmed")


@pytest.fixture
def nettleser_for() -> Callable[[User | None], Client]:
    """A test client logged in as a person (None = nobody)."""

    def lag(bruker: User | None) -> Client:
        klient = Client()
        if bruker is not None:
            klient.force_login(bruker)
            naa = klokke.naa()
            okt = klient.session
            okt.update({"acr": ACR_FOR_NIVA[HOYT], "sid": "test-sid", "innlogget": naa, "siste_aktivitet": naa})
            okt.save()
        return klient

    return lag


@pytest.fixture
def sorterte_lengder(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long the texts are whose marks the test has sorted (NFC)."""
    lengder: list[int] = []
    normalize = unicodedata.normalize

    def spion(form: Literal["NFC"], tekst: str) -> str:
        lengder.append(len(tekst))
        return normalize(form, tekst)

    monkeypatch.setattr(unicodedata, "normalize", spion)
    return lengder
