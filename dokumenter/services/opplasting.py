"""Upload: the one writer that tus, the form without JavaScript and the API all end in.

Bytes become blocks: each one is encrypted, written whole and synced first, and committed after, by one transaction that
only succeeds if nobody else has moved the dokument's offset meanwhile. No lock is held while bytes flow.
What is acknowledged is therefore in the store, and two writers can never mix.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from adapters import klokke
from adapters.prepared import PreparedInsert
from dokumenter.errors import (
    DokumentForStort,
    DokumentSlettet,
    FeilPosisjon,
    OpplastingFerdig,
    OpplastingUkjent,
    OpplastingUtlopt,
    TomtDokument,
)
from dokumenter.models import Deling, Dokument
from dokumenter.protokoll.filnavn import UgyldigNavnError, les_mimetype, normaliser_mappe, normaliser_navn, sokenavn
from dokumenter.protokoll.kilde import Kilde
from dokumenter.services.blokkskriver import Blokkskriver, MedSjekksum, Sjekksumkontroll, VedSlutt, VedStart, utloper
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.nokler import hovednokler, lag_datanokkel
from dokumenter.tilgang import krev_kan_fortsatt_dele, krev_kan_laste_opp
from hendelser.models import SYSTEM, HarAktor
from kontoer.errors import UgyldigVerdi

_NYTT_DOKUMENT = PreparedInsert(Dokument)


@dataclass(frozen=True)
class StartetOpplasting:
    """A dokument that waits for bytes, and the capability (never stored in clear) to send them."""

    dokument: Dokument
    nokkel: str = field(repr=False)


def start_opplasting(
    *, deling: Deling, dokumentnavn: str, mimetype: str, storrelse: int, av: HarAktor, mappe: str = ""
) -> StartetOpplasting:
    """Add a dokument of `storrelse` bytes to a draft.

    Raises IkkeFunnet, ManglerRett, DelingIkkeUtkast, TomtDokument, DokumentForStort, UgyldigVerdi.
    """
    if storrelse <= 0:
        raise TomtDokument
    if storrelse > settings.OPPLASTING_MAKS_BYTES:
        raise DokumentForStort
    return _opprett(deling, dokumentnavn, mimetype, storrelse=storrelse, av=av, mappe=mappe)


def gjenoppta_opplasting(*, dokument: Dokument, av: HarAktor) -> StartetOpplasting:
    """A fresh capability for an unfinished dokument; the earlier one ends. Raises as `start_opplasting`."""
    krev_kan_laste_opp(av, dokument.deling)
    nokkel = _ny_nokkel()
    endret = (
        Dokument.objects.filter(pk=dokument.pk)
        .er_i(Dokument.Tilstand.VENTER)
        .update(opplasting_hash=_hash(nokkel), opplasting_utloper=utloper(naa=klokke.naa()))
    )
    if not endret:
        raise OpplastingFerdig
    dokument.refresh_from_db()
    return StartetOpplasting(dokument, nokkel)


def finn_opplasting(*, nokkel: str) -> Dokument:
    """The dokument that the capability is good for, as long as its owner may share from the konto.

    Raises OpplastingUkjent, OpplastingUtlopt, DokumentSlettet, and as `krev_kan_fortsatt_dele`.
    """
    dokument = Dokument.objects.select_related("deling__konto").filter(opplasting_hash=_hash(nokkel)).first()
    if dokument is None:
        raise OpplastingUkjent
    if dokument.er_borte or dokument.deling.konto.er_slettet:
        raise DokumentSlettet
    if dokument.opplasting_utloper is not None and dokument.opplasting_utloper <= klokke.naa():
        raise OpplastingUtlopt
    krev_kan_fortsatt_dele(dokument.deling)
    return dokument


def skriv_bytes(
    *, dokument: Dokument, posisjon: int, kilde: Kilde, sjekksum: Sjekksumkontroll | None = None
) -> Dokument:
    """Store what `kilde` gives from byte `posisjon` on, block by block, and commit each block as it is safe.

    With a checksum nothing is committed before the whole of it has been seen to be right, so nothing is kept of what
    breaks off in the middle; a block that it covers alone keeps it (see `queries.blokkart.deler_av`). When the last
    byte is committed, the dokument is `kontrolleres`. Returns the dokument as it then is. Raises OpplastingFerdig,
    FeilPosisjon, DokumentForStort (more bytes than announced), ForMangeBiter, IngenPlass, LagerUtilgjengelig.
    """
    if dokument.tilstand != Dokument.Tilstand.VENTER:
        raise OpplastingFerdig
    if posisjon != dokument.mottatt:
        raise FeilPosisjon
    skriver = Blokkskriver(dokument, MedSjekksum(kilde, sjekksum) if sjekksum else kilde)
    if sjekksum is None:
        while blokk := skriver.neste():
            skriver.bokfor([blokk])
        return skriver.dokument
    blokker = []
    try:
        while blokk := skriver.neste():
            blokker.append(blokk)
        sjekksum.krev_treff()
    except BaseException:
        skriver.kast(blokker)
        raise
    if len(blokker) == 1:
        blokker = [replace(blokker[0], sha256=sjekksum.sha256)]
    if blokker:
        skriver.bokfor(blokker)
    return skriver.dokument


def motta_fil(*, deling: Deling, dokumentnavn: str, mimetype: str, strom: Kilde, av: HarAktor) -> Dokument:
    """A whole file in one request, its size not known before the end. If anything fails, nothing of it is left.

    Raises as `start_opplasting` and `skriv_bytes`, and what `strom` raises.
    """
    dokument = _opprett(deling, dokumentnavn, mimetype, storrelse=None, av=av).dokument
    return motta_innhold(dokument=dokument, strom=strom)


def motta_innhold(
    *,
    dokument: Dokument,
    strom: Kilde,
    ved_start: VedStart | None = None,
    ved_slutt: VedSlutt | None = None,
    spurt: float = -math.inf,
) -> Dokument:
    """The whole content of a dokument of unknown size, and `ved_slutt` first in the transaction of its end.

    One that is not entered yet is entered by `ved_start`, in the transaction of its first block. For `spurt`, see
    `Blokkskriver`.

    If anything fails, nothing of it is left, unless another request has brought the content meanwhile: what is sent
    twice neither mixes nor destroys. Raises TomtDokument, as `skriv_bytes`, and what the two given raise.
    """
    if dokument.mottatt:
        raise FeilPosisjon
    skriver = Blokkskriver(dokument, strom, ved_start, spurt=spurt)
    try:
        while (blokk := skriver.neste()) and not skriver.ved_enden:
            skriver.bokfor([blokk])
        if not blokk and not skriver.posisjon:
            raise TomtDokument
        # The last block and the end are one commit, so a small document is one.
        skriver.avslutt([blokk] if blokk else [], ved_slutt or (lambda: _las_deling(dokument)))
        return skriver.dokument
    except BaseException:
        with transaction.atomic():
            _las_deling(dokument)
            if skriver.er_kommet_hit():
                slett_dokument(dokument=dokument, av=SYSTEM)
        raise


def avbryt_opplasting(*, dokument: Dokument) -> None:
    """Whoever holds the capability gives the upload up (tus termination). Raises OpplastingFerdig once it is shared."""
    with transaction.atomic():
        if Deling.objects.select_for_update().get(pk=dokument.deling_id).tilstand != Deling.Tilstand.UTKAST:
            raise OpplastingFerdig
        slett_dokument(dokument=dokument, av=SYSTEM)


def nytt_dokument(
    *, deling: Deling, dokumentnavn: str, mimetype: str, id_: UUID | None = None, **felter: UUID | int | bool | None
) -> Dokument:
    """The only dokument of a draft that nobody else knows of, so there is nothing to lock, to ask or to count.

    Of unknown size and without a capability, and not entered yet: see `innfor_dokument`. Raises UgyldigVerdi.
    """
    return _lag(deling, _les_navn_og_type(dokumentnavn, mimetype), id_=id_ or uuid4(), storrelse=None, **felter)


def innfor_dokument(*, dokument: Dokument) -> None:
    """Enter a new one in the database, as it is."""
    _NYTT_DOKUMENT.run(dokument)


def _opprett(
    deling: Deling, dokumentnavn: str, mimetype: str, *, storrelse: int | None, av: HarAktor, mappe: str = ""
) -> StartetOpplasting:
    nokkel = _ny_nokkel()
    with transaction.atomic():
        # Locking the draft keeps two windows from passing the limit together, and from adding to it once it is shared.
        laast = Deling.objects.select_for_update(of=("self",))
        utkast = laast.select_related("konto__organisasjon", "delt_av_bruker", "delt_av_integrasjon").get(pk=deling.pk)
        krev_kan_laste_opp(av, utkast)
        navn_og_type = _les_navn_og_type(dokumentnavn, mimetype)
        levende = Dokument.objects.filter(deling=utkast).igjen()
        if levende.count() >= settings.DELING_MAKS_DOKUMENTER:
            antall = settings.DELING_MAKS_DOKUMENTER
            raise UgyldigVerdi(
                _("En deling kan ha høyst %(antall)d dokumenter.") % {"antall": antall}, felt="dokumenter"
            )
        felter = {"storrelse": storrelse, "opplasting_hash": _hash(nokkel), "mappe": _les_mappe(mappe)}
        dokument = _lag(utkast, navn_og_type, id_=uuid4(), **felter)
        innfor_dokument(dokument=dokument)
    return StartetOpplasting(dokument, nokkel)


def _lag(
    deling: Deling, navn_og_type: tuple[str, str], *, id_: UUID, **felter: UUID | int | str | bool | None
) -> Dokument:
    navn, type_ = navn_og_type
    return Dokument(
        id=id_,
        deling=deling,
        dokumentnavn=navn,
        sokenavn=sokenavn(navn),
        mimetype=type_,
        nokkel=hovednokler().pakk_inn(lag_datanokkel(), dokument_id=id_),
        opplasting_utloper=utloper(naa=klokke.naa()),
        **felter,
    )


def _las_deling(dokument: Dokument) -> tuple[()]:
    """First the deling, then its dokument, as everywhere: no two can wait for each other."""
    Deling.objects.select_for_update().filter(pk=dokument.deling_id).first()
    return ()


def _les_navn_og_type(dokumentnavn: str, mimetype: str) -> tuple[str, str]:
    try:
        return normaliser_navn(dokumentnavn), les_mimetype(mimetype)
    except UgyldigNavnError as feil:
        raise UgyldigVerdi(str(feil), felt="dokumenter") from feil


def _les_mappe(sti: str) -> str:
    try:
        return normaliser_mappe(sti)
    except UgyldigNavnError as feil:
        raise UgyldigVerdi(str(feil), felt="dokumenter") from feil


def _ny_nokkel() -> str:
    return secrets.token_urlsafe(32)


def _hash(nokkel: str) -> str:
    # The capability is 256 random bits: a plain hash cannot be searched.
    return hashlib.sha256(nokkel.encode()).hexdigest()
