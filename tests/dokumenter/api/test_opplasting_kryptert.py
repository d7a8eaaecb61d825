"""Documents that a system has encrypted for us: decrypted on the way in, or refused with nothing kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dokumenter.models import Dokument
from dokumenter.services.nedlasting import les_dokument
from tests.dokumenter.api.conftest import System, ingenting_er_igjen, send
from tests.dokumenter.api.multipart import dokumentdel, kropp, metadata, metadatadel, opplasting
from tests.dokumenter.sertifikat import krypter


@pytest.mark.parametrize("storrelse", [1, 16, 70_000])
@pytest.mark.usefixtures("med_nokkelpar")
def test_it_decrypts_on_the_way_in(storrelse: int, system: System, tmp_path: Path) -> None:
    innhold = os.urandom(storrelse)
    kryptert = krypter(tmp_path, innhold, "-stream")
    sti = f"{system.kontosti}/dokumenter/?kryptert=true"
    svar = send(system, kropp(metadatadel(metadata(sikkerhetsniva=4)), dokumentdel(kryptert)), sti)
    assert svar.status_code == 201, svar.content
    assert svar.json()["ukryptertStorrelse"] == storrelse
    assert svar.json()["kryptertStorrelse"] == len(kryptert)
    dokument = Dokument.objects.get(pk=svar.json()["id"])
    assert b"".join(les_dokument(dokument=dokument, start=0, slutt=storrelse)) == innhold
    assert dokument.deling.sikkerhetsniva == 4


@pytest.mark.usefixtures("med_nokkelpar")
def test_it_refuses_what_it_cannot_decrypt_with_one_answer(system: System, tmp_path: Path) -> None:
    god = krypter(tmp_path, b"innhold" * 1000, "-stream")
    darlige = [b"ikke cms", god[:-5], god + b"x", krypter(tmp_path, b"til en annen", "-stream", nr=2), b"\x30\x80"]
    svarene = set()
    for innhold in darlige:
        body = kropp(metadatadel(metadata()), dokumentdel(innhold))
        svar = send(system, body, f"{system.kontosti}/dokumenter?kryptert=true")
        assert svar.status_code == 400, svar.content
        svarene.add((svar.json()["errorCode"], svar.json()["message"]))
        assert ingenting_er_igjen()
    assert len(svarene) == 1


def test_it_says_that_it_takes_no_encrypted_documents_without_a_key(system: System) -> None:
    svar = send(system, opplasting(), f"{system.kontosti}/dokumenter?kryptert=true")
    assert svar.status_code == 503
    assert svar.json()["errorCode"] == "ingen_dekrypteringsnokkel"
    assert ingenting_er_igjen()
