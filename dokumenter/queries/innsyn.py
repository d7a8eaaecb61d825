"""Innsyn: what a person has opened and fetched, and who in the municipality handled what was shared with the person.

Delinger the person is a recipient of, or has opened for a business that is; and of those only what the senders did and
what the person did. Never what another recipient did, nor what happened before it was shared. Whoever is taken out sees
what a stranger sees: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dokumenter.models import Deling, Dokument, Mottaker, Tidsonske
from dokumenter.queries.mottak import synlige_dokumenter
from dokumenter.queries.sider import Nokkel, eldre_enn, side_av, tolk_nokkel
from dokumenter.tekst import orgnr_i_ord, storrelse_i_ord
from hendelser.models import Aktortype, Hendelse, Hendelsestype
from kontoer.loggord import verdi
from kontoer.queries_navn import navn_i_flere
from users.models import User

AV_AVSENDER = (
    Hendelsestype.DELING_DELT,
    Hendelsestype.DELING_GODKJENT,
    Hendelsestype.DOKUMENT_LAGT_TIL,
    Hendelsestype.DELING_FORLENGET,
    Hendelsestype.DELING_TRUKKET,
    Hendelsestype.DELING_SLETTET,
    Hendelsestype.DELING_UTLOPT,
    Hendelsestype.DOKUMENT_SLETTES,
)
EGNE = (
    Hendelsestype.DELING_APNET,
    Hendelsestype.DOKUMENT_HENTES,
    Hendelsestype.DOKUMENT_HENTET,
    Hendelsestype.TIDSONSKE_SENDT,
    Hendelsestype.HENTENOKKEL_LAGET,
    Hendelsestype.HENTENOKKEL_BRUKT,
    Hendelsestype.HENTENOKKEL_TRUKKET,
)


@dataclass(frozen=True)
class Innsynslinje:
    """One thing that happened, in words. `ganger`: how many times in a row, for a page."""

    tidspunkt: datetime
    hva: str
    hvem: str
    dokumentnavn: str = ""
    detaljer: str = ""
    ganger: int = 1

    @property
    def likt(self) -> tuple[str, ...]:
        """What two lines that say the same have in common."""
        return self.hva, self.hvem, self.dokumentnavn


@dataclass(frozen=True)
class Innsynsdeling:
    """One deling. `vis`: the person is known surely enough, and as its recipient, for more than from whom and when."""

    deling: Deling
    slutt: tuple[Deling.Slutt, datetime] | None
    vis: bool
    linjer: Sequence[Innsynslinje]

    @property
    def samlet(self) -> list[Innsynslinje]:
        """The lines, with those that say the same one after the other as one: a download in many parts is one."""
        samlet: list[Innsynslinje] = []
        for linje in self.linjer:
            if samlet and samlet[-1].likt == linje.likt:
                samlet[-1] = replace(linje, detaljer="", ganger=samlet[-1].ganger + 1)
            else:
                samlet.append(linje)
        return samlet


@dataclass(frozen=True)
class Innsynsside:
    """Some delinger, newest first. `neste` is the key of the next page, None on the last."""

    delinger: list[Innsynsdeling]
    neste: str | None


def innsyn_for(
    bruker: User, *, naa: datetime, etter: Nokkel | None = None, har_niva: Callable[[int], bool]
) -> Innsynsside:
    """One page, in as many questions for one deling as for many. `har_niva`: whether the person is known so surely."""
    side = side_av(_delinger(bruker, etter), hele=Deling.objects.select_related("konto__organisasjon").order_by())
    mine = set(_som_person(bruker).filter(deling_id__in=_ider(side.delinger)).values_list("deling_id", flat=True))
    lesere = [_Leser(deling, bruker, deling.pk in mine, deling.sluttet(naa)) for deling in side.delinger]
    linjer = _linjer(lesere, bruker, har_niva)
    return Innsynsside(
        [
            Innsynsdeling(
                en.deling, en.slutt, har_niva(en.deling.sikkerhetsniva) and en.som_person, linjer[en.deling.pk]
            )
            for en in lesere
        ],
        side.neste,
    )


def alt_innsyn_for(bruker: User, *, naa: datetime, har_niva: Callable[[int], bool]) -> Iterator[Innsynsdeling]:
    """All of it, a page at a time: for an export that holds no more than that in memory."""
    neste: str | None = ""
    while neste is not None:
        side = innsyn_for(bruker, naa=naa, etter=tolk_nokkel(neste), har_niva=har_niva)
        yield from side.delinger
        neste = side.neste


@dataclass(frozen=True)
class _Filer:
    """The files the person may know of: by name, at all, and those of them that were taken out."""

    navn: dict[UUID, str]
    synlige: set[UUID]
    fjernede: set[UUID]


@dataclass(frozen=True)
class _Leser:
    """The person as a reader of one deling."""

    deling: Deling
    bruker: User
    som_person: bool  # a recipient, and not only one who acted for a business
    slutt: tuple[Deling.Slutt, datetime] | None

    def ser(self, hendelse: Hendelse, filer: _Filer) -> bool:
        """Is it the person's own doing, or the senders' with what the person is a recipient of?"""
        if hendelse.type in EGNE:
            return hendelse.aktor_id == self.bruker.pk
        if hendelse.type == Hendelsestype.DOKUMENT_LAGT_TIL:
            return self.som_person and hendelse.dokument_id in filer.synlige
        # Files go with their deling; alone, only one that the person has seen.
        return self.som_person and (
            hendelse.type != Hendelsestype.DOKUMENT_SLETTES or hendelse.dokument_id in filer.fjernede
        )


def _som_person(bruker: User) -> QuerySet[Mottaker]:
    return Mottaker.objects.filter(type=Mottaker.Type.PERSON, oppslag__in=bruker.fnr_hasher).order_by()


def _delinger(bruker: User, etter: Nokkel | None) -> QuerySet[Deling]:
    """Shared with the person, or with a business the person did something for: each kind has a way to its rows."""
    # Looked up for each of the person's own events: written with EXISTS, every business there is was read.
    virksomheten = Subquery(
        Mottaker.objects.filter(
            type=Mottaker.Type.ORGANISASJON, oppslag=OuterRef("virksomhet"), deling_id=OuterRef("deling_id")
        )
        .order_by()
        .values("pk")[:1]
    )
    egne = Hendelse.objects.filter(aktor_id=bruker.pk, type__in=EGNE, deling_id__isnull=False).order_by()
    gjort = egne.annotate(virksomhet=KT("data__pa_vegne_av"), mottaker=virksomheten).filter(mottaker__isnull=False)
    ider = _som_person(bruker).values("deling_id").union(gjort.values("deling_id"))
    delinger = Deling.objects.ute().filter(id__in=ider).order_by("-delt", "-id")
    return delinger.filter(eldre_enn(etter)) if etter else delinger


def _ider(delinger: Iterable[Deling]) -> list[UUID]:
    return [deling.pk for deling in delinger]


def _linjer(lesere: Sequence[_Leser], bruker: User, har_niva: Callable[[int], bool]) -> dict[UUID, list[Innsynslinje]]:
    """By deling, oldest first."""
    leser = {en.deling.pk: en for en in lesere}
    filer = _filer(lesere, bruker, har_niva)
    hendelser = [
        hendelse
        for hendelse in Hendelse.objects.filter(
            Q(type__in=AV_AVSENDER) | Q(type__in=EGNE, aktor_id=bruker.pk), deling_id__in=list(leser)
        ).order_by("id")
        if hendelse.deling_id is not None and leser[hendelse.deling_id].ser(hendelse, filer)
    ]
    hvem = _Navn([en.deling for en in lesere if har_niva(en.deling.sikkerhetsniva)], hendelser, bruker)
    linjer: dict[UUID, list[Innsynslinje]] = defaultdict(list)
    for hendelse in hendelser:
        if hendelse.deling_id is not None:
            deling = leser[hendelse.deling_id].deling
            filnavn = filer.navn.get(hendelse.dokument_id, "") if hendelse.dokument_id else ""
            linje = Innsynslinje(
                hendelse.tidspunkt, hendelse.hva, hvem.for_(hendelse, deling), filnavn, _detaljer(hendelse)
            )
            linjer[deling.pk].append(linje)
    for onske in Tidsonske.objects.filter(deling_id__in=list(leser), bruker=bruker, besvart__isnull=False):
        hva = _("ønsket om mer tid ble besvart")
        fra = leser[onske.deling_id].deling.konto.organisasjon.navn
        if onske.besvart is not None:
            linje = Innsynslinje(onske.besvart, hva, fra, detaljer=str(onske.get_svar_display()))
            linjer[onske.deling_id].append(linje)
    for rader in linjer.values():
        rader.sort(key=lambda linje: linje.tidspunkt)  # stable: what has the same moment stays in the log's order
    return linjer


def _filer(lesere: Sequence[_Leser], bruker: User, har_niva: Callable[[int], bool]) -> _Filer:
    """What the person may know of; the names only of what is open, to one known surely enough."""
    personlige = [en for en in lesere if en.som_person]
    apne = {en.deling.pk for en in personlige if en.slutt is None and har_niva(en.deling.sikkerhetsniva)}
    filer = _Filer({}, set(), set())
    if personlige:
        synlige = synlige_dokumenter(bruker).filter(deling_id__in=[en.deling.pk for en in personlige]).order_by()
        for id_, deling_id, dokumentnavn, eksponering in synlige.values_list(
            "id", "deling_id", "dokumentnavn", "eksponering"
        ):
            filer.synlige.add(id_)
            if deling_id in apne:
                filer.navn[id_] = dokumentnavn
            if eksponering == Dokument.Eksponering.FJERNET:
                filer.fjernede.add(id_)
    return filer


def _detaljer(hendelse: Hendelse) -> str:
    if "tilgjengelig_til" in hendelse.data:
        return _("kan hentes til: %(tid)s") % {"tid": verdi("tilgjengelig_til", hendelse.data.get("tilgjengelig_til"))}
    if hendelse.type == Hendelsestype.DOKUMENT_HENTET:
        return _fatt(int(hendelse.data.get("fra", 0)), int(hendelse.data.get("til", 0)))
    return ""


def _fatt(fra: int, til: int) -> str:
    fatt = _("fikk %(storrelse)s") % {"storrelse": storrelse_i_ord(til - fra)}
    return (
        _("%(fatt)s, fra byte %(fra)s") % {"fatt": fatt, "fra": number_format(fra, force_grouping=True)}
        if fra
        else fatt
    )


class _Navn:
    """Who did it: the person, an employee by name where the organisation has chosen so, else one of its employees.

    `delinger`: those whose employees may be named. Of the others the name would tell as much as that of the konto.
    """

    def __init__(self, delinger: Sequence[Deling], hendelser: Sequence[Hendelse], bruker: User) -> None:
        self.bruker = bruker
        self.delinger = {deling.pk for deling in delinger}
        viser = {deling.konto.organisasjon_id for deling in delinger if deling.konto.organisasjon.vis_ansattes_navn}
        aktorer = {en.aktor_id for en in hendelser if en.aktor_type == Aktortype.BRUKER and en.aktor_id is not None}
        self.kalt = navn_i_flere(viser, aktorer - {bruker.pk})

    def for_(self, hendelse: Hendelse, deling: Deling) -> str:
        organisasjon = deling.konto.organisasjon
        if hendelse.type in EGNE:
            virksomhet = hendelse.data.get("pa_vegne_av")
            return _("du, for virksomheten %(nummer)s") % {"nummer": orgnr_i_ord(virksomhet)} if virksomhet else _("du")
        if hendelse.aktor_type == Aktortype.SYSTEM or hendelse.aktor_id is None:
            return _("systemet")
        if hendelse.aktor_type == Aktortype.INTEGRASJON:
            return _("et fagsystem i %(navn)s") % {"navn": organisasjon.navn}
        kalt = self.kalt.get((organisasjon.pk, hendelse.aktor_id))
        if kalt and deling.pk in self.delinger:
            return _("%(ansatt)s i %(navn)s") % {"ansatt": kalt, "navn": organisasjon.navn}
        return _("en ansatt i %(navn)s") % {"navn": organisasjon.navn}
