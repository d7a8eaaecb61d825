"""Wishes for more time, as the one who asked and those who share see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dokumenter.models import Deling, Tidsonske
from dokumenter.varighet import DAGENS_SLUTT, seneste_slutt
from users.models import User


class Onskerad(NamedTuple):
    """One who waits for an answer: by the masked number, and the business (orgnr) if it was asked for one."""

    onske: Tidsonske
    maskert: str


def som_ber_om_mer_tid() -> Q:
    """Of delinger: those that somebody waits for an answer about. Few, and found by an index of their own.

    Where the konto is deleted there is nobody left who can answer, so nobody is asked to.
    """
    return Q(pk__in=Tidsonske.objects.ventende().order_by().values("deling_id"), konto__slettet__isnull=True)


def blant_dem_som_ber(delinger: Iterable[Deling]) -> set[UUID]:
    """Which of these delinger somebody waits for an answer about, in one question."""
    ider = [deling.pk for deling in delinger if not deling.konto.er_slettet]
    return set(Tidsonske.objects.ventende().filter(deling_id__in=ider).order_by().values_list("deling_id", flat=True))


def ventende_onsker(deling: Deling) -> list[Onskerad]:
    """Those who wait for an answer, in the order they asked; none where nobody can give one."""
    if deling.konto.er_slettet:
        return []
    onsker = Tidsonske.objects.ventende().filter(deling=deling).select_related("bruker").order_by("id")
    return [Onskerad(onske, onske.bruker.maskert_fnr) for onske in onsker]


def siste_onske(deling: Deling, bruker: User) -> Tidsonske | None:
    """The newest wish of the person's own about the deling."""
    return Tidsonske.objects.filter(deling=deling, bruker=bruker).order_by("-id").first()


def foreslatt_slutt(deling: Deling, naa: datetime) -> datetime | None:
    """A later end to offer: the konto's standard counted from the end there is, but no later than it allows.

    None when it cannot be later: it is over, never ends, or lasts as long as the konto allows already.
    """
    naavaerende = deling.tilgjengelig_til
    if naavaerende is None or not deling.er_apen(naa):
        return None
    seneste = seneste_slutt(deling.konto, naa)
    dag = timezone.localdate(naavaerende) + timedelta(days=deling.konto.standard_varighet_dager)
    forslag = min(datetime.combine(dag, DAGENS_SLUTT, tzinfo=timezone.get_default_timezone()), seneste)
    return forslag if forslag > naavaerende else None
