"""Protection of identity numbers: a keyed hash to look a person up, a ciphertext to show who it is, a mask for pages.

The hash key (IDENT_NOKKEL) is apart from the database, so a stolen table cannot be searched by trying all numbers.
While one hash key takes over for another, a person may stand under either: look-ups ask for both (`hasher_for`).
The encryption key is derived from the active master key; the id of the master key is stored with the ciphertext.
"""

from __future__ import annotations

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
from users.identnokler import les_identnokler

_FORMAL = b"fiks_deldokument ident v1"
_NONCE = 12


class IdentvernFeil(Exception):
    """A protected value cannot be opened: unknown master key or changed bytes."""


def hash_ident(nummer: str) -> str:
    """HMAC-SHA256 of the number, 64 hex characters: one number gives one text, and only with the key.

    Under the key in use, for new rows. To find a row, ask for `hasher_for`.
    """
    return hasher_for(nummer)[0]


def hasher_for(nummer: str) -> tuple[str, ...]:
    """What a row about the number may stand under: the hash under the key in use, then under the one that goes."""
    return tuple(hasher_med_id(nummer).values())


def hasher_med_id(nummer: str) -> dict[str, str]:
    """The same by the ids of the keys."""
    return {
        nokkel_id: hmac.new(nokkel, nummer.encode(), hashlib.sha256).hexdigest()
        for nokkel_id, nokkel in _identnokler(settings.IDENT_NOKKEL).items()
    }


def bytter_identnokkel() -> bool:
    """Are there two hash keys now?"""
    return len(_identnokler(settings.IDENT_NOKKEL)) > 1


def hasher_av(kryptert: bytes | memoryview | None, lagret: str) -> tuple[str, ...]:
    """As `hasher_for`, for a row that holds the number encrypted and was found under `lagret`.

    With one key nothing is opened. A number that cannot be opened is known by what is stored, as before.
    """
    if kryptert is None or not bytter_identnokkel():
        return (lagret,)
    try:
        return hasher_for(dekrypter_ident(bytes(kryptert)))
    except IdentvernFeil:
        return (lagret,)


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


_identnokler = lru_cache(maxsize=4)(les_identnokler)


@lru_cache(maxsize=4)
def _nokler(hovednokler: str) -> dict[str, bytes]:
    """Master key id -> the key derived from it for identity numbers; the first is the active one."""
    nokler = {}
    for nokkel_id, hovednokkel in les_hovednokler(hovednokler).items():
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_FORMAL)
        nokler[nokkel_id] = hkdf.derive(hovednokkel)
    return nokler
