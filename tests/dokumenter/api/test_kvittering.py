"""**Kvittering** for a system that keeps it in an archive."""

import json
import uuid

import pytest
from pytest_django.fixtures import Settings

from dokumenter.models import Deling
from kontoer.models import Integrasjonstilgang, Konto
from tests.dokumenter.api.conftest import System
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.sertifikat import nokkelpar
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def sti(system: System, deling: Deling) -> str:
    return f"{system.dokument(deling.dokumenter.get().pk)}/kvittering"


def test_it_gives_the_data_with_their_signature(system: System, deling: Deling, settings: Settings) -> None:
    settings.SIGNERING_PRIVATNOKKEL, settings.SIGNERING_SERTIFIKAT = nokkelpar(1)
    svar = system.kall("GET", sti(system, deling))
    assert (svar.status_code, json.loads(svar.content)["deling"]) == (200, str(deling.pk))
    assert svar["X-JWS-Signature"].count(".") == 2


def test_it_says_who_shared_it_as_the_pages_do(system: System, deling: Deling) -> None:
    assert json.loads(system.kall("GET", sti(system, deling)).content)["deltAv"] == "KARI TESTPERSON"


def test_it_gives_them_unsigned_when_there_is_nothing_to_sign_with(system: System, deling: Deling) -> None:
    assert not system.kall("GET", sti(system, deling)).has_header("X-JWS-Signature")


def test_it_gives_a_pdf(system: System, deling: Deling) -> None:
    svar = system.kall("GET", f"{sti(system, deling)}?format=pdf")
    assert (svar.status_code, svar["Content-Type"], svar.content[:4]) == (200, "application/pdf", b"%PDF")


def test_it_refuses_another_form_and_what_is_not_the_systems(system: System, deling: Deling) -> None:
    assert system.kall("GET", f"{sti(system, deling)}?format=xml").status_code == 400
    assert system.kall("GET", f"{system.dokument(uuid.uuid4())}/kvittering").status_code == 404
    Integrasjonstilgang.objects.all().delete()
    assert system.kall("GET", sti(system, deling)).status_code == 403
