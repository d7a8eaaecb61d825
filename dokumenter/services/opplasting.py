"""Upload: the one writer that tus, the form without JavaScript and the API all end in.

Bytes become blocks: each one is encrypted, written whole and synced first, and committed after, by one transaction that
only succeeds if nobody else has moved the dokument's offset meanwhile. No lock is held while bytes flow.
What is acknowledged is therefore in the store, and two writers can never mix.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from adapters.dytt import dytt
from dokumenter.errors import (
    DokumentForStort,
    DokumentSlettet,
    FeilPosisjon,
    ForMangeBiter,
    IngenPlass,
    LagerUtilgjengelig,
    OpplastingFerdig,
    OpplastingUkjent,
    OpplastingUtlopt,
    TomtDokument,
)
from dokumenter.full_database import er_full
from dokumenter.innhold import UgyldigMimetypeError, UgyldigNavnError, les_mimetype, normaliser_navn
from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.blokker import MAKS_BLOKK_BYTES, Kilde, SkrevetBlokk, fjern_blokk, skriv_blokk
from dokumenter.storage.lager import Blokklager, LagerError, LagerFulltError, dokumentlager
from dokumenter.storage.nokler import hovednokler, lag_datanokkel
from dokumenter.tilgang import krev_kan_laste_opp
from hendelser.models import SYSTEM, HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi


class Sjekksumregner(Protocol):
    """Sums up a body as it passes, and raises if it was not the announced one."""

    def legg_til(self, chunk: bytes) -> None: ...

    def krev_treff(self) -> None: ...


@dataclass(frozen=True)
class StartetOpplasting:
    """A dokument that waits for bytes, and the capability (never stored in clear) to send them."""

    dokument: Dokument
    nokkel: str = field(repr=False)


def start_opplasting(
    *, deling: Deling, dokumentnavn: str, mimetype: str, storrelse: int, av: HarAktor
) -> StartetOpplasting:
    """Add a dokument of `storrelse` bytes to a draft.

    Raises IkkeFunnet, ManglerRett, DelingIkkeUtkast, TomtDokument, DokumentForStort, UgyldigVerdi.
    """
    if storrelse <= 0:
        raise TomtDokument
    if storrelse > settings.OPPLASTING_MAKS_BYTES:
        raise DokumentForStort
    return _opprett(deling, dokumentnavn, mimetype, storrelse, av)


def gjenoppta_opplasting(*, dokument: Dokument, av: HarAktor) -> StartetOpplasting:
    """A fresh capability for an unfinished dokument; the earlier one ends. Raises as `start_opplasting`."""
    krev_kan_laste_opp(av, dokument.deling)
    nokkel = _ny_nokkel()
    endret = Dokument.objects.filter(pk=dokument.pk, tilstand=Dokument.Tilstand.VENTER).update(
        opplasting_hash=_hash(nokkel), opplasting_utloper=_utloper(timezone.now())
    )
    if not endret:
        raise OpplastingFerdig
    dokument.refresh_from_db()
    return StartetOpplasting(dokument, nokkel)


def finn_opplasting(*, nokkel: str) -> Dokument:
    """The dokument that the capability is good for. Raises OpplastingUkjent, OpplastingUtlopt, DokumentSlettet."""
    dokument = Dokument.objects.select_related("deling__konto").filter(opplasting_hash=_hash(nokkel)).first()
    if dokument is None:
        raise OpplastingUkjent
    if dokument.er_borte or dokument.deling.konto.er_slettet:
        raise DokumentSlettet
    if dokument.opplasting_utloper is not None and dokument.opplasting_utloper <= timezone.now():
        raise OpplastingUtlopt
    return dokument


def skriv_bytes(*, dokument: Dokument, posisjon: int, kilde: Kilde, sjekksum: Sjekksumregner | None = None) -> Dokument:
    """Store what `kilde` gives from byte `posisjon` on, block by block, and commit each block as it is safe.

    With a checksum nothing is committed before the whole of it has been seen to be right. When the last byte is
    committed, the dokument is `kontrolleres`. Returns the dokument as it then is. Raises OpplastingFerdig,
    FeilPosisjon, DokumentForStort (more bytes than announced), ForMangeBiter, IngenPlass, LagerUtilgjengelig.
    """
    if dokument.tilstand != Dokument.Tilstand.VENTER:
        raise OpplastingFerdig
    if posisjon != dokument.mottatt:
        raise FeilPosisjon
    skriver = _Skriver(dokument, _MedSjekksum(kilde, sjekksum) if sjekksum else kilde)
    if sjekksum is None:
        while blokk := skriver.neste():
            skriver.bokfor([blokk])
        return skriver.ferdig()
    blokker = []
    try:
        while blokk := skriver.neste():
            blokker.append(blokk)
        sjekksum.krev_treff()
    except BaseException:
        skriver.kast(blokker)
        raise
    if blokker:
        skriver.bokfor(blokker)
    return skriver.ferdig()


def motta_fil(*, deling: Deling, dokumentnavn: str, mimetype: str, strom: Kilde, av: HarAktor) -> Dokument:
    """A whole file in one request, its size not known before the end. If anything fails, nothing of it is left.

    Raises as `start_opplasting` and `skriv_bytes`, and what `strom` raises.
    """
    dokument = opprett_dokument(deling=deling, dokumentnavn=dokumentnavn, mimetype=mimetype, av=av)
    return motta_innhold(dokument=dokument, strom=strom)


def opprett_dokument(
    *, deling: Deling, dokumentnavn: str, mimetype: str, av: HarAktor, **felter: UUID | bool | None
) -> Dokument:
    """A dokument of unknown size in a draft, with more of its fields if need be. Raises as `start_opplasting`."""
    return _opprett(deling, dokumentnavn, mimetype, None, av, **felter).dokument


def motta_innhold(*, dokument: Dokument, strom: Kilde, ved_slutt: Callable[[], None] = lambda: None) -> Dokument:
    """The whole content of a dokument of unknown size, and `ved_slutt` in the same transaction as its end.

    If anything fails, nothing of it is left, unless another request has brought the content meanwhile: what is sent
    twice neither mixes nor destroys. Raises TomtDokument, as `skriv_bytes`, and what the two given raise.
    """
    if dokument.mottatt:
        raise FeilPosisjon
    skriver = _Skriver(dokument, strom)
    try:
        while blokk := skriver.neste():
            skriver.bokfor([blokk])
        if skriver.posisjon == 0:
            raise TomtDokument
        with transaction.atomic():
            # First the deling, then its dokument, as everywhere: no two can wait for each other.
            Deling.objects.select_for_update().get(pk=dokument.deling_id)
            skriver.avslutt()
            ved_slutt()
        return skriver.ferdig()
    except BaseException:
        with transaction.atomic():
            Deling.objects.select_for_update().get(pk=dokument.deling_id)
            # Only its writer moves the offset, so this is another's content when it lies elsewhere.
            if Dokument.objects.select_for_update().filter(pk=dokument.pk, mottatt=skriver.posisjon).first():
                slett_dokument(dokument=dokument, av=SYSTEM)
        raise


def avbryt_opplasting(*, dokument: Dokument) -> None:
    """Whoever holds the capability gives the upload up (tus termination). Raises OpplastingFerdig once it is shared."""
    with transaction.atomic():
        if Deling.objects.select_for_update().get(pk=dokument.deling_id).tilstand != Deling.Tilstand.UTKAST:
            raise OpplastingFerdig
        slett_dokument(dokument=dokument, av=SYSTEM)


def _opprett(
    deling: Deling,
    dokumentnavn: str,
    mimetype: str,
    storrelse: int | None,
    av: HarAktor,
    **felter: UUID | bool | None,
) -> StartetOpplasting:
    nokkel, dokument_id = _ny_nokkel(), uuid4()
    with transaction.atomic():
        # Locking the draft keeps two windows from passing the limit together, and from adding to it once it is shared.
        laast = Deling.objects.select_for_update(of=("self",))
        utkast = laast.select_related("konto__organisasjon", "delt_av_bruker", "delt_av_integrasjon").get(pk=deling.pk)
        krev_kan_laste_opp(av, utkast)
        navn, type_ = _les_navn_og_type(dokumentnavn, mimetype)
        levende = utkast.dokumenter.exclude(tilstand__in=[Dokument.Tilstand.SLETTES, Dokument.Tilstand.SLETTET])
        if levende.count() >= settings.DELING_MAKS_DOKUMENTER:
            antall = settings.DELING_MAKS_DOKUMENTER
            raise UgyldigVerdi(
                _("En deling kan ha høyst %(antall)d dokumenter.") % {"antall": antall}, felt="dokumenter"
            )
        dokument = Dokument.objects.create(
            id=dokument_id,
            deling=utkast,
            dokumentnavn=navn,
            mimetype=type_,
            storrelse=storrelse,
            nokkel=hovednokler().pakk_inn(lag_datanokkel(), dokument_id=dokument_id),
            opplasting_hash=_hash(nokkel),
            opplasting_utloper=_utloper(timezone.now()),
            **felter,
        )
    return StartetOpplasting(dokument, nokkel)


def _les_navn_og_type(dokumentnavn: str, mimetype: str) -> tuple[str, str]:
    try:
        return normaliser_navn(dokumentnavn), les_mimetype(mimetype)
    except (UgyldigNavnError, UgyldigMimetypeError) as feil:
        raise UgyldigVerdi(str(feil), felt="dokumenter") from feil


class _Skriver:
    """One request's writing to one dokument: turns the source into blocks and commits them."""

    def __init__(self, dokument: Dokument, kilde: Kilde) -> None:
        if dokument.nokkel is None:
            raise DokumentSlettet
        self._dokument = dokument
        self._kilde = kilde
        self._lager: Blokklager = dokumentlager()
        self._datanokkel = hovednokler().pakk_ut(bytes(dokument.nokkel), dokument_id=dokument.pk)
        self._nr = dokument.blokker.count() if dokument.mottatt else 0
        self._skrevet_til = dokument.mottatt
        self._lengde: int | None = dokument.storrelse
        self._grense = dokument.storrelse or settings.OPPLASTING_MAKS_BYTES
        self.posisjon = dokument.mottatt

    def neste(self) -> SkrevetBlokk | None:
        """Write one block to the store, not yet committed; None when the source is empty."""
        if self._nr >= settings.OPPLASTING_MAKS_BLOKKER:
            if self._kilde.read(1):
                raise ForMangeBiter
            return None
        igjen = self._grense - self._skrevet_til
        if igjen <= 0:
            self._krev_tom_kilde()
            return None
        try:
            blokk = skriv_blokk(
                self._kilde,
                lager=self._lager,
                datanokkel=self._datanokkel,
                dokument_id=self._dokument.pk,
                nr=self._nr,
                maks=min(igjen, MAKS_BLOKK_BYTES),
            )
        except LagerFulltError as feil:
            raise IngenPlass from feil
        except LagerError as feil:
            raise LagerUtilgjengelig from feil
        if blokk is None:
            return None
        self._nr += 1
        self._skrevet_til += blokk.storrelse
        if self._skrevet_til == self._grense:
            try:
                self._krev_tom_kilde()
            except BaseException:
                self.kast([blokk])
                raise
        return blokk

    def bokfor(self, blokker: list[SkrevetBlokk]) -> None:
        """Commit written blocks as the dokument's next bytes, or raise and remove them.

        If the database goes away in the middle, nobody knows whether it committed: then the objects are left where
        they are, and the sweep at the end removes those without a row.
        """
        start, nr = self.posisjon, self._nr - len(blokker)
        slutt = start + sum(blokk.storrelse for blokk in blokker)
        rader = []
        for blokk in blokker:
            rader.append(
                Blokk(
                    dokument=self._dokument,
                    nr=nr,
                    start=start,
                    storrelse=blokk.storrelse,
                    navn=blokk.navn,
                    salt=blokk.salt,
                )
            )
            start, nr = start + blokk.storrelse, nr + 1
        try:
            with transaction.atomic():
                vant = self._flytt(slutt, ferdig=slutt == self._lengde)
                if vant:
                    Blokk.objects.bulk_create(rader)
        except DatabaseError as feil:
            if not er_full(feil):
                raise
            self.kast(blokker)
            raise IngenPlass from feil
        if not vant:
            self.kast(blokker)
            self._forklar_tap()
        self.posisjon = slutt

    def avslutt(self) -> None:
        """Say that there are no more bytes, for a dokument whose size was not known before."""
        self._lengde = self.posisjon
        with transaction.atomic():
            if not self._flytt(self.posisjon, ferdig=True):
                self._forklar_tap()

    def kast(self, blokker: list[SkrevetBlokk]) -> None:
        """Remove blocks that are known not to be committed. One that cannot be removed now is swept later."""
        for blokk in blokker:
            try:
                fjern_blokk(lager=self._lager, navn=blokk.navn)
            except LagerError:
                continue

    def ferdig(self) -> Dokument:
        """The dokument as the database now has it."""
        self._dokument.refresh_from_db()
        return self._dokument

    def _flytt(self, til: int, *, ferdig: bool) -> bool:
        """Move the offset if it still is where this request found it; the one place where an upload makes progress."""
        naa = timezone.now()
        endring: dict[str, object] = {"mottatt": til, "opplasting_utloper": _utloper(naa)}
        if ferdig:
            endring |= {"tilstand": Dokument.Tilstand.KONTROLLERES, "ferdig": naa, "storrelse": til}
        vant = Dokument.objects.filter(
            pk=self._dokument.pk, mottatt=self.posisjon, tilstand=Dokument.Tilstand.VENTER
        ).update(**endring)
        if vant and ferdig:
            _skriv_mottatt(self._dokument, til)
        return bool(vant)

    def _forklar_tap(self) -> None:
        tilstand = Dokument.objects.values_list("tilstand", flat=True).get(pk=self._dokument.pk)
        if tilstand in {Dokument.Tilstand.SLETTES, Dokument.Tilstand.SLETTET}:
            raise DokumentSlettet
        raise FeilPosisjon

    def _krev_tom_kilde(self) -> None:
        if self._kilde.read(1):
            raise DokumentForStort


class _MedSjekksum:
    """A source whose bytes are summed up as they pass."""

    def __init__(self, kilde: Kilde, sjekksum: Sjekksumregner) -> None:
        self._kilde = kilde
        self._sjekksum = sjekksum

    def read(self, storrelse: int, /) -> bytes:
        """Read on, and count the bytes in."""
        chunk = self._kilde.read(storrelse)
        self._sjekksum.legg_til(chunk)
        return chunk


def _skriv_mottatt(dokument: Dokument, storrelse: int) -> None:
    deling = dokument.deling
    skriv_hendelse(
        Hendelsestype.DOKUMENT_MOTTATT,
        av=deling.delt_av_bruker or deling.delt_av_integrasjon or SYSTEM,
        organisasjon_id=deling.konto.organisasjon_id,
        konto_id=deling.konto_id,
        deling_id=deling.pk,
        dokument_id=dokument.pk,
        data={"storrelse": storrelse},
    )
    dytt("dokumenter.kontroller_dokument", str(dokument.pk))


def _ny_nokkel() -> str:
    return secrets.token_urlsafe(32)


def _hash(nokkel: str) -> str:
    # The capability is 256 random bits: a plain hash cannot be searched.
    return hashlib.sha256(nokkel.encode()).hexdigest()


def _utloper(naa: datetime) -> datetime:
    return naa + timedelta(hours=settings.OPPLASTING_LEVETID_TIMER)
