"""What a system sends: one dokument with whom it is for and how long, shared at the moment its last byte is safe.

Until then there is a draft that nobody sees. If anything fails, the draft is thrown away and its objects with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, CharField, DateTimeField, PositiveSmallIntegerField, UUIDField
from django.utils.translation import gettext as _

from adapters import klokke
from adapters.prepared import Parameter, PreparedInsert, PreparedUpdate
from dokumenter.errors import DelingIkkeUtkast, UgyldigKryptering
from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.protokoll.cms import DekryptertStrom, UgyldigCmsError
from dokumenter.protokoll.kilde import Kilde
from dokumenter.protokoll.omtale import INGEN_OMTALE, Omtale
from dokumenter.services.deling import delt_hendelse, godkjenning_ved_deling
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.opplasting import innfor_dokument, motta_innhold, nytt_dokument
from dokumenter.services.reservasjon import gi_opp_reservasjon, innfri_reservasjon, reserver_id
from dokumenter.services.sletting import avslutt_deling
from dokumenter.storage.dekryptering import aapne_kryptert
from dokumenter.storage.lager import LagerError
from dokumenter.tilgang import Delerett
from hendelser.models import SYSTEM, Hendelse
from kontoer.errors import UgyldigVerdi
from kontoer.models import Konto, Sikkerhetsniva
from kontoer.tilgang import Handlende

_NY_DELING = PreparedInsert(Deling)
_DEL = PreparedUpdate(
    lambda: (
        Deling.objects.filter(pk=Parameter("id", UUIDField())).er_i(Deling.Tilstand.UTKAST),
        {
            "tilstand": Parameter("tilstand", CharField()),
            "delt": Parameter("naa", DateTimeField()),
            "godkjenning": Parameter("godkjenning", CharField()),
            "taushetsbelagt": Parameter("taushetsbelagt", BooleanField()),
            "sikkerhetsniva": Parameter("sikkerhetsniva", PositiveSmallIntegerField()),
        },
    )
)


@dataclass(frozen=True)
class Mottakerdata:
    """One of those it is for; `oppslag` is what names it (a person: the fødselsnummer). Never in a repr."""

    type: Mottaker.Type
    oppslag: str = field(repr=False)
    ressurstype: str = ""


@dataclass(frozen=True)
class Innsending:
    """The metadata of one dokument. `tilgjengelig_til` None: never ends. `sikkerhetsniva` None: the konto's."""

    dokumentnavn: str = field(repr=False)
    mimetype: str
    tilgjengelig_til: datetime | None
    sikkerhetsniva: int | None
    korrelasjonsid: UUID | None
    mottakere: tuple[Mottakerdata, ...]
    logg_nedlasting: bool
    kryptert: bool
    omtale: Omtale = INGEN_OMTALE


def send_inn(*, rett: Delerett, innsending: Innsending, strom: Kilde) -> Dokument:
    """All of it in one request, entered with its first block: a small dokument is one transaction.

    Raises as `begynn_innsending` and `fullfor_innsending`, and LagerUtilgjengelig for a block that took a whole day.
    Then nothing is left.
    """
    _krev_gyldig(innsending, rett.konto)
    dokument = _nytt_dokument(rett, innsending, reserver_id())

    def innfor() -> None:
        innfri_reservasjon(id_=dokument.pk)
        _innfor(dokument, innsending)

    antall = len(innsending.mottakere)
    with _intet_igjen(dokument):
        kilde = aapne_kryptert(strom) if innsending.kryptert else strom
        return motta_innhold(
            dokument=dokument,
            strom=kilde,
            ved_start=innfor,
            ved_slutt=lambda: _del(dokument, kilde, rett.av, antall),
            spurt=rett.spurt,
        )


def begynn_innsending(*, rett: Delerett, innsending: Innsending) -> Dokument:
    """The draft, with everything but the bytes. Raises UgyldigVerdi with the field."""
    _krev_gyldig(innsending, rett.konto)
    dokument = _nytt_dokument(rett, innsending)
    with transaction.atomic():
        _innfor(dokument, innsending)
    return dokument


def _nytt_dokument(rett: Delerett, innsending: Innsending, id_: UUID | None = None) -> Dokument:
    konto = rett.konto
    deling = Deling(
        konto=konto,
        **rett.laget_av,
        # What the konto demands is the least; a dokument may demand more.
        sikkerhetsniva=max(konto.sikkerhetsniva, innsending.sikkerhetsniva or 0),
        tilgjengelig_til=innsending.tilgjengelig_til,
        **innsending.omtale.felter,
    )
    return nytt_dokument(
        deling=deling,
        dokumentnavn=innsending.dokumentnavn,
        mimetype=innsending.mimetype,
        id_=id_,
        korrelasjonsid=innsending.korrelasjonsid,
        logg_nedlasting=innsending.logg_nedlasting,
        # Not yet known, but that there will be one: see `fullfor_innsending`.
        kryptert_storrelse=0 if innsending.kryptert else None,
    )


def _innfor(dokument: Dokument, innsending: Innsending) -> None:
    _NY_DELING.run(dokument.deling)
    if innsending.mottakere:
        Mottaker.objects.bulk_create(_som_mottaker(dokument.deling, en) for en in innsending.mottakere)
    innfor_dokument(dokument=dokument)


def fullfor_innsending(*, dokument: Dokument, strom: Kilde, kryptert: bool, av: Handlende) -> Dokument:
    """Receive the bytes and share. If anything fails, nothing is left that anyone can see, but for what another
    request has brought of the same dokument.

    Raises UgyldigVerdi (announced as encrypted, which level 4 demands, and is not; it can be sent anew), and
    UgyldigKryptering, TomtDokument, what `skriv_bytes` raises, and what `strom` raises.
    """
    if dokument.kryptert_storrelse is not None and not kryptert:
        raise UgyldigVerdi(_("må være true, for dokumentet er meldt som kryptert."), felt="kryptert")
    antall = dokument.deling.mottakere.count()
    with _intet_igjen(dokument):
        kilde = aapne_kryptert(strom) if kryptert else strom
        return motta_innhold(dokument=dokument, strom=kilde, ved_slutt=lambda: _del(dokument, kilde, av, antall))


@contextmanager
def _intet_igjen(dokument: Dokument) -> Iterator[None]:
    """If what goes on inside fails, throw away what there is of the dokument. Raises UgyldigKryptering for bad CMS."""
    try:
        yield
    except BaseException as feil:
        if not Dokument.objects.filter(pk=dokument.pk, mottatt__gt=0, nokkel__isnull=False).exists():
            _forkast(dokument)
        if isinstance(feil, UgyldigCmsError):
            raise UgyldigKryptering from None
        raise


def _forkast(dokument: Dokument) -> None:
    # Shared already, if what failed came after the last step: then that ends too.
    for slutt in (Deling.Slutt.FORKASTET, Deling.Slutt.SLETTET):
        avslutt_deling(deling=dokument.deling, slutt=slutt, av=SYSTEM)
    with suppress(LagerError):  # then the sweeps do it
        fjern_objekter(dokument_id=dokument.pk)
        gi_opp_reservasjon(id_=dokument.pk)


def _krev_gyldig(innsending: Innsending, konto: Konto) -> None:
    if innsending.tilgjengelig_til is not None and innsending.tilgjengelig_til <= klokke.naa():
        raise UgyldigVerdi(_("er passert. Oppgi et tidspunkt fremover."), felt="tilgjengeligTil")
    if innsending.sikkerhetsniva == Sikkerhetsniva.NIVA_4 and not innsending.kryptert:
        raise UgyldigVerdi(_("4 krever at dokumentet er kryptert (kryptert=true)."), felt="sikkerhetsniva")
    if len(innsending.mottakere) > konto.flest_mottakere:
        tekst = _("har for mange verdier; høyst %(maks)d.") % {"maks": konto.flest_mottakere}
        raise UgyldigVerdi(tekst, felt="eksponertFor")


def _som_mottaker(deling: Deling, data: Mottakerdata) -> Mottaker:
    if data.type == Mottaker.Type.PERSON:
        return Mottaker.person(deling, data.oppslag)
    return Mottaker(deling=deling, type=data.type, oppslag=data.oppslag, ressurstype=data.ressurstype)


def _del(dokument: Dokument, kilde: Kilde, av: Handlende, mottakere: int) -> list[Hendelse]:
    """Runs in the transaction that says the last byte is here: complete and shared are the same moment."""
    deling, naa = dokument.deling, klokke.naa()
    # As it is now, and not when the first byte came: that may be an hour ago.
    konto = Konto.objects.only("fire_oyne", "taushetsbelagt", "sikkerhetsniva").get(pk=deling.konto_id)
    godkjenning = godkjenning_ved_deling(konto=konto)
    deling.sikkerhetsniva = max(deling.sikkerhetsniva, konto.sikkerhetsniva)
    dokument.eksponering = Dokument.Eksponering.DELT
    if isinstance(kilde, DekryptertStrom):
        dokument.kryptert_storrelse = kilde.lest
    if deling._state.adding:  # entered in a moment, as this says
        deling.tilstand, deling.delt = Deling.Tilstand.DELT, naa
        deling.godkjenning, deling.taushetsbelagt = godkjenning, konto.taushetsbelagt
    elif not _DEL.run(
        id=deling.pk,
        tilstand=Deling.Tilstand.DELT,
        naa=naa,
        godkjenning=godkjenning,
        taushetsbelagt=konto.taushetsbelagt,
        sikkerhetsniva=deling.sikkerhetsniva,
    ):
        raise DelingIkkeUtkast
    else:
        Dokument.objects.filter(pk=dokument.pk).update(
            eksponering=dokument.eksponering, kryptert_storrelse=dokument.kryptert_storrelse
        )
    til = deling.tilgjengelig_til
    return [
        delt_hendelse(
            sted=deling.sted,
            mottakere=mottakere,
            dokumenter=1,
            tilgjengelig_til=til,
            av=av,
            godkjenning=godkjenning,
        )
    ]
