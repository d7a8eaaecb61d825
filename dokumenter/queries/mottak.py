"""What a recipient may see: what is, or was, shared with the person. A draft never; the log of it never."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.sider import Nokkel, eldre_enn
from hendelser.models import Hendelse, Hendelsestype
from users.models import User

_FA_RADER = 1000
_HENTET = (Hendelsestype.DOKUMENT_HENTES, Hendelsestype.DOKUMENT_HENTET)


def mottatte_for(
    bruker: User,
    *,
    naa: datetime,
    etter: Nokkel | None = None,
    ordinaer_for: Collection[str] = (),
    taushetsbelagt_for: Collection[str] = (),
) -> QuerySet[Deling]:
    """Everything shared with the person, also what has ended: open first, then newest first; after the key, if any.

    Also what is shared with businesses: from ordinary kontoer with those of `ordinaer_for`, from confidential ones
    with those of `taushetsbelagt_for` (organisasjonsnummer).
    """
    # Each kind has its own way to its rows; asked for with one OR, every recipient there is was read.
    virksomhet = Mottaker.objects.filter(type=Mottaker.Type.ORGANISASJON)
    taushetsbelagt = Q(deling__taushetsbelagt=True) | Q(deling__konto__taushetsbelagt=True)
    deler = [Mottaker.objects.filter(type=Mottaker.Type.PERSON, oppslag__in=bruker.fnr_hasher)]
    if ordinaer_for:
        deler.append(virksomhet.filter(~taushetsbelagt, oppslag__in=ordinaer_for))
    if taushetsbelagt_for:
        deler.append(virksomhet.filter(taushetsbelagt, oppslag__in=taushetsbelagt_for))
    mine, *resten = (del_.order_by().values("deling_id") for del_ in deler)
    delinger = (
        Deling.objects.ute()
        .filter(id__in=mine.union(*resten) if resten else mine)
        .annotate(apen=Case(When(Deling.er_apen_q(naa), then=True), default=False))
        .order_by("-apen", "-delt", "-id")
    )
    if etter is None:
        return delinger
    senere = Q(apen=etter.apen) & eldre_enn(etter)
    return delinger.filter(senere | Q(apen=False) if etter.apen else senere)


def med_avsender() -> QuerySet[Deling]:
    """Delinger with what a list shows of each, for `side_av`."""
    return Deling.objects.select_related("konto__organisasjon").order_by()


def er_mange_virksomheter() -> bool:
    """Have businesses got more than can be looked through at every visit?"""
    rader = Mottaker.objects.filter(type=Mottaker.Type.ORGANISASJON).order_by()
    return rader[: _FA_RADER + 1].count() > _FA_RADER


def virksomheter_med_apne_delinger(naa: datetime, *, blant: Collection[str] | None = None) -> list[str]:
    """The businesses that something is shared with now: nobody else is worth asking Altinn about."""
    mottakere = Mottaker.objects.filter(type=Mottaker.Type.ORGANISASJON, deling__in=Deling.objects.apne(naa))
    if blant is not None:
        mottakere = mottakere.filter(oppslag__in=blant)
    return list(mottakere.order_by("oppslag").values_list("oppslag", flat=True).distinct())


def virksomheter_per_deling(delinger: Iterable[Deling], orgnumre: Collection[str]) -> dict[UUID, list[str]]:
    """With which of the businesses each deling is shared, in one query; none without businesses."""
    per_deling: dict[UUID, list[str]] = {}
    if orgnumre:
        mottakere = Mottaker.objects.filter(deling__in=delinger, type=Mottaker.Type.ORGANISASJON, oppslag__in=orgnumre)
        for deling_id, orgnr in mottakere.order_by("oppslag").values_list("deling_id", "oppslag").distinct():
            per_deling.setdefault(deling_id, []).append(orgnr)
    return per_deling


def delt_deling(deling_id: UUID) -> Deling | None:
    """A deling that is or was shared, whoever asks: who may see it is asked of `tilgang.kan_apne`.

    Also one that waits to be approved, which nobody may see: its senders are told that somebody tried.
    """
    return Deling.objects.select_related("konto__organisasjon").filter(id=deling_id, delt__isnull=False).first()


def delingen_til(dokument_id: UUID) -> UUID | None:
    """The deling that a dokument is or was part of what is shared in, whoever asks."""
    dokument = Dokument.objects.filter(pk=dokument_id, deling__in=Deling.objects.ute()).delte()
    return dokument.order_by().values_list("deling_id", flat=True).first()


def synlige_dokumenter(bruker: User) -> QuerySet[Dokument]:
    """What there is for a recipient, of any deling: the one filter behind every list and every count.

    What is part of what is shared. What the sender has taken out since, only for one who has opened the deling, or
    fetched the file, while it was there: then it stands as deleted. What was removed before sharing never was there.
    """
    eksponering = Dokument.Eksponering
    hendelser = Hendelse.objects.order_by()
    # By the order of the log and not by its times, which several hosts have written.
    apnet = hendelser.filter(
        pk__lt=OuterRef("pk"),
        deling_id=OuterRef("deling_id"),
        type=Hendelsestype.DELING_APNET,
        aktor_id=bruker.pk,
    )
    # One that was added later was not there before that.
    kom_etterpa = hendelser.filter(
        pk__gt=OuterRef("pk"), dokument_id=OuterRef(OuterRef("dokument_id")), type=Hendelsestype.DOKUMENT_LAGT_TIL
    )
    apnet = apnet.filter(~Exists(kom_etterpa))
    fjernet_etter = hendelser.filter(Exists(apnet), dokument_id=OuterRef("pk"), type=Hendelsestype.DOKUMENT_SLETTES)
    hentet = hendelser.filter(dokument_id=OuterRef("pk"), type__in=_HENTET, aktor_id=bruker.pk)
    sett = Q(Exists(fjernet_etter)) | Q(Exists(hentet))
    return Dokument.objects.filter(Q(eksponering=eksponering.DELT) | (Q(eksponering=eksponering.FJERNET) & sett))


def mottatte_dokumenter(deling: Deling, bruker: User) -> QuerySet[Dokument]:
    """The files of the deling for a recipient, in the order they came."""
    return synlige_dokumenter(bruker).filter(deling=deling).order_by("opprettet", "id")


def delte_filer(deling: Deling) -> QuerySet[Dokument]:
    """The files that are part of what is shared, in the order they came: the same for every recipient."""
    return deling.dokumenter.filter(eksponering=Dokument.Eksponering.DELT).order_by("opprettet", "id")


def antall_mottatte(delinger: list[Deling], bruker: User) -> dict[UUID, int]:
    """How many files each deling has for a recipient, in one query."""
    dokumenter = synlige_dokumenter(bruker).filter(deling__in=delinger)
    rader = dokumenter.values("deling_id").annotate(antall=Count("id")).order_by()
    return {rad["deling_id"]: rad["antall"] for rad in rader}
