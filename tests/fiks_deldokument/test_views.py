"""What a load balancer asks, the pages about the service, and the error pages."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from dokumenter.storage.lager import dokumentlager


@pytest.fixture
def lager() -> Path:
    """The prepared store of this test."""
    dokumentlager().prepare()
    return Path(settings.STORAGES["dokumenter"]["OPTIONS"]["location"])


def test_it_lives_without_a_database(client: Client) -> None:
    svar = client.get("/livez")
    assert (svar.status_code, svar.content) == (200, b"ok")


@pytest.mark.django_db
def test_it_is_ready_when_database_and_store_answer(client: Client, lager: Path) -> None:
    svar = client.get("/readyz")
    assert (svar.status_code, svar.content) == (200, b"ok")
    assert "no-store" in svar["Cache-Control"]


@pytest.mark.django_db
def test_it_is_not_ready_when_the_store_is_gone(client: Client, lager: Path) -> None:
    shutil.rmtree(lager)
    svar = client.get("/readyz")
    assert (svar.status_code, svar.content) == (503, b"lager")


@pytest.mark.django_db
def test_it_is_not_ready_when_another_disk_is_mounted_in_its_place(client: Client, lager: Path) -> None:
    (lager / "vaktpost").unlink()
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_it_is_ready_again_after_klargjor_lager(client: Client) -> None:
    call_command("klargjor_lager", verbosity=0)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_it_is_not_ready_when_the_database_is_gone(
    client: Client, lager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def borte(*args: object) -> None:
        raise OperationalError("borte")

    # PostgreSQL is asked on a connection of its own.
    monkeypatch.setitem(connections.settings["default"], "NAME", "finnes-ikke")
    with connection.execute_wrapper(borte):
        svar = client.get("/readyz")
    assert (svar.status_code, svar.content) == (503, b"database")


@pytest.mark.parametrize("adresse", ["/livez", "/readyz"])
def test_it_refuses_to_change_anything_when_asked_for_health(client: Client, adresse: str) -> None:
    assert client.post(adresse).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/", "/informasjonskapsler/"])
def test_it_shows_the_open_pages_to_nobody(client: Client, adresse: str) -> None:
    assert client.get(adresse).status_code == 200


def test_it_names_the_cookies_as_they_are_called_here(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-deldokument_okt", "__Host-deldokument_csrf"
    side = client.get("/informasjonskapsler/").content.decode()
    assert "<code>__Host-deldokument_okt</code>" in side
    assert "<code>__Host-deldokument_csrf</code>" in side


@pytest.mark.django_db
def test_it_answers_404_with_a_page_and_no_hint(client: Client) -> None:
    svar = client.get("/finnes/ikke/")
    assert svar.status_code == 404
    assert "Vi finner ikke det du leter etter" in svar.content.decode()


@pytest.mark.django_db
def test_it_explains_a_form_without_a_csrf_token() -> None:
    svar = Client(enforce_csrf_checks=True).post(reverse("users:logg_ut"))
    assert svar.status_code == 403
    assert "last siden på nytt" in svar.content.decode()


def test_it_shows_500_without_asking_the_database() -> None:
    from django.test import RequestFactory

    from fiks_deldokument.views import serverfeil

    svar = serverfeil(RequestFactory().get("/"))
    assert svar.status_code == 500
    assert "Noe gikk galt hos oss" in svar.content.decode()
