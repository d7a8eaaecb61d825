"""The exposure report: who had been let in, and received how much of which file. For those who shared it.

Read from the log alone, and frozen: a page, a text and a PDF can be made of it, and say the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from dokumenter.models import Deling, FjernetMottaker, Mottaker
from dokumenter.queries.avsender import delte_dokumenter
from dokumenter.queries.leveranser import SOM_MOTTAKER, Filrad, Hvem, Mottakerrad, mottakerrader
from dokumenter.tekst import filtype_i_ord, orgnr_i_ord
from hendelser.models import Hendelse, Hendelsestype
from users.identvern import dekrypter_ident, masker_fodselsnummer

PERSON, VIRKSOMHET, ANNET = "person", "virksomhet", "annet"
Mottakerlik = TypeVar("Mottakerlik", Mottaker, FjernetMottaker)
_SLAG = {Mottaker.Type.PERSON: PERSON, Mottaker.Type.ORGANISASJON: VIRKSOMHET}


@dataclass(frozen=True)
class Filandel:
    """What one recipient received of one file. `logget` false: the sender wanted no log of it, so nobody knows."""

    navn: str
    storrelse: int
    mottatt: int
    prosent: int
    begynt: bool
    forst: datetime | None
    sist: datetime | None
    logget: bool

    @property
    def er_alt(self) -> bool:
        """Every byte."""
        return 0 < self.storrelse == self.mottatt


@dataclass(frozen=True)
class Eksponert:
    """One recipient, masked. `apnet` is the first time anybody logged in and saw the page as this one.

    `orgnr` is what a business can be looked up by, and empty for others. `personer` is how many saw it or fetched: for
    a business there may be several.
    """

    hvem: str
    orgnr: str
    slag: str
    fjernet: datetime | None
    apnet: datetime | None
    sist_apnet: datetime | None
    personer: int
    filer: tuple[Filandel, ...]

    @property
    def har_fatt_noe(self) -> bool:
        """Whether anything of any file went to this one."""
        return any(fil.begynt for fil in self.filer)

    @property
    def har_sett(self) -> bool:
        """Saw the page, or fetched from it without."""
        return self.apnet is not None or self.har_fatt_noe

    @property
    def har_fatt_alt(self) -> bool:
        """Every byte of every file."""
        return bool(self.filer) and all(fil.er_alt for fil in self.filer)


@dataclass(frozen=True)
class Eksponeringsrapport:
    """All of it, as it was at `laget`."""

    deling_id: UUID
    organisasjon: str
    konto: str
    delt: datetime
    slutt: tuple[Deling.Slutt, datetime] | None
    laget: datetime
    filtyper: tuple[tuple[str, int], ...]
    dokumenter: int
    storrelse: int
    mottakere: tuple[Eksponert, ...]
    avvist: int

    @property
    def antall(self) -> dict[str, int]:
        """How many recipients there are of each kind, and how many of them have seen, received something, all."""
        tall = Counter(en.slag for en in self.mottakere)
        return {
            **{slag: tall[slag] for slag in (PERSON, VIRKSOMHET, ANNET)},
            "alle": len(self.mottakere),
            "sett": sum(en.har_sett for en in self.mottakere),
            "noe": sum(en.har_fatt_noe for en in self.mottakere),
            "alt": sum(en.har_fatt_alt for en in self.mottakere),
            "fjernet": sum(en.fjernet is not None for en in self.mottakere),
        }

    @property
    def forste_nedlasting(self) -> datetime | None:
        """When the first byte went to anybody."""
        return min((fil.forst for en in self.mottakere for fil in en.filer if fil.forst), default=None)

    @property
    def siste_nedlasting(self) -> datetime | None:
        """When the last byte did."""
        return max((fil.sist for en in self.mottakere for fil in en.filer if fil.sist), default=None)

    @property
    def alt_er_logget(self) -> bool:
        """Whether every delivery was to be logged."""
        return all(fil.logget for en in self.mottakere for fil in en.filer)


def eksponering_av(deling: Deling, *, naa: datetime) -> Eksponeringsrapport:
    """The report of a deling that was shared, open or ended, whoever asks. A fixed number of questions."""
    dokumenter = list(delte_dokumenter(deling))
    tatt_ut = _hver_en_gang(deling.fjernede_mottakere.order_by("id"))
    fra_for = _hver_en_gang(deling.mottakere.order_by("id"))
    rader = mottakerrader(deling, dokumenter, [*fra_for, *(en.som_mottaker() for en in tatt_ut)])
    spor = _spor_i(deling)
    fjernet = [*(None for _en in fra_for), *(en.fjernet for en in tatt_ut)]
    assert deling.delt is not None  # noqa: S101  # for the type checker
    return Eksponeringsrapport(
        deling_id=deling.pk,
        organisasjon=deling.konto.organisasjon.navn,
        konto=deling.konto.navn,
        delt=deling.delt,
        slutt=deling.sluttet(naa),
        laget=naa,
        filtyper=tuple(Counter(filtype_i_ord(en.dokumentnavn) for en in dokumenter).most_common()),
        dokumenter=len(dokumenter),
        storrelse=sum(en.storrelse or 0 for en in dokumenter),
        mottakere=tuple(_eksponert(rad, naar, spor) for rad, naar in zip(rader, fjernet, strict=True)),
        avvist=len(_avviste(deling) - {rad.hvem for rad in rader}.union(*(en.aktorer for en in spor.values()))),
    )


def _hver_en_gang(mottakere: Iterable[Mottakerlik]) -> list[Mottakerlik]:
    """A system may name a business once for each kind of post; it is one recipient, and what it got it got once."""
    funnet: dict[tuple[str, str], Mottakerlik] = {}
    for en in mottakere:
        funnet.setdefault((en.type, en.oppslag), en)
    return list(funnet.values())


def _avviste(deling: Deling) -> set[UUID | None]:
    """Who were turned away. One who was or became a recipient is among them too, and is no other than those."""
    avvist = Hendelse.objects.filter(deling_id=deling.pk, type=Hendelsestype.DELING_AVVIST).order_by()
    return set(avvist.values_list("aktor_id", flat=True).distinct())


@dataclass
class _Spor:
    """What the log tells of one recipient beside the deliveries."""

    sist_apnet: datetime | None = None
    aktorer: set[UUID | None] = field(default_factory=set)


def _spor_i(deling: Deling) -> Mapping[Hvem, _Spor]:
    spor: defaultdict[Hvem, _Spor] = defaultdict(_Spor)
    hendelser = Hendelse.objects.filter(deling_id=deling.pk, type__in=SOM_MOTTAKER).order_by("id")
    for type_, aktor_id, data, tidspunkt in hendelser.values_list("type", "aktor_id", "data", "tidspunkt").iterator():
        en = spor[data.get("pa_vegne_av") or aktor_id]
        en.aktorer.add(aktor_id)
        if type_ == Hendelsestype.DELING_APNET:
            en.sist_apnet = tidspunkt
    return spor


def _eksponert(rad: Mottakerrad, fjernet: datetime | None, spor: Mapping[Hvem, _Spor]) -> Eksponert:
    # One who has never logged in is nobody in the log, and must not be taken for the system.
    mitt = spor[rad.hvem] if rad.hvem is not None else _Spor()
    return Eksponert(
        hvem=_maskert(rad.mottaker),
        orgnr=rad.mottaker.oppslag if rad.mottaker.type == Mottaker.Type.ORGANISASJON else "",
        slag=_SLAG.get(Mottaker.Type(rad.mottaker.type), ANNET),
        fjernet=fjernet,
        apnet=rad.apnet if rad.hvem is not None else None,
        sist_apnet=mitt.sist_apnet,
        personer=len(mitt.aktorer),
        filer=tuple(map(_andel, rad.filer)),
    )


def _andel(fil: Filrad) -> Filandel:
    return Filandel(
        navn=fil.dokument.navn_med_mappe,
        storrelse=fil.leveranse.storrelse,
        mottatt=fil.leveranse.antall_byte,
        prosent=fil.leveranse.prosent,
        begynt=fil.leveranse.begynt,
        forst=fil.leveranse.forst,
        sist=fil.leveranse.sist,
        logget=fil.dokument.logg_nedlasting,
    )


def _maskert(mottaker: Mottaker) -> str:
    if mottaker.type == Mottaker.Type.PERSON and mottaker.ident_kryptert is not None:
        return masker_fodselsnummer(dekrypter_ident(bytes(mottaker.ident_kryptert)))
    if mottaker.type == Mottaker.Type.ORGANISASJON:
        return orgnr_i_ord(mottaker.oppslag)
    if mottaker.type == Mottaker.Type.INTEGRASJON:  # there may be several, and the id is what the sender named it by
        return f"{mottaker.get_type_display()} {mottaker.oppslag}"
    return mottaker.get_type_display()
