"""Whom a person has shared with lately from one konto, to be chosen again without the number being written or shown.

The page gets a reference and a masked number. A reference is worth nothing by itself: it is looked up among the
person's own delinger from that konto, so another's, or one made up, leads to nobody. See docs/beslutninger/0030.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from dokumenter.models import Deling, Mottaker
from kontoer.models import Konto
from users.identvern import dekrypter_ident, masker_fodselsnummer
from users.models import User
from users.numre import Nummer, Nummertype

MAKS_TILBUDT = 10
_MAKS_DELINGER = 20
_MAKS_RADER = 200


@dataclass(frozen=True)
class Tidligere:
    """One that may be chosen again, and what she was last sent."""

    referanse: int
    nummer: Nummer
    deling: Deling


def siste_mottakere(bruker: User, konto: Konto, *, uten: Collection[Nummer] = ()) -> list[Tidligere]:
    """At most ten, the last first, of delinger that are still open; none where the konto is, or was, taushetsbelagt.

    What was recalled may have been sent to the wrong one. Two persons that look alike when they are masked are not
    offered: who chooses could not tell which is which.
    """
    if konto.taushetsbelagt:
        return []
    delinger = Deling.objects.filter(pk__in=list(_egne(bruker, konto).values_list("pk", flat=True)[:_MAKS_DELINGER]))
    rader = _rader(delinger).order_by("-deling__opprettet", "pk")[:_MAKS_RADER]
    funnet: dict[Nummer, Tidligere] = {}
    for rad in rader:
        nummer = _nummer(rad)
        funnet.setdefault(nummer, Tidligere(rad.pk, nummer, rad.deling))
    likt = Counter(_vist(nummer) for nummer in {*funnet, *uten})
    tilbudt = [en for en in funnet.values() if likt[_vist(en.nummer)] == 1 and en.nummer not in uten]
    return tilbudt[:MAKS_TILBUDT]


def valgt_blant_tidligere(bruker: User, konto: Konto, referanser: Collection[int]) -> dict[int, Nummer]:
    """The numbers of those that are this person's own, from this konto, in the order given. Others are left out."""
    if konto.taushetsbelagt or not referanser:
        return {}
    funnet = {rad.pk: _nummer(rad) for rad in _rader(_egne(bruker, konto)).filter(pk__in=referanser)}
    return {referanse: funnet[referanse] for referanse in referanser if referanse in funnet}


def _egne(bruker: User, konto: Konto) -> QuerySet[Deling]:
    delt = Deling.objects.filter(delt_av_bruker=bruker, tilstand=Deling.Tilstand.DELT, konto=konto)
    return delt.filter(delt_av_integrasjon__isnull=True, taushetsbelagt=False).order_by("-opprettet")


def _rader(delinger: QuerySet[Deling]) -> QuerySet[Mottaker]:
    typer = [Mottaker.Type.PERSON, Mottaker.Type.ORGANISASJON]
    return Mottaker.objects.filter(deling__in=delinger.order_by(), type__in=typer).select_related("deling")


def _nummer(mottaker: Mottaker) -> Nummer:
    if mottaker.type == Mottaker.Type.PERSON:
        return Nummer(Nummertype.PERSON, dekrypter_ident(bytes(mottaker.ident_kryptert or b"")))
    return Nummer(Nummertype.ORGANISASJON, mottaker.oppslag)


def _vist(nummer: Nummer) -> str:
    return masker_fodselsnummer(nummer.verdi) if nummer.type is Nummertype.PERSON else nummer.verdi
