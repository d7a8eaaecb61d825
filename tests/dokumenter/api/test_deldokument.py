"""Del dokument's own paths lead to the same kontoer and rules as Dokumentlager's."""

import pytest

from dokumenter.models import Dokument
from kontoer.models import Konto
from tests.dokumenter.api.conftest import System
from tests.dokumenter.api.multipart import TYPE, opplasting


def rot(system: System) -> str:
    """The path of the organisation's kontoer."""
    return f"/melding-dokumentdeling/api/v1/{system.konto.organisasjon_id}/kontoer"


def test_it_makes_a_konto_with_a_sender_of_sms(system: System) -> None:
    kropp = '{"navn": "Skole", "varsling": {"avsendernavn": "Testvik-sk", "konteringskode": "1234"}}'
    svar = system.kall("POST", rot(system), kropp)
    assert svar.status_code == 201
    konto = Konto.objects.get(navn="Skole")
    assert svar.json() == {"kontoId": str(konto.id), "dokumentlagerKontoId": str(konto.id), "navn": "Skole"}
    assert (konto.sms_avsendernavn, konto.konteringskode) == ("Testvik-sk", "1234")
    assert svar.json() in system.kall("GET", rot(system)).json()


@pytest.mark.parametrize("navn", ["x", "for langt navn", "feil!", "  ", "12345678901", "02906638927"])
def test_it_refuses_a_sender_of_sms_that_is_no_name(system: System, navn: str) -> None:
    kropp = f'{{"avsendernavn": "{navn}", "konteringskode": null}}'
    svar = system.kall("POST", f"{rot(system)}/{system.konto.id}/varsling", kropp)
    assert svar.status_code == 400
    assert svar.json()["message"].startswith("avsendernavn")


def test_it_sets_the_sender_reads_renames_and_deletes(system: System) -> None:
    konto = f"{rot(system)}/{system.konto.id}"
    assert system.kall("POST", konto + "/varsling", '{"avsendernavn": "Testvik"}').status_code == 201
    assert system.kall("PUT", konto, '{"navn": "Nytt navn"}').status_code == 204
    system.konto.refresh_from_db()
    assert (system.konto.navn, system.konto.sms_avsendernavn) == ("Nytt navn", "Testvik")
    svar = system.kall("GET", konto).json()
    assert set(svar) == {"navn", "kontoId", "statistikk"}
    assert svar["navn"] == "Nytt navn"
    assert system.kall("DELETE", konto).status_code == 200
    assert system.kall("DELETE", konto).status_code == 410


@pytest.mark.parametrize("skrastrek", ["", "/"])
def test_it_shares_a_document_as_dokumentlager_does(system: System, skrastrek: str) -> None:
    sti = f"{rot(system)}/{system.konto.id}/deldokument{skrastrek}"
    svar = system.kall("POST", sti, opplasting(b"x" * 100), content_type=TYPE)
    assert svar.status_code == 201
    dokument = Dokument.objects.get(pk=svar.json()["id"])
    assert svar["Location"].endswith(f"/d/{dokument.deling_id}")
    assert dokument.deling.delt_av_integrasjon == system.integrasjon
    kryptert = system.kall("POST", f"{sti}?kryptert=true", opplasting(), content_type=TYPE)
    assert kryptert.status_code in {400, 503}  # it is not, or there is no key to read it with
