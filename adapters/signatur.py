"""Signatures of the installation: a PDF's (PAdES, ETSI EN 319 142-1), and any bytes' (detached JWS, RFC 7515, 7797).

No time stamp of a third party: when it was signed is what this machine says. Who verifies needs the certificate alone.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from io import BytesIO

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

_MINSTE_NOKKEL = 2048


@dataclass(frozen=True)
class Signerer:
    """An RSA key, and the chain of certificates that says whose it is, its own first."""

    nokkel: RSAPrivateKey
    kjede: tuple[x509.Certificate, ...]

    @property
    def navn(self) -> str:
        """Whose certificate it is."""
        return self.kjede[0].subject.rfc4514_string()

    @property
    def fingeravtrykk(self) -> str:
        """SHA-256 of the certificate, to compare by."""
        return self.kjede[0].fingerprint(SHA256()).hex()

    def signer_pdf(self, pdf: bytes, *, grunn: str) -> bytes:
        """The PDF with a signature of all of it, added after its last byte."""
        # 45 MB, for those processes that need it.
        from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        pem = self.nokkel.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        sertifikat, *resten = load_certs_from_pemder_data(b"".join(en.public_bytes(Encoding.PEM) for en in self.kjede))
        kjede = SimpleCertificateStore()
        kjede.register_multiple(resten)
        signerer = signers.SimpleSigner(
            signing_cert=sertifikat,
            signing_key=load_private_key_from_pemder_data(pem, passphrase=None),
            cert_registry=kjede,
        )
        meta = signers.PdfSignatureMetadata(
            field_name="Signatur", reason=grunn, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        ut = BytesIO()
        signers.PdfSigner(meta, signerer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=ut)
        return ut.getvalue()

    def signer_losrevet(self, innhold: bytes) -> str:
        """`header..signature`: what is signed is the header, a full stop and the bytes as they are (b64=false)."""
        x5c = [base64.b64encode(en.public_bytes(Encoding.DER)).decode() for en in self.kjede]
        return jwt.api_jws.encode(
            innhold, self.nokkel, "RS256", headers={"b64": False, "x5c": x5c}, is_payload_detached=True
        )


def les_signerer(nokkel_pem: str, sertifikat_pem: str) -> Signerer:
    """From PEM. Raises ValueError, which repeats nothing of the key, when they are no pair or too weak."""
    try:
        kjede = tuple(x509.load_pem_x509_certificates(sertifikat_pem.encode()))
    except ValueError as feil:
        raise ValueError("sertifikatet kan ikke leses") from feil
    try:
        nokkel = serialization.load_pem_private_key(nokkel_pem.encode(), password=None)
    except (ValueError, TypeError) as feil:
        raise ValueError("nøkkelen kan ikke leses") from feil
    if not isinstance(nokkel, RSAPrivateKey) or nokkel.key_size < _MINSTE_NOKKEL:
        raise ValueError(f"nøkkelen må være RSA med minst {_MINSTE_NOKKEL} bit")
    if kjede[0].public_key() != nokkel.public_key():
        raise ValueError("det første sertifikatet hører ikke til nøkkelen")
    return Signerer(nokkel, kjede)
