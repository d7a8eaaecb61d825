"""The receipt as files: the same data in each, signed when there is something to sign with, and logged."""

import json
import zipfile
from io import BytesIO

import pytest
from django.utils import translation
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Mottaker
from dokumenter.queries.arkivkvittering import arkivkvittering_for
from dokumenter.queries.avsender import synlig_deling
from dokumenter.services.arkivkvittering import (
    _rapport,
    kvittering_som_json,
    kvittering_som_pdf,
    kvittering_som_zip,
)
from dokumenter.services.godkjenning import avvis_deling
from dokumenter.services.mottakere import fjern_mottaker
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.adapters.test_signatur import openssl_godtar
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.sertifikat import nokkelpar
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.filter(pk=deling.pk).update(tittel="Vedtak 文書 #panic()", saksnummer="2026/14")
    return synlig_deling(kari, deling.pk)


@pytest.fixture
def sertifikat(settings: Settings) -> None:
    settings.SIGNERING_PRIVATNOKKEL, settings.SIGNERING_SERTIFIKAT = nokkelpar(1)


def vedlegg(pdf: bytes) -> dict[str, bytes]:
    navn = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(navn[nr]): navn[nr + 1].get_object()["/EF"]["/F"].data for nr in range(0, len(navn), 2)}


@pytest.mark.usefixtures("sertifikat")
def test_it_puts_the_data_and_its_signature_inside_a_signed_pdf(deling: Deling, kari: User, tmp_path: object) -> None:
    pdf = kvittering_som_pdf(deling=deling, av=kari)
    inni = vedlegg(pdf)
    assert json.loads(inni["kvittering.json"])["tittel"] == "Vedtak 文書 #panic()"
    assert inni["kvittering.json.jws"].count(b".") == 2
    assert len(PdfFileReader(BytesIO(pdf)).embedded_signatures) == 1


def test_it_says_that_it_is_not_signed(deling: Deling, kari: User) -> None:
    pdf = kvittering_som_pdf(deling=deling, av=kari)
    assert list(vedlegg(pdf)) == ["kvittering.json"]
    assert PdfFileReader(BytesIO(pdf)).embedded_signatures == []
    assert kvittering_som_json(deling=deling, av=kari)[1] == ""
    with zipfile.ZipFile(BytesIO(kvittering_som_zip(deling=deling, av=kari))) as arkiv:
        assert arkiv.namelist() == ["kvittering.json"]


@pytest.mark.usefixtures("sertifikat")
def test_it_gives_all_that_is_needed_to_check_it(
    deling: Deling, kari: User, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with zipfile.ZipFile(BytesIO(kvittering_som_zip(deling=deling, av=kari))) as arkiv:
        filer = {navn: arkiv.read(navn) for navn in arkiv.namelist()}
    assert set(filer) == {"kvittering.json", "kvittering.json.jws", "sertifikat.pem"}
    mappe = tmp_path_factory.mktemp("kontroll")
    assert openssl_godtar(mappe, filer["kvittering.json.jws"].decode(), filer["kvittering.json"])
    assert not openssl_godtar(mappe, filer["kvittering.json.jws"].decode(), filer["kvittering.json"] + b" ")


def test_it_logs_that_it_was_fetched_and_nothing_of_what_it_says(deling: Deling, kari: User) -> None:
    kvittering_som_pdf(deling=deling, av=kari)
    kvittering_som_json(deling=deling, av=kari)
    rader = Hendelse.objects.filter(type=Hendelsestype.KVITTERING_HENTET).order_by("id")
    assert [(en.aktor_id, en.deling_id, en.data) for en in rader] == [
        (kari.pk, deling.pk, {"form": form}) for form in ("pdf", "json")
    ]


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_it_is_made_in_each_language(sprak: str, deling: Deling, kari: User) -> None:
    with translation.override(sprak):
        assert kvittering_som_pdf(deling=deling, av=kari).startswith(b"%PDF")


def test_it_says_on_paper_too_who_was_taken_out_and_who_said_no(deling: Deling, kari: User, ola: User) -> None:
    en = Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="310000007")
    fjern_mottaker(deling=deling, mottaker_id=en.pk, av=kari)
    Deling.objects.filter(pk=deling.pk).update(godkjenning=Deling.Godkjenning.VENTER)
    deling = synlig_deling(ola, deling.pk)
    assert "Venter på en kollega" in paa_papir(deling)
    avvis_deling(deling=deling, grunn="", av=ola)
    tekst = paa_papir(deling)
    assert "Ikke godkjent av OLA TESTPERSON" in tekst
    assert "310\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}007 (virksomhet), fjernet" in tekst


def paa_papir(deling: Deling) -> str:
    """All that the tables of the PDF hold."""
    deler = _rapport(arkivkvittering_for(deling), {}, None).deler
    return "\n".join(celle for del_ in deler for rad in del_.rader for celle in rad)


def test_it_makes_one_for_very_many_recipients(deling: Deling, kari: User) -> None:
    Mottaker.objects.bulk_create(
        Mottaker(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=str(nr)) for nr in range(1200)
    )
    assert len(json.loads(kvittering_som_json(deling=deling, av=kari)[0])["mottakere"]) == 1201
    assert len(PdfFileReader(BytesIO(kvittering_som_pdf(deling=deling, av=kari))).root["/Pages"]["/Kids"]) > 1
