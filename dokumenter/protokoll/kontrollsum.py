"""Digests that a sender gives of what it sends (RFC 9530): `Content-Digest` and `Repr-Digest`.

Nothing here is coded on the way, so the two mean the same: of a request, the whole body; of a part, its bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from dokumenter.errors import FeilKontrollsum
from dokumenter.protokoll.kilde import BrytbarKilde
from kontoer.errors import UgyldigVerdi

_HODER = ("Content-Digest", "Repr-Digest")
_ALGORITMER = {"sha-256": "sha256", "sha-512": "sha512"}
# A dictionary of byte sequences (RFC 9651). What may follow a value means nothing here.
_LEDD = re.compile(r"[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):[ \t]*(?:;[^,]*)?", re.A)


class Kontrollsum:
    """One digest to compare with what comes."""

    def __init__(self, hode: str, algoritme: str, ventet: bytes) -> None:
        self._hode = hode
        self._ventet = ventet
        self._hash = hashlib.new(algoritme, usedforsecurity=False)

    def legg_til(self, bit: bytes) -> None:
        """Count some bytes in."""
        self._hash.update(bit)

    def krev_treff(self) -> None:
        """FeilKontrollsum unless the bytes were those that were sent."""
        if not hmac.compare_digest(self._hash.digest(), self._ventet):
            raise FeilKontrollsum(self._hode)


class Summert:
    """A source whose bytes are counted in as they pass."""

    def __init__(self, kilde: BrytbarKilde, summer: Sequence[Kontrollsum]) -> None:
        self._kilde = kilde
        self._summer = summer

    @property
    def brutt(self) -> bool:
        """As the source's."""
        return self._kilde.brutt

    def read(self, storrelse: int, /) -> bytes:
        """Read on, and count in."""
        bit = self._kilde.read(storrelse)
        for en in self._summer:
            en.legg_til(bit)
        return bit


def les_kontrollsummer(hode: Callable[[str], str | None]) -> list[Kontrollsum]:
    """Every digest that is given, by `hode`, which looks a header up; of an algorithm we do not know, none.

    Raises UgyldigVerdi naming a header that cannot be read.
    """
    summer = []
    for navn in _HODER:
        for ledd in (hode(navn) or "").split(",") if hode(navn) else ():
            treff = _LEDD.fullmatch(ledd)
            if treff is None:
                raise UgyldigVerdi(_("kan ikke leses. Skriv sha-256=:<base64>: (RFC 9530)."), felt=navn)
            if treff[1] in _ALGORITMER:
                summer.append(Kontrollsum(navn, _ALGORITMER[treff[1]], _verdi(treff, navn)))
    return summer


def krev_kontrollsummer(hode: Callable[[str], str | None], innhold: bytes) -> None:
    """The same for what is there already. Raises FeilKontrollsum too."""
    for en in les_kontrollsummer(hode):
        en.legg_til(innhold)
        en.krev_treff()


def _verdi(treff: re.Match[str], navn: str) -> bytes:
    try:
        verdi = base64.b64decode(treff[2], validate=True)
    except (binascii.Error, ValueError):
        verdi = b""
    if len(verdi) != hashlib.new(_ALGORITMER[treff[1]], usedforsecurity=False).digest_size:
        raise UgyldigVerdi(_("har feil lengde eller er ikke base64."), felt=navn)
    return verdi
