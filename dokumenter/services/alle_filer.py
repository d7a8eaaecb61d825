"""All the files of a deling as one: a ZIP archive that is made while it is sent, by the one reader of dokumenter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.utils import timezone

from adapters import klokke
from adapters.igjen import prov_igjen
from dokumenter.errors import DelingAvsluttet, DokumenterIkkeKlare, DokumentSlettet, DokumentSperret
from dokumenter.models import Deling, Dokument
from dokumenter.protokoll.arkivnavn import arkivnavn
from dokumenter.protokoll.zip64 import Arkiv, Filbit, Oppforing
from dokumenter.queries.mottak import delt_deling, delte_filer
from dokumenter.services.nedlasting import Henter, begynn_leveranse, hent_ferskt
from dokumenter.services.skann import be_om_ny_skann
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import HarAktor
from kontoer.errors import IkkeFunnet

# A part of the ETag: to be counted up when the same files would give other bytes than before.
_UTGAVE = 1


@dataclass(frozen=True)
class AlleFiler:
    """The files that can be fetched as one, and those that cannot be: they are checked, or blocked for good."""

    dokumenter: list[Dokument]
    venter: list[Dokument]
    sperret: list[Dokument]
    arkiv: Arkiv
    kjennetegn: str

    @property
    def er_flere(self) -> bool:
        """Is there more than one to fetch, now or when all are checked?"""
        return len(self.dokumenter) + len(self.venter) > 1


def alle_filer(*, dokumenter: Iterable[Dokument]) -> AlleFiler:
    """The archive of these dokumenter of a deling, which is made when none of them is being checked any more.

    What is blocked is left out of it, and what is deleted no longer exists. `kjennetegn` differs as soon as a byte may.
    """
    # In the order they came, whatever order they are given in: the same bytes for all.
    i_rekkefolge = sorted(dokumenter, key=lambda dokument: (dokument.opprettet, dokument.pk))
    igjen = [dokument for dokument in i_rekkefolge if not dokument.er_borte]
    sperret = [dokument for dokument in igjen if dokument.tilstand == Dokument.Tilstand.SPERRET]
    med = [dokument for dokument in igjen if _er_klar(dokument)]
    venter = [dokument for dokument in igjen if dokument not in sperret and dokument not in med]
    navn = arkivnavn((dokument.mappe, dokument.dokumentnavn) for dokument in med)
    oppforinger = [_oppforing(dokument, ett) for dokument, ett in zip(med, navn, strict=True)]
    innhold = [(dokument.pk.hex, *en) for dokument, en in zip(med, oppforinger, strict=True)]
    kjennetegn = hashlib.sha256(repr((_UTGAVE, innhold)).encode()).hexdigest()[:32]
    return AlleFiler(med, venter, sperret, Arkiv(oppforinger), kjennetegn)


def hent_alle_filer(*, deling_id: UUID, adgang: Adgang) -> tuple[Deling, AlleFiler]:
    """The deling and its files as one, for one of those it is shared with, if all can be fetched now.

    Raises as `hent_dokument`: IkkeFunnet, DelingAvsluttet, DokumenterIkkeKlare while any of them is being checked,
    DokumentSperret and DokumentSlettet when nothing else is left, ManglerVirksomhetstilgang, AltinnSvarerIkke.
    """
    deling = delt_deling(deling_id)
    if deling is None or deling.tilstand == Deling.Tilstand.UTKAST:
        raise IkkeFunnet
    adgang(deling)
    naa = klokke.naa()
    if not deling.er_apen(naa):
        raise DelingAvsluttet
    dokumenter = list(delte_filer(deling))
    for dokument in dokumenter:
        dokument.deling = deling
    be_om_ny_skann(dokumenter=dokumenter, naa=naa)
    filer = alle_filer(dokumenter=dokumenter)
    if filer.venter:
        raise DokumenterIkkeKlare
    if not filer.dokumenter:
        raise DokumentSperret if filer.sperret else DokumentSlettet
    return deling, filer


def lever_alle_filer(
    *,
    deling: Deling,
    filer: AlleFiler,
    start: int,
    slutt: int,
    av: HarAktor,
    krev: Callable[[Deling], str | None],
    fortsatt: Callable[[], None],
) -> Iterator[bytes]:
    """Begin to deliver bytes [start, slutt) of the archive. Each file is logged for itself, with the bytes of it.

    As `lever_dokument`, which raises the same: what is asked along the way is asked over all the files, and each is
    read anew from the database when its turn comes, so that one that is deleted meanwhile stops the delivery. Of the
    first file there is in the range, the first bytes are read before this returns.
    """
    henter = Henter(av=av, deling=deling, krev=krev, fortsatt=fortsatt)
    deler = filer.arkiv.deler(start, slutt)
    hode: list[bytes] = []
    for del_ in deler:
        if isinstance(del_, Filbit):
            forste = begynn_leveranse(
                dokument=filer.dokumenter[del_.nr], start=del_.start, slutt=del_.slutt, henter=henter
            )
            return _leveranse(hode, forste, deler, filer=filer, henter=henter)
        hode.append(del_)
    return _leveranse(hode, iter(()), deler, filer=filer, henter=henter)


def _leveranse(
    hode: list[bytes], forste: Iterator[bytes], resten: Iterator[bytes | Filbit], *, filer: AlleFiler, henter: Henter
) -> Iterator[bytes]:
    for bit in hode:
        yield bit
        henter.sendt(len(bit))
    yield from forste
    for del_ in resten:
        if isinstance(del_, Filbit):
            # A database that is away for some seconds stops no running download, between two files as inside one.
            yield from prov_igjen(partial(_neste, filer.dokumenter[del_.nr], del_, henter))
        else:
            yield del_
            henter.sendt(len(del_))


def _neste(dokument: Dokument, bit: Filbit, henter: Henter) -> Iterator[bytes]:
    ferskt = hent_ferskt(dokument=dokument, henter=henter)
    return begynn_leveranse(dokument=ferskt, start=bit.start, slutt=bit.slutt, henter=henter)


def _er_klar(dokument: Dokument) -> bool:
    return dokument.tilstand == Dokument.Tilstand.TILGJENGELIG and dokument.crc32 is not None


def _oppforing(dokument: Dokument, navn: str) -> Oppforing:
    """The time is Norway's, whoever asks and whatever the language: the same bytes for all."""
    tid = timezone.make_naive(dokument.opprettet, timezone.get_default_timezone())
    return Oppforing(navn, dokument.mottatt, dokument.crc32 or 0, tid)
