"""Redis is away: people log in, systems call, and nothing waits for it each time."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache, caches
from django.test import Client
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from fiks_deldokument.mellomlager import Mellomlager
from kontoer.takt import talt, tell
from tests.idporten import Person


@pytest.fixture(autouse=True)
def _uten_redis(settings: Settings) -> Iterator[None]:
    """Nobody answers at the address of Redis."""
    borte = {"BACKEND": "fiks_deldokument.mellomlager.Mellomlager", "LOCATION": "redis://:hemmelig@127.0.0.1:9/0"}
    settings.CACHES = settings.CACHES | {"default": borte, "api_kall": borte}
    Mellomlager.glem_at_redis_var_borte()
    yield
    Mellomlager.glem_at_redis_var_borte()


def test_it_logs_people_in_all_the_same(person: Callable[[str], Person]) -> None:
    kari = person("kari")
    assert kari.logg_inn(next="/mottatt/")["Location"] == "/mottatt/"
    assert kari.er_innlogget


def test_it_keeps_for_itself_until_redis_answers_again() -> None:
    assert cache.get("a", "ingen") == "ingen"
    cache.set("a", 1, 60)
    assert (cache.get("a"), caches["prosess"].get("a")) == (1, 1)
    assert (cache.add("a", 2), cache.add("b", 2)) == (False, True)
    assert cache.incr("a") == 2
    with pytest.raises(ValueError, match="c"):
        cache.incr("c")
    assert (cache.delete("a"), cache.delete("a")) == (True, False)


def test_it_counts_calls_in_each_process() -> None:
    assert [tell("noen") for _ in range(3)] == [1, 2, 3]
    assert talt("noen") == 3


def test_it_says_it_once_and_tells_no_secret() -> None:
    with capture_logs() as logg:
        for _ in range(5):
            cache.get("a")
    assert [linje["event"] for linje in logg] == ["mellomlager_svarer_ikke"]
    assert "hemmelig" not in str(logg)


@pytest.mark.django_db
def test_it_shows_the_pages(client: Client) -> None:
    assert client.get("/").status_code == 200
