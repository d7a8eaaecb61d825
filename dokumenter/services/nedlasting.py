"""Download: the one reader. Access is decided at the start, time all the way, and every delivery is logged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError
from django.db.models import UUIDField

from adapters import klokke
from adapters.igjen import prov_igjen
from adapters.metrikk import tell_sendt
from adapters.prepared import Parameter, Prepared
from dokumenter.errors import (
    DelingAvsluttet,
    DokumentIkkeKlart,
    DokumentSkadet,
    DokumentSlettet,
    DokumentSperret,
    LagerUtilgjengelig,
)
from dokumenter.models import Deling, Dokument
from dokumenter.queries.blokkart import blokker_med
from dokumenter.services.skann import be_om_ny_skann
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.storage.blokker import MAKS_BLOKK_BYTES, les_blokk
from dokumenter.storage.krypto import KryptoError
from dokumenter.storage.lager import LagerError, ObjectDamaged, ObjectMissing, dokumentlager
from dokumenter.storage.nokler import hovednokler
from hendelser.models import HarAktor, Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet
from users.models import User

logger = structlog.get_logger(__name__)

# A running download asks the database again at least this often, and at every block's worth of bytes.
_SPOR_IGJEN_SEKUNDER = 2.0
# Clients that fetch in many ranges ask again and again: the latest (dokument, actor) that are known to have begun.
_HUSK_BEGYNT = 2000
_begynt: dict[tuple[UUID, UUID | None], None] = {}

_DOKUMENT = Prepared(
    lambda: Dokument.objects.select_related("deling__konto").filter(
        pk=Parameter("dokument", UUIDField()), deling_id=Parameter("deling", UUIDField())
    )
)


class Henter:
    """Who fetches, for which business (orgnr), what is asked along the way, and when it was last asked.

    One for each answer, also when several dokumenter are delivered in it: time and bytes are counted over all of them.
    """

    def __init__(
        self,
        *,
        av: HarAktor,
        deling: Deling,
        krev: Callable[[Deling], str | None] | None = None,
        fortsatt: Callable[[], None] | None = None,
    ) -> None:
        self.av = av
        self.krev = krev
        self.fortsatt = fortsatt
        self.pa_vegne_av = krev(deling) if krev else None
        self._spurt = time.monotonic()
        self._bytes_siden = 0

    def sendt(self, antall: int) -> None:
        """So many bytes more have been given."""
        self._bytes_siden += antall
        tell_sendt(antall)

    @property
    def ma_sporre(self) -> bool:
        """Is it so long ago, or so many bytes, that all must be asked again?"""
        return time.monotonic() - self._spurt > _SPOR_IGJEN_SEKUNDER or self._bytes_siden >= MAKS_BLOKK_BYTES

    def har_spurt(self) -> None:
        """All was asked now."""
        self._spurt, self._bytes_siden = time.monotonic(), 0


def hent_dokument(*, deling_id: UUID, dokument_id: UUID, av: User, okt: str, adgang: Adgang | None = None) -> Dokument:
    """The dokument, for one of those it is shared with, if it can be fetched now. `okt` names the login.

    With `adgang` the delivery that follows need not ask again what has just been answered.

    Raises IkkeFunnet (also when it is somebody else's), what `krev_kan_hentes` raises, and for what is shared with a
    business ManglerVirksomhetstilgang and AltinnSvarerIkke.
    """
    dokument = _finn(dokument_id=dokument_id, deling_id=deling_id)
    if not dokument.er_delt:
        raise IkkeFunnet
    (adgang or Adgang(av=av, okt=okt))(dokument.deling)
    naa = klokke.naa()
    be_om_ny_skann(dokumenter=[dokument], naa=naa)
    krev_kan_hentes(dokument=dokument, naa=naa)
    return dokument


def krev_kan_hentes(*, dokument: Dokument, naa: datetime) -> None:
    """Is it open and ready? Raises DelingAvsluttet, DokumentSlettet, DokumentSperret, DokumentIkkeKlart."""
    if not dokument.deling.er_apen(naa):
        raise DelingAvsluttet
    if dokument.er_borte:
        raise DokumentSlettet
    if dokument.tilstand == Dokument.Tilstand.SPERRET:
        raise DokumentSperret
    if dokument.tilstand != Dokument.Tilstand.TILGJENGELIG:
        raise DokumentIkkeKlart


def lever_dokument(
    *,
    dokument: Dokument,
    start: int,
    slutt: int,
    av: HarAktor,
    krev: Callable[[Deling], str | None] | None = None,
    fortsatt: Callable[[], None] | None = None,
) -> Iterator[bytes]:
    """Begin to deliver bytes [start, slutt) and log it; the iterator gives them, and stops if the deling ends.

    It stops too when `krev` raises, which is asked at the beginning and along the way: it gives the business (orgnr)
    that the actor fetches for, if any, and raises when the access is lost. Likewise when `fortsatt` raises, which is
    asked along the way only: whether the login that began it is still there. A database that comes back in some
    seconds does not stop it.
    The first segment is read before this returns, so that damage and a store that is away are errors, not a short
    answer. That this actor has begun to fetch the dokument is written before a byte leaves. Raises DokumentSkadet,
    LagerUtilgjengelig, DatabaseError.
    """
    henter = Henter(av=av, deling=dokument.deling, krev=krev, fortsatt=fortsatt)
    return begynn_leveranse(dokument=dokument, start=start, slutt=slutt, henter=henter)


def begynn_leveranse(*, dokument: Dokument, start: int, slutt: int, henter: Henter) -> Iterator[bytes]:
    """`lever_dokument` of one dokument among several in the same answer."""
    biter = les_dokument(dokument=dokument, start=start, slutt=slutt)
    try:
        forste = next(biter, b"")
    except (KryptoError, ObjectMissing, ObjectDamaged) as feil:
        logger.exception("dokument_skadet", dokument_id=str(dokument.pk))
        raise DokumentSkadet from feil
    except LagerError as feil:
        raise LagerUtilgjengelig from feil
    if dokument.logg_nedlasting and not _har_begynt(dokument, henter.av):
        _logg(dokument, henter, Hendelsestype.DOKUMENT_HENTES, {})
    return _leveranse(dokument, henter, forste, biter, start=start, slutt=slutt)


def hent_ferskt(*, dokument: Dokument, henter: Henter) -> Dokument:
    """The dokument as the database has it now, for one that is about to be delivered in an answer that has begun.

    The time, the deling and the file are asked every time; the login and the access as often as for one file.
    Raises what stops a running delivery, and DokumentSkadet for a file that is not the one the answer was made for.
    """
    ferskt = _finn(dokument_id=dokument.pk, deling_id=dokument.deling_id)
    if henter.ma_sporre:
        _krev_fortsatt_apen(ferskt, henter)
    else:
        krev_kan_hentes(dokument=ferskt, naa=klokke.naa())
    if (ferskt.mottatt, ferskt.crc32) != (dokument.mottatt, dokument.crc32):
        raise DokumentSkadet
    return ferskt


def les_dokument(*, dokument: Dokument, start: int, slutt: int) -> Iterator[bytes]:
    """Plaintext [start, slutt), at most 1 MiB at a time, whoever asks: access is the caller's to have decided.

    Raises DokumentSlettet, ObjectMissing, ObjectDamaged, LagerError, KryptoError; never wrong bytes.
    """
    if dokument.nokkel is None:
        raise DokumentSlettet
    datanokkel = hovednokler().pakk_ut(bytes(dokument.nokkel), dokument_id=dokument.pk)
    lager, neste = dokumentlager(), start
    for blokk in blokker_med(dokument=dokument, start=start, slutt=slutt):
        if blokk.start > neste:
            raise KryptoError("En blokk mangler.")
        til = min(slutt, blokk.start + blokk.storrelse)
        yield from les_blokk(
            lager=lager,
            datanokkel=datanokkel,
            dokument_id=dokument.pk,
            nr=blokk.nr,
            navn=blokk.navn,
            storrelse=blokk.storrelse,
            salt=blokk.salt,
            start=neste - blokk.start,
            slutt=til - blokk.start,
        )
        neste = til
    if neste != slutt:
        raise KryptoError("Blokker mangler.")


def _finn(*, dokument_id: UUID, deling_id: UUID) -> Dokument:
    dokument = _DOKUMENT.first(dokument=dokument_id, deling=deling_id)
    if dokument is None:
        raise IkkeFunnet
    return dokument


def _leveranse(
    dokument: Dokument, henter: Henter, forste: bytes, resten: Iterator[bytes], *, start: int, slutt: int
) -> Iterator[bytes]:
    levert = start
    try:
        yield forste
        levert += len(forste)
        henter.sendt(len(forste))
        for bit in resten:
            if henter.ma_sporre or not dokument.deling.er_apen(klokke.naa()):
                prov_igjen(lambda: _krev_fortsatt_apen(dokument, henter))
            yield bit
            levert += len(bit)
            henter.sendt(len(bit))
    finally:
        if dokument.logg_nedlasting:
            data: dict[str, object] = {"fra": start, "til": levert, "fullfort": levert == slutt}
            try:
                prov_igjen(lambda: _logg(dokument, henter, Hendelsestype.DOKUMENT_HENTET, data), sekunder=2)
            except (DatabaseError, InterfaceError):
                # That it was begun is on record already; the answer is half way out and cannot be taken back.
                logger.exception("leveranse_ikke_logget", dokument_id=str(dokument.pk), **data)


def _krev_fortsatt_apen(dokument: Dokument, henter: Henter) -> None:
    """Raise, which cuts the connection, unless the database still says that this one may fetch this dokument.

    While it does not answer, not a byte more is given; after some seconds that is a no.
    """
    if henter.fortsatt is not None:
        henter.fortsatt()
    ferskt = _finn(dokument_id=dokument.pk, deling_id=dokument.deling_id)
    krev_kan_hentes(dokument=ferskt, naa=klokke.naa())
    if henter.krev is not None:
        henter.krev(ferskt.deling)
    dokument.deling = ferskt.deling
    henter.har_spurt()


def _har_begynt(dokument: Dokument, av: HarAktor) -> bool:
    """Has this actor begun before? The log is never changed, so a yes stays one and need not be looked up again."""
    hvem = (dokument.pk, av.aktor.id)
    if hvem in _begynt:
        return True
    begynt = Hendelse.objects.filter(
        dokument_id=dokument.pk, type=Hendelsestype.DOKUMENT_HENTES, aktor_id=av.aktor.id
    ).exists()
    if begynt:
        while len(_begynt) >= _HUSK_BEGYNT:
            _begynt.pop(next(iter(_begynt), hvem), None)
        _begynt[hvem] = None
    return begynt


def _logg(dokument: Dokument, henter: Henter, type_: Hendelsestype, data: dict[str, object]) -> None:
    if henter.pa_vegne_av:
        data = data | {"pa_vegne_av": henter.pa_vegne_av}
    skriv_hendelse(
        type_,
        av=henter.av,
        gjelder=dokument,
        data=data,
    )
