"""Makes the keys a local service needs, once, and registers its public keys with the stand-ins.

Everything lies in DATA_DIR/hemmeligheter, readable by the owner only. The service gets the paths (`X_FILE`).
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

IDPORTEN_KLIENT = "deldokument-lokal"
MASKINPORTEN_KLIENT = "deldokument-lokal-maskinporten"
_BRUK = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=True,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def lag_hemmeligheter(mappe: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Make what is missing in `mappe`; returns `X_FILE` variables for the secrets that `environ` does not give."""
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    mappe.chmod(0o700)
    filer: dict[str, Callable[[], str]] = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(50),
        "HOVEDNOKLER": lambda: f"lokal1:{_nokkel()}",
        "IDENT_NOKKEL": _nokkel,
        "IDPORTEN_PRIVATNOKKEL": rsa_nokkel,
        "MASKINPORTEN_PRIVATNOKKEL": rsa_nokkel,
        "DEKRYPTERING_PRIVATNOKKEL": rsa_nokkel,
        "DEKRYPTERING_SERTIFIKAT": lambda: lag_sertifikat((mappe / "dekryptering_privatnokkel").read_text()),
        "SIGNERING_PRIVATNOKKEL": rsa_nokkel,
        "SIGNERING_SERTIFIKAT": lambda: lag_sertifikat((mappe / "signering_privatnokkel").read_text()),
    }
    for hva in ("DEKRYPTERING", "SIGNERING"):
        par = (f"{hva}_PRIVATNOKKEL", f"{hva}_SERTIFIKAT")
        if any(navn in environ or f"{navn}_FILE" in environ for navn in par):
            for navn in par:  # they belong together: what is given is not mixed with ours
                del filer[navn]
    variabler = {}
    for navn, lag in filer.items():
        if navn in environ or f"{navn}_FILE" in environ:
            continue
        fil = mappe / navn.lower()
        if not fil.exists():
            _skriv_hemmelig(fil, lag())
        variabler[f"{navn}_FILE"] = str(fil)
    return variabler


def skriv_klientregister(fil: Path, *, hemmeligheter: Path, base_url: str, stier: Mapping[str, str]) -> None:
    """Tell the stand-ins which clients there are: our addresses and public keys. `stier` are paths of the service."""
    klienter = [
        {
            "type": "idporten",
            "client_id": IDPORTEN_KLIENT,
            "jwks": _offentlig(hemmeligheter / "idporten_privatnokkel", IDPORTEN_KLIENT),
            "redirect_uris": [base_url + stier["callback"]],
            "post_logout_redirect_uris": [base_url + sti for sti in ("", "/")],
            "frontchannel_logout_uri": base_url + stier["frontkanal"],
            "backchannel_logout_uri": base_url + stier["bakkanal"],
        },
        {
            "type": "maskinporten",
            "client_id": MASKINPORTEN_KLIENT,
            "jwks": _offentlig(hemmeligheter / "maskinporten_privatnokkel", MASKINPORTEN_KLIENT),
            "orgnr": stier["orgnr"],
            "scopes": ["altinn:accessmanagement/authorizedparties.resourceowner"],
        },
    ]
    ny = fil.with_suffix(".ny")
    ny.write_text(json.dumps(klienter, indent=2), encoding="utf-8")
    ny.replace(fil)


def _nokkel() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def rsa_nokkel() -> str:
    """A new RSA key, PEM."""
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def lag_sertifikat(privatnokkel: str) -> str:
    """A certificate, PEM, signed by its own key: for those who encrypt for the key, or check what it signs."""
    nokkel = serialization.load_pem_private_key(privatnokkel.encode(), password=None)
    if not isinstance(nokkel, rsa.RSAPrivateKey):
        raise TypeError("nøkkelen er ikke en RSA-nøkkel")
    navn = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Del dokumenter, lokal")])
    naa = datetime.now(UTC)
    sertifikat = (
        x509.CertificateBuilder(navn, navn, nokkel.public_key(), x509.random_serial_number())
        .not_valid_before(naa - timedelta(days=1))
        .not_valid_after(naa + timedelta(days=3650))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(nokkel.public_key()), critical=False)
        .add_extension(_BRUK, critical=True)
        .sign(nokkel, hashes.SHA256())
    )
    return sertifikat.public_bytes(serialization.Encoding.PEM).decode()


def _skriv_hemmelig(fil: Path, innhold: str) -> None:
    """Write whole or not at all: half a key after a power cut would make everything unreadable."""
    ny = fil.with_suffix(".ny")
    ny.unlink(missing_ok=True)
    fd = os.open(ny, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as ut:
        ut.write(innhold + "\n")
        ut.flush()
        os.fsync(ut.fileno())
    ny.rename(fil)


def _offentlig(privat: Path, kid: str) -> dict[str, object]:
    """The public half of a PEM key as a JWKS."""
    nokkel = serialization.load_pem_private_key(privat.read_bytes(), password=None)
    if not isinstance(nokkel, rsa.RSAPrivateKey):
        raise TypeError(f"{privat.name} er ikke en RSA-nøkkel")
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(nokkel.public_key(), as_dict=True)
    return {"keys": [jwk | {"kid": kid, "alg": "RS256", "use": "sig"}]}
