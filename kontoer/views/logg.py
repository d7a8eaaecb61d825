"""The organisation's log: on a page, and as a file for a spreadsheet or for another system."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hendelser.models import Hendelse
from hendelser.queries import Loggfilter, Loggside, hendelser_i, side_for, sider_av
from kontoer.csvfil import csvlinjer, csvsvar, strom
from kontoer.loggfilter import LoggfilterForm
from kontoer.logglinjer import Logglinje, logglinjer
from kontoer.models import Organisasjon
from kontoer.queries_finn import kontoer_som_heter, personer_som_heter
from kontoer.services.logg import merk_eksport
from kontoer.views.oppslag import min_organisasjon
from users.http import AuthenticatedHttpRequest, krever_innlogging

PER_SIDE = 50
_PER_BOLK = 500
_LENGSTE_NAVN = 100


@krever_innlogging
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def logg(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """The log, newest first, narrowed by the form, one page at a time. A name to find is sent by POST."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    return _vis(request, organisasjon, LoggfilterForm(request.GET, organisasjon=organisasjon))


@krever_innlogging
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eksport(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> HttpResponseBase:
    """All that the filter lets through, streamed; that it was taken out is in the log. A wrong filter is shown."""
    organisasjon = min_organisasjon(request, organisasjon_id)
    if request.method != "POST":  # back from a login
        return redirect("kontoer:logg", organisasjon.id)
    form = LoggfilterForm(request.POST, organisasjon=organisasjon)
    if not form.is_valid():
        return _vis(request, organisasjon, form)
    if request.POST.get("filform") == "jsonl":
        merk_eksport(organisasjon=organisasjon, filter_=form.filter, filform="jsonl", av=request.user)
        return strom("logg.jsonl", _jsonlinjer(organisasjon.id, form.filter), "application/x-ndjson; charset=utf-8")
    merk_eksport(organisasjon=organisasjon, filter_=form.filter, filform="csv", av=request.user)
    return csvsvar("logg.csv", csvlinjer(_overskrifter(), _rader(organisasjon.id, form.filter)))


def _vis(request: AuthenticatedHttpRequest, organisasjon: Organisasjon, form: LoggfilterForm) -> HttpResponse:
    side = Loggside([], None)
    if form.is_valid():
        side = side_for(hendelser_i(organisasjon.id, form.filter), _nokkel(request), PER_SIDE)
    finn = " ".join(request.POST.get("finn", "")[:_LENGSTE_NAVN].split())
    felter = {
        "organisasjon": organisasjon,
        "form": form,
        "valgte": form.valgte,
        "linjer": logglinjer(organisasjon.id, side.hendelser),
        "neste": side.neste,
        "filter": form.adresse,
        "er_forste_side": "for" not in request.GET,
        "finn": finn,
        "treff": _treff(organisasjon, form, finn) if finn else [],
    }
    return render(request, "kontoer/logg.html", felter)


def _treff(organisasjon: Organisasjon, form: LoggfilterForm, finn: str) -> list[dict[str, object]]:
    """What has that name, each kind with the filter it is added to."""
    kontoer, personer = kontoer_som_heter(organisasjon, finn), personer_som_heter(organisasjon, finn)
    return [
        {"felt": "konto", "hva": _("Kontoer"), "treff": kontoer, "uten": form.adresse_uten("konto")},
        {"felt": "person", "hva": _("Personer"), "treff": personer, "uten": form.adresse_uten("person")},
    ]


def _overskrifter() -> list[str]:
    return [_("Tidspunkt"), _("Hendelse"), _("Hvem"), _("Konto"), _("Deling"), _("Dokument"), _("Detaljer")]


def _linjer(organisasjon_id: UUID, filter_: Loggfilter) -> Iterator[Logglinje]:
    for hendelser in sider_av(hendelser_i(organisasjon_id, filter_), _PER_BOLK):
        yield from logglinjer(organisasjon_id, hendelser)


def _rader(organisasjon_id: UUID, filter_: Loggfilter) -> Iterator[list[object]]:
    for linje in _linjer(organisasjon_id, filter_):
        tidspunkt = timezone.localtime(linje.hendelse.tidspunkt).isoformat(timespec="seconds")
        ider = [str(id_ or "") for id_ in (linje.hendelse.deling_id, linje.hendelse.dokument_id)]
        yield [tidspunkt, linje.hva, linje.hvem, linje.konto, *ider, linje.detaljer]


def _jsonlinjer(organisasjon_id: UUID, filter_: Loggfilter) -> Iterator[str]:
    """As it is stored, with the names beside the ids: for systems that watch over others."""
    for linje in _linjer(organisasjon_id, filter_):
        yield json.dumps(_som_json(linje, linje.hendelse), ensure_ascii=False) + "\n"


def _som_json(linje: Logglinje, hendelse: Hendelse) -> dict[str, object]:
    ider = ("aktor_id", "organisasjon_id", "konto_id", "deling_id", "dokument_id")
    return {
        "id": hendelse.pk,
        "tidspunkt": hendelse.tidspunkt.isoformat(),
        "type": hendelse.type,
        "aktor_type": hendelse.aktor_type,
        **{felt: str(verdi) if (verdi := getattr(hendelse, felt)) else None for felt in ider},
        "hvem": linje.hvem,
        "konto": linje.konto or None,
        "data": hendelse.data,
    }


def _nokkel(request: AuthenticatedHttpRequest) -> int | None:
    """`?for=<id>`; what is no number is the first page."""
    for_id = request.GET.get("for", "")
    return int(for_id) if for_id.isascii() and for_id.isdigit() and len(for_id) < 19 else None  # noqa: PLR2004  # int64
