"""Who has got what of a deling, and its log, for those who shared it. All of it is read from the hendelser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, UUIDField
from django.utils.translation import gettext as _

from adapters.prepared import Parameter, Prepared
from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.dekning import Leveranse
from dokumenter.tekst import orgnr_i_ord
from hendelser.models import Aktortype, Hendelse, Hendelsestype
from hendelser.queries import Loggfilter, hendelser_i, side_for
from kontoer.models import Integrasjon
from kontoer.queries_navn import personer_med_navn
from users.models import User

# Of interest to those who look after the service, and not to those who share: left out unless they ask.
TEKNISKE = frozenset(
    {
        Hendelsestype.DOKUMENT_MOTTATT,
        Hendelsestype.DOKUMENT_KONTROLLERT,
        Hendelsestype.DOKUMENT_SKANNET,
        Hendelsestype.DOKUMENT_HENTES,
        Hendelsestype.DOKUMENT_SLETTET,
        Hendelsestype.ALTINN_SVARTE_IKKE,
        Hendelsestype.HENTENOKKEL_BRUKT,
    }
)
LOGG_ANTALL = 50
_DOKUMENTLOGG_ANTALL = 1000
SOM_MOTTAKER = {Hendelsestype.DELING_APNET, Hendelsestype.DOKUMENT_HENTES, Hendelsestype.DOKUMENT_HENTET}
# What only a recipient does: those who read of it see who it was as a recipient, masked, also when it is a colleague.
_AV_MOTTAKER = SOM_MOTTAKER | {
    Hendelsestype.TIDSONSKE_SENDT,
    Hendelsestype.HENTENOKKEL_LAGET,
    Hendelsestype.HENTENOKKEL_BRUKT,
    Hendelsestype.HENTENOKKEL_TRUKKET,
}
_DOKUMENTLOGG = Prepared(
    lambda: Hendelse.objects.filter(
        Q(dokument_id=Parameter("dokument", UUIDField())) | Q(dokument_id__isnull=True),
        deling_id=Parameter("deling", UUIDField()),
    ).order_by("-id")[:_DOKUMENTLOGG_ANTALL]
)


# What a recipient is called in the events: a person by its user id, a business by its number, a system by its id.
Hvem = UUID | str | None


class Filrad(NamedTuple):
    """One file for one recipient."""

    dokument: Dokument
    leveranse: Leveranse


class Mottakerrad(NamedTuple):
    """One recipient: when the deling was first opened, and each file."""

    mottaker: Mottaker
    apnet: datetime | None
    filer: list[Filrad]
    hvem: Hvem = None

    @property
    def hentet(self) -> int:
        """How many files are delivered to the last byte."""
        return sum(fil.leveranse.er_hentet for fil in self.filer)

    @property
    def begynt(self) -> int:
        """How many files something was delivered of, but not all."""
        return sum(fil.leveranse.begynt and not fil.leveranse.er_hentet for fil in self.filer)

    @property
    def a_hente(self) -> int:
        """How many files there are to fetch for this one: not those that were taken out before they were fetched."""
        fjernet = Dokument.Eksponering.FJERNET
        return sum(fil.leveranse.er_hentet or fil.dokument.eksponering != fjernet for fil in self.filer)

    @property
    def har_hentet_alt(self) -> bool:
        """Something, and all there is to fetch."""
        return 0 < self.hentet == self.a_hente

    @property
    def har_fatt_noe(self) -> bool:
        """Whether anything of any file has been delivered."""
        return any(fil.leveranse.begynt for fil in self.filer)


class Delingslinje(NamedTuple):
    """One event in words."""

    tidspunkt: datetime
    hva: str
    hvem: str
    dokumentnavn: str


def mottakerrader(
    deling: Deling, dokumenter: Sequence[Dokument], mottakere: Sequence[Mottaker] | None = None
) -> list[Mottakerrad]:
    """Every recipient of the deling with what has been delivered, in three questions.

    `mottakere`: those to tell of instead, also some who are none any more.
    """
    if mottakere is None:
        mottakere = list(deling.mottakere.order_by("id"))
    personer = _brukere_som(mottakere)
    apnet, levert = _hendelser_i(deling, {dokument.id: dokument for dokument in dokumenter})
    return [
        Mottakerrad(
            mottaker,
            apnet.get(hvem),
            [Filrad(dokument, levert[hvem].get(dokument.id) or _ingen(dokument)) for dokument in dokumenter],
            hvem,
        )
        for mottaker, hvem in ((mottaker, _som_hvem(mottaker, personer)) for mottaker in mottakere)
    ]


def _som_hvem(mottaker: Mottaker, personer: dict[str, UUID]) -> Hvem:
    if mottaker.type == Mottaker.Type.ORGANISASJON:
        return mottaker.oppslag
    if mottaker.type == Mottaker.Type.INTEGRASJON:
        return UUID(mottaker.oppslag)
    return personer.get(mottaker.oppslag)


def delingslogg(
    deling: Deling, for_id: int | None, dokumenter: Iterable[Dokument], *, uten: frozenset[str] = frozenset()
) -> tuple[list[Delingslinje], int | None]:
    """The newest events of the deling and its dokumenter older than `for_id`, and the key of the next page.

    `uten`: types to leave out.
    """
    hendelser = hendelser_i(deling.konto.organisasjon_id, Loggfilter(deling_id=deling.id, uten=uten))
    side = side_for(hendelser, for_id, LOGG_ANTALL)
    navn = {dokument.id: dokument.dokumentnavn for dokument in dokumenter}
    hvem = _Aktorer(deling.konto.organisasjon_id, side.hendelser)
    return [
        Delingslinje(
            hendelse.tidspunkt,
            hendelse.hva,
            hvem.navn(hendelse),
            navn.get(hendelse.dokument_id, "") if hendelse.dokument_id else "",
        )
        for hendelse in side.hendelser
    ], side.neste


def dokumentlogg(dokument: Dokument, *kjente: Integrasjon) -> list[Delingslinje]:
    """The newest events of one file and its deling, oldest first. Recipients by id, since it is for other systems.

    `kjente` are systems that need not be looked up: what happened is most often the caller's own doing.
    """
    hendelser = _DOKUMENTLOGG.all(dokument=dokument.id, deling=dokument.deling_id)
    av_avsender = (hendelse for hendelse in hendelser if hendelse.type not in _AV_MOTTAKER)
    hvem = _Aktorer(dokument.deling.konto.organisasjon_id, av_avsender, *kjente)
    return [
        Delingslinje(
            hendelse.tidspunkt,
            hendelse.hva,
            str(hendelse.aktor_id) if hendelse.type in _AV_MOTTAKER else hvem.navn(hendelse),
            dokument.dokumentnavn,
        )
        for hendelse in reversed(hendelser)
    ]


def leste(dokumenter: Mapping[UUID, int]) -> set[UUID]:
    """Those of these dokumenter (id -> bytes) that some recipient has got every byte of. One question."""
    levert: dict[tuple[UUID, UUID | None], Leveranse] = {}
    hendelser = Hendelse.objects.filter(dokument_id__in=list(dokumenter), type=Hendelsestype.DOKUMENT_HENTET)
    for dokument_id, hvem, data, tidspunkt in (
        hendelser.order_by("id").values_list("dokument_id", "aktor_id", "data", "tidspunkt").iterator()
    ):
        if dokument_id is not None:
            leveranse = levert.setdefault((dokument_id, hvem), Leveranse(dokumenter[dokument_id]))
            leveranse.legg_til(data["fra"], data["til"], tidspunkt)
    return {dokument_id for (dokument_id, _hvem), ett in levert.items() if ett.er_hentet}


class _Aktorer:
    """The names behind the ids of some events: colleagues by name, recipients masked, strangers not at all."""

    def __init__(self, organisasjon_id: UUID, hendelser: Iterable[Hendelse], *kjente: Integrasjon) -> None:
        self.integrasjoner = {en.id: en for en in kjente}
        ider: dict[str, set[UUID]] = defaultdict(set)
        for hendelse in hendelser:
            if hendelse.aktor_id is not None:
                ider[hendelse.aktor_type].add(hendelse.aktor_id)
        self.kalt, self.brukere = personer_med_navn(organisasjon_id, ider[Aktortype.BRUKER])
        self.integrasjoner |= Integrasjon.objects.in_bulk(ider[Aktortype.INTEGRASJON] - self.integrasjoner.keys())

    def navn(self, hendelse: Hendelse) -> str:
        if hendelse.aktor_type == Aktortype.SYSTEM or hendelse.aktor_id is None:
            return _("systemet")
        if hendelse.type == Hendelsestype.DELING_AVVIST:
            return _avvist(hendelse.data.get("virksomhet", ""))
        virksomhet = hendelse.data.get("pa_vegne_av")
        if virksomhet:
            data = {"hvem": self._aktor(hendelse, hendelse.aktor_id), "nummer": orgnr_i_ord(virksomhet)}
            return _("%(hvem)s for virksomheten %(nummer)s") % data
        return self._aktor(hendelse, hendelse.aktor_id)

    def _aktor(self, hendelse: Hendelse, aktor_id: UUID) -> str:
        integrasjon = self.integrasjoner.get(aktor_id)
        if integrasjon is not None:
            return integrasjon.navn
        if hendelse.type not in _AV_MOTTAKER and aktor_id in self.kalt:
            return self.kalt[aktor_id]
        bruker = self.brukere.get(aktor_id)
        return bruker.maskert_fnr if bruker is not None else _("ukjent")


def _avvist(virksomheter: str) -> str:
    """One who was turned away: not who it was, but whether Altinn ties the person to a business it is for."""
    if not virksomheter:
        return _("en som ikke er mottaker")
    return _("en som er knyttet til virksomheten %(nummer)s") % {
        "nummer": ", ".join(map(orgnr_i_ord, virksomheter.split(", ")))
    }


def _brukere_som(mottakere: Iterable[Mottaker]) -> dict[str, UUID]:
    """`oppslag` -> user id of the recipients who have ever logged in, under whichever key either of them stands."""
    personer = [mottaker for mottaker in mottakere if mottaker.type == Mottaker.Type.PERSON]
    hasher = {hash_ for mottaker in personer for hash_ in mottaker.oppslag_hasher}
    brukere = dict(User.objects.filter(fnr_hash__in=hasher).values_list("fnr_hash", "id"))
    # One who stands there twice logs in as the one under the key in use, which is the first of the hashes.
    return {en.oppslag: brukere[hash_] for en in personer for hash_ in reversed(en.oppslag_hasher) if hash_ in brukere}


def _hendelser_i(
    deling: Deling, dokumenter: dict[UUID, Dokument]
) -> tuple[dict[Hvem, datetime], dict[Hvem, dict[UUID, Leveranse]]]:
    apnet: dict[Hvem, datetime] = {}
    levert: dict[Hvem, dict[UUID, Leveranse]] = defaultdict(dict)
    hendelser = Hendelse.objects.filter(deling_id=deling.id, type__in=SOM_MOTTAKER).order_by("id")
    for type_, aktor_id, dokument_id, data, tidspunkt in hendelser.values_list(
        "type", "aktor_id", "dokument_id", "data", "tidspunkt"
    ).iterator():
        hvem = data.get("pa_vegne_av") or aktor_id
        if type_ == Hendelsestype.DELING_APNET:
            apnet.setdefault(hvem, tidspunkt)
        elif dokument_id in dokumenter:
            leveranse = levert[hvem].setdefault(dokument_id, _ingen(dokumenter[dokument_id]))
            if type_ == Hendelsestype.DOKUMENT_HENTET:
                leveranse.legg_til(data["fra"], data["til"], tidspunkt)
            else:
                leveranse.merk(tidspunkt)
    return apnet, levert


def _ingen(dokument: Dokument) -> Leveranse:
    return Leveranse(dokument.storrelse or 0)
