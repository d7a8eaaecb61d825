"""A new master key: what an old one protects is opened and closed again under the new, value by value.

A value is only changed if it still is what was read: a key that was destroyed meanwhile stays destroyed, whoever else
writes the row loses nothing, and two who do this at once never undo each other. Each batch is a transaction of its own,
and what is done is left alone the next time, so it can be stopped anywhere and begun again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Model, QuerySet

from users import identvern
from users.models import User

logger = structlog.get_logger(__name__)

UKJENT_FORM = "ukjent form"
_LES = 1000


@dataclass(frozen=True)
class Hylle:
    """A column of protected values; `navn` is a code.

    `nokkel_id` (value) and `pakk_om` (primary key, value) raise `feil` for what is none.
    """

    navn: str
    rader: QuerySet[Model]
    felt: str
    nokkel_id: Callable[[bytes], str]
    pakk_om: Callable[[UUID, bytes], bytes]
    feil: type[Exception]

    def id_for(self, verdi: bytes) -> str:
        """The id of the master key that protects the value."""
        try:
            return self.nokkel_id(verdi)
        except self.feil:
            return UKJENT_FORM


@dataclass
class Ompakking:
    """How it went with one Hylle: how many were done, and which could not be opened."""

    gjort: int = 0
    feilet: list[UUID] = field(default_factory=list)


def brukerhylle() -> Hylle:
    """The fødselsnummer of those who have logged in or been registered."""
    return Hylle(
        navn="brukernumre",
        rader=User.objects.all(),
        felt="fnr_kryptert",
        nokkel_id=identvern.nokkel_id,
        pakk_om=lambda _pk, verdi: identvern.krypter_om(verdi),
        feil=identvern.IdentvernFeil,
    )


def tell_hylle(*, hylle: Hylle) -> Counter[str]:
    """How many values each master key protects now, by its id."""
    return Counter(hylle.id_for(verdi) for bolk in _bolker(hylle, _LES) for _pk, verdi in bolk)


def pakk_om_hylle(*, hylle: Hylle, til: str, bolk: int) -> Ompakking:
    """Put every value under the active master key, whose id is `til`, `bolk` of them in each transaction.

    One that cannot be opened is logged and left as it is; it does not stop the others.
    """
    resultat = Ompakking()
    for rader in _bolker(hylle, bolk):
        nye = [
            (pk, verdi, ny)
            for pk, verdi in rader
            if hylle.id_for(verdi) != til and (ny := _prov(hylle, pk, verdi, resultat)) is not None
        ]
        if nye:
            with transaction.atomic():
                for pk, verdi, ny in nye:
                    urort = hylle.rader.filter(pk=pk, **{hylle.felt: verdi})
                    resultat.gjort += urort.update(**{hylle.felt: ny})
    return resultat


def _prov(hylle: Hylle, pk: UUID, verdi: bytes, resultat: Ompakking) -> bytes | None:
    try:
        return hylle.pakk_om(pk, verdi)
    except hylle.feil:
        logger.error("kan_ikke_pakkes_om", hylle=hylle.navn, rad=str(pk))
        resultat.feilet.append(pk)
        return None


def _bolker(hylle: Hylle, antall: int) -> Iterator[list[tuple[UUID, bytes]]]:
    """All values, paged by key: no transaction is open and no cursor held between two pages."""
    rader = hylle.rader.filter(**{f"{hylle.felt}__isnull": False}).order_by("pk")
    neste = rader
    while side := [(pk, bytes(verdi)) for pk, verdi in neste.values_list("pk", hylle.felt)[:antall]]:
        yield side
        neste = rader.filter(pk__gt=side[-1][0])
