"""The installation's own key pair: read from settings, refused in words that hold no key."""

import io

import pytest
from pytest_django.fixtures import Settings

from dokumenter.errors import IngenDekrypteringsnokkel
from dokumenter.storage.dekryptering import aapne_kryptert, les_nokkelpar
from tests.dokumenter.sertifikat import krypter, nokkelpar


def test_it_decrypts_what_was_encrypted_for_the_installation(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT = nokkelpar(1)
    kryptert = krypter(tmp_path_factory.mktemp("cms"), b"et vedtak")
    assert aapne_kryptert(io.BytesIO(kryptert)).read(100) == b"et vedtak"


@pytest.mark.parametrize("mangler", ["DEKRYPTERING_PRIVATNOKKEL", "DEKRYPTERING_SERTIFIKAT"])
def test_it_takes_nothing_encrypted_without_a_pair(settings: Settings, mangler: str) -> None:
    settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT = nokkelpar(1)
    setattr(settings, mangler, "")
    with pytest.raises(IngenDekrypteringsnokkel):
        aapne_kryptert(io.BytesIO(b""))


def test_it_reads_the_pair() -> None:
    par = les_nokkelpar(*nokkelpar(1))
    assert par.sertifikat.public_key() == par.privatnokkel.public_key()


def test_it_refuses_a_certificate_of_another_key_and_shows_neither() -> None:
    with pytest.raises(ValueError, match=r"^sertifikatet hører ikke til nøkkelen$"):
        les_nokkelpar(nokkelpar(1)[0], nokkelpar(2)[1])
