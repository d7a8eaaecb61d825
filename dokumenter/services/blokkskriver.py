"""One request's writing to one dokument: turns a source of bytes into blocks, and commits them.

Each block is encrypted, written whole and synced first, and committed after, by one transaction that only succeeds if
nobody else has moved the dokument's offset meanwhile. No lock is held while bytes flow.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import BigIntegerField, CharField, DateTimeField, UUIDField

from adapters import klokke
from adapters.dytt import dytt
from adapters.full_database import er_full
from adapters.metrikk import tell_mottatt
from adapters.prepared import Parameter, PreparedInsert, PreparedUpdate
from dokumenter.errors import (
    DelingIkkeUtkast,
    DokumentForStort,
    DokumentSlettet,
    FeilPosisjon,
    ForMangeBiter,
    IngenPlass,
    LagerUtilgjengelig,
)
from dokumenter.models import Blokk, Dokument
from dokumenter.protokoll.kilde import Kilde
from dokumenter.storage.blokker import MAKS_BLOKK_BYTES, SkrevetBlokk, fjern_blokk, skriv_blokk
from dokumenter.storage.lager import Blokklager, LagerError, LagerFulltError, dokumentlager
from dokumenter.storage.nokler import hovednokler
from dokumenter.tilgang import krev_kan_fortsatt_dele
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from hendelser.services import ny_hendelse, skriv_hendelser
from users.errors import Feil

# What else happens when the last byte is safe. It runs first, so that a deling is locked before its dokument, as
# everywhere; it gives what it wants logged, and raises DelingIkkeUtkast when it is too late.
VedSlutt = Callable[[], Iterable[Hendelse]]
# Enters a dokument that is not in the database yet, and all it belongs to, in the transaction of the first block.
VedStart = Callable[[], None]

_FERSKT_SEKUNDER = 2.0
NY_BLOKK = PreparedInsert(Blokk)
_FLYTT = PreparedUpdate(
    lambda: (
        Dokument.objects.filter(
            pk=Parameter("id", UUIDField()),
            mottatt=Parameter("fra", BigIntegerField()),
            # Whoever got the last capability is the only writer: what one before still has under way is too late.
            opplasting_hash=Parameter("hash", CharField()),
        ).er_i(Dokument.Tilstand.VENTER),
        {
            "mottatt": Parameter("mottatt", BigIntegerField()),
            "opplasting_utloper": Parameter("opplasting_utloper", DateTimeField()),
            "tilstand": Parameter("tilstand", CharField()),
            "ferdig": Parameter("ferdig", DateTimeField()),
            "storrelse": Parameter("storrelse", BigIntegerField()),
        },
    )
)


class Sjekksumkontroll(Protocol):
    """Sums up a body as it passes, and raises if it was not the announced one. `sha256`: the announced, if any."""

    @property
    def sha256(self) -> bytes | None: ...

    def legg_til(self, chunk: bytes) -> None: ...

    def krev_treff(self) -> None: ...


class MedSjekksum:
    """A source whose bytes are summed up as they pass."""

    def __init__(self, kilde: Kilde, sjekksum: Sjekksumkontroll) -> None:
        self._kilde = kilde
        self._sjekksum = sjekksum

    def read(self, storrelse: int, /) -> bytes:
        """Read on, and count the bytes in."""
        chunk = self._kilde.read(storrelse)
        self._sjekksum.legg_til(chunk)
        return chunk


class Blokkskriver:
    """Use `neste` and `bokfor` in turn; `dokument` follows what is committed. `ved_enden`: the source has no more."""

    def __init__(
        self, dokument: Dokument, kilde: Kilde, ved_start: VedStart | None = None, *, spurt: float = -math.inf
    ) -> None:
        """`spurt` is the monotonic moment when the right to share was last asked for; if not lately, each block asks.

        A small dokument that a system sends is one block, received in a moment after the call was let in.
        """
        if dokument.nokkel is None:
            raise DokumentSlettet
        self.dokument = dokument
        self.posisjon = dokument.mottatt
        self.ved_enden = False
        self._kilde = kilde
        self._ved_start = ved_start
        self._spurt = spurt
        self._lager: Blokklager = dokumentlager()
        self._datanokkel = hovednokler().pakk_ut(bytes(dokument.nokkel), dokument_id=dokument.pk)
        self._nr = dokument.blokker.count() if dokument.mottatt else 0
        self._skrevet_til = dokument.mottatt
        self._skrevet: list[str] = []
        self._grense = dokument.storrelse or settings.OPPLASTING_MAKS_BYTES

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
        maks = min(igjen, MAKS_BLOKK_BYTES)
        blokk = self._skriv(maks)
        if blokk is None:
            return None
        self._nr += 1
        self._skrevet_til += blokk.storrelse
        self._skrevet.append(blokk.navn)
        if self._skrevet_til == self._grense:
            try:
                self._krev_tom_kilde()
            except BaseException:
                self.kast([blokk])
                raise
        self.ved_enden = blokk.storrelse < maks or self._skrevet_til == self._grense
        return blokk

    def bokfor(self, blokker: Sequence[SkrevetBlokk]) -> None:
        """Commit written blocks as the dokument's next bytes, or raise and remove them.

        If the database goes away in the middle, nobody knows whether it committed: then the objects are left where
        they are, and the sweep at the end removes those without a row.
        """
        til = self.posisjon + sum(blokk.storrelse for blokk in blokker)
        self._bokfor(blokker, til, ferdig=til == self.dokument.storrelse, ved_slutt=tuple)

    def avslutt(self, blokker: Sequence[SkrevetBlokk], ved_slutt: VedSlutt) -> None:
        """The same, and say that there are no more bytes, for a dokument whose size was not known before."""
        til = self.posisjon + sum(blokk.storrelse for blokk in blokker)
        self._bokfor(blokker, til, ferdig=True, ved_slutt=ved_slutt)

    def kast(self, blokker: Iterable[SkrevetBlokk]) -> None:
        """Remove blocks that are known not to be committed. One that cannot be removed now is swept later."""
        for blokk in blokker:
            try:
                fjern_blokk(lager=self._lager, navn=blokk.navn)
            except LagerError:
                continue

    def er_kommet_hit(self) -> bool:
        """Is what the database has of the dokument this writer's? It is then locked.

        Only its writer moves the offset, so this is another's content when it lies elsewhere; unless it was this one's
        last commit that got through although nobody heard of it.
        """
        funnet = Dokument.objects.select_for_update().filter(pk=self.dokument.pk).first()
        if funnet is None or funnet.mottatt == self.posisjon:
            return funnet is not None
        return funnet.blokker.filter(start=self.posisjon, navn__in=self._skrevet[-1:]).exists()

    def _skriv(self, maks: int) -> SkrevetBlokk | None:
        try:
            return skriv_blokk(
                self._kilde,
                lager=self._lager,
                datanokkel=self._datanokkel,
                dokument_id=self.dokument.pk,
                nr=self._nr,
                maks=maks,
            )
        except LagerFulltError as feil:
            raise IngenPlass from feil
        except LagerError as feil:
            raise LagerUtilgjengelig from feil

    def _bokfor(self, blokker: Sequence[SkrevetBlokk], til: int, *, ferdig: bool, ved_slutt: VedSlutt) -> None:
        naa = klokke.naa()
        endring = {
            "mottatt": til,
            "opplasting_utloper": utloper(naa=naa),
            "tilstand": Dokument.Tilstand.KONTROLLERES if ferdig else Dokument.Tilstand.VENTER,
            "ferdig": naa if ferdig else None,
            "storrelse": til if ferdig else self.dokument.storrelse,
        }
        with self._kaster(blokker), transaction.atomic():
            # Who has lost the right to share has lost it for what is under way too.
            if time.monotonic() - self._spurt > _FERSKT_SEKUNDER:
                krev_kan_fortsatt_dele(self.dokument.deling)
            hendelser = [self._mottatt(til)] if ferdig else []
            hendelser += ved_slutt()
            self._flytt(endring)
            for rad in self._rader(blokker):
                NY_BLOKK.run(rad)
            if ferdig:
                skriv_hendelser(*hendelser)
                dytt("dokumenter.kontroller_dokument", str(self.dokument.pk))
        self._sett(endring)
        self._ved_start = None
        tell_mottatt(til - self.posisjon)
        self.posisjon = til

    def _flytt(self, endring: dict[str, object]) -> None:
        """Move the offset if it still is where this request found it; the one place where an upload makes progress."""
        if self._ved_start is not None:
            self._sett(endring)
            self._ved_start()
            return
        hvor = {"id": self.dokument.pk, "fra": self.posisjon, "hash": self.dokument.opplasting_hash}
        if not _FLYTT.run(**hvor, **endring):
            raise FeilPosisjon

    def _sett(self, endring: dict[str, object]) -> None:
        for felt, verdi in endring.items():
            setattr(self.dokument, felt, verdi)

    def _rader(self, blokker: Sequence[SkrevetBlokk]) -> Iterator[Blokk]:
        start, nr = self.posisjon, self._nr - len(blokker)
        for blokk in blokker:
            yield Blokk(
                dokument=self.dokument,
                nr=nr,
                start=start,
                storrelse=blokk.storrelse,
                navn=blokk.navn,
                salt=blokk.salt,
                sha256=blokk.sha256,
            )
            start, nr = start + blokk.storrelse, nr + 1

    @contextmanager
    def _kaster(self, blokker: Sequence[SkrevetBlokk]) -> Iterator[None]:
        """Remove the blocks if what goes on inside fails so that they are known not to be committed."""
        try:
            yield
        except DatabaseError as feil:
            if not er_full(feil):
                raise
            self.kast(blokker)
            raise IngenPlass from feil
        except (FeilPosisjon, DelingIkkeUtkast) as feil:
            self.kast(blokker)
            raise self._hva_kom_i_veien(feil) from None
        except Feil:
            self.kast(blokker)
            raise

    def _hva_kom_i_veien(self, feil: Feil) -> Feil:
        naa = Dokument.objects.get(pk=self.dokument.pk)
        if naa.er_borte:
            return DokumentSlettet()
        return feil if naa.mottatt == self.posisjon and naa.tilstand == Dokument.Tilstand.VENTER else FeilPosisjon()

    def _mottatt(self, storrelse: int) -> Hendelse:
        deling = self.dokument.deling
        return ny_hendelse(
            Hendelsestype.DOKUMENT_MOTTATT,
            av=deling.delt_av_bruker or deling.delt_av_integrasjon or SYSTEM,
            gjelder=self.dokument,
            data={"storrelse": storrelse},
        )

    def _krev_tom_kilde(self) -> None:
        if self._kilde.read(1):
            raise DokumentForStort


def utloper(*, naa: datetime) -> datetime:
    """When an upload that makes no progress from now on is given up."""
    return naa + timedelta(hours=settings.OPPLASTING_LEVETID_TIMER)
