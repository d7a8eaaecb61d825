"""Mine delinger as it is searched, narrowed, sorted and paged: each question has an index it can be answered by.

A page is put together of parts that follow each other (first those with a title, then those without), each in an order
that an index has. The key of a page is part, moment and id of the last row of the one before: never a title.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.protokoll.filnavn import sokenavn
from dokumenter.queries.avsender import delinger_for
from dokumenter.queries.mine_delinger import Delingssok, sok_delinger
from dokumenter.queries.overtakelse import overtatte_av
from dokumenter.queries.sider import ANTALL, Nokkel, eldre_enn, tolk_nokkel
from dokumenter.queries.tidsonske import som_ber_om_mer_tid
from hendelser.models import Hendelse, Hendelsestype
from users.identvern import dekrypter_ident, masker_fodselsnummer
from users.models import User
from users.tegn import sokbar

NYEST, UTLOPER, TITTEL = "nyest", "utloper", "tittel"
MINE, IKKE_HENTET, UTLOPER_SNART, BER_OM_TID = "mine", "ikke_hentet", "utloper_snart", "ber_om_mer_tid"
SNART = timedelta(days=7)
# A text that more than so many have in them is found by walking through the newest; a rarer one is looked up.
_SJELDEN = 2000
_KORTEST_I_INDEKSEN = 3  # what is shorter than a trigram is in too many


class Mottakersok(NamedTuple):
    """Whom it was shared with: what rows about that one may stand under. Never the number of a person."""

    type: str
    oppslag: tuple[str, ...]


@dataclass(frozen=True)
class Utvalg:
    """What of Mine delinger is to be seen, and in which order."""

    sok: Delingssok = field(default_factory=Delingssok)
    tekst: str = ""
    mottaker: Mottakersok | None = None
    hurtig: frozenset[str] = frozenset()
    sortering: str = NYEST


class Del(NamedTuple):
    """A part of the list: the rows in their order, and how to go on after one of them.

    To go on it is given the rows, the key, and all that the person may see, whatever the list is narrowed to.
    """

    delinger: QuerySet[Deling]
    fortsett: Callable[[QuerySet[Deling], Nokkel, QuerySet[Deling]], QuerySet[Deling]]


class Side(NamedTuple):
    """One page. `neste` is the key of the next, None on the last."""

    delinger: list[Deling]
    neste: str | None


def deler_for(bruker: User, utvalg: Utvalg, *, naa: datetime, fra: Collection[UUID] | None = None) -> tuple[Del, ...]:
    """All that fits, in parts with nothing in common. `fra` as `delinger_for`. Asks twice when there is a text."""
    delinger = sok_delinger(bruker, utvalg.sok, naa=naa, fra=fra)
    for navn in sorted(utvalg.hurtig & _HURTIG.keys()):
        delinger = _HURTIG[navn](delinger, bruker, naa)
    if utvalg.mottaker is not None:
        rader = Mottaker.objects.filter(type=utvalg.mottaker.type, oppslag__in=utvalg.mottaker.oppslag)
        delinger = delinger.filter(id__in=rader.order_by().values("deling_id"))
    if utvalg.tekst:
        delinger = _med_tekst(delinger, utvalg.tekst)
    return _SORTERINGER.get(utvalg.sortering, _nyest)(delinger, naa)


def side_av_deler(
    deler: Sequence[Del], nokkel: str, *, bruker: User, fra: Collection[UUID] | None = None, antall: int = ANTALL
) -> Side:
    """The page that begins after the key; the first for a key that is none. Only ids are sorted, never whole rows."""
    nr, plass = tolk_plass(nokkel)
    alle = delinger_for(bruker, fra=fra)
    funnet: list[tuple[int, UUID]] = []
    for del_nr, (delinger, fortsett) in enumerate(deler):
        if del_nr >= nr and len(funnet) <= antall:
            rader = fortsett(delinger, plass, alle) if plass and del_nr == nr else delinger
            ider = rader.values_list("id", flat=True)[: antall + 1 - len(funnet)]
            funnet += [(del_nr, id_) for id_ in ider]
    hele = alle.in_bulk([id_ for _nr, id_ in funnet[:antall]])
    rader_ = [(del_nr, hele[id_]) for del_nr, id_ in funnet[:antall] if id_ in hele]
    neste = _nokkel(deler, *rader_[-1]) if rader_ and len(funnet) > antall else None
    return Side([deling for _nr, deling in rader_], neste)


def mottakere_i(delinger: Collection[Deling]) -> dict[UUID, list[str]]:
    """Whom each of them is shared with: people masked, businesses by number. One question."""
    vist: dict[UUID, list[str]] = {}
    for mottaker in Mottaker.objects.filter(deling_id__in=[deling.id for deling in delinger]).order_by("id").iterator():
        vist.setdefault(mottaker.deling_id, []).append(_maskert(mottaker))
    return vist


def tolk_plass(nokkel: str) -> tuple[int, Nokkel | None]:
    """The part and the row that a key means; (0, None), which is the first page, for anything else."""
    nr, _skille, resten = nokkel.partition("~")
    plass = tolk_nokkel(f"0~{resten}") if nr in {"0", "1", "2"} else None
    return (int(nr), plass) if plass else (0, None)


def alle_sider(
    deler: Sequence[Del], *, bruker: User, fra: Collection[UUID] | None = None, antall: int
) -> Iterator[list[Deling]]:
    """All of it, so many at a time: for a file that must not be held in memory."""
    nokkel: str | None = ""
    while nokkel is not None:
        delinger, nokkel = side_av_deler(deler, nokkel, bruker=bruker, fra=fra, antall=antall)
        if delinger:
            yield delinger


def synlige(bruker: User, ider: Collection[UUID]) -> list[Deling]:
    """Those of them that the person may see, newest first; the rest do not exist."""
    return list(delinger_for(bruker).filter(id__in=ider))


def _maskert(mottaker: Mottaker) -> str:
    if mottaker.type == Mottaker.Type.PERSON and mottaker.ident_kryptert is not None:
        return masker_fodselsnummer(dekrypter_ident(bytes(mottaker.ident_kryptert)))
    return mottaker.oppslag if mottaker.type == Mottaker.Type.ORGANISASJON else str(mottaker.get_type_display())


def _nokkel(deler: Sequence[Del], nr: int, siste: Deling) -> str:
    tid = siste.tilgjengelig_til if deler[nr].fortsett is _etter_frist else siste.delt
    return f"{nr}~{tid.isoformat() if tid else ''}~{siste.id}"


def _med_tekst(delinger: QuerySet[Deling], tekst: str) -> QuerySet[Deling]:
    """Those that have the text in title, case number or the name of a file.

    A rare text is looked up first, and the few that have it are asked for by their ids; a common one is soon found by
    walking through the list. One question with OR would have walked for both.
    """
    i_tittel, i_navn = sokbar(tekst), sokenavn(tekst)
    filer = Dokument.objects.filter(sokenavn__contains=i_navn).delte() if i_navn else Dokument.objects.none()
    if len(tekst) >= _KORTEST_I_INDEKSEN:
        titler = Deling.objects.filter(~Q(soketekst=""), soketekst__contains=i_tittel)
        ider = {
            *titler.order_by().values_list("id", flat=True)[: _SJELDEN + 1],
            *filer.order_by().values_list("deling_id", flat=True)[: _SJELDEN + 1],
        }
        if len(ider) <= _SJELDEN:
            return delinger.filter(id__in=ider)
    return delinger.filter(Q(soketekst__contains=i_tittel) | Exists(filer.filter(deling=OuterRef("pk"))))


def _bare_mine(delinger: QuerySet[Deling], bruker: User, _naa: datetime) -> QuerySet[Deling]:
    """Also what the person has taken over: few, and named by their ids, so that each kind has its own index."""
    mine, overtatte = Q(delt_av_bruker=bruker), overtatte_av(bruker)
    return delinger.filter(mine | Q(id__in=overtatte) if overtatte else mine)


def _ikke_hentet(delinger: QuerySet[Deling], _bruker: User, naa: datetime) -> QuerySet[Deling]:
    """Can still be fetched, and nobody has fetched any of it."""
    hentet = Hendelse.objects.filter(deling_id=OuterRef("pk"), type=Hendelsestype.DOKUMENT_HENTET)
    return delinger.filter(~Exists(hentet), Deling.er_apen_q(naa))


def _utloper_snart(delinger: QuerySet[Deling], _bruker: User, naa: datetime) -> QuerySet[Deling]:
    return delinger.filter(Deling.varer_q(naa), tilgjengelig_til__lte=naa + SNART)


def _ber_om_tid(delinger: QuerySet[Deling], _bruker: User, _naa: datetime) -> QuerySet[Deling]:
    return delinger.filter(som_ber_om_mer_tid())


# What a filter is called in an address -> how it narrows.
_HURTIG: dict[str, Callable[[QuerySet[Deling], User, datetime], QuerySet[Deling]]] = {
    MINE: _bare_mine,
    IKKE_HENTET: _ikke_hentet,
    UTLOPER_SNART: _utloper_snart,
    BER_OM_TID: _ber_om_tid,
}


def _nyest(delinger: QuerySet[Deling], _naa: datetime) -> tuple[Del, ...]:
    return (Del(delinger.order_by("-delt", "-id"), _etter_delt),)


def _utloper_forst(delinger: QuerySet[Deling], naa: datetime) -> tuple[Del, ...]:
    """What ends next, then what has no end, then what is over."""
    varer = delinger.filter(Deling.varer_q(naa))
    over = ~Q(tilstand=Deling.Tilstand.DELT) | Q(tilgjengelig_til__lte=naa) | Q(konto__slettet__isnull=False)
    return (
        Del(varer.filter(tilgjengelig_til__isnull=False).order_by("tilgjengelig_til", "id"), _etter_frist),
        Del(varer.filter(tilgjengelig_til__isnull=True).order_by("-delt", "-id"), _etter_delt),
        Del(delinger.filter(over).order_by("-delt", "-id"), _etter_delt),
    )


def _etter_tittel(delinger: QuerySet[Deling], _naa: datetime) -> tuple[Del, ...]:
    """Those with a title or a case number by it, then the rest, newest first."""
    med, uten = delinger.filter(~Q(soketekst="")), delinger.filter(soketekst="")
    return (
        Del(med.order_by("soketekst", "id"), _etter_samme_tittel),
        Del(uten.order_by("-delt", "-id"), _etter_delt),
    )


def _etter_delt(delinger: QuerySet[Deling], rad: Nokkel, _alle: QuerySet[Deling]) -> QuerySet[Deling]:
    return delinger.filter(eldre_enn(rad))


def _etter_frist(delinger: QuerySet[Deling], rad: Nokkel, _alle: QuerySet[Deling]) -> QuerySet[Deling]:
    return delinger.filter(Q(tilgjengelig_til__gte=rad.delt) & (Q(tilgjengelig_til__gt=rad.delt) | Q(id__gt=rad.id)))


def _etter_samme_tittel(delinger: QuerySet[Deling], rad: Nokkel, alle: QuerySet[Deling]) -> QuerySet[Deling]:
    """The title of the row is looked up: an address cannot hold it. Among all that the person may see, for the row may
    have been recalled, or run out, since its page was made, and the list would begin anew.
    """
    tittel = alle.order_by().filter(pk=rad.id).values_list("soketekst", flat=True).first()
    if tittel is None:
        return delinger
    return delinger.filter(Q(soketekst__gte=tittel) & (Q(soketekst__gt=tittel) | Q(id__gt=rad.id)))


_SORTERINGER: dict[str, Callable[[QuerySet[Deling], datetime], tuple[Del, ...]]] = {
    NYEST: _nyest,
    UTLOPER: _utloper_forst,
    TITTEL: _etter_tittel,
}
