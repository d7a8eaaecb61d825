"""CMS EnvelopedData (RFC 5652) as a stream: read piece by piece, decrypted as it comes, whatever its size.

BER with lengths that are known or not (indefinite), content in one piece or in many; AES-256 in CBC mode; the key for
an RSA recipient, PKCS #1 v1.5 or OAEP. Everything that is wrong is the one UgyldigCmsError, and what has to do with the
key is told only at the end, after the same work: the error must not tell how near a guess came.

A pure module: bytes in, bytes out. CBC has no seal, so a changed bit inside is not found here; what is found is a
broken shape, a wrong recipient, a wrong key and a content that is cut off.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms as asn1_cms
from asn1crypto import core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from dokumenter.protokoll.asn1_ber import Beholder, BerLeser, UgyldigCmsError
from dokumenter.protokoll.kilde import Kilde

__all__ = ["DekryptertStrom", "Mottakernokkel", "UgyldigCmsError"]
_SAMLE_BYTES = 256 * 1024
_BLOKK = 16
_NOKKEL_BYTES = 32
_SEQUENCE, _SET, _OID, _OCTETS = 0x30, 0x31, 0x06, 0x04
_KONTEKST_0, _KONTEKST_0_SAMMENSATT, _KONTEKST_1_SAMMENSATT = 0x80, 0xA0, 0xA1
_HASHER: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # OAEP's default in every tool; what it is used for needs no collisions to be hard
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Mottakernokkel:
    """The recipient: the certificate that was given out, and its key."""

    privatnokkel: RSAPrivateKey
    sertifikat: x509.Certificate


class DekryptertStrom:
    """The content of an EnvelopedData, to be read once, in order."""

    def __init__(self, inndata: Kilde, nokkel: Mottakernokkel) -> None:
        self._leser = BerLeser(inndata)
        self._klartekst = self._dekrypter(nokkel)
        self._buffer = bytearray()
        self._slutt = False

    @property
    def lest(self) -> int:
        """Encrypted bytes read; all of them, once `read` has come to the end."""
        return self._leser.lest

    def read(self, storrelse: int, /) -> bytes:
        """The next `storrelse` bytes of content, fewer only at the end. Raises UgyldigCmsError, and as the source."""
        while len(self._buffer) < storrelse and not self._slutt:
            bit = next(self._klartekst, None)
            if bit is None:
                self._slutt = True
            else:
                self._buffer += bit
        ut = bytes(self._buffer[:storrelse])
        del self._buffer[:storrelse]
        return ut

    def _dekrypter(self, nokkel: Mottakernokkel) -> Iterator[bytes]:
        """Plaintext. The last block waits for the end, where its padding is checked together with the key."""
        leser = self._leser
        ytre = leser.apne(_SEQUENCE)
        _krev_oid(leser, "enveloped_data")
        innpakning = leser.apne(_KONTEKST_0_SAMMENSATT)
        konvolutt = leser.apne(_SEQUENCE)
        datanokkel, ekte = _finn_datanokkel(_les_mottakere(leser, konvolutt), nokkel)
        innhold = leser.apne(_SEQUENCE)
        _krev_oid(leser, None)
        dekryptor = Cipher(algorithms.AES(datanokkel), modes.CBC(_les_iv(leser))).decryptor()
        hale, totalt = b"", 0
        for kryptert in _samlet(_kryptert_innhold(leser, innhold)):
            totalt += len(kryptert)
            klar = hale + dekryptor.update(kryptert)
            hale = klar[-_BLOKK:]
            yield klar[:-_BLOKK]
        leser.lukk(innhold)
        _hopp_over_attributter(leser, konvolutt)
        leser.lukk(innpakning)
        leser.lukk(ytre)
        leser.krev_slutt()
        rest = _uten_fyll(hale)
        if not ekte or rest is None or totalt == 0 or totalt % _BLOKK:
            raise UgyldigCmsError
        yield rest


def _les_mottakere(leser: BerLeser, konvolutt: Beholder) -> object:
    """Past the version and what the originator may have added, to the recipients."""
    merke = leser.neste(konvolutt)
    if merke is None or merke != core.Integer.tag:
        raise UgyldigCmsError
    leser.helt(merke)
    merke = leser.neste(konvolutt)
    if merke == _KONTEKST_0_SAMMENSATT:
        leser.helt(merke)
        merke = leser.neste(konvolutt)
    if merke != _SET:
        raise UgyldigCmsError
    return _last(asn1_cms.RecipientInfos, leser.helt(merke))


def _finn_datanokkel(mottakere: Any, nokkel: Mottakernokkel) -> tuple[bytes, bool]:
    """The content key, or a random one with False when ours cannot open it. UgyldigCmsError if none is for us."""
    try:
        for mottaker in mottakere:
            if mottaker.name == "ktri" and _er_til(mottaker.chosen["rid"], nokkel.sertifikat):
                return _pakk_ut(mottaker.chosen, nokkel.privatnokkel)
    except (ValueError, TypeError, KeyError) as feil:
        raise UgyldigCmsError from feil
    raise UgyldigCmsError


def _er_til(rid: Any, sertifikat: x509.Certificate) -> bool:
    if rid.name == "subject_key_identifier":
        try:
            ski = sertifikat.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        except x509.ExtensionNotFound:
            return False
        return bool(rid.chosen.native == ski)
    utsteder = asn1_x509.Name.load(sertifikat.issuer.public_bytes())
    return bool(rid.chosen["serial_number"].native == sertifikat.serial_number and rid.chosen["issuer"] == utsteder)


def _pakk_ut(mottaker: Any, privatnokkel: RSAPrivateKey) -> tuple[bytes, bool]:
    fyll = _fyll_for(mottaker["key_encryption_algorithm"])
    try:
        datanokkel = privatnokkel.decrypt(mottaker["encrypted_key"].native, fyll)
    except ValueError:
        datanokkel = b""
    if len(datanokkel) != _NOKKEL_BYTES:
        return os.urandom(_NOKKEL_BYTES), False
    return datanokkel, True


def _fyll_for(algoritme: Any) -> padding.AsymmetricPadding:
    navn = algoritme["algorithm"].native
    if navn in {"rsa", "rsaes_pkcs1v15"}:
        return padding.PKCS1v15()
    if navn != "rsaes_oaep":
        raise UgyldigCmsError
    valg = algoritme["parameters"]
    maske = valg["mask_gen_algorithm"]
    if maske["algorithm"].native != "mgf1":
        raise UgyldigCmsError
    return padding.OAEP(
        mgf=padding.MGF1(_HASHER[maske["parameters"]["algorithm"].native]),
        algorithm=_HASHER[valg["hash_algorithm"]["algorithm"].native],
        label=valg["p_source_algorithm"]["parameters"].native or None,
    )


def _krev_oid(leser: BerLeser, navn: str | None) -> None:
    """A content type; any one when `navn` is None."""
    if leser.byte() != _OID:
        raise UgyldigCmsError
    oid = _last(asn1_cms.ContentType, leser.helt(_OID))
    if navn is not None and oid.native != navn:
        raise UgyldigCmsError


def _les_iv(leser: BerLeser) -> bytes:
    if leser.byte() != _SEQUENCE:
        raise UgyldigCmsError
    algoritme = _last(asn1_cms.EncryptionAlgorithm, leser.helt(_SEQUENCE))
    try:
        iv = algoritme["parameters"].native
        if algoritme["algorithm"].native != "aes256_cbc" or not isinstance(iv, bytes) or len(iv) != _BLOKK:
            raise UgyldigCmsError
    except (ValueError, TypeError, KeyError) as feil:
        raise UgyldigCmsError from feil
    return iv


def _kryptert_innhold(leser: BerLeser, innhold: Beholder) -> Iterator[bytes]:
    """The encrypted content, in pieces as they come: one string, or many, one after another."""
    merke = leser.neste(innhold)
    if merke == _KONTEKST_0:
        yield from _streng(leser)
    elif merke == _KONTEKST_0_SAMMENSATT:
        biter = leser.apne_lest()
        while (merke := leser.neste(biter)) is not None:
            if merke != _OCTETS:
                raise UgyldigCmsError
            yield from _streng(leser)
    else:
        raise UgyldigCmsError


def _streng(leser: BerLeser) -> Iterator[bytes]:
    igjen = leser.lengde()
    if igjen is None:
        raise UgyldigCmsError
    while igjen:
        bit = leser.noe(igjen)
        if not bit:
            raise UgyldigCmsError
        igjen -= len(bit)
        yield bit


def _samlet(biter: Iterator[bytes]) -> Iterator[bytes]:
    """Fewer, larger pieces: tools make them of 1000 bytes, and each call to the cipher costs."""
    samling = bytearray()
    for bit in biter:
        samling += bit
        if len(samling) >= _SAMLE_BYTES:
            yield bytes(samling)
            samling.clear()
    if samling:
        yield bytes(samling)


def _hopp_over_attributter(leser: BerLeser, konvolutt: Beholder) -> None:
    merke = leser.neste(konvolutt)
    if merke is None:
        return
    if merke != _KONTEKST_1_SAMMENSATT:
        raise UgyldigCmsError
    leser.helt(merke)
    leser.lukk(konvolutt)


def _uten_fyll(hale: bytes) -> bytes | None:
    """The last block without its padding (PKCS #7), or None if that is wrong. Every byte is looked at either way."""
    if len(hale) != _BLOKK:
        return None
    antall = hale[-1]
    galt = 0 if 1 <= antall <= _BLOKK else 1
    for nr, byte in enumerate(hale):
        galt |= (byte ^ antall) if nr >= _BLOKK - antall else 0
    return None if galt else hale[: _BLOKK - antall]


def _last(type_: Any, der: bytes) -> Any:
    """Parse a small element whole: asn1crypto is lazy, and would tell of errors later."""
    try:
        verdi = type_.load(der, strict=True)
        verdi.native  # noqa: B018
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as feil:
        raise UgyldigCmsError from feil
    return verdi
