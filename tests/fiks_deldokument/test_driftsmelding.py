"""A text on every page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from fiks_deldokument import driftsmelding
from users.models import User

Nettleser = Callable[[User | None], Client]
TEKST = "Nede i kveld <b>kl. 22</b> & litt til"
VIST = 'role="status" lang="no">Nede i kveld &lt;b&gt;kl. 22&lt;/b&gt; &amp; litt til</div>'


def test_it_shows_nothing_by_default(db: None) -> None:
    assert driftsmelding.gjeldende() == ""
    assert 'lang="no"' not in Client().get("/").content.decode()


@pytest.mark.parametrize("sti", ["/", "/finnes-ikke", "/mottatt/", "/api/"])
def test_it_stands_on_pages_escaped_in_a_status(
    sti: str, mottaker: User, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.DRIFTSMELDING = TEKST
    assert VIST in nettleser_for(mottaker).get(sti).content.decode()


@pytest.mark.parametrize("sprak", ["nn", "en"])
def test_it_stands_as_it_is_written_in_every_language(db: None, sprak: str) -> None:
    driftsmelding.sett(tekst=TEKST, til=None)
    assert VIST in Client(headers={"accept-language": sprak}).get("/").content.decode()


def test_it_lets_the_command_speak_before_the_setting(settings: Settings) -> None:
    settings.DRIFTSMELDING = "fra innstillingen"
    driftsmelding.sett(tekst="fra kommandoen", til=timezone.now() + timedelta(hours=1))
    assert driftsmelding.gjeldende() == "fra kommandoen"
    driftsmelding.fjern()
    assert driftsmelding.gjeldende() == "fra innstillingen"


def test_it_is_gone_when_its_time_is_out() -> None:
    driftsmelding.sett(tekst="snart over", til=timezone.now() - timedelta(seconds=1))
    assert driftsmelding.gjeldende() == ""


def test_it_looks_in_the_shared_cache_only_now_and_then() -> None:
    assert driftsmelding.gjeldende() == ""
    cache.set("driftsmelding", "fra en annen prosess")
    assert driftsmelding.gjeldende() == ""


@pytest.mark.django_db
def test_it_needs_no_database() -> None:
    def borte(*args: object) -> None:
        raise OperationalError("borte")

    with connection.execute_wrapper(borte):
        driftsmelding.sett(tekst=TEKST, til=None)
        assert driftsmelding.gjeldende() == TEKST
