"""What is signed can be checked by others' programs, and what is changed is told."""

import base64
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from adapters.pdf import Rapport, lag_pdf
from adapters.signatur import Signerer, les_signerer
from tests.dokumenter.sertifikat import nokkelpar


@pytest.fixture(scope="module")
def signerer() -> Signerer:
    return les_signerer(*nokkelpar(1))


@pytest.fixture(scope="module")
def pdf(signerer: Signerer) -> bytes:
    rapport = Rapport("Kvittering", date(2026, 11, 28), ["Innhold."], [])
    return signerer.signer_pdf(lag_pdf(rapport), grunn="Kvittering")


def test_it_signs_all_of_a_pdf(pdf: bytes) -> None:
    rot = list(load_certs_from_pemder_data(nokkelpar(1)[1].encode()))
    (signatur,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    dom = validate_pdf_signature(signatur, ValidationContext(trust_roots=rot, allow_fetching=False))
    assert (dom.intact, dom.valid, dom.trusted) == (True, True, True)
    assert dom.coverage.name == "ENTIRE_FILE"
    assert signatur.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_it_shows_that_a_pdf_was_changed(pdf: bytes) -> None:
    endret = bytearray(pdf)
    endret[len(pdf) // 3] ^= 1
    (signatur,) = PdfFileReader(BytesIO(bytes(endret)), strict=False).embedded_signatures
    assert not validate_pdf_signature(signatur, ValidationContext(trust_roots=[], allow_fetching=False)).intact


def openssl_godtar(mappe: Path, jws: str, innhold: bytes) -> bool:
    """As docs/kvittering.md tells it: header, full stop, the file; the key from the certificate."""
    hode, midten, signatur = jws.split(".")
    assert midten == ""
    (mappe / "signert").write_bytes(f"{hode}.".encode() + innhold)
    (mappe / "signatur").write_bytes(base64.urlsafe_b64decode(signatur + "=" * (-len(signatur) % 4)))
    (mappe / "sertifikat.pem").write_text(nokkelpar(1)[1])
    kommando = "openssl x509 -in sertifikat.pem -pubkey -noout > nokkel.pem && "
    kommando += "openssl dgst -sha256 -verify nokkel.pem -signature signatur signert"
    return subprocess.run(["sh", "-c", kommando], cwd=mappe, check=False, capture_output=True).returncode == 0


def test_it_signs_bytes_so_that_openssl_can_tell(signerer: Signerer, tmp_path: Path) -> None:
    innhold = '{"navn": "æøå", "x": 1}'.encode()
    jws = signerer.signer_losrevet(innhold)
    assert openssl_godtar(tmp_path, jws, innhold)
    assert not openssl_godtar(tmp_path, jws, innhold.replace(b"1", b"2"))


def test_it_tells_whose_the_certificate_is(signerer: Signerer) -> None:
    assert signerer.navn == "CN=Del dokumenter\\, lokal"
    assert len(signerer.fingeravtrykk) == 64


@pytest.mark.parametrize(
    ("nokkel", "sertifikat", "grunn"),
    [
        ("x", nokkelpar(1)[1], "nøkkelen kan ikke leses"),
        (nokkelpar(1)[0], "x", "sertifikatet kan ikke leses"),
        (nokkelpar(2)[0], nokkelpar(1)[1], "hører ikke til"),
    ],
)
def test_it_refuses_what_is_no_pair(nokkel: str, sertifikat: str, grunn: str) -> None:
    with pytest.raises(ValueError, match=grunn) as feil:
        les_signerer(nokkel, sertifikat)
    assert "PRIVATE" not in str(feil.value)


def test_it_refuses_another_kind_of_key() -> None:
    nokkel = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(ValueError, match="må være RSA"):
        les_signerer(nokkel.decode(), nokkelpar(1)[1])
