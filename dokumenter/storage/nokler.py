"""Master keys, and data keys wrapped by them.

Every dokument has its own random data key. The database keeps it only wrapped (AES-256-GCM) by a master key that
lives outside the database; destroying the wrapped key makes every copy of the bytes unreadable.

A wrapped key is: version (1 byte), length of the id (1 byte), id of the master key (ASCII), nonce (12 bytes), encrypted
data key and tag (48 bytes). Everything before the nonce, and the id of the dokument, are authenticated as well, so a
wrapped key is good for one dokument only. The nonce is random: a master key must be replaced before 2**32 wrappings.
"""

import os
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from users.hovednokler import les_hovednokler

NOKKEL_BYTES = 32
_VERSJON = 1
_NONCE_BYTES = 12
_INNPAKKET_BYTES = NOKKEL_BYTES + 16
_FORMAL = b"fiks_deldokument datanokkel"


class NokkelError(Exception):
    """The wrapped key cannot be opened: unknown master key, another dokument, or changed bytes."""


@dataclass(frozen=True)
class Hovednokler:
    """The master keys by id. The first wraps, all of them unwrap, so that a key can be rotated without downtime."""

    aktiv: str
    _nokler: dict[str, AESGCM] = field(repr=False)

    @classmethod
    def fra_tekst(cls, tekst: str) -> "Hovednokler":
        """The keys that the setting holds; ValueError as `les_hovednokler`."""
        nokler = {id_: AESGCM(nokkel) for id_, nokkel in les_hovednokler(tekst).items()}
        return cls(next(iter(nokler)), nokler)

    def pakk_inn(self, datanokkel: bytes, *, dokument_id: UUID) -> bytes:
        """Wrap a data key for one dokument with the active master key."""
        if len(datanokkel) != NOKKEL_BYTES:
            raise ValueError("En datanøkkel er 32 byte.")
        hode = bytes([_VERSJON, len(self.aktiv)]) + self.aktiv.encode("ascii")
        nonce = os.urandom(_NONCE_BYTES)
        return hode + nonce + self._nokler[self.aktiv].encrypt(nonce, datanokkel, _bundet(hode, dokument_id))

    def pakk_ut(self, innpakket: bytes | memoryview, *, dokument_id: UUID) -> bytes:
        """Unwrap a data key; NokkelError if it is not ours, not this dokument's, or has been changed."""
        nokkel_id, hode, nonce, kryptert = _del_opp(bytes(innpakket))
        hovednokkel = self._nokler.get(nokkel_id)
        if hovednokkel is None:
            raise NokkelError("Hovednøkkelen som låste datanøkkelen, finnes ikke i innstillingene.")
        try:
            return hovednokkel.decrypt(nonce, kryptert, _bundet(hode, dokument_id))
        except InvalidTag:
            raise NokkelError("Datanøkkelen kan ikke låses opp.") from None

    def pakk_om(self, innpakket: bytes | memoryview, *, dokument_id: UUID) -> bytes:
        """Wrap the same data key anew with the active master key (rotation); NokkelError as in `pakk_ut`.

        The new one is opened before anybody throws the old one away: nothing else can open the dokument.
        """
        datanokkel = self.pakk_ut(innpakket, dokument_id=dokument_id)
        ny = self.pakk_inn(datanokkel, dokument_id=dokument_id)
        if self.pakk_ut(ny, dokument_id=dokument_id) != datanokkel:
            raise NokkelError("Den nye innpakningen gir ikke den samme datanøkkelen.")
        return ny

    @property
    def ider(self) -> list[str]:
        """The ids of all master keys, the active one first."""
        return list(self._nokler)


def nokkel_id(innpakket: bytes) -> str:
    """The id of the master key that wrapped this. NokkelError if it is no wrapped key."""
    return _del_opp(innpakket)[0]


@cache
def _les(tekst: str) -> Hovednokler:
    return Hovednokler.fra_tekst(tekst)


def hovednokler() -> Hovednokler:
    """The master keys of the settings."""
    return _les(settings.HOVEDNOKLER)


def lag_datanokkel() -> bytes:
    """Make a new random data key of 32 bytes."""
    return os.urandom(NOKKEL_BYTES)


def _bundet(hode: bytes, dokument_id: UUID) -> bytes:
    return _FORMAL + hode + dokument_id.bytes


def _del_opp(innpakket: bytes) -> tuple[str, bytes, bytes, bytes]:
    """Split in (id of the master key, head, nonce, ciphertext); NokkelError if the form is not ours."""
    lengde = innpakket[1] if len(innpakket) > 1 else 0
    hode, resten = innpakket[: 2 + lengde], innpakket[2 + lengde :]
    if not innpakket or innpakket[0] != _VERSJON or len(resten) != _NONCE_BYTES + _INNPAKKET_BYTES:
        raise NokkelError("Den innpakkede datanøkkelen har ukjent form.")
    nokkel_id = hode[2:].decode("ascii", errors="replace")
    return nokkel_id, hode, resten[:_NONCE_BYTES], resten[_NONCE_BYTES:]
