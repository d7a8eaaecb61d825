"""Statistikk in Konfigurasjon: what was shared month by month, of a konto or of the whole organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adapters import klokke
from dokumenter.models import Manedstall
from dokumenter.queries.manedstall import Arstall, arstall_for, manedene_til, manedstall_for, ventetid_i_ord
from dokumenter.tekst import storrelse_i_ord
from kontoer.csvfil import csvlinjer, csvsvar
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto, Organisasjon
from kontoer.queries import konto_i, kontoer_i
from kontoer.views.oppslag import min_organisasjon
from users.http import AuthenticatedHttpRequest, krever_innlogging

_BREDDE, _HOYDE, _LUFT = 20, 120, 6  # of a bar, in the units of the plot


class Bit(NamedTuple):
    """A part of a bar: which kind it is, and where it lies."""

    slag: str
    x: int
    y: int
    hoyde: int


class Plott(NamedTuple):
    """A plot: what it shows, its greatest value in words, and the bars; `slag` are the kinds, with their names."""

    navn: str
    storst: str
    biter: list[Bit]
    slag: list[tuple[str, str]]
    bredde: int
    hoyde: int


class Manedsrad(NamedTuple):
    """A row of the table."""

    navn: str
    tall: Manedstall
    ventetid: str


@krever_innlogging
@never_cache
@require_safe
def statistikk(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Plots with a table beside them: of the organisation, or of the konto that `?konto=` names."""
    organisasjon, naa = min_organisasjon(request, organisasjon_id), klokke.naa()
    konto = _konto(organisasjon, request.GET.get("konto", ""))
    maneder = manedstall_for(konto.id if konto else organisasjon.id, naa=naa)
    kontoer = [] if konto else list(kontoer_i(organisasjon))
    tall = arstall_for([en.id for en in kontoer], naa=naa)
    side = {
        "organisasjon": organisasjon,
        "konto": konto,
        "plott": _plott(maneder),
        "rader": [Manedsrad(_manedsnavn(en.maned), en, ventetid_i_ord(en.median_sekunder)) for en in maneder],
        "kontoer": [(en, tall.get(en.id, Arstall())) for en in kontoer],
        "er_tom": not any(en.delt for en in maneder),
        "talt": max((en.talt for en in maneder if en.pk), default=None),
    }
    return render(request, "dokumenter/statistikk.html", side)


@krever_innlogging
@never_cache
@require_safe
def statistikk_csv(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """Every konto and month as a file for a spreadsheet, also of deleted kontoer."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    return csvsvar("statistikk.csv", csvlinjer(_overskrifter(), _linjer(organisasjon, klokke.naa())))


def _konto(organisasjon: Organisasjon, konto_id: str) -> Konto | None:
    """The konto, also a deleted one. Raises IkkeFunnet for what is none of the organisation's."""
    if not konto_id:
        return None
    try:
        return konto_i(organisasjon.id, UUID(konto_id))
    except ValueError as feil:
        raise IkkeFunnet from feil


def _manedsnavn(maned: date) -> str:
    # Translators: a date format (see Django's `date` filter): month and year
    return date_format(maned, _("N Y"))


def _plott(maneder: list[Manedstall]) -> list[Plott]:
    slag = [("hentet", _("hentet")), ("ikke", _("ikke hentet ennå")), ("aldri", _("aldri hentet"))]
    delt = [(en.hentet, en.delt - en.hentet - en.aldri_hentet, en.aldri_hentet) for en in maneder]
    ventet = [(en.median_sekunder or 0,) for en in maneder]
    storst = max((sum(en) for en in ventet), default=0)
    return [
        _ett_plott(_("Delinger"), delt, slag, str(max(en.delt for en in maneder))),
        _ett_plott(_("Mottakere"), [(en.mottakere,) for en in maneder], [], str(max(en.mottakere for en in maneder))),
        _ett_plott(
            _("Størrelse"),
            [(en.storrelse,) for en in maneder],
            [],
            storrelse_i_ord(max(en.storrelse for en in maneder)),
        ),
        _ett_plott(_("Tid til første henting (median)"), ventet, [], ventetid_i_ord(storst) if storst else "0"),
    ]


def _ett_plott(navn: str, soyler: Sequence[tuple[int, ...]], slag: list[tuple[str, str]], storst: str) -> Plott:
    """Bars of whole numbers: the greatest is as high as the plot."""
    hoyest = max(map(sum, soyler)) or 1
    koder = [kode for kode, _navn in slag] or ["hentet"]
    biter = []
    for nr, soyle in enumerate(soyler):
        bunn = 0
        for kode, verdi in zip(koder, soyle, strict=True):
            topp = bunn + verdi
            fra, til = (_HOYDE * hvor // hoyest for hvor in (bunn, topp))
            if til > fra:
                biter.append(Bit(kode, nr * (_BREDDE + _LUFT), _HOYDE - til, til - fra))
            bunn = topp
    return Plott(navn, storst, biter, slag, len(soyler) * (_BREDDE + _LUFT) - _LUFT, _HOYDE)


def _overskrifter() -> list[str]:
    return [
        _("Konto"),
        _("Måned"),
        _("Delinger"),
        _("Hentet"),
        _("Aldri hentet"),
        _("Mottakere"),
        _("Størrelse i byte"),
        _("Sekunder til første henting (median)"),
        _("Kontoens id"),
    ]


def _linjer(organisasjon: Organisasjon, naa: datetime) -> Iterator[list[object]]:
    navn = dict(Konto.objects.filter(organisasjon=organisasjon).order_by("navn", "id").values_list("id", "navn"))
    for rad in manedene_til(list(navn), naa=naa):
        tall: list[object] = [rad.delt, rad.hentet, rad.aldri_hentet, rad.mottakere, rad.storrelse]
        median = "" if rad.median_sekunder is None else rad.median_sekunder
        yield [navn[rad.gjelder], rad.maned.isoformat()[:7], *tall, median, str(rad.gjelder)]
