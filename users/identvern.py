"""Protection of identity numbers: a keyed hash to look a person up, a ciphertext to show who it is, a mask for pages.

The hash key (IDENT_NOKKEL) is apart from the database, so a stolen table cannot be searched by trying all numbers.
The encryption key is derived from the active master key; the id of the master key is stored with the ciphertext.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from users.hovednokler import les_hovednokler

_FORMAL = b"fiks_deldokument ident v1"
_NONCE = 12


class IdentvernFeil(Exception):
    """A protected value cannot be opened: unknown master key or changed bytes."""


def hash_ident(nummer: str) -> str:
    """HMAC-SHA256 of the number, 64 hex characters: one number gives one text, and only with the key."""
    nokkel = base64.b64decode(settings.IDENT_NOKKEL)
    return hmac.new(nokkel, nummer.encode(), hashlib.sha256).hexdigest()


def krypter_ident(tekst: str) -> bytes:
    """Encrypt a number (or another short text about a person) with the active master key."""
    nokkel_id, nokkel = next(iter(_nokler(settings.HOVEDNOKLER).items()))
    nonce = os.urandom(_NONCE)
    hode = bytes([1, len(nokkel_id)]) + nokkel_id.encode()
    return hode + nonce + AESGCM(nokkel).encrypt(nonce, tekst.encode(), hode)


def dekrypter_ident(kryptert: bytes) -> str:
    """The text that `krypter_ident` hid. Raises IdentvernFeil."""
    try:
        hode_slutt = 2 + kryptert[1]
        hode = kryptert[:hode_slutt]
        nokkel = _nokler(settings.HOVEDNOKLER)[hode[2:].decode()]
        nonce = kryptert[hode_slutt : hode_slutt + _NONCE]
        return AESGCM(nokkel).decrypt(nonce, kryptert[hode_slutt + _NONCE :], hode).decode()
    except (IndexError, KeyError, ValueError, InvalidTag) as feil:
        raise IdentvernFeil("kan ikke åpnes") from feil


def krypter_om(kryptert: bytes) -> bytes:
    """The same text under the active master key (rotation). Raises IdentvernFeil."""
    return krypter_ident(dekrypter_ident(kryptert))


def nokkel_id(kryptert: bytes) -> str:
    """The id of the master key that the text is encrypted under. Raises IdentvernFeil if it is no such text."""
    try:
        return kryptert[2 : 2 + kryptert[1]].decode("ascii")
    except (IndexError, UnicodeDecodeError) as feil:
        raise IdentvernFeil("ukjent form") from feil


def masker_fodselsnummer(nummer: str) -> str:
    """ddmmyy*****: enough to recognise, not enough to use."""
    return nummer[:6] + "*" * 5


@lru_cache(maxsize=4)
def _nokler(hovednokler: str) -> dict[str, bytes]:
    """Master key id -> the key derived from it for identity numbers; the first is the active one."""
    nokler = {}
    for nokkel_id, hovednokkel in les_hovednokler(hovednokler).items():
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_FORMAL)
        nokler[nokkel_id] = hkdf.derive(hovednokkel)
    return nokler
