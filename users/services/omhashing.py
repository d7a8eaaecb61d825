"""A new IDENT_NOKKEL: what stands under the old one is hashed anew from the encrypted numbers, row by row.

Nothing in a row tells which key it stands under, so every number is opened and both hashes made. A row is only changed
if it still is what was read; each batch is a transaction of its own, and what is done is left alone the next time. So
it can be stopped anywhere, begun again, and run by two at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from users.identvern import IdentvernFeil, dekrypter_ident, hash_ident, hasher_med_id
from users.models import User

logger = structlog.get_logger(__name__)

UKJENT_NOKKEL = "?"  # no key may have it as its id
_LES = 1000
_Rad = tuple[UUID, str, bytes | None]


@dataclass(frozen=True)
class Hashhylle:
    """A column of hashes, and the column with the same numbers encrypted; `navn` is a code."""

    navn: str
    rader: QuerySet[Model]
    hash_felt: str
    kryptert_felt: str


@dataclass
class Omhashing:
    """How it went with one Hashhylle: how many were done, which could not be opened, and which stand there twice."""

    gjort: int = 0
    feilet: list[UUID] = field(default_factory=list)
    dobbelt: list[UUID] = field(default_factory=list)


def brukerhasher() -> Hashhylle:
    """What users are found by when they log in."""
    return Hashhylle("brukere", User.objects.all(), "fnr_hash", "fnr_kryptert")


def tell_hasher(*, hylle: Hashhylle) -> Counter[str]:
    """How many rows stand under each key now, by its id; UKJENT_NOKKEL for what stands under none of them."""
    return Counter(_under(rad) for bolk in _bolker(hylle, _LES) for rad in bolk)


def hash_om_hylle(*, hylle: Hashhylle, bolk: int) -> Omhashing:
    """Put every row under the key in use, `bolk` of them in each transaction.

    A number that cannot be opened, and a row whose new hash another row has, are logged and left: no row is thrown
    away here, and they do not stop the others.
    """
    resultat = Omhashing()
    for rader in _bolker(hylle, bolk):
        nye = [(pk, gammel, ny) for pk, gammel, ny in _nye(hylle, rader, resultat) if gammel != ny]
        try:
            resultat.gjort += _skriv(hylle, nye)
        except IntegrityError:  # one of them: the others by themselves
            for en in nye:
                _skriv_en(hylle, en, resultat)
    return resultat


def _nye(hylle: Hashhylle, rader: list[_Rad], resultat: Omhashing) -> Iterator[tuple[UUID, str, str]]:
    for pk, gammel, kryptert in rader:
        try:
            yield pk, gammel, hash_ident(_nummer(kryptert))
        except IdentvernFeil:
            logger.error("kan_ikke_hashes_om", hylle=hylle.navn, rad=str(pk))
            resultat.feilet.append(pk)


def _skriv(hylle: Hashhylle, nye: list[tuple[UUID, str, str]]) -> int:
    if not nye:
        return 0
    with transaction.atomic():
        return sum(
            hylle.rader.filter(pk=pk, **{hylle.hash_felt: gammel}).update(**{hylle.hash_felt: ny})
            for pk, gammel, ny in nye
        )


def _skriv_en(hylle: Hashhylle, en: tuple[UUID, str, str], resultat: Omhashing) -> None:
    try:
        resultat.gjort += _skriv(hylle, [en])
    except IntegrityError:
        logger.error("star_der_to_ganger", hylle=hylle.navn, rad=str(en[0]))
        resultat.dobbelt.append(en[0])


def _under(rad: _Rad) -> str:
    _pk, lagret, kryptert = rad
    try:
        hasher = hasher_med_id(_nummer(kryptert))
    except IdentvernFeil:
        return UKJENT_NOKKEL
    return next((nokkel_id for nokkel_id, hash_ in hasher.items() if hash_ == lagret), UKJENT_NOKKEL)


def _nummer(kryptert: bytes | None) -> str:
    return dekrypter_ident(bytes(kryptert or b""))


def _bolker(hylle: Hashhylle, antall: int) -> Iterator[list[_Rad]]:
    """All rows, paged by key: no transaction is open and no cursor held between two pages."""
    rader = hylle.rader.order_by("pk")
    neste = rader
    while side := list(neste.values_list("pk", hylle.hash_felt, hylle.kryptert_felt)[:antall]):
        yield side
        neste = rader.filter(pk__gt=side[-1][0])
