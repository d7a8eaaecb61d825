"""What waits for a second person, for those who may be it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from dokumenter.models import Deling, Kollegasvar, Mottaker
from dokumenter.queries.avsender import DELT_AV
from dokumenter.queries.sider import Nokkel, eldre_enn
from dokumenter.tilgang import er_mottaker
from kontoer.models import Kontotilgang
from kontoer.queries_navn import navn_i
from users.models import User


@dataclass(frozen=True)
class Godkjenning:
    """Where a deling stands, for one of its konto. `av` and `grunn` are of the one who decided, if anybody has."""

    venter: bool
    er_egen: bool
    er_mottaker: bool
    har_kollega: bool
    av: str = ""
    grunn: str = ""
    tidspunkt: datetime | None = None


def til_godkjenning_for(bruker: User, *, naa: datetime, etter: Nokkel | None = None) -> QuerySet[Deling]:
    """What waits on the kontoer the person may share from, by others and for others; newest first, after the key."""
    delinger = (
        _som_venter(bruker, naa)
        .select_related("konto__organisasjon", "delt_av_integrasjon")
        .annotate(delt_av_navn=DELT_AV)
        .order_by("-delt", "-id")
    )
    return delinger.filter(eldre_enn(etter)) if etter else delinger


def antall_til_godkjenning(bruker: User, *, naa: datetime) -> int:
    """How many they are."""
    return _som_venter(bruker, naa).count()


def godkjenning_av(deling: Deling, bruker: User) -> Godkjenning | None:
    """Where it stands; None for one that needed nobody. Two questions at most."""
    if not deling.godkjenning:
        return None
    er_egen = deling.delt_av_bruker_id == bruker.pk
    if deling.godkjenning == Deling.Godkjenning.VENTER:
        andre = Kontotilgang.objects.filter(konto_id=deling.konto_id, kan_dele=True, bruker__is_active=True)
        mottakere = deling.mottakere.filter(type=Mottaker.Type.PERSON)
        andre = andre.exclude(bruker_id=deling.delt_av_bruker_id).exclude(
            bruker__fnr_hash__in=mottakere.values("oppslag")
        )
        return Godkjenning(
            venter=deling.venter_pa_godkjenning,
            er_egen=er_egen,
            er_mottaker=er_mottaker(bruker=bruker, deling=deling),
            har_kollega=andre.exists(),
        )
    svar = Kollegasvar.objects.filter(deling=deling).first()
    if svar is None:
        return None
    navn = navn_i(deling.konto.organisasjon_id, [svar.av_id]).get(svar.av_id, "")
    return Godkjenning(False, er_egen, False, True, av=navn, grunn=svar.grunn, tidspunkt=svar.tidspunkt)


def _som_venter(bruker: User, naa: datetime) -> QuerySet[Deling]:
    til_meg = Mottaker.objects.filter(
        deling_id=OuterRef("pk"), type=Mottaker.Type.PERSON, oppslag__in=bruker.fnr_hasher
    )
    return (
        Deling.objects.varer(naa)
        .filter(
            godkjenning=Deling.Godkjenning.VENTER,
            konto__tilganger__bruker=bruker,
            konto__tilganger__kan_dele=True,
            konto__organisasjon__tatt_i_bruk__isnull=False,
        )
        .exclude(delt_av_bruker=bruker)
        .exclude(Exists(til_meg))
    )
