"""Real processes. What costs time and stays the same is made once: keys, static files, a database, stand-ins."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from scripts.hemmeligheter import lag_hemmeligheter, skriv_klientregister
from scripts.kjor import lokalt_miljo
from scripts.porter import VERT, ledig_port
from scripts.prosesser import Barn
from tests.prosess.klient import Person
from tests.prosess.tjenere import Postgres, kjor_postgres, kjor_s3
from tests.prosess.tjeneste import ROT, Tjeneste, lag_tjeneste, vent_til

LagTjeneste = Callable[..., Tjeneste]
ByggTjeneste = Callable[..., AbstractContextManager[Tjeneste]]
LoggInn = Callable[..., Person]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this directory starts processes.

    Where tests run side by side, those that need the same expensive thing run in the same process, and those that take
    long begin first, so that nobody waits for one of them in the end.
    """
    for item in items:
        if "tests/prosess/" in item.path.as_posix():
            item.add_marker(pytest.mark.prosess)
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("postgres"))
    items.sort(key=lambda item: item.get_closest_marker("lang") is None)


@pytest.fixture(autouse=True)
def _eget_lager_og_tom_cache() -> None:
    """In place of the one all other tests have: here the store and the cache are the processes' own."""


@pytest.fixture(scope="session")
def felles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for the run."""
    return tmp_path_factory.mktemp("felles")


@pytest.fixture(scope="session")
def standins(felles: Path) -> Iterator[str]:
    """The address of the stand-ins, in a process of their own."""
    port = ledig_port()
    kommando = [sys.executable, "-m", "standins", "--port", str(port), "--klienter", str(felles / "klienter.json")]
    barn = Barn("standins", kommando, {"PYTHONPATH": str(ROT)}, felles / "standins.log")
    barn.start()
    yield f"http://{VERT}:{port}"
    barn.drep_gruppen()
    assert barn.prosess is not None
    barn.prosess.wait()


@pytest.fixture(scope="session")
def miljo(felles: Path, standins: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of every service here; what differs is DATA_DIR, BASE_URL and what the test itself sets."""
    felles_miljo = {
        "DJANGO_SETTINGS_MODULE": "fiks_deldokument.settings",
        "PYTHONPATH": str(ROT),
        "PYTHONUNBUFFERED": "1",
        "WEB_PROSESSER": "1",
        "WEB_TRADER": "12",
        "STATIC_ROOT": str(felles / "statisk"),
        **lokalt_miljo(standins),
        **lag_hemmeligheter(felles / "hemmeligheter", {}),
    }
    with lag_tjeneste(tmp_path_factory.mktemp("statisk"), felles_miljo) as tjeneste:
        tjeneste.kjor("manage.py", "collectstatic", "--noinput", "-v0")
    return felles_miljo


@pytest.fixture(scope="session")
def sqlite_mal(miljo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR to copy: a migrated SQLite database with the demo municipality, and a store taken into use."""
    with lag_tjeneste(tmp_path_factory.mktemp("mal"), miljo) as tjeneste:
        klargjor_database(tjeneste)
        tjeneste.kjor("manage.py", "klargjor_lager")
        return tjeneste.mappe / "data"


def klargjor_database(tjeneste: Tjeneste) -> None:
    """Migrate, and load the demo municipality."""
    tjeneste.kjor("manage.py", "migrate", "-v0")
    tjeneste.kjor("manage.py", "last_demo", "--personer", str(ROT / "standins" / "personer.json"))


@pytest.fixture(scope="session")
def postgres(miljo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server for the run; each service has a database of its own there, with the demo municipality."""
    with kjor_postgres() as server:
        med_postgres = {**miljo, "DATABASE_URL": server.lag_mal()}
        with lag_tjeneste(tmp_path_factory.mktemp("postgres"), med_postgres) as tjeneste:
            klargjor_database(tjeneste)
        yield server


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings that put the bytes in a bucket of an S3 server of our own."""
    with kjor_s3(tmp_path) as innstillinger:
        yield innstillinger


@pytest.fixture(scope="session")
def bygg_tjeneste(miljo: dict[str, str], sqlite_mal: Path, felles: Path) -> ByggTjeneste:
    """Makes a service in a directory, with settings and so many webs; nothing of it is started."""

    @contextmanager
    def bygg(mappe: Path, ekstra: Mapping[str, str], *, antall_web: int = 1) -> Iterator[Tjeneste]:
        with lag_tjeneste(mappe, {**miljo, **ekstra}, antall_web=antall_web) as tjeneste:
            shutil.copytree(sqlite_mal, tjeneste.miljo["DATA_DIR"], dirs_exist_ok=True)
            if any(navn.startswith("LAGER_") for navn in ekstra):
                tjeneste.kjor("manage.py", "klargjor_lager")
            _registrer(tjeneste, felles)
            yield tjeneste

    return bygg


def _registrer(tjeneste: Tjeneste, felles: Path) -> None:
    """Tell the stand-ins which service logs people in."""
    stier = {
        "callback": "/oidc/callback/",
        "frontkanal": "/oidc/frontchannel-logout/",
        "bakkanal": "/oidc/backchannel-logout/",
        "orgnr": "212340014",
    }
    register, hemmeligheter = felles / "klienter.json", felles / "hemmeligheter"
    skriv_klientregister(register, hemmeligheter=hemmeligheter, base_url=tjeneste.miljo["BASE_URL"], stier=stier)


@pytest.fixture
def ny_tjeneste(bygg_tjeneste: ByggTjeneste, tmp_path: Path) -> Iterator[LagTjeneste]:
    """Make a service; nothing of it is started. `ekstra` are settings, `antall_web` how many webs it may have."""
    with ExitStack() as rydd:

        def lag(ekstra: Mapping[str, str] | None = None, *, antall_web: int = 1) -> Tjeneste:
            return rydd.enter_context(bygg_tjeneste(tmp_path, ekstra or {}, antall_web=antall_web))

        yield lag


@pytest.fixture
def tjeneste(ny_tjeneste: LagTjeneste) -> Tjeneste:
    """A service on SQLite, files and the embedded broker, with one web running."""
    tjeneste = ny_tjeneste()
    tjeneste.start_web()
    return tjeneste


@pytest.fixture
def logg_inn(standins: str) -> Iterator[LoggInn]:
    """Log a test person in to a service, over HTTP; the sessions are closed afterwards."""
    with ExitStack() as rydd:

        def inn(tjeneste: Tjeneste, person: str = "kari") -> Person:
            vent_til(lambda: tjeneste.status("/livez") == 200, hva="web")
            return rydd.enter_context(Person(tjeneste.url)).logg_inn(person)

        yield inn
