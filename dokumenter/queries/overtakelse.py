"""Delinger that are open while the one who shared them can no longer look after them, for an administrator.

Only what an administrator may know: how many, when, by whom. What is in them, and whom they are for, is not hers.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from dokumenter.models import Deling, Overtakelse
from dokumenter.queries.sider import Nokkel, eldre_enn
from kontoer.models import Konto, Kontotilgang, Organisasjon
from kontoer.queries import kontoer_i, tilganger_pa
from kontoer.queries_navn import navn_i, registrert_navn

_EIER = "eier_id"
_EIER_NAVN = registrert_navn(organisasjon="konto__organisasjon_id", bruker=_EIER)


class UtenEier(NamedTuple):
    """How many of a konto's delinger nobody looks after, and how many drafts are left by those who are gone."""

    konto: Konto
    delinger: int
    utkast: int


def uten_eier_i(organisasjon: Organisasjon, *, naa: datetime) -> list[UtenEier]:
    """The organisation's kontoer that have any, in three questions."""
    kontoer = list(kontoer_i(organisasjon))
    delinger = _tell(_uten_eier(naa).filter(konto__in=kontoer))
    utkast = _tell(_forlatte_utkast().filter(konto__in=kontoer))
    rader = (UtenEier(konto, delinger.get(konto.id, 0), utkast.get(konto.id, 0)) for konto in kontoer)
    return [rad for rad in rader if rad.delinger or rad.utkast]


def uten_eier_pa(konto: Konto, *, naa: datetime, etter: Nokkel | None = None) -> QuerySet[Deling]:
    """Those of one konto, newest first, each with `eier_navn`, who it was; after the key, if any."""
    delinger = _uten_eier(naa).filter(konto=konto).annotate(eier_navn=_EIER_NAVN).order_by("-delt", "-id")
    return delinger.filter(eldre_enn(etter)) if etter else delinger


def antall_uten_eier(konto: Konto, *, naa: datetime) -> int:
    """How many they are."""
    return _uten_eier(naa).filter(konto=konto).count()


def mulige_eiere(konto: Konto) -> QuerySet[Kontotilgang]:
    """Whom they may be given to: whoever may share from the konto now, by name."""
    return tilganger_pa(konto).filter(kan_dele=True, bruker__is_active=True)


def ny_eier(deling: Deling) -> str | None:
    """The name of the one who has taken it over; None if nobody has."""
    rad = Overtakelse.objects.filter(deling=deling).values_list("eier_id", flat=True).first()
    return None if rad is None else navn_i(deling.konto.organisasjon_id, [rad]).get(rad, "")


def _uten_eier(naa: datetime) -> QuerySet[Deling]:
    """What a system shares, it looks after itself, also where it does so for a person."""
    delte = Deling.objects.varer(naa).filter(delt_av_bruker__isnull=False, delt_av_integrasjon__isnull=True)
    return delte.annotate(**{_EIER: Coalesce("overtakelse__eier_id", "delt_av_bruker_id")}).filter(~_kan_dele(_EIER))


def _forlatte_utkast() -> QuerySet[Deling]:
    """They end by themselves, and are nobody else's: they are only counted."""
    utkast = Deling.objects.filter(
        tilstand=Deling.Tilstand.UTKAST, delt_av_bruker__isnull=False, delt_av_integrasjon__isnull=True
    )
    return utkast.filter(~_kan_dele("delt_av_bruker_id"))


def _kan_dele(hvem: str) -> Exists:
    return Exists(
        Kontotilgang.objects.filter(
            konto_id=OuterRef("konto_id"), bruker_id=OuterRef(hvem), kan_dele=True, bruker__is_active=True
        )
    )


def _tell(delinger: QuerySet[Deling]) -> dict[UUID, int]:
    rader = delinger.order_by().values("konto_id").annotate(antall=Count("id"))
    return {rad["konto_id"]: rad["antall"] for rad in rader}
