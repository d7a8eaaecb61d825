"""A document that is not what the sender summed up, or that comes coded, is refused and leaves nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from dokumenter.models import Blokk, Deling, Dokument, Reservasjon
from dokumenter.services import blokkskriver
from dokumenter.services.nedlasting import les_dokument
from dokumenter.storage.lager import dokumentlager
from tests.dokumenter.api.conftest import System
from tests.dokumenter.api.multipart import TYPE, dokumentdel, kropp, metadata, metadatadel, opplasting
from tests.dokumenter.protokoll.test_kontrollsum import digest
from tests.dokumenter.sertifikat import krypter, nokkelpar
from tests.svar import Svar

INNHOLD = b"innhold " * 100


def send(system: System, body: bytes, sti: str = "/dokumenter", type_: str = TYPE, **hoder: str) -> Svar:
    alle = system.hoder | {navn.replace("_", "-"): verdi for navn, verdi in hoder.items()}
    return Client().generic("POST", system.kontosti + sti, body, content_type=type_, headers=alle)


def med_hode(del_: bytes, **hoder: str) -> bytes:
    """A part with more headers."""
    linjer = "".join(f"{navn.replace('_', '-')}: {verdi}\r\n" for navn, verdi in hoder.items())
    return linjer.encode() + del_


def krev_ingenting_igjen() -> None:
    assert [navn for navn in dokumentlager().list("") if "vaktpost" not in navn] == []
    assert not Deling.objects.filter(tilstand__in=["delt", "utkast"]).exists()
    assert not Blokk.objects.exists()
    assert not Dokument.objects.filter(nokkel__isnull=False).exists()
    assert not Reservasjon.objects.filter(oppgitt__isnull=False).exists()


def lest(svar: Svar) -> bytes:
    assert svar.status_code == 201, svar.content
    dokument = Dokument.objects.get(pk=svar.json()["id"])
    return b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt))


@pytest.mark.parametrize("hode", ["Content_Digest", "Repr_Digest"])
@pytest.mark.parametrize("hale", [b"", b"\r\nnoe etter det siste skillet"])
def test_it_takes_a_body_that_is_what_was_summed_up(system: System, hode: str, hale: bytes) -> None:
    body = opplasting(INNHOLD) + hale
    assert lest(send(system, body, **{hode: digest(body)})) == INNHOLD
    assert lest(send(system, body, **{hode: f"{digest(body, 'sha-512')}, {digest(body)}"})) == INNHOLD


@pytest.mark.parametrize("blokk", [10_000, 100, 800])
@pytest.mark.parametrize("hode", ["Content_Digest", "Repr_Digest"])
def test_it_leaves_nothing_of_a_body_that_is_not(
    system: System, hode: str, blokk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blokkskriver, "MAKS_BLOKK_BYTES", blokk)
    body = opplasting(INNHOLD)
    for galt in (digest(body + b"!"), digest(INNHOLD), f"{digest(body)}, {digest(b'', 'sha-512')}"):
        svar = send(system, body, **{hode: galt})
        assert (svar.status_code, svar.json()["errorCode"]) == (400, "feil_kontrollsum")
        assert svar.json()["message"].startswith(hode.replace("_", "-"))
        krev_ingenting_igjen()


@pytest.mark.parametrize("hode", ["Content_Digest", "Repr_Digest"])
def test_it_compares_a_digest_of_a_part_with_the_part(system: System, hode: str) -> None:
    riktig = med_hode(dokumentdel(INNHOLD), **{hode: digest(INNHOLD)})
    om = metadatadel(metadata())
    assert lest(send(system, kropp(om, riktig))) == INNHOLD
    galt = med_hode(dokumentdel(INNHOLD[:-1] + b"!"), **{hode: digest(INNHOLD)})
    for body in (kropp(om, galt), kropp(med_hode(om, **{hode: digest(b"{}")}), riktig)):
        antall = Deling.objects.filter(tilstand="delt").count()
        svar = send(system, body)
        assert (svar.status_code, svar.json()["errorCode"]) == (400, "feil_kontrollsum")
        assert Deling.objects.filter(tilstand="delt").count() == antall == 1


def test_it_sums_up_an_encrypted_document_as_it_was_sent(system: System, tmp_path: Path, settings: Settings) -> None:
    settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT = nokkelpar(1)
    kryptert = krypter(tmp_path, INNHOLD, "-stream")
    body = kropp(metadatadel(metadata()), med_hode(dokumentdel(kryptert), Repr_Digest=digest(kryptert)))
    assert lest(send(system, body, "/dokumenter?kryptert=true")) == INNHOLD
    Deling.objects.all().update(tilstand="slettet", avsluttet=Deling.objects.get().delt)
    body = kropp(metadatadel(metadata()), med_hode(dokumentdel(kryptert), Repr_Digest=digest(INNHOLD)))
    svar = send(system, body, "/dokumenter?kryptert=true")
    assert (svar.status_code, svar.json()["errorCode"]) == (400, "feil_kontrollsum")
    assert not Deling.objects.filter(tilstand__in=["delt", "utkast"]).exists()


@pytest.mark.parametrize("skjema", [True, False])
@pytest.mark.parametrize("hode", ["Content_Digest", "Repr_Digest"])
def test_it_compares_in_the_older_upload_too(system: System, hode: str, skjema: bool) -> None:
    beskrivelse = json.dumps(metadata(ttl=-1)).encode()
    assert send(system, beskrivelse, type_="application/json", **{hode: digest(b"{}")}).status_code == 400
    assert not Deling.objects.exists()
    type_ = TYPE if skjema else "application/octet-stream"
    body = kropp(dokumentdel(INNHOLD)) if skjema else INNHOLD

    def begynn() -> str:
        svar = send(system, beskrivelse, type_="application/json", **{hode: digest(beskrivelse)})
        return f"/dokumenter/{svar.json()['id']}/data"

    svar = send(system, body, begynn(), type_, **{hode: digest(body + b"!")})
    assert (svar.status_code, svar.json()["errorCode"]) == (400, "feil_kontrollsum")
    krev_ingenting_igjen()
    assert lest(send(system, body, begynn(), type_, **{hode: digest(body)})) == INNHOLD


@pytest.mark.parametrize("verdi", ["sha-256=abc", "sha-256=:AAAA:", "tull"])
def test_it_refuses_a_digest_that_cannot_be_read(system: System, verdi: str) -> None:
    for svar in (
        send(system, opplasting(INNHOLD), Repr_Digest=verdi),
        send(system, kropp(metadatadel(metadata()), med_hode(dokumentdel(INNHOLD), Content_Digest=verdi))),
    ):
        assert (svar.status_code, svar.json()["errorCode"]) == (400, "ugyldig_verdi")
        assert "-Digest: " in svar.json()["message"]
        krev_ingenting_igjen()


@pytest.mark.parametrize("koding", ["binary", "8bit", "7bit", "BINARY", " 8Bit "])
def test_it_takes_parts_that_are_not_coded(system: System, koding: str) -> None:
    deler = (metadatadel(metadata()), dokumentdel(INNHOLD))
    body = kropp(*(med_hode(del_, Content_Transfer_Encoding=koding) for del_ in deler))
    assert lest(send(system, body)) == INNHOLD


@pytest.mark.parametrize(
    ("hode", "koding"),
    [
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Transfer-Encoding", "Quoted-Printable"),
        ("content-transfer-encoding", "x-uuencode"),
        ("Content-Transfer-Encoding", "binary, base64"),
        ("Content-Encoding", "gzip"),
    ],
)
@pytest.mark.parametrize("nr", [0, 1])
def test_it_refuses_a_coded_part(system: System, hode: str, koding: str, nr: int) -> None:
    deler = [metadatadel(metadata()), dokumentdel(INNHOLD)]
    deler[nr] = med_hode(deler[nr], **{hode: koding})
    svar = send(system, kropp(*deler))
    assert (svar.status_code, svar.json()["errorCode"]) == (400, "kodet_del")
    assert svar.json()["message"].startswith(f"{hode.title()}: ")
    krev_ingenting_igjen()
    assert not Dokument.objects.exists()


def test_it_refuses_a_coded_part_in_the_older_upload(system: System) -> None:
    id_ = send(system, json.dumps(metadata(ttl=-1)).encode(), type_="application/json").json()["id"]
    body = kropp(med_hode(dokumentdel(INNHOLD), Content_Transfer_Encoding="base64"))
    svar = send(system, body, f"/dokumenter/{id_}/data")
    assert (svar.status_code, svar.json()["errorCode"]) == (400, "kodet_del")


@pytest.mark.parametrize("sti", ["/dokumenter", "/dokumenter/00000000-0000-4000-8000-000000000000/data"])
def test_it_refuses_a_coded_body(system: System, sti: str) -> None:
    svar = send(system, opplasting(INNHOLD), sti, Content_Encoding="gzip")
    assert (svar.status_code, svar.json()["errorCode"]) == (415, "kodet_kropp")
    svar = send(system, opplasting(INNHOLD), sti, Transfer_Encoding="gzip, chunked")
    assert (svar.status_code, svar.json()["errorCode"]) == (501, "ukjent_overforing")
    assert send(system, opplasting(INNHOLD), Content_Encoding="identity").status_code == 201


@pytest.mark.parametrize(
    ("sti", "tillatt"), [("", {"GET", "POST"}), ("/00000000-0000-4000-8000-000000000000/data", {"POST"})]
)
def test_it_says_which_methods_an_address_takes(system: System, sti: str, tillatt: set[str]) -> None:
    svar = system.kall("PUT", f"{system.kontosti}/dokumenter{sti}", b"x", content_type=TYPE)
    assert (svar.status_code, set(svar["Allow"].split(", "))) == (405, tillatt)
