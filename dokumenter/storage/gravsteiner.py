"""Tombstones: what has ended, told in the store, where a database that is restored from an old copy can learn of it.

An object is a few lines of JSON and a seal. The first line says the version, the number and which master key the seal
is made with; each of the rest is one end: ids, a reason and moments, nothing else. The seal is HMAC-SHA256, by a key
derived from the master key, over the object's name and all lines: who can write to the store and no more, can neither
make one nor change one. They are only ever added. Numbers grow with every one, so the names sort by time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dokumenter.storage.lager import MIB, Blokklager, ObjectDamaged, ObjectExists
from users.hovednokler import les_hovednokler

PREFIKS = "gravsteiner/"
VERSJON = 1
_FORMAL = b"fiks_deldokument gravstein v1"
_SIFRE = 15
_NAVN = re.compile(rf"{PREFIKS}(\d{{{_SIFRE}}})-[0-9a-f]{{32}}", re.ASCII)
_SEGL_BYTES = 64
_MAKS_BYTES = MIB

DELING, DOKUMENT, KONTO, FRIST, MOTTAKER = "deling", "dokument", "konto", "frist", "mottaker"
_ARTER = frozenset({DELING, DOKUMENT, KONTO, FRIST, MOTTAKER})


class GravsteinFeil(Exception):
    """It is there, and cannot be trusted or understood: an unknown key, changed bytes, or a newer version than ours."""


@dataclass(frozen=True)
class Gravskrift:
    """One end: `art` of what, its id, why, when; for a `frist` also the moment it ends at now, None is never.

    For a `mottaker` the id is the deling's, and `grunn` is the number of the mottaker's row: it names nobody.
    """

    art: str
    gjelder: UUID
    grunn: str
    tidspunkt: datetime
    frist: datetime | None = None


def nytt_navn(nummer: int) -> str:
    """The name of a new object with that number; never the same twice."""
    return f"{PREFIKS}{nummer:0{_SIFRE}d}-{uuid4().hex}"


def nummer_i(navn: str) -> int:
    """The number in the name of an object."""
    treff = _NAVN.fullmatch(navn)
    if treff is None:
        raise ValueError("ikke navnet på en gravstein")
    return int(treff[1])


def skriv_gravstein(lager: Blokklager, navn: str, skrifter: Sequence[Gravskrift]) -> None:
    """Write one object, safely on the medium when this returns. LagerError if not.

    That it is there already is success: a name is used for one thing, and somebody did it just before us.
    """
    nokkel_id = next(iter(_nokler(settings.HOVEDNOKLER)))
    hode = {"v": VERSJON, "nr": nummer_i(navn), "nokkel": nokkel_id}
    linjer = "".join(json.dumps(linje, separators=(",", ":")) + "\n" for linje in (hode, *map(_som_json, skrifter)))
    innhold = linjer.encode("ascii")
    try:
        lager.write(navn, [innhold + _segl(nokkel_id, navn, innhold)])
    except ObjectExists:
        return


def les_gravstein(lager: Blokklager, navn: str) -> list[Gravskrift]:
    """What it says. Raises GravsteinFeil; LagerError when the store does not answer."""
    raa = _hele_objektet(lager, navn)
    innhold, segl = raa[:-_SEGL_BYTES], raa[-_SEGL_BYTES:]
    try:
        linjer = [json.loads(linje) for linje in innhold.decode("ascii").splitlines()]
        hode, nokkel_id = linjer[0], str(linjer[0]["nokkel"])
        versjon, nummer = hode["v"], hode["nr"]
    except (ValueError, LookupError, TypeError) as feil:
        raise GravsteinFeil("har ukjent form") from feil
    if nokkel_id not in _nokler(settings.HOVEDNOKLER):
        raise GravsteinFeil("er seglet med en hovednøkkel som ikke står i innstillingene")
    if not hmac.compare_digest(segl, _segl(nokkel_id, navn, innhold)):
        raise GravsteinFeil("har et segl som ikke stemmer")
    if versjon != VERSJON or nummer != nummer_i(navn):
        raise GravsteinFeil("er skrevet av en nyere versjon")
    return [_fra_json(linje) for linje in linjer[1:]]


def nyere_gravsteiner(lager: Blokklager, *, enn: int) -> Iterator[str]:
    """The names of those with a greater number, in order. Anything else under the prefix is not ours and passed by."""
    # "." comes after "-" and before the digits: behind every name with that number, and before the next number.
    etter = f"{PREFIKS}{enn:0{_SIFRE}d}."
    return (navn for navn in lager.list(PREFIKS, after=etter) if _NAVN.fullmatch(navn))


def _hele_objektet(lager: Blokklager, navn: str) -> bytes:
    storrelse = lager.size(navn)
    if not _SEGL_BYTES < storrelse <= _MAKS_BYTES:
        raise GravsteinFeil("har ukjent form")
    try:
        return b"".join(lager.read_range(navn, 0, storrelse))
    except ObjectDamaged as feil:
        raise GravsteinFeil("er skadet") from feil


def _som_json(skrift: Gravskrift) -> dict[str, str | None]:
    linje: dict[str, str | None] = {
        "art": skrift.art,
        "id": str(skrift.gjelder),
        "grunn": skrift.grunn,
        "tid": skrift.tidspunkt.isoformat(),
    }
    if skrift.art == FRIST:
        linje["frist"] = skrift.frist.isoformat() if skrift.frist else None
    return linje


def _fra_json(linje: dict[str, Any]) -> Gravskrift:
    try:
        if linje["art"] not in _ARTER:
            raise GravsteinFeil("er skrevet av en nyere versjon")
        frist = linje.get("frist")
        return Gravskrift(
            art=linje["art"],
            gjelder=UUID(linje["id"]),
            grunn=linje["grunn"],
            tidspunkt=datetime.fromisoformat(linje["tid"]),
            frist=datetime.fromisoformat(frist) if frist else None,
        )
    except (KeyError, TypeError, ValueError) as feil:
        raise GravsteinFeil("har ukjent form") from feil


def _segl(nokkel_id: str, navn: str, innhold: bytes) -> bytes:
    nokkel = _nokler(settings.HOVEDNOKLER)[nokkel_id]
    return hmac.new(nokkel, navn.encode() + b"\n" + innhold, hashlib.sha256).hexdigest().encode()


@lru_cache(maxsize=4)
def _nokler(hovednokler: str) -> dict[str, bytes]:
    """Master key id -> the key derived from it for seals; the first is the active one."""
    return {
        nokkel_id: HKDF(algorithm=SHA256(), length=32, salt=None, info=_FORMAL).derive(hovednokkel)
        for nokkel_id, hovednokkel in les_hovednokler(hovednokler).items()
    }
