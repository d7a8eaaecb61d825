"""The installation's own key pair for documents that are encrypted before they are sent."""

from __future__ import annotations

from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from dokumenter.errors import IngenDekrypteringsnokkel
from dokumenter.protokoll.cms import DekryptertStrom, Mottakernokkel
from dokumenter.protokoll.kilde import Kilde


def aapne_kryptert(kilde: Kilde) -> DekryptertStrom:
    """What the source holds, decrypted as it is read. Raises IngenDekrypteringsnokkel."""
    if not settings.DEKRYPTERING_PRIVATNOKKEL or not settings.DEKRYPTERING_SERTIFIKAT:
        raise IngenDekrypteringsnokkel
    return DekryptertStrom(kilde, les_nokkelpar(settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT))


@lru_cache(maxsize=2)
def les_nokkelpar(privatnokkel: str, sertifikat: str) -> Mottakernokkel:
    """The pair from PEM. Raises ValueError in words, without the key."""
    try:
        nokkel = load_pem_private_key(privatnokkel.encode(), password=None)
        utstedt = x509.load_pem_x509_certificate(sertifikat.encode())
    except (ValueError, TypeError):
        raise ValueError("må være en RSA-nøkkel og et sertifikat i PEM-format") from None
    if not isinstance(nokkel, RSAPrivateKey):
        raise ValueError("må være en RSA-nøkkel")
    if utstedt.public_key() != nokkel.public_key():
        raise ValueError("sertifikatet hører ikke til nøkkelen")
    return Mottakernokkel(nokkel, utstedt)
